//! Interaction events: someone registered, signed in, or reset a password.

use super::entities::{Application, User};
use super::ids::{Ids, tells_ids};
use crate::json::{Id, Json, Text, Timestamp, Word, open_enum, payload};

/// Expands an interaction event: what is particular to it stands before the name.
macro_rules! interaction_event {
    ($(#[doc = $doc:literal])* $name:ident { $($first:tt)* }) => {
        payload! {
            $(#[doc = $doc])*
            struct $name with { $($first)* } before the name {
                /// What the person came for.
                interaction: Interaction = "interactionEvent",
                /// When Logto put the payload together, a little after it happened.
                created_at: Timestamp = "createdAt",
                /// The OIDC interaction in which it happened; an opaque string.
                session_id: Word = "sessionId",
                /// The browser's `User-Agent`. Absent where it sent none.
                user_agent: Text = "userAgent",
                /// Who it was.
                user_id: Id = "userId",
                /// From which address. Absent before Logto 1.12.
                user_ip: Text = "userIp",
                /// The user after what happened. Absent where Logto could not read it any more.
                user: User = "user",
                /// In which application. Absent for Logto's built-in ones.
                application: Application = "application",
                /// The client, where its id is a URL. Absent up to Logto 1.42.
                cimd_client_id: Word = "cimdClientId",
                /// The hook for which the delivery was made.
                hook_id: Word = "hookId",
            }
        }

        tells_ids!($name: user_id;);

        impl Ids for $name {
            fn user_id(&self) -> Option<&str> {
                self.user_id.as_str().or_else(|| self.user.value()?.user_id())
            }
        }
    };
}

interaction_event! {
    /// Someone registered, signed in, or reset a password.
    InteractionEvent {}
}

interaction_event! {
    /// A sign-in was stopped until the person gives a second factor, because it looks unusual.
    AdaptiveMfaTriggered {
        /// What looked unusual.
        adaptive_mfa_result: AdaptiveMfaResult = "adaptiveMfaResult",
    }
}

open_enum! {
    /// What a person came for.
    pub enum Interaction {
        /// To make an account.
        Register = "Register",
        /// To sign in.
        SignIn = "SignIn",
        /// To set a new password.
        ForgotPassword = "ForgotPassword",
    }
}

payload! {
    /// What adaptive MFA found.
    struct AdaptiveMfaResult {
        /// Whether a second factor is asked for.
        requires_mfa: bool = "requiresMfa",
        /// The rules that say so.
        triggered_rules: Vec<TriggeredRule> = "triggeredRules",
    }
}

payload! {
    /// A rule of adaptive MFA that found a sign-in unusual.
    struct TriggeredRule {
        /// Which rule.
        rule: AdaptiveMfaRule = "rule",
        /// On what grounds, in a shape of the rule's own.
        details: Json = "details",
    }
}

open_enum! {
    /// The rules of adaptive MFA, with the thresholds of Logto 1.42.
    pub enum AdaptiveMfaRule {
        /// A country in which the user did not sign in for 180 days.
        NewCountry = "new_country",
        /// Farther from the last sign-in than 900 km/h would carry.
        GeoVelocity = "geo_velocity",
        /// No sign-in for more than 30 days.
        LongInactivity = "long_inactivity",
        /// An address that looks like a robot's.
        UntrustedIp = "untrusted_ip",
    }
}
