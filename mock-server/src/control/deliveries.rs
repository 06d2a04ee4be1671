use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use serde::Deserialize;

use super::receipt::Receipt;
use super::{input_if_given, invalid};
use crate::call::Call;
use crate::config::LONGEST_WAIT;
use crate::delivery::{Dispatcher, Entry, InDetail};
use crate::reply::{ErrorBody, Reply};

/// `GET /__mock/deliveries`
pub(crate) fn list(dispatcher: &Dispatcher) -> Reply {
    Reply::json(StatusCode::OK, &dispatcher.journal.all())
}

/// `GET /__mock/deliveries/:id`, with `?wait=MS` not before the delivery has ended or the time is over. With `?as=curl`,
/// a command that sends the same.
pub(crate) async fn read(dispatcher: &Dispatcher, call: &Call) -> Result<Reply, Reply> {
    let (wait, as_curl) = (wait(call)?, as_curl(call)?);
    let delivery = find(dispatcher, call)?;
    // The one who waits waits in real time, whatever the mock's clock says. A mock that stops ends all deliveries.
    tokio::select! {
        () = delivery.ended() => {}
        () = tokio::time::sleep(wait) => {}
    }
    if as_curl { curl(dispatcher, &delivery) } else { Ok(Reply::json(StatusCode::OK, &InDetail(&delivery))) }
}

/// `POST /__mock/deliveries/:id/replay`
pub(crate) fn replay(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let entry = find(dispatcher, call)?;
    let Replay { resign } = input_if_given(call, "{\"resign\":true}")?;
    let delivery = if resign {
        dispatcher.anew(&entry, call.wall).ok_or_else(|| {
            let message = "The payload does not say when it was made, so it cannot be made anew: replay it without `resign`.";
            ErrorBody::new("mock.impossible_replay", message).reply(StatusCode::CONFLICT)
        })?
    } else {
        dispatcher.same_again(&entry)
    };
    let sent = dispatcher.dispatch_one(delivery);
    Ok(Reply::json(StatusCode::ACCEPTED, &Receipt::of(&sent)))
}

/// How a delivery is to be sent again.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    /// Whether it is made now and signed with the present key, instead of sent byte for byte.
    #[serde(default)]
    resign: bool,
}

fn curl(dispatcher: &Dispatcher, delivery: &Entry) -> Result<Reply, Reply> {
    let command = delivery.curl(dispatcher.config().insecure).map_err(|failure| {
        let message = format!("No request can be made of this delivery: {}.", failure.summary());
        ErrorBody::new("mock.no_request", &message).reply(StatusCode::CONFLICT)
    })?;
    Ok(Reply::plain(command))
}

fn as_curl(call: &Call) -> Result<bool, Reply> {
    match call.query("as").pop().as_deref() {
        None | Some("json") => Ok(false),
        Some("curl") => Ok(true),
        Some(_) => Err(invalid("`as` is `json` or `curl`")),
    }
}

fn find(dispatcher: &Dispatcher, call: &Call) -> Result<Entry, Reply> {
    let id = call.param("id");
    dispatcher.journal.find(id).ok_or_else(|| {
        let message = format!("There is no delivery `{id}`; GET /__mock/deliveries lists them.");
        ErrorBody::new("mock.unknown_delivery", &message).reply(StatusCode::NOT_FOUND)
    })
}

fn wait(call: &Call) -> Result<Duration, Reply> {
    let Some(millis) = call.query("wait").pop() else {
        return Ok(Duration::ZERO);
    };
    let millis = millis.parse().map_err(|_| {
        let message = format!("`wait` is a number of milliseconds, at most {}.", LONGEST_WAIT.as_millis());
        invalid(&message)
    })?;
    Ok(Duration::from_millis(millis).min(LONGEST_WAIT))
}
