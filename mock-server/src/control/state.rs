use std::sync::Arc;

use http::StatusCode;

use crate::call::Call;
use crate::delivery::Dispatcher;
use crate::reply::{ErrorBody, Reply};
use crate::router::Mock;
use crate::store::State;

/// `GET /__mock/state`: the same text as `--save-state` writes.
pub(crate) fn read(dispatcher: &Dispatcher) -> Reply {
    Reply::json_text(dispatcher.store.state().to_json())
}

/// `PUT /__mock/state`: all of it at once, or none where something is wrong with it.
pub(crate) fn replace(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    // Whatever the content type: this is for `curl -T` too.
    let state = State::read(call.whole_body()?, call.at).map_err(|error| {
        ErrorBody::new("mock.invalid_state", &error.to_string()).reply(StatusCode::BAD_REQUEST)
    })?;
    dispatcher.store.replace(state, call.at);
    Ok(Reply::no_content())
}

/// `POST /__mock/reset`
pub(crate) fn reset(mock: &Mock) -> Reply {
    mock.reset();
    Reply::no_content()
}
