//! What happened, whoever hears of it: an event whose hook is filled in for each that it is sent to.

use std::collections::BTreeMap;

use logto_webhook::logto::{Event, EventName};
use logto_webhook::{Timestamp, UnixMillis, Verified, testing};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::call::Call;

/// One thing that happened in the mock's Logto.
#[derive(Clone)]
pub(crate) struct Change {
    pub(crate) name: EventName,
    pub(crate) event: Event,
    /// By the machine's clock, as it is signed.
    at: UnixMillis,
}

/// The members of a payload by their keys. What users shape freely in them stays as it is, byte for byte.
type Members = BTreeMap<String, Box<RawValue>>;

impl Change {
    /// An example of what a real Logto tells of with this event. Who calls is who did it.
    pub(crate) fn sample(name: EventName, call: &Call) -> Self {
        Self::example(name, &testing::sample(name), call)
    }

    /// The same in the shape that one route gives it, if there is such a variant of [`Event`].
    pub(crate) fn sample_of(variant: &str, call: &Call) -> Option<Self> {
        let event = testing::sample_of(variant)?;
        Some(Self::example(event.event_name()?, &event, call))
    }

    /// The same so many times, a millisecond apart, the last one now: no two are the same occurrence to who receives
    /// them.
    pub(crate) fn repeated(self, times: u32) -> impl Iterator<Item = Self> {
        (0..times).rev().map(move |before| {
            let Self { name, mut event, at } = self.clone();
            event.set_created_at(Timestamp::from_unix_millis(at.0 - i64::from(before)));
            Self { name, event, at }
        })
    }

    fn example(name: EventName, event: &Event, call: &Call) -> Self {
        let mut members: Members = serde_json::from_str(&event.to_json()).expect("a payload is an object");
        for key in ["ip", "userIp"] {
            if let Some(ip) = members.get_mut(key) {
                *ip = raw(&call.ip);
            }
        }
        // The time is the change's, not the delivery's: all hooks are told the same one.
        members.insert("createdAt".to_owned(), raw(&Timestamp::from_unix_millis(call.wall.0)));
        Self { name, event: typed(&members), at: call.wall }
    }

    /// What Logto's test endpoint tells of, which is nothing that happened.
    pub(crate) fn test(name: EventName, call: &Call) -> Self {
        let event = testing::test_payload(name, Timestamp::from_unix_millis(call.wall.0));
        Self { name, event, at: call.wall }
    }
}

/// A payload as the sdk reads it, which so writes it in Logto's key order.
fn typed(members: &Members) -> Event {
    let json = serde_json::to_vec(members).expect("texts and JSON can always be written");
    Verified::parse_already_verified(json).event().expect("it is an object that has a name")
}

fn raw(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).expect("a text can always be written as JSON")
}
