//! Bodies and queries of organizations, of what belongs to them, and of their template.

pub(crate) mod invitation;
pub(crate) mod organization;
pub(crate) mod template;

use super::{Field, Issues, Object};
use crate::config::LONGEST_TENANT_ID;

/// What a list is searched for.
pub(crate) fn keyword(query: &impl Object) -> Result<Option<String>, Issues> {
    query.field("q").about("A part of any of its texts, in whatever case.").optional(Field::any_text)
}

/// The query of a list that is searched, and nothing else.
pub(crate) fn only_keyword(query: impl Field) -> Result<Option<String>, Issues> {
    keyword(&query.object()?)
}

fn name<F: Field>(field: F) -> Result<String, Issues> {
    field.text(1..=128)
}

#[allow(clippy::option_option, reason = "`Some(None)` clears it")]
fn description(body: &impl Object) -> Result<Option<Option<String>>, Issues> {
    body.field("description").optional(|field| field.nullable(|field| field.text(0..=256)))
}

/// A change may name a tenant, which can only be its own.
fn tenant_id(body: &impl Object) -> Result<Option<String>, Issues> {
    let field = body.field("tenantId").about("No other tenant's than its own is taken.");
    field.optional(|field| field.text(0..=LONGEST_TENANT_ID))
}

/// The body that adds to a list: the ids stand under this key.
pub(crate) fn ids(key: &str, body: impl Field) -> Result<Vec<String>, Issues> {
    body.object()?.field(key).list(|field| field.text(1..=u32::MAX))
}

/// The body that replaces a list, maybe with nothing.
pub(crate) fn ids_or_none(key: &str, body: impl Field) -> Result<Vec<String>, Issues> {
    body.object()?.field(key).list_or_empty(|field| field.text(1..=u32::MAX))
}

/// The query of `GET /api/organizations/:id/users`.
pub(crate) struct MembersQuery {
    pub(crate) keyword: Option<String>,
    pub(crate) role: Option<String>,
}

pub(crate) fn members_query(query: impl Field) -> Result<MembersQuery, Issues> {
    let query = query.object()?;
    let mut issues = Issues::default();
    let role = query.field("organizationRoleId").about("Only who has this role.");
    let read = MembersQuery {
        keyword: issues.or_none(keyword(&query)),
        role: issues.or_none(role.optional(Field::any_text)),
    };
    issues.none_or(read)
}

/// The roles that a member is to have.
pub(crate) struct RolesOfMember {
    pub(crate) ids: Vec<String>,
    pub(crate) names: Vec<String>,
}

pub(crate) fn roles_of_member(body: impl Field) -> Result<RolesOfMember, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let mut texts = |key| {
        let texts = body.field(key).optional(|field| field.list_or_empty(|field| field.text(1..=u32::MAX)));
        issues.or_none(texts).unwrap_or_default()
    };
    let read = RolesOfMember { ids: texts("organizationRoleIds"), names: texts("organizationRoleNames") };
    issues.none_or(read)
}

/// The body of `POST /api/organizations/:id/users/roles`: some members, and the roles that each is to have.
pub(crate) fn members_and_roles(body: impl Field) -> Result<(Vec<String>, Vec<String>), Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let mut ids = |key| issues.note(body.field(key).list(|field| field.text(1..=u32::MAX)));
    let (users, roles) = (ids("userIds"), ids("organizationRoleIds"));
    issues.none_or((users.unwrap_or_default(), roles.unwrap_or_default()))
}

/// The body of `POST /api/organizations/:id/jit/email-domains`.
pub(crate) fn email_domain(body: impl Field) -> Result<String, Issues> {
    body.object()?.field("emailDomain").text(1..=u32::MAX)
}

/// The body of `PUT /api/organizations/:id/jit/email-domains`.
pub(crate) fn email_domains(body: impl Field) -> Result<Vec<String>, Issues> {
    body.object()?.field("emailDomains").list_or_empty(Field::any_text)
}
