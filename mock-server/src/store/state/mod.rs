//! The whole store but for its logs, as one JSON document that people write by hand and the mock writes at its end.
//!
//! The text becomes a document; [`reading`] takes that apart, one [`object`] after another ([`organizations`] have a
//! file of their own), and fills in what is not said; [`writing`] makes a document of the tables again. Rows are the
//! store's own types, and stand there with what belongs to them. What is wrong, and where, is a [`StateError`].

mod error;
mod object;
mod organizations;
mod reading;
mod writing;

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use logto_webhook::UnixMillis;
use serde::{Serialize, Serializer};
use serde_json::Value;

pub use error::StateError;

use super::Tables;
use super::deep_json::{self, Twice};
use super::json::with_numbers_of_javascript;
use reading::Reading;
use writing::Written;

/// What the document says of itself.
const VERSION: u32 = 1;

/// What a mock remembers but for its logs: what it [begins with](crate::MockLogto::with_state), and what it
/// [holds now](crate::MockLogto::state).
///
/// As text it is one JSON document, written by hand for a test suite or by a mock. `version` is 1. Every section and
/// nearly every field may be left out: ids, times, secrets and signing keys are drawn then, as Logto draws them.
/// Unknown keys, ids that stand twice, ids of what is not there, and what Logto's API or its database would refuse are
/// refused. Reading what was written gives the same text. It holds keys and secrets in the clear.
///
/// | section | of each | what belongs to it |
/// |---|---|---|
/// | `resources` | `name`, `indicator` | `scopes` (`name`) |
/// | `roles` | `name`; `type` is `User` unless it says `MachineToMachine` | `scopes`: ids |
/// | `applications` | `name`, `type` | `roles`: ids; `secrets` (`value`): one, unless they are given |
/// | `users` | `username`, `primaryEmail`, `primaryPhone`, `password`, … | `roles`: ids; those of all new users, unless they are given; `trustedDevices` |
/// | `organizationScopes` | `name` | |
/// | `organizationRoles` | `name` | `scopes` and `resourceScopes`: ids |
/// | `organizations` | `name` | `members` (`userId`, `roles`), `applications`, `jit` (`emailDomains`, `roles`, `ssoConnectors`), `invitations` (`invitee`, `expiresAt`, `roles`) |
/// | `signInExperience` | | |
/// | `hooks` | `events`, `config` (`url`), `signingKey`, … | `previousSigningKey`: the one before the last renewal |
/// | `webhooks`, of the platform | `url`, `events`, `secret`, … | |
///
/// All other fields have the names of Logto's API, and those of `webhooks` the names of the platform's. The Management API, its scope, its two roles, and the application that
/// gets tokens are there, too, where a document does not name them. The application is the one of
/// [`Config::client`](crate::Config::client), or the document's first that may use the Management API. A mock that runs
/// keeps the one that it has: where it is given a state of another, its own application is added, so that its clients
/// go on.
///
/// ```
/// use logto_mock::{Config, MockLogto, State};
///
/// # fn main() -> Result<(), logto_mock::StateError> {
/// let state = State::from_json(r#"{
///     "version": 1,
///     "users": [{ "id": "ada", "primaryEmail": "ada@example.com", "password": "correct horse" }],
///     "organizationRoles": [{ "id": "admin", "name": "admin" }],
///     "organizations": [{ "id": "acme", "name": "Acme", "members": [{ "userId": "ada", "roles": ["admin"] }] }],
///     "hooks": [{ "events": ["User.Created"], "config": { "url": "http://127.0.0.1:3000/webhook" } }]
/// }"#)?;
/// let mock = MockLogto::with_state(Config::default(), state);
///
/// let again = State::from_json(&mock.state().to_json())?;
/// assert_eq!(again.to_json(), mock.state().to_json());
///
/// let slip = State::from_json(r#"{ "version": 1, "users": [{ "usrname": "ada" }] }"#);
/// assert!(slip.unwrap_err().to_string().starts_with("users[0].usrname: "));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct State(pub(crate) Tables);

impl State {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// What is no JSON, or says what no store can hold. The error tells where and why, and never what stood there.
    pub fn from_json(text: &str) -> Result<Self, StateError> {
        text.parse()
    }

    /// The document, indented, with a line feed at its end.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("all keys are texts");
        text + "\n"
    }

    /// Reads a document. What has no time of its own is from then.
    pub(crate) fn read(json: &[u8], at: UnixMillis) -> Result<Self, StateError> {
        if json.starts_with(b"\xef\xbb\xbf") {
            let reason = "it begins with a mark of byte order (BOM): expected UTF-8 without one; save it so";
            return Err(StateError::new("", reason));
        }
        let document =
            deep_json::read(json, Twice::Refused).map_err(|error| StateError::no_document(&error))?;
        Self::of(document, at)
    }

    fn of(document: Value, at: UnixMillis) -> Result<Self, StateError> {
        Reading::at(at).document(with_numbers_of_javascript(document)).map(Self)
    }
}

impl FromStr for State {
    type Err = StateError;

    fn from_str(text: &str) -> Result<Self, StateError> {
        Self::read(text.as_bytes(), SystemTime::now().into())
    }
}

impl TryFrom<Value> for State {
    type Error = StateError;

    fn try_from(document: Value) -> Result<Self, StateError> {
        Self::of(document, SystemTime::now().into())
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written::of(&self.0).serialize(serializer)
    }
}

/// Without what is about persons or lets others in.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}
