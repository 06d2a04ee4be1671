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
        let mut event = testing::sample(name);
        // The time is the change's, not the delivery's: all hooks are told the same one.
        event.set_created_at(Timestamp::from_unix_millis(at.0));
        Self { name, event }
    }

    /// What Logto's test endpoint tells of, which is nothing that happened.
    pub(crate) fn test(name: EventName, at: UnixMillis) -> Self {
        Self { name, event: testing::test_payload(name, Timestamp::from_unix_millis(at.0)) }
    }
}
