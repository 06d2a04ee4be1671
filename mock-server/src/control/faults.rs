use http::StatusCode;
use serde_json::Value;

use super::{invalid, unknown_event};
use crate::api::hooks::find;
use crate::call::Call;
use crate::delivery::Dispatcher;
use crate::faults::FaultRule;
use crate::reply::{ErrorBody, Reply};

/// `POST /__mock/faults`
pub(crate) fn add(dispatcher: &Dispatcher, call: &Call) -> Result<Reply, Reply> {
    let read: Value =
        serde_json::from_slice(call.whole_body()?).map_err(|error| invalid(&error.to_string()))?;
    if let Some(name) = read["event"].as_str() {
        call.events.named(name).map_err(|unknown| unknown_event(&unknown))?;
    }
    let rule: FaultRule = serde_json::from_value(read).map_err(|error| invalid(&error.to_string()))?;
    if let Some(mistake) = rule.mistake() {
        return Err(invalid(mistake));
    }
    if let Some(id) = rule.hook_id() {
        find(&dispatcher.store, id)?;
    }
    Ok(Reply::json(StatusCode::CREATED, &dispatcher.faults.add(rule)))
}

/// `GET /__mock/faults`
pub(crate) fn list(dispatcher: &Dispatcher) -> Reply {
    Reply::json(StatusCode::OK, &dispatcher.faults.all())
}

/// `DELETE /__mock/faults`
pub(crate) fn clear(dispatcher: &Dispatcher) -> Reply {
    dispatcher.faults.clear();
    Reply::no_content()
}

/// `DELETE /__mock/faults/:id`
pub(crate) fn remove(dispatcher: &Dispatcher, call: &Call) -> Result<Reply, Reply> {
    let id = call.param("id");
    if dispatcher.faults.remove(id) {
        return Ok(Reply::no_content());
    }
    let message = format!("There is no fault `{id}`; GET /__mock/faults lists them.");
    Err(ErrorBody::new("mock.unknown_fault", &message).reply(StatusCode::NOT_FOUND))
}
