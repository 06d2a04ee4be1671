use std::sync::Arc;

use http::StatusCode;
use logto_webhook::logto::EventName;
use serde::{Deserialize, Serialize};

use crate::api::hooks::find;
use crate::call::Call;
use crate::change::Change;
use crate::delivery::{Delivery, Dispatcher};
use crate::faults::Fault;
use crate::reply::{ErrorBody, Reply};
use crate::schema::events::UnknownEvent;
use crate::store::Hook;

/// What is to happen, and how it is to be told.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Trigger {
    event: String,
    /// Only this hook is told, if it wants the event at all.
    hook_id: Option<String>,
    /// Whether the payload is the one of Logto's test endpoint instead of an example.
    #[serde(default)]
    test: bool,
    fault: Option<Fault>,
}

/// What goes out because of a trigger.
#[derive(Debug, Serialize)]
struct Triggered {
    deliveries: Vec<Receipt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A delivery that has been started.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    id: String,
    hook_id: String,
    event: &'static str,
}

/// `POST /__mock/trigger`
pub(crate) fn fire(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    // Whatever the content type: this is for `curl -d` too.
    let trigger: Trigger = serde_json::from_slice(&call.body).map_err(|error| {
        ErrorBody::new("mock.invalid_input", &error.to_string()).reply(StatusCode::BAD_REQUEST)
    })?;
    let event: EventName = trigger.event.parse().map_err(|_| unknown(&trigger.event))?;
    let hooks = match &trigger.hook_id {
        Some(id) => vec![find(&dispatcher.store, id)?],
        None => dispatcher.store.hooks(),
    };
    let told: Vec<_> = hooks.into_iter().filter(|hook| hook.wants(event)).collect();
    if let Some(fault) = trigger.fault {
        possible(fault, &told)?;
    }

    let change = if trigger.test { Change::test(event, call.at) } else { Change::sample(event, call.at) };
    let deliveries: Vec<_> =
        told.into_iter().map(|hook| Delivery::new(&change, hook, trigger.fault)).collect();
    let triggered = Triggered {
        deliveries: deliveries.iter().map(Receipt::of).collect(),
        note: deliveries.is_empty().then(|| nobody(event, trigger.hook_id.as_deref())),
    };
    dispatcher.dispatch(deliveries);
    Ok(Reply::json(StatusCode::ACCEPTED, &triggered))
}

impl Receipt {
    fn of(delivery: &Delivery) -> Self {
        Self { id: delivery.id.clone(), hook_id: delivery.hook.id.clone(), event: delivery.event.as_str() }
    }
}

fn nobody(event: EventName, hook_id: Option<&str>) -> String {
    match hook_id {
        Some(id) => format!("Nothing was sent: hook `{id}` is not enabled or not subscribed to {event}."),
        None => format!("Nothing was sent: no enabled hook is subscribed to {event}."),
    }
}

fn unknown(event: &str) -> Reply {
    #[derive(Serialize)]
    struct Closest {
        closest: Vec<&'static str>,
    }
    let unknown = UnknownEvent::new(event);
    let closest = unknown.closest.iter().map(|name| name.as_str()).collect();
    ErrorBody::new("mock.unknown_event", &unknown.to_string())
        .data(Closest { closest })
        .reply(StatusCode::BAD_REQUEST)
}

fn possible(fault: Fault, hooks: &[Arc<Hook>]) -> Result<(), Reply> {
    let impossible =
        hooks.iter().find_map(|hook| fault.impossible_with(hook).map(|reason| (&hook.id, reason)));
    let Some((id, reason)) = impossible else {
        return Ok(());
    };
    let message = format!("Hook `{id}` cannot show this fault: {reason}.");
    Err(ErrorBody::new("mock.impossible_fault", &message).reply(StatusCode::CONFLICT))
}
