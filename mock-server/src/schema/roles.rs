use super::{Field, Issues, Object};
use crate::store::roles::RoleType;

/// The query of `GET /api/roles`.
pub(crate) struct RoleFilter {
    pub(crate) exclude_user_id: Option<String>,
    pub(crate) exclude_application_id: Option<String>,
    pub(crate) r#type: Option<RoleType>,
}

pub(crate) fn role_filter(query: impl Field) -> Result<RoleFilter, Issues> {
    let query = query.object()?;
    let mut issues = Issues::default();
    let user = query.field("excludeUserId").about("Only those that this user does not have.");
    let application =
        query.field("excludeApplicationId").about("Only those that this application does not have.");
    let filter = RoleFilter {
        exclude_user_id: issues.or_none(user.optional(Field::any_text)),
        exclude_application_id: issues.or_none(application.optional(Field::any_text)),
        r#type: issues.or_none(query.field("type").about("Who can have it.").optional(role_type)),
    };
    issues.none_or(filter)
}

/// The body of `POST /api/roles`.
pub(crate) struct NewRole {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) r#type: RoleType,
    pub(crate) is_default: bool,
    pub(crate) scope_ids: Option<Vec<String>>,
}

pub(crate) fn new_role(body: impl Field) -> Result<NewRole, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.note(name(body.field("name")));
    let description = issues.note(self::name(body.field("description")));
    let r#type = body.field("type").about("Who can have it: users, where nothing is said.");
    let r#type = issues.or_none(r#type.optional(role_type));
    let is_default = issues.or_none(body.field("isDefault").optional(Field::boolean));
    let scope_ids = body.field("scopeIds").about("The scopes that it gives from the start.");
    let scope_ids = issues.or_none(scope_ids.optional(|field| field.list_or_empty(id)));
    match (name, description) {
        (Some(name), Some(description)) => issues.none_or(NewRole {
            name,
            description,
            r#type: r#type.unwrap_or(RoleType::User),
            is_default: is_default.unwrap_or_default(),
            scope_ids,
        }),
        _ => Err(issues),
    }
}

/// The body of `PATCH /api/roles/:id`: what is absent stays as it is.
pub(crate) struct RoleChange {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) is_default: Option<bool>,
}

pub(crate) fn role_change(body: impl Field) -> Result<RoleChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let change = RoleChange {
        name: issues.or_none(body.field("name").optional(name)),
        description: issues.or_none(body.field("description").optional(name)),
        is_default: issues.or_none(body.field("isDefault").optional(Field::boolean)),
    };
    issues.none_or(change)
}

/// The body of `POST /api/roles/:id/scopes`.
pub(crate) fn scope_ids(body: impl Field) -> Result<Vec<String>, Issues> {
    body.object()?.field("scopeIds").list(id)
}

/// The body of `POST /api/roles/:id/users`.
pub(crate) fn user_ids(body: impl Field) -> Result<Vec<String>, Issues> {
    body.object()?.field("userIds").list(id)
}

/// The body of `POST /api/roles/:id/applications`.
pub(crate) fn application_ids(body: impl Field) -> Result<Vec<String>, Issues> {
    body.object()?.field("applicationIds").list(id)
}

/// The body of what gives roles to someone.
pub(crate) fn role_ids(body: impl Field) -> Result<Vec<String>, Issues> {
    body.object()?.field("roleIds").list_or_empty(id)
}

fn name(field: impl Field) -> Result<String, Issues> {
    field.text(1..=128)
}

fn id(field: impl Field) -> Result<String, Issues> {
    field.text(1..=u32::MAX)
}

fn role_type(field: impl Field) -> Result<RoleType, Issues> {
    field.choice(&RoleType::ALL, |name| name.as_str())
}
