use std::fmt;

use logto_webhook::logto::EventName;

/// The events that a hook can subscribe to: those that need no development features.
pub(crate) fn available() -> Vec<EventName> {
    EventName::ALL.iter().copied().filter(|name| !name.needs_dev_features()).collect()
}

/// Reads `all`, a name, or the beginning of names followed by `*`; several with commas between them.
pub(crate) fn matching(patterns: &str) -> Result<Vec<EventName>, UnknownEvent> {
    let mut events = Vec::new();
    for pattern in patterns.split(',').map(str::trim) {
        let matches = |name: &EventName| match pattern.strip_suffix('*') {
            Some(beginning) => name.as_str().starts_with(beginning),
            None => pattern == "all" || pattern == name.as_str(),
        };
        let before = events.len();
        events.extend(available().into_iter().filter(matches));
        if events.len() == before {
            return Err(UnknownEvent::new(pattern));
        }
    }
    events.sort_unstable();
    events.dedup();
    Ok(events)
}

/// A text that is no event, and the events that may have been meant.
#[derive(Debug)]
pub(crate) struct UnknownEvent {
    given: String,
    pub(crate) closest: Vec<EventName>,
}

impl UnknownEvent {
    pub(crate) fn new(given: &str) -> Self {
        let lower = given.to_lowercase();
        let likeness = |name: &EventName| strsim::jaro_winkler(&lower, &name.as_str().to_lowercase());
        let mut closest: Vec<_> = EventName::ALL.to_vec();
        closest.sort_by(|one, other| likeness(other).total_cmp(&likeness(one)));
        closest.truncate(3);
        Self { given: given.to_owned(), closest }
    }
}

impl fmt::Display for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let closest: Vec<_> = self.closest.iter().map(|name| name.as_str()).collect();
        write!(f, "no event of Logto matches `{}`; the closest are {}", self.given, closest.join(", "))
    }
}
