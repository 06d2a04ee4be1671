//! What is made to happen, in either system: told to one after the other, to each in a payload of its own.

use bytes::Bytes;
use logto_webhook::{UnixMillis, platform};

use crate::call::Call;
use crate::change::Change;
use crate::payload::{self, platform as platform_payload};
use crate::system::EventName;

/// Something that happens once or, a little later each time, again.
pub(crate) enum Happening {
    OfLogto(Change),
    /// Of which nothing is known but when it is.
    OfPlatform {
        event: platform::EventName,
        /// When somebody asked for it.
        asked_at: UnixMillis,
        at: UnixMillis,
    },
}

impl Happening {
    /// An example of an event.
    pub(crate) fn sample(event: EventName, call: &Call) -> Self {
        match event {
            EventName::Logto(event) => Self::OfLogto(Change::sample(event, call)),
            EventName::Platform(event) => Self::OfPlatform { event, asked_at: call.wall, at: call.wall },
        }
    }

    pub(crate) fn event(&self) -> EventName {
        match self {
            Self::OfLogto(change) => change.name.into(),
            Self::OfPlatform { event, .. } => (*event).into(),
        }
    }

    /// The same, told as if it had happened so many milliseconds before.
    pub(crate) fn set_before(&mut self, millis: u32) {
        match self {
            Self::OfLogto(change) => change.set_before(millis),
            Self::OfPlatform { asked_at, at, .. } => at.0 = asked_at.0 - i64::from(millis),
        }
    }

    /// The body for one who is told.
    pub(crate) fn payload(&mut self, recipient_id: &str) -> Bytes {
        match self {
            Self::OfLogto(change) => payload::bytes(change, recipient_id),
            Self::OfPlatform { event, at, .. } => platform_payload::bytes(*event, *at),
        }
    }
}
