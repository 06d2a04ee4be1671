use super::{description, name, tenant_id};
use crate::schema::{Field, Issues, Object};
use crate::store::organizations::RoleKind;

/// The body of `POST /api/organization-scopes`.
pub(crate) struct NewOrganizationScope {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

pub(crate) fn new_organization_scope(body: impl Field) -> Result<NewOrganizationScope, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.note(name(body.field("name")));
    let description = issues.or_none(description(&body)).flatten();
    issues.none_or(NewOrganizationScope { name: name.unwrap_or_default(), description })
}

/// The body of `POST /api/organization-roles`.
pub(crate) struct NewOrganizationRole {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: Option<RoleKind>,
    pub(crate) organization_scope_ids: Vec<String>,
    pub(crate) resource_scope_ids: Vec<String>,
}

pub(crate) fn new_organization_role(body: impl Field) -> Result<NewOrganizationRole, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.note(name(body.field("name")));
    let description = issues.or_none(description(&body)).flatten();
    let kind = issues.or_none(body.field("type").optional(kind));
    let mut ids =
        |key| issues.or_none(body.field(key).optional(|field| field.list_or_empty(Field::any_text)));
    let organization_scope_ids = ids("organizationScopeIds").unwrap_or_default();
    let resource_scope_ids = ids("resourceScopeIds").unwrap_or_default();
    let name = name.unwrap_or_default();
    issues.none_or(NewOrganizationRole {
        name,
        description,
        kind,
        organization_scope_ids,
        resource_scope_ids,
    })
}

/// The body of PATCH of both: what is absent stays.
#[allow(clippy::option_option, reason = "`Some(None)` clears it")]
pub(crate) struct TemplateChange {
    pub(crate) tenant_id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<Option<String>>,
    /// Of a role.
    pub(crate) kind: Option<RoleKind>,
}

pub(crate) fn organization_scope_change(body: impl Field) -> Result<TemplateChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let change = TemplateChange::read(&body, &mut issues);
    issues.none_or(change)
}

pub(crate) fn organization_role_change(body: impl Field) -> Result<TemplateChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let change = TemplateChange::read(&body, &mut issues);
    let kind = issues.or_none(body.field("type").optional(kind));
    issues.none_or(TemplateChange { kind, ..change })
}

impl TemplateChange {
    fn read(body: &impl Object, issues: &mut Issues) -> Self {
        Self {
            tenant_id: issues.or_none(tenant_id(body)),
            name: issues.or_none(body.field("name").optional(name)),
            description: issues.or_none(description(body)),
            kind: None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        let Self { tenant_id, name, description, kind } = self;
        tenant_id.is_none() && name.is_none() && description.is_none() && kind.is_none()
    }
}

fn kind(field: impl Field) -> Result<RoleKind, Issues> {
    field.choice(&RoleKind::ALL, |kind| kind.as_str())
}
