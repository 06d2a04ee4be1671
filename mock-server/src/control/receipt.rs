//! What a call of the mock's own API that makes something happen is answered with.

use std::sync::Arc;

use logto_webhook::logto::EventName;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::delivery::Delivery;
use crate::store::Hook;

/// What goes out.
#[derive(Serialize)]
pub(super) struct Triggered {
    deliveries: Vec<Receipt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A delivery that has been started.
pub(super) struct Receipt {
    id: Arc<str>,
    hook: Arc<Hook>,
    event: EventName,
}

impl Triggered {
    /// The deliveries of these events, and if there are none, why: one hook only was to be told, or all that want it.
    pub(super) fn of(deliveries: Vec<Receipt>, events: &[EventName], only: Option<&str>) -> Self {
        let note = deliveries.is_empty().then(|| nobody(events, only));
        Self { deliveries, note }
    }
}

impl Receipt {
    pub(super) fn of(delivery: &Delivery) -> Self {
        Self { id: Arc::clone(&delivery.id), hook: Arc::clone(&delivery.hook), event: delivery.event }
    }
}

impl Serialize for Receipt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, hook, event } = self;
        let mut members = serializer.serialize_struct("Receipt", 3)?;
        members.serialize_field("id", &**id)?;
        members.serialize_field("hookId", &hook.id)?;
        members.serialize_field("event", event)?;
        members.end()
    }
}

fn nobody(events: &[EventName], hook_id: Option<&str>) -> String {
    let events = events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" or ");
    match hook_id {
        Some(id) => format!("Nothing was sent: hook `{id}` is not enabled or not subscribed to {events}."),
        None => format!("Nothing was sent: no enabled hook is subscribed to {events}."),
    }
}
