use std::fmt;

use logto_webhook::UnixMillis;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::column::{ANY, Stored, Unstorable, is_url, lower_case, objects_fit, text_is, texts_fit};
use super::field::{time, time_or_none};
use super::identifier::{Identifier, is_email, is_international, is_username};
use super::ids::short_id;
use super::table::Row;

/// A user as Logto's table has it. What is about the person does not show in `Debug`. As JSON it stands in a state:
/// without what is not there.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct User {
    #[serde(default = "short_id")]
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) primary_email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) primary_phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) avatar: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) custom_data: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) identities: Map<String, Value>,
    #[serde(default, deserialize_with = "time_or_none", skip_serializing_if = "Option::is_none")]
    pub(crate) last_sign_in_at: Option<UnixMillis>,
    #[serde(deserialize_with = "time")]
    pub(crate) created_at: UnixMillis,
    #[serde(deserialize_with = "time")]
    pub(crate) updated_at: UnixMillis,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) profile: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) application_id: Option<String>,
    #[serde(default, skip_serializing_if = "not")]
    pub(crate) is_suspended: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<Password>,
    #[serde(default, skip_serializing_if = "is_unset")]
    pub(crate) mfa: MfaConfig,
    #[serde(default, skip_serializing_if = "not")]
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

/// As JSON a text, or `{"digest":true}`.
impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Digest => json!({ "digest": true }).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self::Text(text)),
            other if other == json!({ "digest": true }) => Ok(Self::Digest),
            _ => Err(D::Error::custom(
                "no password, expected a text, or {\"digest\": true} for one that was digested elsewhere",
            )),
        }
    }
}

/// What a user chose about second factors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct MfaConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enabled: Option<bool>,
    pub(crate) skipped: bool,
    /// By the name that it has in Logto's API.
    #[serde(rename = "skipMfaOnSignIn")]
    pub(crate) skips_on_sign_in: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out the field")]
fn is_unset(mfa: &MfaConfig) -> bool {
    *mfa == MfaConfig::default()
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out the field")]
fn not(is_so: &bool) -> bool {
    !is_so
}

impl Row for User {
    fn id(&self) -> &str {
        &self.id
    }

    fn words(&self) -> String {
        let texts =
            [&self.username, &self.primary_email, &self.primary_phone, &self.name].into_iter().flatten();
        let all: Vec<_> = [&self.id].into_iter().chain(texts).map(|text| lower_case(text)).collect();
        all.join("\0")
    }
}

/// Logto: `tables/users.sql` of its schemas package.
impl Stored for User {
    fn check(&self) -> Result<(), Unstorable> {
        let [username, email, phone] =
            [&self.username, &self.primary_email, &self.primary_phone].map(Option::as_deref);
        texts_fit(&[
            ("id", 0..=12, Some(&self.id)),
            ("username", 0..=128, username),
            ("primaryEmail", 0..=128, email),
            ("primaryPhone", 0..=128, phone),
            ("name", 0..=128, self.name.as_deref()),
            ("avatar", 0..=2048, self.avatar.as_deref()),
            ("applicationId", ANY, self.application_id.as_deref()),
        ])?;
        text_is("username", is_username, "a letter or `_`, and then letters, digits and `_`", username)?;
        text_is("primaryEmail", is_email, "an e-mail address", email)?;
        text_is(
            "primaryPhone",
            is_international,
            "7 to 15 digits, the first of which are a country's, without a `+`",
            phone,
        )?;
        text_is("avatar", is_url, "a URL", self.avatar.as_deref())?;
        objects_fit(&[
            ("customData", &self.custom_data),
            ("identities", &self.identities),
            ("profile", &self.profile),
        ])
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
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
        // Most are not even alike, and need no copies in lower case.
        let same_email = match (&self.primary_email, &other.primary_email) {
            (Some(one), Some(other)) if one.is_ascii() && other.is_ascii() => one.eq_ignore_ascii_case(other),
            (Some(one), Some(other)) => one.to_lowercase() == other.to_lowercase(),
            _ => false,
        };
        [
            (Identifier::Username, same(&self.username, &other.username)),
            (Identifier::Email, same_email),
            (Identifier::Phone, same(&self.primary_phone, &other.primary_phone)),
        ]
        .into_iter()
        .find_map(|(identifier, is_same)| is_same.then_some(identifier))
    }
}
