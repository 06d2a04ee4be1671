use serde_json::{Map, Value};

use super::{description, keyword, name, tenant_id};
use crate::schema::field::{Form, FormKind};
use crate::schema::{Events, Field, Issues, Object};
use crate::store::column::is_url;
use crate::store::organizations::{Branding, Color, is_color};

const COLOR: Form =
    Form { kind: FormKind::Pattern, fits: is_color, written: "^#[\\dA-Fa-f]{3}([\\dA-Fa-f]{3})?$" };
const URL: Form = Form { kind: FormKind::Url, fits: is_url, written: "uri" };

/// What can be set of an organization beside its name.
#[allow(clippy::option_option, reason = "`Some(None)` clears it")]
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) description: Option<Option<String>>,
    pub(crate) custom_data: Option<Map<String, Value>>,
    pub(crate) is_mfa_required: Option<bool>,
    pub(crate) is_trusted_device_allowed: Option<bool>,
    pub(crate) color: Option<Color>,
    pub(crate) branding: Option<Branding>,
    pub(crate) custom_css: Option<Option<String>>,
}

impl Settings {
    fn read(known: Events, body: &impl Object, issues: &mut Issues) -> Self {
        let device = "isTrustedDeviceAllowed";
        Self {
            description: issues.or_none(description(body)),
            custom_data: issues.or_none(body.field("customData").optional(Field::any_object)),
            is_mfa_required: issues.or_none(body.field("isMfaRequired").optional(Field::boolean)),
            is_trusted_device_allowed: known
                .with_dev_features()
                .then(|| issues.or_none(body.field(device).optional(Field::boolean)))
                .flatten(),
            color: issues.or_none(body.field("color").optional(color)),
            branding: issues.or_none(body.field("branding").optional(branding)),
            custom_css: issues
                .or_none(body.field("customCss").optional(|field| field.nullable(Field::any_text))),
        }
    }

    fn is_empty(&self) -> bool {
        let Self {
            description,
            custom_data,
            is_mfa_required,
            is_trusted_device_allowed,
            color,
            branding,
            custom_css,
        } = self;
        description.is_none()
            && custom_data.is_none()
            && is_mfa_required.or(*is_trusted_device_allowed).is_none()
            && color.is_none()
            && branding.is_none()
            && custom_css.is_none()
    }
}

fn color(field: impl Field) -> Result<Color, Issues> {
    let color = field.object()?;
    let mut issues = Issues::default();
    let read = Color {
        primary_color: issues.or_none(color.field("primaryColor").optional(|field| field.form(&COLOR))),
        is_dark_mode_enabled: issues.or_none(color.field("isDarkModeEnabled").optional(Field::boolean)),
        dark_primary_color: issues
            .or_none(color.field("darkPrimaryColor").optional(|field| field.form(&COLOR))),
    };
    issues.none_or(read)
}

fn branding(field: impl Field) -> Result<Branding, Issues> {
    let branding = field.object()?;
    let mut issues = Issues::default();
    let mut url = |key| issues.or_none(branding.field(key).optional(|field| field.form(&URL)));
    let read = Branding {
        logo_url: url("logoUrl"),
        dark_logo_url: url("darkLogoUrl"),
        favicon: url("favicon"),
        dark_favicon: url("darkFavicon"),
    };
    issues.none_or(read)
}

/// The body of `POST /api/organizations`.
pub(crate) struct NewOrganization {
    pub(crate) name: String,
    pub(crate) settings: Settings,
}

pub(crate) fn new_organization(known: Events, body: impl Field) -> Result<NewOrganization, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.note(name(body.field("name")));
    let settings = Settings::read(known, &body, &mut issues);
    // A name that could not be read has its issue.
    issues.none_or(NewOrganization { name: name.unwrap_or_default(), settings })
}

/// The body of `PATCH /api/organizations/:id`: what is absent stays, what is an object is replaced as a whole.
pub(crate) struct OrganizationChange {
    pub(crate) tenant_id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) settings: Settings,
    pub(crate) created_at: Option<f64>,
}

pub(crate) fn organization_change(known: Events, body: impl Field) -> Result<OrganizationChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let created_at = body.field("createdAt").about("In milliseconds since 1970.");
    let change = OrganizationChange {
        tenant_id: issues.or_none(tenant_id(&body)),
        name: issues.or_none(body.field("name").optional(name)),
        settings: Settings::read(known, &body, &mut issues),
        created_at: issues.or_none(created_at.optional(Field::any_number)),
    };
    issues.none_or(change)
}

impl OrganizationChange {
    pub(crate) fn is_empty(&self) -> bool {
        let Self { tenant_id, name, settings, created_at } = self;
        tenant_id.is_none() && name.is_none() && settings.is_empty() && created_at.is_none()
    }
}

/// The query of `GET /api/organizations`.
pub(crate) struct OrganizationsQuery {
    pub(crate) keyword: Option<String>,
    pub(crate) show_featured: Option<String>,
}

pub(crate) fn organizations_query(query: impl Field) -> Result<OrganizationsQuery, Issues> {
    let query = query.object()?;
    let mut issues = Issues::default();
    let featured =
        query.field("showFeatured").about("`1`, `true`, `y` and `yes` add how many members there are.");
    let read = OrganizationsQuery {
        keyword: issues.or_none(keyword(&query)),
        show_featured: issues.or_none(featured.optional(Field::any_text)),
    };
    issues.none_or(read)
}
