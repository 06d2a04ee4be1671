use http::StatusCode;
use serde_json::json;

use crate::delivery::Dispatcher;
use crate::reply::Reply;

/// `POST /__mock/shutdown`: the mock stops as by a signal.
pub(crate) fn begin(dispatcher: &Dispatcher) -> Reply {
    dispatcher.ask_to_stop();
    Reply::json(StatusCode::ACCEPTED, &json!({ "status": "stopping" }))
}
