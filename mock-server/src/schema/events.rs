use std::fmt;

use logto_webhook::{logto, platform};

use super::likeness::closest;
use crate::config::Config;
use crate::system::{EventName, System};

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
    pub(crate) fn all(self) -> Vec<logto::EventName> {
        logto::EventName::ALL.iter().copied().filter(|name| self.has(*name)).collect()
    }

    pub(crate) fn has(self, name: logto::EventName) -> bool {
        self.dev_features || !name.needs_dev_features()
    }

    /// The event of this name.
    pub(crate) fn named(self, name: &str) -> Result<logto::EventName, UnknownEvent> {
        let known = name.parse().ok().filter(|name| self.has(*name));
        known.ok_or_else(|| self.unknown(name))
    }

    /// The same of either system.
    pub(crate) fn of_system(self, system: System, name: &str) -> Result<EventName, UnknownEvent> {
        match system {
            System::Logto => self.named(name).map(EventName::Logto),
            System::Platform => name.parse().map(EventName::Platform).map_err(|_| unknown_to_platform(name)),
        }
    }

    /// Reads `all`, a name, or the beginning of names followed by `*`; several with commas between them.
    pub(crate) fn matching(self, patterns: &str) -> Result<Vec<logto::EventName>, UnknownEvent> {
        matching(patterns, &self.all(), logto::EventName::as_str, |pattern| self.unknown(pattern))
    }

    fn unknown(self, given: &str) -> UnknownEvent {
        if given.is_empty() {
            return UnknownEvent::Empty(logto::EventName::UserCreated.into());
        }
        if logto::EventName::ALL.iter().any(|name| matches(given, name.as_str())) {
            return UnknownEvent::NeedsDevFeatures(given.to_owned());
        }
        let closest = closest(given, self.all().into_iter().map(logto::EventName::as_str));
        UnknownEvent::Unlike { system: System::Logto, given: given.to_owned(), closest }
    }
}

/// As [`Events::matching`], of the platform's events.
pub(crate) fn matching_of_platform(patterns: &str) -> Result<Vec<platform::EventName>, UnknownEvent> {
    let names = platform::EventName::ALL;
    matching(patterns, names, platform::EventName::as_str, unknown_to_platform)
}

fn unknown_to_platform(given: &str) -> UnknownEvent {
    if given.is_empty() {
        return UnknownEvent::Empty(platform::EventName::UserCreated.into());
    }
    let closest = closest(given, platform::EventName::ALL.iter().map(|name| name.as_str()));
    UnknownEvent::Unlike { system: System::Platform, given: given.to_owned(), closest }
}

/// Those that the patterns mean, each once and in the order of the system.
fn matching<T: Copy + Ord>(
    patterns: &str,
    all: &[T],
    as_str: fn(T) -> &'static str,
    unknown: impl Fn(&str) -> UnknownEvent,
) -> Result<Vec<T>, UnknownEvent> {
    let mut events = Vec::new();
    for pattern in patterns.split(',').map(str::trim) {
        let before = events.len();
        events.extend(all.iter().copied().filter(|name| matches(pattern, as_str(*name))));
        if events.len() == before {
            return Err(unknown(pattern));
        }
    }
    events.sort_unstable();
    events.dedup();
    Ok(events)
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => pattern == "all" || pattern == name,
    }
}

/// Why a text is no event.
#[derive(Debug)]
pub(crate) enum UnknownEvent {
    /// Nothing was given, where an event as this one is wanted.
    Empty(EventName),
    /// It would be one with development features on.
    NeedsDevFeatures(String),
    /// It is none, and these may have been meant.
    Unlike { system: System, given: String, closest: Vec<&'static str> },
}

impl UnknownEvent {
    /// What may have been meant.
    pub(crate) fn closest(&self) -> &[&'static str] {
        match self {
            Self::Empty(_) | Self::NeedsDevFeatures(_) => &[],
            Self::Unlike { closest, .. } => closest,
        }
    }
}

impl fmt::Display for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(example) => {
                write!(f, "expected the name of an event, as {example}, found an empty one")
            }
            Self::NeedsDevFeatures(given) => write!(
                f,
                "`{given}` needs Logto's development features: start the mock with `--dev-features`"
            ),
            Self::Unlike { system, given, closest } => {
                write!(f, "no event of {} matches `{given}`; ", system.title())?;
                match (closest.as_slice(), system) {
                    ([], System::Logto) => f.write_str("`logto-mock serve --help` lists them"),
                    ([], System::Platform) => f.write_str("`logto-mock events --system platform` lists them"),
                    (closest, _) => write!(f, "the closest are {}", closest.join(", ")),
                }?;
                if *system == System::Logto && given.parse::<platform::EventName>().is_ok() {
                    f.write_str(". The platform has one of that name: say `--system platform`, or `\"system\":\"platform\"`")?;
                }
                Ok(())
            }
        }
    }
}
