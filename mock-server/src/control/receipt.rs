//! What a call of the mock's own API that makes something happen is answered with.

use logto_webhook::logto::EventName;
use serde::Serialize;

use crate::delivery::Entry;

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
    hook_id: &'a str,
    event: EventName,
}

/// The deliveries of these events, and if there are none, why: one hook only was to be told, or all that want it.
pub(super) fn told<'a>(deliveries: &'a [Entry], events: &[EventName], only: Option<&str>) -> Told<'a> {
    let note = deliveries.is_empty().then(|| nobody(events, only));
    Told { deliveries: deliveries.iter().map(Receipt::of).collect(), note }
}

impl<'a> Receipt<'a> {
    pub(super) fn of(delivery: &'a Entry) -> Self {
        Self { id: delivery.id(), hook_id: delivery.hook_id(), event: delivery.event() }
    }
}

fn nobody(events: &[EventName], hook_id: Option<&str>) -> String {
    let events = events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" or ");
    match hook_id {
        Some(id) => format!("Nothing was sent: hook `{id}` is not enabled or not subscribed to {events}."),
        None => format!("Nothing was sent: no enabled hook is subscribed to {events}."),
    }
}
