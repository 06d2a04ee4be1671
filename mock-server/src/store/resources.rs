use logto_webhook::UnixMillis;
use serde::{Deserialize, Serialize};

use super::column::{ANY, Stored, Unstorable, text_is, texts_fit};
use super::field::{tenant, time};
use super::ids::standard_id;
use super::table::Row;
use crate::config::{TENANT, TOKEN_LIFETIME};

/// An API that tokens can be for, in the order of Logto's columns.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Resource {
    #[serde(skip_deserializing, default = "tenant")]
    pub(crate) tenant_id: &'static str,
    #[serde(default = "standard_id")]
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) indicator: String,
    #[serde(default)]
    pub(crate) is_default: bool,
    /// In seconds.
    #[serde(default = "token_lifetime")]
    pub(crate) access_token_ttl: i64,
}

/// Something that a token may allow at a resource, in the order of Logto's columns.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Scope {
    #[serde(skip_deserializing, default = "tenant")]
    pub(crate) tenant_id: &'static str,
    #[serde(default = "standard_id")]
    pub(crate) id: String,
    pub(crate) resource_id: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    #[serde(deserialize_with = "time")]
    pub(crate) created_at: UnixMillis,
}

/// Logto: `tables/resources.sql` of its schemas package.
impl Stored for Resource {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[
            ("id", 0..=21, Some(&self.id)),
            ("name", 1..=usize::MAX, Some(&self.name)),
            ("indicator", 1..=usize::MAX, Some(&self.indicator)),
        ])
    }
}

impl Row for Resource {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Logto: `tables/scopes.sql` of its schemas package.
impl Stored for Scope {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[
            ("id", 0..=21, Some(&self.id)),
            ("name", 1..=256, Some(&self.name)),
            ("description", ANY, self.description.as_deref()),
        ])?;
        text_is("name", Self::is_name, "a name without spaces", Some(&self.name))
    }
}

impl Row for Scope {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Resource {
    pub(crate) fn new(name: String, indicator: String) -> Self {
        let access_token_ttl = TOKEN_LIFETIME;
        Self { tenant_id: TENANT, id: standard_id(), name, indicator, is_default: false, access_token_ttl }
    }

    /// Whether it is the Management API of some tenant. Logto: `isManagementApi`.
    pub(crate) fn is_management_api(&self) -> bool {
        let tenant =
            self.indicator.strip_prefix("https://").and_then(|rest| rest.strip_suffix(".logto.app/api"));
        tenant.is_some_and(|tenant| !tenant.contains('.'))
    }
}

impl Scope {
    /// Whether no space is in it, as JavaScript's `\s` has it: it takes the mark of byte order for one, and the next line
    /// for none.
    pub(crate) fn is_name(name: &str) -> bool {
        let is_space = |char: char| (char.is_whitespace() && char != '\u{85}') || char == '\u{feff}';
        !name.contains(is_space)
    }

    pub(crate) fn new(resource_id: &str, name: String, at: UnixMillis) -> Self {
        Self {
            tenant_id: TENANT,
            id: standard_id(),
            resource_id: resource_id.to_owned(),
            name,
            description: None,
            created_at: at,
        }
    }
}

fn token_lifetime() -> i64 {
    TOKEN_LIFETIME
}
