use std::fmt;
use std::sync::Arc;

use http::StatusCode;
use logto_webhook::logto::{Event, EventName};
use logto_webhook::testing;
use serde::Deserialize;

use super::receipt::{Receipt, Triggered};
use super::{event_named, input, invalid, unknown_name};
use crate::api::hooks::find;
use crate::call::Call;
use crate::change::Change;
use crate::config::{MOST_DELIVERIES_OF_A_TRIGGER, MOST_TIMES};
use crate::delivery::{Delivery, Dispatcher, Entry};
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
    let trigger: Trigger = input(call, "{\"event\":\"User.Created\"}")?;
    let mut change = trigger.change(call)?;
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

    let mut receipts = Vec::with_capacity(told.len() * times as usize);
    let mut deliver = |change: &mut Change, hook: &Arc<Hook>| {
        let delivery = Delivery::new(change, Arc::clone(hook), trigger.fault);
        receipts.push(Receipt::of(&delivery));
        delivery
    };
    if times == 1 {
        dispatcher.dispatch(told.iter().map(|hook| deliver(&mut change, hook)));
    } else {
        // A millisecond apart, the last one now: no two are the same occurrence to who receives them.
        dispatcher.dispatch_each((0..times).rev().map(|before| {
            change.set_before(before);
            told.iter().map(|hook| deliver(&mut change, hook)).collect()
        }));
    }
    let triggered = Triggered::of(receipts, &[event], trigger.hook_id.as_deref());
    Ok(Reply::json(StatusCode::ACCEPTED, &triggered))
}

/// Why an event cannot be made to happen.
#[derive(Debug, Clone)]
pub struct TriggerError(String);

impl std::error::Error for TriggerError {}

impl fmt::Display for TriggerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(reason) = self;
        f.write_str(reason)
    }
}

/// Makes an event happen as if this process had called.
pub(crate) fn in_process(dispatcher: &Arc<Dispatcher>, event: EventName) -> Result<Vec<Entry>, TriggerError> {
    let call = Call::in_process(dispatcher.clock(), dispatcher.config());
    call.events.named(event.as_str()).map_err(|unknown| TriggerError(unknown.to_string()))?;
    let mut change = Change::sample(event, &call);
    let mut ids = Vec::new();
    let hooks = dispatcher.store.hooks().into_iter().filter(|hook| hook.wants(event));
    dispatcher.dispatch(
        hooks
            .map(|hook| Delivery::new(&mut change, hook, None))
            .inspect(|delivery| ids.push(Arc::clone(&delivery.id))),
    );
    Ok(ids.iter().filter_map(|id| dispatcher.journal.find(id)).collect())
}

impl Trigger {
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
