use std::fmt;

use logto_webhook::UnixMillis;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::column::{ANY, Stored, Unstorable, is_url, objects_fit, shape_fits, text_is, texts_fit};
use super::field::{tenant, time, time_or_none};
use super::ids::{standard_id, standard_secret};
use super::json::{ObjectFromColumn, double};
use super::table::Row;
use crate::config::TENANT;

/// An application, in the order of Logto's columns. Its `secret` is shown only of those from before Logto 1.20.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Application {
    #[serde(skip_deserializing, default = "tenant")]
    tenant_id: &'static str,
    #[serde(default = "standard_id")]
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    pub(crate) r#type: ApplicationType,
    #[serde(default)]
    pub(crate) oidc_client_metadata: OidcClientMetadata,
    #[serde(default)]
    pub(crate) custom_client_metadata: CustomClientMetadata,
    /// No such application is made outside of Logto's cloud.
    #[serde(default)]
    protected_app_metadata: Option<()>,
    #[serde(default, serialize_with = "from_column")]
    pub(crate) custom_data: Map<String, Value>,
    #[serde(default)]
    pub(crate) is_third_party: bool,
    #[serde(default)]
    app_level_access_control_enabled: bool,
    #[serde(deserialize_with = "time")]
    pub(crate) created_at: UnixMillis,
}

/// The `application_type` of Logto's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ApplicationType {
    Native,
    #[serde(rename = "SPA")]
    Spa,
    Traditional,
    MachineToMachine,
    Protected,
    #[serde(rename = "SAML")]
    Saml,
}

impl ApplicationType {
    pub(crate) const ALL: [Self; 6] =
        [Self::Native, Self::Spa, Self::Traditional, Self::MachineToMachine, Self::Protected, Self::Saml];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Native => "Native",
            Self::Spa => "SPA",
            Self::Traditional => "Traditional",
            Self::MachineToMachine => "MachineToMachine",
            Self::Protected => "Protected",
            Self::Saml => "SAML",
        }
    }

    /// Whether it can keep a secret. Logto: `hasSecrets`.
    pub(crate) fn has_secrets(self) -> bool {
        matches!(self, Self::MachineToMachine | Self::Traditional | Self::Protected)
    }
}

/// What OpenID Connect knows of a client, in the order of Logto's schema.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct OidcClientMetadata {
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) post_logout_redirect_uris: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) backchannel_logout_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) backchannel_logout_session_required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logo_uri: Option<String>,
}

/// What Logto adds to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct CustomClientMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cors_allowed_origins: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number")]
    pub(crate) id_token_ttl: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number")]
    pub(crate) refresh_token_ttl: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number")]
    pub(crate) refresh_token_ttl_in_days: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) always_issue_refresh_token: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rotate_refresh_token: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) allow_token_exchange: Option<bool>,
}

/// Logto: `tables/applications.sql` of its schemas package. The mock's user chooses the id of one, which may be longer.
impl Stored for Application {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[
            ("id", ANY, Some(&self.id)),
            ("name", 1..=256, Some(&self.name)),
            ("description", ANY, self.description.as_deref()),
        ])?;
        objects_fit(&[("customData", &self.custom_data)])?;
        let OidcClientMetadata { redirect_uris, post_logout_redirect_uris, .. } = &self.oidc_client_metadata;
        for uri in redirect_uris.iter().chain(post_logout_redirect_uris) {
            text_is("oidcClientMetadata", is_url, "URLs", Some(uri))?;
        }
        shape_fits("oidcClientMetadata", &self.oidc_client_metadata)?;
        shape_fits("customClientMetadata", &self.custom_client_metadata)
    }
}

impl Row for Application {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Application {
    /// An application of which nothing else is known.
    pub(crate) fn new(name: String, r#type: ApplicationType, at: UnixMillis) -> Self {
        Self {
            tenant_id: TENANT,
            id: standard_id(),
            name,
            description: None,
            r#type,
            oidc_client_metadata: OidcClientMetadata::default(),
            custom_client_metadata: CustomClientMetadata::default(),
            protected_app_metadata: None,
            custom_data: Map::new(),
            is_third_party: false,
            app_level_access_control_enabled: false,
            created_at: at,
        }
    }
}

/// One of the secrets by which an application proves itself. `Debug` does not show it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ApplicationSecret {
    #[serde(skip_deserializing, default = "tenant")]
    tenant_id: &'static str,
    pub(crate) application_id: String,
    #[serde(default = "default_name")]
    pub(crate) name: String,
    #[serde(default = "standard_secret")]
    pub(crate) value: String,
    #[serde(deserialize_with = "time")]
    pub(crate) created_at: UnixMillis,
    #[serde(default, deserialize_with = "time_or_none")]
    pub(crate) expires_at: Option<UnixMillis>,
}

/// Logto: `tables/application_secrets.sql` of its schemas package.
impl Stored for ApplicationSecret {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[("name", 1..=256, Some(&self.name)), ("value", ANY, Some(&self.value))])
    }
}

impl ApplicationSecret {
    pub(crate) fn new(application_id: &str, name: String, at: UnixMillis) -> Self {
        Self {
            tenant_id: TENANT,
            application_id: application_id.to_owned(),
            name,
            value: standard_secret(),
            created_at: at,
            expires_at: None,
        }
    }

    /// The one that Logto makes with the application.
    pub(crate) fn default_of(application: &Application) -> Self {
        Self::new(&application.id, default_name(), application.created_at)
    }
}

/// Logto: the name of the secret that it makes with an application.
fn default_name() -> String {
    "Default secret".to_owned()
}

impl fmt::Debug for ApplicationSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ApplicationSecret");
        shown.field("application_id", &self.application_id).field("name", &self.name).finish_non_exhaustive()
    }
}

fn from_column<S: Serializer>(members: &Map<String, Value>, serializer: S) -> Result<S::Ok, S::Error> {
    ObjectFromColumn(members).serialize(serializer)
}

#[allow(clippy::ref_option, reason = "serde hands out the field")]
fn number<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    number.map(double).serialize(serializer)
}
