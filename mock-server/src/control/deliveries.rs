use std::time::Duration;

use http::StatusCode;

use super::invalid;
use crate::call::Call;
use crate::config::LONGEST_WAIT;
use crate::delivery::Dispatcher;
use crate::reply::{ErrorBody, Reply};

/// `GET /__mock/deliveries`
pub(crate) fn list(dispatcher: &Dispatcher) -> Reply {
    Reply::json(StatusCode::OK, &dispatcher.journal.all())
}

/// `GET /__mock/deliveries/:id`, with `?wait=MS` not before the delivery has ended or the time is over.
pub(crate) async fn read(dispatcher: &Dispatcher, call: &Call) -> Result<Reply, Reply> {
    let id = call.param("id");
    let wait = wait(call)?;
    let delivery = dispatcher.journal.find(id).ok_or_else(|| {
        let message = format!("There is no delivery `{id}`; GET /__mock/deliveries lists them.");
        ErrorBody::new("mock.unknown_delivery", &message).reply(StatusCode::NOT_FOUND)
    })?;
    // The one who waits waits in real time, whatever the mock's clock says. A mock that stops ends all deliveries.
    tokio::select! {
        () = delivery.ended() => {}
        () = tokio::time::sleep(wait) => {}
    }
    Ok(Reply::json(StatusCode::OK, &delivery))
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
