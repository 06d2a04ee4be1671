use logto_webhook::UnixMillis;
use serde::Serialize;

use super::ids::standard_id;
use super::table::Row;
use crate::config::{TENANT, TOKEN_LIFETIME};

/// An API that tokens can be for, in the order of Logto's columns.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Resource {
    pub(crate) tenant_id: &'static str,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) indicator: String,
    pub(crate) is_default: bool,
    /// In seconds.
    pub(crate) access_token_ttl: i64,
}

/// Something that a token may allow at a resource, in the order of Logto's columns.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Scope {
    pub(crate) tenant_id: &'static str,
    pub(crate) id: String,
    pub(crate) resource_id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) created_at: UnixMillis,
}

impl Row for Resource {
    fn id(&self) -> &str {
        &self.id
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
