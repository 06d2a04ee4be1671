//! What the platform tells: an example of an event, in a delivery of its own.

use bytes::Bytes;
use logto_webhook::platform::EventName;
use logto_webhook::{UnixMillis, testing};
use serde_json::value::RawValue;

use crate::change::raw;
use crate::edit::{Document, Pointer};
use crate::store::event_id;
use crate::system::System;

/// A body that no other delivery has: its id is its own.
pub(crate) fn bytes(event: EventName, at: UnixMillis) -> Bytes {
    let sample = testing::platform::sample(event).to_json();
    let mut payload = Document::of(sample.as_bytes()).expect("a payload is JSON");
    make_another(&mut payload);
    let created = Pointer::to_member(System::Platform.time_member());
    let (before, at) = (payload.at(&created), raw(&System::Platform.time(at)));
    // What was made or changed in that moment is so now.
    for pointer in ["/data/created_at", "/data/updated_at"].into_iter().filter_map(Pointer::parse) {
        if payload.at(&pointer).is_some_and(|time| Some(time.get()) == before.as_deref().map(RawValue::get)) {
            payload.put(&pointer, &at);
        }
    }
    payload.put(&created, &at);
    payload.into_bytes().into()
}

/// Makes a payload that of another delivery, which the id tells from all others.
pub(crate) fn make_another(payload: &mut Document) {
    payload.put(&Pointer::to_member("id"), &raw(&event_id()));
}
