//! What a call of the mock's own API that makes something happen is answered with.

use logto_webhook::logto::EventName;
use serde::Serialize;

use crate::delivery::Delivery;

/// What goes out.
#[derive(Debug, Serialize)]
pub(super) struct Triggered<'a> {
    deliveries: Vec<Receipt<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A delivery that has been started.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Receipt<'a> {
    id: &'a str,
    hook_id: &'a str,
    event: EventName,
}

impl<'a> Triggered<'a> {
    /// The deliveries of these events, and if there are none, why: one hook only was to be told, or all that want it.
    pub(super) fn of(dispatches: &'a [Vec<Delivery>], events: &[EventName], only: Option<&str>) -> Self {
        let deliveries: Vec<_> = dispatches.iter().flatten().map(Receipt::of).collect();
        let note = deliveries.is_empty().then(|| nobody(events, only));
        Self { deliveries, note }
    }
}

impl<'a> Receipt<'a> {
    fn of(delivery: &'a Delivery) -> Self {
        Self { id: &delivery.id, hook_id: &delivery.hook.id, event: delivery.event }
    }
}

fn nobody(events: &[EventName], hook_id: Option<&str>) -> String {
    let events = events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" or ");
    match hook_id {
        Some(id) => format!("Nothing was sent: hook `{id}` is not enabled or not subscribed to {events}."),
        None => format!("Nothing was sent: no enabled hook is subscribed to {events}."),
    }
}
