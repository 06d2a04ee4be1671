use std::fmt;

use logto_webhook::logto::EventName;

use super::likeness::closest;
use crate::config::Config;

/// The events of this Logto: some exist only with its development features on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Events {
    dev_features: bool,
}

impl Events {
    pub(crate) fn of(config: &Config) -> Self {
        Self { dev_features: config.dev_features }
    }

    /// Whether there is what exists only with development features.
    pub(crate) fn with_dev_features(self) -> bool {
        self.dev_features
    }

    /// The events that there are, in Logto's order.
    pub(crate) fn all(self) -> Vec<EventName> {
        EventName::ALL.iter().copied().filter(|name| self.has(*name)).collect()
    }

    pub(crate) fn has(self, name: EventName) -> bool {
        self.dev_features || !name.needs_dev_features()
    }

    /// The event of this name.
    pub(crate) fn named(self, name: &str) -> Result<EventName, UnknownEvent> {
        let known = name.parse().ok().filter(|name| self.has(*name));
        known.ok_or_else(|| self.unknown(name))
    }

    /// Reads `all`, a name, or the beginning of names followed by `*`; several with commas between them.
    pub(crate) fn matching(self, patterns: &str) -> Result<Vec<EventName>, UnknownEvent> {
        let mut events = Vec::new();
        for pattern in patterns.split(',').map(str::trim) {
            let before = events.len();
            events.extend(self.all().into_iter().filter(|name| matches(pattern, *name)));
            if events.len() == before {
                return Err(self.unknown(pattern));
            }
        }
        events.sort_unstable();
        events.dedup();
        Ok(events)
    }

    fn unknown(self, given: &str) -> UnknownEvent {
        if given.is_empty() {
            return UnknownEvent::Empty;
        }
        if EventName::ALL.iter().any(|name| matches(given, *name)) {
            return UnknownEvent::NeedsDevFeatures(given.to_owned());
        }
        let closest = closest(given, self.all().into_iter().map(EventName::as_str));
        UnknownEvent::Unlike { given: given.to_owned(), closest }
    }
}

fn matches(pattern: &str, name: EventName) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.as_str().starts_with(beginning),
        None => pattern == "all" || pattern == name.as_str(),
    }
}

/// Why a text is no event.
#[derive(Debug)]
pub(crate) enum UnknownEvent {
    Empty,
    /// It would be one with development features on.
    NeedsDevFeatures(String),
    /// It is none, and these may have been meant.
    Unlike {
        given: String,
        closest: Vec<&'static str>,
    },
}

impl UnknownEvent {
    /// What may have been meant.
    pub(crate) fn closest(&self) -> &[&'static str] {
        match self {
            Self::Empty | Self::NeedsDevFeatures(_) => &[],
            Self::Unlike { closest, .. } => closest,
        }
    }
}

impl fmt::Display for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                write!(f, "expected the name of an event, as {}, found an empty one", EventName::UserCreated)
            }
            Self::NeedsDevFeatures(given) => write!(
                f,
                "`{given}` needs Logto's development features: start the mock with `--dev-features`"
            ),
            Self::Unlike { given, closest } if closest.is_empty() => {
                write!(f, "no event of Logto matches `{given}`; `logto-mock serve --help` lists them")
            }
            Self::Unlike { given, closest } => {
                write!(f, "no event of Logto matches `{given}`; the closest are {}", closest.join(", "))
            }
        }
    }
}
