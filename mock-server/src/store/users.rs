use std::fmt;

use logto_webhook::UnixMillis;
use serde_json::{Map, Value};

use super::ids::short_id;
use super::table::Row;

/// A user as Logto's table has it. What is about the person does not show in `Debug`.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) username: Option<String>,
    pub(crate) primary_email: Option<String>,
    pub(crate) primary_phone: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) avatar: Option<String>,
    pub(crate) custom_data: Map<String, Value>,
    pub(crate) identities: Map<String, Value>,
    pub(crate) last_sign_in_at: Option<UnixMillis>,
    pub(crate) created_at: UnixMillis,
    pub(crate) updated_at: UnixMillis,
    pub(crate) profile: Map<String, Value>,
    pub(crate) application_id: Option<String>,
    pub(crate) is_suspended: bool,
    pub(crate) password: Option<Password>,
    pub(crate) mfa: MfaConfig,
    pub(crate) skips_passkey_sign_in: bool,
}

/// How a user proves to know the password.
#[derive(Clone, PartialEq)]
pub(crate) enum Password {
    /// As it was given; a mock has nothing to protect it from.
    Text(String),
    /// Made elsewhere and brought along. No password is compared with it.
    Digest,
}

/// What a user chose about second factors.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct MfaConfig {
    pub(crate) enabled: Option<bool>,
    pub(crate) skipped: bool,
    pub(crate) skips_on_sign_in: bool,
}

impl Row for User {
    fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What belongs to one user only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identifier {
    Username,
    Email,
    Phone,
}

impl User {
    /// A user of whom nothing is known.
    pub(crate) fn made_at(at: UnixMillis) -> Self {
        Self {
            id: short_id(),
            username: None,
            primary_email: None,
            primary_phone: None,
            name: None,
            avatar: None,
            custom_data: Map::new(),
            identities: Map::new(),
            last_sign_in_at: None,
            created_at: at,
            updated_at: at,
            profile: Map::new(),
            application_id: None,
            is_suspended: false,
            password: None,
            mfa: MfaConfig::default(),
            skips_passkey_sign_in: false,
        }
    }

    /// The identifier that it shares with another, in the order in which Logto looks for one.
    pub(crate) fn collision(&self, other: &Self) -> Option<Identifier> {
        let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
        let email = |user: &Self| user.primary_email.as_deref().map(str::to_lowercase);
        [
            (Identifier::Username, same(&self.username, &other.username)),
            (Identifier::Email, same(&email(self), &email(other))),
            (Identifier::Phone, same(&self.primary_phone, &other.primary_phone)),
        ]
        .into_iter()
        .find_map(|(identifier, is_same)| is_same.then_some(identifier))
    }
}
