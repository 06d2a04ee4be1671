//! The two webhook systems that the mock plays, and all in which their deliveries differ on the way: what the payload
//! calls its parts, which header has the signature, and who says to have sent it.

use std::fmt;
use std::str::FromStr;

use logto_webhook::{Timestamp, UnixMillis, logto, platform};
use serde::{Deserialize, Serialize, Serializer};

use crate::config::Profile;
use crate::store::seconds::rfc3339;

/// Whose webhooks they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum System {
    /// Logto's hooks.
    #[default]
    Logto,
    /// The webhooks of the API under `/api/v1/webhooks`.
    Platform,
}

impl System {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Logto, Self::Platform];

    /// The name that the command line and the control API use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logto => "logto",
            Self::Platform => "platform",
        }
    }

    /// What it is called in a sentence.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Logto => "Logto",
            Self::Platform => "the platform",
        }
    }

    /// What it calls one who is told.
    pub(crate) fn recipient(self) -> &'static str {
        match self {
            Self::Logto => "hook",
            Self::Platform => "webhook",
        }
    }

    /// What it says of one who is told what happens, and of one who is not for the time being.
    pub(crate) fn states(self) -> [&'static str; 2] {
        match self {
            Self::Logto => ["enabled", "disabled"],
            Self::Platform => ["active", "inactive"],
        }
    }

    /// The header that carries the signature, in lower case.
    pub(crate) fn signature_header(self) -> &'static str {
        match self {
            Self::Logto => logto::SIGNATURE_HEADER,
            Self::Platform => platform::SIGNATURE_HEADER,
        }
    }

    /// Who sends, as the `user-agent` says. Of the platform nothing is known: it is the mock that says who it is.
    pub(crate) fn user_agent(self) -> &'static str {
        match self {
            Self::Logto => "Logto (https://logto.io/)",
            Self::Platform => concat!("logto-mock/", env!("CARGO_PKG_VERSION")),
        }
    }

    /// Whose retries it copies: only of Logto do the documents and the servers disagree.
    pub(crate) fn profile(self, of_logto: Profile) -> Profile {
        match self {
            Self::Logto => of_logto,
            Self::Platform => Profile::Documented,
        }
    }

    /// What its payloads call the event's name.
    pub(crate) fn name_member(self) -> &'static str {
        match self {
            Self::Logto => "event",
            Self::Platform => "type",
        }
    }

    /// What its payloads call the time.
    pub(crate) fn time_member(self) -> &'static str {
        match self {
            Self::Logto => "createdAt",
            Self::Platform => "created",
        }
    }

    /// A time as its payloads have it: the platform's are to the second.
    pub(crate) fn time(self, at: UnixMillis) -> Timestamp {
        match self {
            Self::Logto => Timestamp::from_unix_millis(at.0),
            Self::Platform => rfc3339(at),
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for System {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|system| system.as_str() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(" and ");
            format!("there is no such system; the systems are {names}")
        })
    }
}

/// An event of either system, by its name. What takes one takes the sdk's names as they are.
///
/// ```
/// use logto_mock::{EventName, Matcher};
/// use logto_webhook::{logto, platform};
///
/// let of_logto = EventName::from(logto::EventName::UserCreated);
/// let of_platform = EventName::from(platform::EventName::UserCreated);
/// assert_eq!((of_logto.as_str(), of_platform.as_str()), ("User.Created", "user.created"));
/// assert_eq!(of_platform, platform::EventName::UserCreated);
/// assert_eq!(Matcher::event(platform::EventName::UserCreated).to_string(), "user.created");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EventName {
    /// One of Logto's.
    Logto(logto::EventName),
    /// One of the platform's.
    Platform(platform::EventName),
}

impl EventName {
    /// The name on the wire. No name is in both systems.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Logto(name) => name.as_str(),
            Self::Platform(name) => name.as_str(),
        }
    }

    /// Whose event it is.
    pub const fn system(self) -> System {
        match self {
            Self::Logto(_) => System::Logto,
            Self::Platform(_) => System::Platform,
        }
    }
}

impl From<logto::EventName> for EventName {
    fn from(name: logto::EventName) -> Self {
        Self::Logto(name)
    }
}

impl From<platform::EventName> for EventName {
    fn from(name: platform::EventName) -> Self {
        Self::Platform(name)
    }
}

impl PartialEq<logto::EventName> for EventName {
    fn eq(&self, name: &logto::EventName) -> bool {
        *self == Self::Logto(*name)
    }
}

impl PartialEq<platform::EventName> for EventName {
    fn eq(&self, name: &platform::EventName) -> bool {
        *self == Self::Platform(*name)
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Writes the name on the wire.
impl Serialize for EventName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_as_the_payloads_of_the_system_have_it() {
        let at = UnixMillis(1_687_338_930_999);
        assert_eq!(System::Logto.time(at).as_str(), "2023-06-21T09:15:30.999Z");
        assert_eq!(System::Platform.time(at).as_str(), "2023-06-21T09:15:30Z");
    }

    #[test]
    fn no_name_is_in_both_systems() {
        let of_platform = platform::EventName::ALL.iter().map(|name| name.as_str());
        assert!(of_platform.clone().all(|name| name.parse::<logto::EventName>().is_err()));
    }
}
