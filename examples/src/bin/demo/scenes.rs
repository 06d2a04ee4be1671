//! What the demo shows, and what each scene must come to.

use std::fmt;

use logto_webhook::Code;
use logto_webhook::logto::{Event, EventName};

use crate::endpoint::Arrival;

/// One delivery, and what is particular to it.
pub(crate) struct Scene {
    pub(crate) title: &'static str,
    pub(crate) event: EventName,
    pub(crate) twist: Twist,
}

/// What is not as on a good day.
#[derive(Clone, Copy)]
pub(crate) enum Twist {
    None,
    /// The route tells of nothing but a user's custom data, under the name of an event that has the whole user.
    CustomDataOnly,
    /// The endpoint answers 500, so many times.
    EndpointFails(u32),
    /// A byte of the body changes after it was signed.
    BodyChanged,
    /// The hook's key is replaced, and the delivery is signed with the one before.
    OldKey,
    /// It is the payload of Logto's test button.
    Test,
}

#[rustfmt::skip]
pub(crate) const SCENES: &[Scene] = &[
    Scene { title: "Someone signs in",                 event: EventName::PostSignIn,                    twist: Twist::None },
    Scene { title: "A user is made",                   event: EventName::UserCreated,                   twist: Twist::None },
    Scene { title: "Only custom data changes",         event: EventName::UserDataUpdated,               twist: Twist::CustomDataOnly },
    Scene { title: "An organization's members change", event: EventName::OrganizationMembershipUpdated, twist: Twist::None },
    Scene { title: "An identifier is locked",          event: EventName::IdentifierLockout,             twist: Twist::None },
    Scene { title: "The endpoint fails twice",         event: EventName::PostRegister,                  twist: Twist::EndpointFails(2) },
    Scene { title: "The body is changed on its way",   event: EventName::RoleCreated,                   twist: Twist::BodyChanged },
    Scene { title: "Signed with the old key",          event: EventName::UserDeleted,                   twist: Twist::OldKey },
    Scene { title: "Signed with the new key",          event: EventName::UserDeleted,                   twist: Twist::None },
    Scene { title: "A test payload",                   event: EventName::UserCreated,                   twist: Twist::Test },
];

impl Twist {
    /// What a reader should know to understand what follows.
    pub(crate) fn note(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::CustomDataOnly => {
                Some("PATCH /users/:userId/custom-data: its data is no user, so its variant is another")
            }
            Self::EndpointFails(_) => {
                Some("its handler fails, so it answers 500; sent again, as Logto documents")
            }
            Self::BodyChanged => Some("one byte, after Logto signed it"),
            Self::OldKey => Some("PATCH /api/hooks/:id/signing-key, then webhook.replace_keys(second key)"),
            Self::Test => Some("POST /api/hooks/:id/test: nothing happened, so this is for no handler"),
        }
    }
}

impl Scene {
    /// The variant of `Event` that a handler matches: named as the event, but for routes with a shape of their own.
    pub(crate) fn variant(&self) -> String {
        match self.twist {
            Twist::CustomDataOnly => "UserCustomDataUpdated".to_owned(),
            _ => format!("{:?}", self.event),
        }
    }

    pub(crate) fn expected(&self) -> Ending {
        let (attempts, verdict) = match self.twist {
            Twist::None | Twist::CustomDataOnly => (1, Verdict::Verified(self.variant())),
            Twist::EndpointFails(times) => (times as usize + 1, Verdict::Verified(self.variant())),
            // Logto retries on 500 and above only: what is refused comes once.
            Twist::BodyChanged | Twist::OldKey => (1, Verdict::Refused(Code::SignatureMismatch)),
            Twist::Test => (1, Verdict::Test),
        };
        Ending { attempts, verdict }
    }
}

/// What a delivery came to.
#[derive(PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) attempts: usize,
    pub(crate) verdict: Verdict,
}

/// What the endpoint made of an attempt.
#[derive(PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Genuine, and typed as this variant of `Event`.
    Verified(String),
    /// Genuine, and typed as a test.
    Test,
    /// Genuine, and not what this version expects.
    Untyped,
    Refused(Code),
}

impl Verdict {
    pub(crate) fn on(arrival: &Arrival) -> Self {
        match &arrival.judged {
            Ok((_, Event::Test(_))) => Self::Test,
            Ok((_, Event::Unreadable(_))) => Self::Untyped,
            Ok((_, event)) if event.event_name().is_none() => Self::Untyped,
            Ok((_, event)) => Self::Verified(event.variant().to_owned()),
            Err(error) => Self::Refused(error.code()),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Verified(_) => "verified",
            Self::Test => "verified test",
            Self::Untyped => "verified, untyped",
            Self::Refused(code) => code.as_str(),
        })
    }
}
