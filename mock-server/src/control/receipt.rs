//! What a call of the mock's own API that makes something happen is answered with.

use serde::Serialize;

use crate::delivery::Entry;
use crate::system::{EventName, System};

/// What goes out.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    deliveries: Vec<Receipt<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A delivery that has been started.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Receipt<'a> {
    id: &'a str,
    system: System,
    hook_id: &'a str,
    event: EventName,
}

/// The deliveries of these events of one system, and if there are none, why: one recipient only was to be told, or all
/// that want it.
pub(super) fn told<'a>(deliveries: &'a [Entry], events: &[EventName], only: Option<&str>) -> Told<'a> {
    let note = deliveries.is_empty().then(|| nobody(events, only));
    Told { deliveries: deliveries.iter().map(Receipt::of).collect(), note }
}

impl<'a> Receipt<'a> {
    pub(super) fn of(delivery: &'a Entry) -> Self {
        let (id, system, hook_id) = (delivery.id(), delivery.system(), delivery.hook_id());
        Self { id, system, hook_id, event: delivery.event() }
    }
}

fn nobody(events: &[EventName], hook_id: Option<&str>) -> String {
    let system = events.first().map_or(System::Logto, |event| event.system());
    let (recipient, [enabled, _]) = (system.recipient(), system.states());
    let events = events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" or ");
    match hook_id {
        Some(id) => {
            format!("Nothing was sent: {recipient} `{id}` is not {enabled} or not subscribed to {events}.")
        }
        None => format!("Nothing was sent: no {enabled} {recipient} is subscribed to {events}."),
    }
}
