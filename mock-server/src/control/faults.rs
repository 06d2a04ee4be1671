use http::StatusCode;

use super::{event_named, invalid, json_object, recipient_of};
use crate::call::Call;
use crate::config::MOST_FAULT_RULES;
use crate::delivery::Dispatcher;
use crate::faults::FaultRule;
use crate::reply::{ErrorBody, Reply};

/// `POST /__mock/faults`
pub(crate) fn add(dispatcher: &Dispatcher, call: &Call) -> Result<Reply, Reply> {
    let read = json_object(call, "{\"fault\":\"body_changed\"}")?;
    let event = read["event"].as_str().map(str::to_owned);
    let system = serde_json::from_value(read["system"].clone()).unwrap_or_default();
    if let Some(name) = event {
        event_named(call, system, &name)?;
    }
    let rule: FaultRule = serde_json::from_value(read).map_err(|error| invalid(&error.to_string()))?;
    if let Some(mistake) = rule.mistake() {
        return Err(invalid(mistake));
    }
    if let Some(id) = rule.hook_id() {
        recipient_of(dispatcher, rule.system(), id)?;
    }
    let added = dispatcher.faults.add_if_there_is_room(rule).ok_or_else(|| {
        let message = format!(
            "There are {MOST_FAULT_RULES} rules, which is the most: DELETE /__mock/faults forgets them."
        );
        ErrorBody::new("mock.too_many_faults", &message).reply(StatusCode::CONFLICT)
    })?;
    Ok(Reply::json(StatusCode::CREATED, &added))
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
