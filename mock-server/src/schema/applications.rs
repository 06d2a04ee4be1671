use serde_json::{Map, Value};

use super::field::{Form, FormKind};
use super::search::{Without, without_in};
use super::{Field, Issues, Object};
use crate::store::applications::{ApplicationType, CustomClientMetadata, OidcClientMetadata};
use crate::store::column::is_url;

/// Logto: `validateRedirectUrl` of its core-kit, for the web or an app.
const REDIRECT_URI: Form = Form { kind: FormKind::Refined, fits: is_url, written: "uri" };
const URL: Form = Form { kind: FormKind::Url, fits: is_url, written: "uri" };

/// The query of `GET /api/applications`.
pub(crate) struct ApplicationFilter {
    pub(crate) types: Option<Vec<ApplicationType>>,
    pub(crate) without: Without,
    pub(crate) is_third_party: Option<bool>,
}

pub(crate) fn application_filter<F: Field>(query: F) -> Result<ApplicationFilter, Issues> {
    let query = query.object()?;
    let mut issues = Issues::default();
    let types = query.field("types").about("Only those of these types.");
    let is_third_party =
        query.field("isThirdParty").about("Only those that are, or are not, a third party's.");
    let filter =
        ApplicationFilter {
            types: issues.or_none(types.optional(|field| field.one_or_list(application_type))),
            without: issues.note(without_in(&query)).unwrap_or_default(),
            is_third_party: issues.or_none(is_third_party.optional(|field| {
                field.choice(&[true, false], |value| if *value { "true" } else { "false" })
            })),
        };
    issues.none_or(filter)
}

/// The body of `POST /api/applications`.
pub(crate) struct NewApplication {
    pub(crate) name: String,
    pub(crate) r#type: ApplicationType,
    pub(crate) is_third_party: bool,
    /// Whether it says what to protect: of that nothing else matters here.
    pub(crate) has_protected_app_metadata: bool,
    pub(crate) rest: ApplicationChange,
}

pub(crate) fn new_application(body: impl Field) -> Result<NewApplication, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.note(name(body.field("name")));
    let description = issues.or_none(description(&body));
    let r#type = issues.note(application_type(body.field("type")));
    let custom_client_metadata = issues.or_none(custom_client_metadata(&body));
    let custom_data = issues.or_none(body.field("customData").optional(Field::any_object));
    let is_third_party = issues.or_none(body.field("isThirdParty").optional(Field::boolean));
    let protected = issues.or_none(body.field("protectedAppMetadata").optional(|field| {
        let metadata = field.about("Refused outside of Logto's cloud.").object()?;
        let mut issues = Issues::default();
        issues.note(metadata.field("subDomain").any_text());
        issues.note(metadata.field("origin").any_text());
        issues.none_or(())
    }));
    let oidc_client_metadata = issues.or_none(oidc_client_metadata(&body));
    let rest = ApplicationChange {
        name: None,
        description,
        custom_client_metadata,
        custom_data,
        oidc_client_metadata,
    };
    let read = name.zip(r#type).map(|(name, r#type)| NewApplication {
        name,
        r#type,
        is_third_party: is_third_party.unwrap_or_default(),
        has_protected_app_metadata: protected.is_some(),
        rest,
    });
    match read {
        Some(new) => issues.none_or(new),
        None => Err(issues),
    }
}

/// The body of `PATCH /api/applications/:id`, and whether it is to be an admin, if that is said.
pub(crate) fn application_patch(body: impl Field) -> Result<(ApplicationChange, Option<bool>), Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let change = issues.note(application_change(&body));
    let is_admin = body.field("isAdmin").optional(|field| field.deprecated("Give it a role.").boolean());
    let is_admin = issues.or_none(is_admin);
    match change {
        Some(change) => issues.none_or((change, is_admin)),
        None => Err(issues),
    }
}

/// What changes of an application: what is absent stays as it is.
#[allow(clippy::option_option, reason = "`Some(None)` clears it")]
pub(crate) struct ApplicationChange {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<Option<String>>,
    pub(crate) custom_client_metadata: Option<CustomClientMetadata>,
    pub(crate) custom_data: Option<Map<String, Value>>,
    pub(crate) oidc_client_metadata: Option<OidcClientMetadata>,
}

fn application_change(body: &impl Object) -> Result<ApplicationChange, Issues> {
    let mut issues = Issues::default();
    let change = ApplicationChange {
        name: issues.or_none(body.field("name").optional(name)),
        description: issues.or_none(description(body)),
        custom_client_metadata: issues.or_none(custom_client_metadata(body)),
        custom_data: issues.or_none(body.field("customData").optional(Field::any_object)),
        oidc_client_metadata: issues.or_none(oidc_client_metadata(body)),
    };
    issues.none_or(change)
}

impl ApplicationChange {
    pub(crate) fn is_empty(&self) -> bool {
        let Self { name, description, custom_client_metadata, custom_data, oidc_client_metadata } = self;
        name.is_none()
            && description.is_none()
            && custom_client_metadata.is_none()
            && custom_data.is_none()
            && oidc_client_metadata.is_none()
    }
}

/// The body of `POST /api/applications/:id/secrets`.
pub(crate) struct NewSecret {
    pub(crate) name: String,
    pub(crate) expires_at: Option<f64>,
}

pub(crate) fn new_secret(body: impl Field) -> Result<NewSecret, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.note(name(body.field("name")));
    let expires_at = body.field("expiresAt").about("In milliseconds since 1970.");
    let expires_at = issues.or_none(expires_at.optional(|field| field.nullable(Field::any_number))).flatten();
    match name {
        Some(name) => issues.none_or(NewSecret { name, expires_at }),
        None => Err(issues),
    }
}

fn name(field: impl Field) -> Result<String, Issues> {
    field.text(1..=256)
}

#[allow(clippy::option_option, reason = "`Some(None)` clears it")]
fn description(body: &impl Object) -> Result<Option<Option<String>>, Issues> {
    body.field("description").optional(|field| field.nullable(Field::any_text))
}

fn application_type(field: impl Field) -> Result<ApplicationType, Issues> {
    field.choice(&ApplicationType::ALL, |name| name.as_str())
}

fn oidc_client_metadata(body: &impl Object) -> Result<Option<OidcClientMetadata>, Issues> {
    body.field("oidcClientMetadata").optional(|field| {
        let metadata = field.about("It is replaced as a whole.").object()?;
        let mut issues = Issues::default();
        let mut uris = |key| {
            let uris = metadata.field(key).list_or_empty(|field| field.form(&REDIRECT_URI));
            issues.note(uris).unwrap_or_default()
        };
        let (redirect_uris, post_logout_redirect_uris) =
            (uris("redirectUris"), uris("postLogoutRedirectUris"));
        let backchannel_logout_uri =
            metadata.field("backchannelLogoutUri").optional(|field| field.form(&URL));
        let session_required = metadata.field("backchannelLogoutSessionRequired").optional(Field::boolean);
        let read = OidcClientMetadata {
            redirect_uris,
            post_logout_redirect_uris,
            backchannel_logout_uri: issues.or_none(backchannel_logout_uri),
            backchannel_logout_session_required: issues.or_none(session_required),
            logo_uri: issues.or_none(metadata.field("logoUri").optional(Field::any_text)),
        };
        issues.none_or(read)
    })
}

fn custom_client_metadata(body: &impl Object) -> Result<Option<CustomClientMetadata>, Issues> {
    body.field("customClientMetadata").optional(|field| {
        let metadata = field.about("It is replaced as a whole.").object()?;
        let mut issues = Issues::default();
        let origins = metadata.field("corsAllowedOrigins");
        let origins = origins.optional(|field| field.list_or_empty(|field| field.text(1..=u32::MAX)));
        let days = metadata.field("refreshTokenTtlInDays").optional(|field| field.number(&(1..=180)));
        let flag = |key| metadata.field(key).optional(Field::boolean);
        let seconds = |key| metadata.field(key).optional(Field::any_number);
        let read = CustomClientMetadata {
            cors_allowed_origins: issues.or_none(origins),
            id_token_ttl: issues.or_none(seconds("idTokenTtl")),
            refresh_token_ttl: issues.or_none(seconds("refreshTokenTtl")),
            refresh_token_ttl_in_days: issues.or_none(days).and_then(|days| days.as_f64()),
            tenant_id: issues.or_none(metadata.field("tenantId").optional(Field::any_text)),
            always_issue_refresh_token: issues.or_none(flag("alwaysIssueRefreshToken")),
            rotate_refresh_token: issues.or_none(flag("rotateRefreshToken")),
            allow_token_exchange: issues.or_none(flag("allowTokenExchange")),
        };
        issues.none_or(read)
    })
}
