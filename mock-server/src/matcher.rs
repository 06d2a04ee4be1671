//! Which deliveries somebody waits for.

use std::fmt;

use serde_json::Value;

use crate::delivery::Entry;
use crate::store::deep_json::{self, Twice};
use crate::system::{EventName, System};

/// Says of deliveries whether they are meant: those that fit all that was asked for. [`Matcher::any`] means every one.
///
/// ```
/// use logto_mock::Matcher;
/// use logto_webhook::logto::EventName;
///
/// let created = Matcher::event(EventName::UserCreated).succeeded().with("/data/username", "ada");
/// assert_eq!(created.to_string(), "User.Created that succeeded with \"ada\" at /data/username");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Matcher(Vec<Criterion>);

/// One thing that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Criterion {
    System(System),
    Event(EventName),
    Hook(String),
    Succeeded(bool),
    /// What the body has at a JSON Pointer.
    Member(String, Value),
}

impl Matcher {
    /// Every delivery.
    pub fn any() -> Self {
        Self::default()
    }

    /// Deliveries of this system.
    pub fn system(system: System) -> Self {
        Self::any().and(Criterion::System(system))
    }

    /// Deliveries of this event.
    pub fn event(event: impl Into<EventName>) -> Self {
        Self::any().and(Criterion::Event(event.into()))
    }

    /// Of these, the ones to this hook or webhook.
    #[must_use]
    pub fn to_hook(self, id: impl Into<String>) -> Self {
        self.and(Criterion::Hook(id.into()))
    }

    /// Of these, the ones whose last attempt was answered with a status from 200 to 299.
    #[must_use]
    pub fn succeeded(self) -> Self {
        self.and(Criterion::Succeeded(true))
    }

    /// Of these, the ones that came to nothing, whatever the reason.
    #[must_use]
    pub fn failed(self) -> Self {
        self.and(Criterion::Succeeded(false))
    }

    /// Of these, the ones that have this value at a JSON Pointer of their body, as `/data/id`.
    #[must_use]
    pub fn with(self, pointer: impl Into<String>, value: impl Into<Value>) -> Self {
        self.and(Criterion::Member(pointer.into(), value.into()))
    }

    pub(crate) fn and(mut self, criterion: Criterion) -> Self {
        self.0.push(criterion);
        self
    }

    pub(crate) fn criteria(&self) -> &[Criterion] {
        &self.0
    }

    pub(crate) fn means(&self, delivery: &Entry) -> bool {
        self.0.iter().all(|criterion| criterion.fits(delivery))
    }

    /// What a delivery lacks to be meant, if that is one thing only.
    pub(crate) fn missed_by(&self, delivery: &Entry) -> Option<&Criterion> {
        let mut missed = self.0.iter().filter(|criterion| !criterion.fits(delivery));
        missed.next().filter(|_| missed.next().is_none())
    }
}

impl Criterion {
    fn fits(&self, delivery: &Entry) -> bool {
        match self {
            Self::System(system) => delivery.system() == *system,
            Self::Event(event) => delivery.event() == *event,
            Self::Hook(id) => delivery.hook_id() == id,
            Self::Succeeded(succeeded) => delivery.succeeded() == Some(*succeeded),
            Self::Member(pointer, value) => {
                let body = deep_json::read(&delivery.body(), Twice::LastCounts).ok();
                body.as_ref().and_then(|body| body.pointer(pointer)) == Some(value)
            }
        }
    }
}

/// In words that go on after "deliveries".
impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(system) => write!(f, "of {}", system.title()),
            Self::Event(event) => write!(f, "{event}"),
            Self::Hook(id) => write!(f, "to hook `{id}`"),
            Self::Succeeded(true) => f.write_str("that succeeded"),
            Self::Succeeded(false) => f.write_str("that failed"),
            Self::Member(pointer, value) => write!(f, "with {value} at {pointer}"),
        }
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(criteria) = self;
        if !criteria.iter().any(|criterion| matches!(criterion, Criterion::Event(_))) {
            f.write_str("any event")?;
            if !criteria.is_empty() {
                f.write_str(" ")?;
            }
        }
        let words: Vec<_> = criteria.iter().map(Criterion::to_string).collect();
        f.write_str(&words.join(" "))
    }
}
