use std::sync::Arc;

use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::edits::{self, Given};
use super::receipt::told;
use super::{event_named, invalid, json_object, unknown_event, unknown_name, unknown_recipient};
use crate::call::Call;
use crate::delivery::Dispatcher;
use crate::faults::Fault;
use crate::reply::{ErrorBody, Reply};
use crate::system::System;
use crate::trigger::{Reason, Wish};

/// What a body says of the event, beside the payload's [`edits`].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Trigger {
    system: Option<System>,
    event: Option<String>,
    variant: Option<String>,
    hook_id: Option<String>,
    #[serde(default)]
    test: bool,
    fault: Option<Fault>,
    times: Option<u32>,
}

/// `POST /__mock/trigger`
pub(crate) fn fire(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let wish = read(call)?;
    let only = wish.hook_id.clone();
    let triggered = wish.come_true(dispatcher, call).map_err(refusal)?;
    let told = told(&triggered.deliveries, &[triggered.event], only.as_deref());
    Ok(Reply::json(StatusCode::ACCEPTED, &told))
}

fn read(call: &Call) -> Result<Wish, Reply> {
    let mut read = json_object(call, "{\"event\":\"User.Created\"}")?;
    let wrong = |error: serde_json::Error| invalid(&error.to_string());
    if let Value::Object(members) = &mut read {
        members.retain(|name, _| !edits::NAMES.contains(&name.as_str()));
    }
    let given: Given = serde_json::from_slice(call.whole_body()?).map_err(wrong)?;
    let edits = given.wanted()?;
    let Trigger { system, event, variant, hook_id, test: is_test, fault, times } =
        serde_json::from_value(read).map_err(wrong)?;
    let event = event.map(|name| event_named(call, system, &name)).transpose()?;
    if event.is_none() && system == Some(System::Platform) {
        return Err(invalid("missing field `event`: the platform's events have no variants"));
    }
    let (faults, times) = (fault.into_iter().collect(), times.unwrap_or(1));
    Ok(Wish { event, variant, is_test, hook_id, faults, times, edits })
}

fn refusal(reason: Reason) -> Reply {
    let message = reason.to_string();
    match reason {
        Reason::Invalid(_) => invalid(&message),
        Reason::UnknownEvent(unknown) => unknown_event(&unknown),
        Reason::UnknownVariant { closest, .. } => unknown_name("mock.unknown_variant", &message, &closest),
        Reason::NoRecipient(system, id) => unknown_recipient(system, &id),
        Reason::Impossible { .. } => {
            ErrorBody::new("mock.impossible_fault", &message).reply(StatusCode::CONFLICT)
        }
    }
}
