use logto_webhook::UnixMillis;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::store::column::{ANY, Stored, Unstorable, is_url, objects_fit, shape_fits, text_is, texts_fit};
use crate::store::field::time;
use crate::store::ids::short_id;
use crate::store::table::Row;

/// An organization as Logto's table has it. As JSON it stands in a state.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Organization {
    #[serde(default = "short_id")]
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub(crate) custom_data: Map<String, Value>,
    #[serde(default)]
    pub(crate) is_mfa_required: bool,
    /// A column that exists only with development features.
    #[serde(default)]
    pub(crate) is_trusted_device_allowed: bool,
    #[serde(default)]
    pub(crate) color: Color,
    #[serde(default)]
    pub(crate) branding: Branding,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) custom_css: Option<String>,
    #[serde(deserialize_with = "time")]
    pub(crate) created_at: UnixMillis,
}

/// Logto: `hexColorRegEx` of its toolkit.
pub(crate) fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// In the order of Logto's schema, in which its answers are.
#[allow(clippy::struct_field_names, reason = "the names are Logto's")]
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Color {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) primary_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_dark_mode_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dark_primary_color: Option<String>,
}

/// URLs of pictures, in the order of Logto's schema.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
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

/// Logto: `tables/organizations.sql` of its schemas package.
impl Stored for Organization {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[
            ("id", 0..=21, Some(&self.id)),
            ("name", 1..=128, Some(&self.name)),
            ("description", 0..=256, self.description.as_deref()),
            ("customCss", ANY, self.custom_css.as_deref()),
        ])?;
        objects_fit(&[("customData", &self.custom_data)])?;
        for color in [&self.color.primary_color, &self.color.dark_primary_color] {
            text_is("color", is_color, "a color as `#a0f` or `#aa00ff`", color.as_deref())?;
        }
        let Branding { logo_url, dark_logo_url, favicon, dark_favicon } = &self.branding;
        for picture in [logo_url, dark_logo_url, favicon, dark_favicon] {
            text_is("branding", is_url, "a URL", picture.as_deref())?;
        }
        shape_fits("branding", &self.branding)
    }
}

impl Row for Organization {
    fn id(&self) -> &str {
        &self.id
    }
}
