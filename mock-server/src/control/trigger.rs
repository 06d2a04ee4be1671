use std::sync::Arc;

use http::StatusCode;
use logto_webhook::logto::Event;
use logto_webhook::testing;
use serde::Deserialize;

use super::receipt::Triggered;
use super::{event_named, invalid, json_object, unknown_name};
use crate::api::hooks::find;
use crate::call::Call;
use crate::change::Change;
use crate::config::{MOST_DELIVERIES_OF_A_TRIGGER, MOST_TIMES};
use crate::delivery::{Delivery, Dispatcher};
use crate::faults::Fault;
use crate::reply::{ErrorBody, Reply};
use crate::schema::closest;
use crate::store::Hook;

/// What is to happen, and how it is to be told.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Trigger {
    event: Option<String>,
    /// The shape, where the routes of an event give it several: a variant of the sdk's `Event`, which tells the event.
    variant: Option<String>,
    /// Only this hook is told, if it wants the event at all.
    hook_id: Option<String>,
    /// Whether the payload is the one of Logto's test endpoint instead of an example.
    #[serde(default)]
    test: bool,
    fault: Option<Fault>,
    /// How often it happens. Each time is told by a dispatch of its own.
    times: Option<u32>,
}

/// `POST /__mock/trigger`
pub(crate) fn fire(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let trigger = Trigger::read(call)?;
    let change = trigger.change(call)?;
    let (event, times) = (change.name, trigger.times()?);
    let hooks = match &trigger.hook_id {
        Some(id) => vec![find(&dispatcher.store, id)?],
        None => dispatcher.store.hooks(),
    };
    let told: Vec<_> = hooks.into_iter().filter(|hook| hook.wants(event)).collect();
    if let Some(fault) = trigger.fault {
        possible(fault, &told)?;
    }
    not_too_many(times, told.len())?;

    let occurrences: Vec<Vec<_>> = change
        .repeated(times)
        .map(|mut change| {
            let hooks = told.iter().map(Arc::clone);
            hooks.map(|hook| Delivery::new(&mut change, hook, trigger.fault)).collect()
        })
        .collect();
    let triggered = Triggered::of(&occurrences, &[event], trigger.hook_id.as_deref());
    let reply = Reply::json(StatusCode::ACCEPTED, &triggered);
    dispatcher.dispatch_each(occurrences);
    Ok(reply)
}

impl Trigger {
    fn read(call: &Call) -> Result<Self, Reply> {
        let read = json_object(call, r#"{"event":"User.Created"}"#)?;
        serde_json::from_value(read).map_err(|error| invalid(&error.to_string()))
    }

    fn times(&self) -> Result<u32, Reply> {
        match self.times {
            None => Ok(1),
            Some(times @ 1..=MOST_TIMES) => Ok(times),
            Some(_) => Err(invalid(&format!("`times` is a whole number from 1 to {MOST_TIMES}"))),
        }
    }

    /// What is to happen, if that makes sense.
    fn change(&self, call: &Call) -> Result<Change, Reply> {
        let event = self.event.as_deref().map(|name| event_named(call, name)).transpose()?;
        let Some(variant) = &self.variant else {
            let event = event.ok_or_else(|| invalid("missing field `event` or `variant`"))?;
            return Ok(if self.test { Change::test(event, call) } else { Change::sample(event, call) });
        };
        if self.test {
            return Err(invalid("a test payload has no variants: give `event` instead of `variant`"));
        }
        let change = Change::sample_of(variant, call).ok_or_else(|| unknown_variant(variant))?;
        let of_variant = event_named(call, change.name.as_str())?;
        match event {
            Some(event) if event != of_variant => {
                Err(invalid(&format!("the variant {variant} is of {of_variant}, not of {event}")))
            }
            _ => Ok(change),
        }
    }
}

/// Each is kept until it has ended, so a slip could take all of the machine's memory.
fn not_too_many(times: u32, hooks: usize) -> Result<(), Reply> {
    let deliveries = hooks.saturating_mul(times as usize);
    if deliveries <= MOST_DELIVERIES_OF_A_TRIGGER {
        return Ok(());
    }
    Err(invalid(&format!(
        "{times} times for {hooks} hooks are {deliveries} deliveries, and {MOST_DELIVERIES_OF_A_TRIGGER} is the most: give a \
         smaller `times`, or a `hookId`"
    )))
}

fn unknown_variant(given: &str) -> Reply {
    let closest = closest(given, testing::samples().iter().map(Event::variant));
    let message = match closest.as_slice() {
        [] => format!("the sdk's `Event` has no variant `{given}` that Logto sends"),
        _ => format!("there is no variant `{given}`; the closest are {}", closest.join(", ")),
    };
    unknown_name("mock.unknown_variant", &message, &closest)
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
