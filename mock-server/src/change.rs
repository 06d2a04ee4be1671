//! What happened, whoever hears of it: an event without the hook that it is sent to.

use logto_webhook::logto::{Event, EventName};
use logto_webhook::{Timestamp, UnixMillis, testing};

/// One thing that happened in the mock's Logto.
pub(crate) struct Change {
    pub(crate) name: EventName,
    pub(crate) event: Event,
}

impl Change {
    /// An example of what a real Logto tells of with this event.
    pub(crate) fn sample(name: EventName, at: UnixMillis) -> Self {
        Self::example(name, testing::sample(name), at)
    }

    /// The same in the shape that one route gives it, if there is such a variant of [`Event`].
    pub(crate) fn sample_of(variant: &str, at: UnixMillis) -> Option<Self> {
        let event = testing::sample_of(variant)?;
        Some(Self::example(event.event_name()?, event, at))
    }

    fn example(name: EventName, mut event: Event, at: UnixMillis) -> Self {
        // The time is the change's, not the delivery's: all hooks are told the same one.
        event.set_created_at(Timestamp::from_unix_millis(at.0));
        Self { name, event }
    }

    /// What Logto's test endpoint tells of, which is nothing that happened.
    pub(crate) fn test(name: EventName, at: UnixMillis) -> Self {
        Self { name, event: testing::test_payload(name, Timestamp::from_unix_millis(at.0)) }
    }
}
