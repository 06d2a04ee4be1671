use logto_webhook::UnixMillis;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::store::table::Row;

/// An organization as Logto's table has it.
#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) custom_data: Map<String, Value>,
    pub(crate) is_mfa_required: bool,
    /// A column that exists only with development features.
    pub(crate) is_trusted_device_allowed: bool,
    pub(crate) color: Color,
    pub(crate) branding: Branding,
    pub(crate) custom_css: Option<String>,
    pub(crate) created_at: UnixMillis,
}

/// In the order of Logto's schema, in which its answers are.
#[allow(clippy::struct_field_names, reason = "the names are Logto's")]
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Color {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) primary_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_dark_mode_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dark_primary_color: Option<String>,
}

/// URLs of pictures, in the order of Logto's schema.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Branding {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logo_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dark_logo_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) favicon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dark_favicon: Option<String>,
}

impl Row for Organization {
    fn id(&self) -> &str {
        &self.id
    }
}
