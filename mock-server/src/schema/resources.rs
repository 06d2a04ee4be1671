use super::{Field, Issues, Object};

/// The body of `POST /api/resources`.
pub(crate) struct NewResource {
    pub(crate) name: String,
    pub(crate) indicator: String,
    pub(crate) access_token_ttl: Option<f64>,
}

pub(crate) fn new_resource(body: impl Field) -> Result<NewResource, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.note(body.field("name").text(1..=u32::MAX));
    let indicator = body.field("indicator").about("What tokens for it name as their audience.");
    let indicator = issues.note(indicator.text(1..=u32::MAX));
    let access_token_ttl = issues.or_none(access_token_ttl(&body));
    match (name, indicator) {
        (Some(name), Some(indicator)) => issues.none_or(NewResource { name, indicator, access_token_ttl }),
        _ => Err(issues),
    }
}

/// The body of `PATCH /api/resources/:id`: what is absent stays as it is.
pub(crate) struct ResourceChange {
    pub(crate) name: Option<String>,
    pub(crate) access_token_ttl: Option<f64>,
}

pub(crate) fn resource_change(body: impl Field) -> Result<ResourceChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.or_none(body.field("name").optional(|field| field.text(1..=u32::MAX)));
    let access_token_ttl = issues.or_none(access_token_ttl(&body));
    issues.none_or(ResourceChange { name, access_token_ttl })
}

fn access_token_ttl(body: &impl Object) -> Result<Option<f64>, Issues> {
    body.field("accessTokenTtl").about("In whole seconds.").optional(Field::any_number)
}

/// The body of `PATCH /api/resources/:id/is-default`.
pub(crate) fn is_default(body: impl Field) -> Result<bool, Issues> {
    body.object()?.field("isDefault").boolean()
}

/// The query of `GET /api/resources`: whether scopes are asked for, in what words.
pub(crate) fn include_scopes(query: impl Field) -> Result<Option<String>, Issues> {
    let field = query.object()?.field("includeScopes");
    field.about("Adds the scopes of each if it says `1`, `true`, `y` or `yes`.").optional(Field::any_text)
}

/// The body of `POST /api/resources/:resourceId/scopes`.
pub(crate) struct NewScope {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

pub(crate) fn new_scope(body: impl Field) -> Result<NewScope, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.note(scope_name(body.field("name")));
    let description = issues.or_none(scope_description(&body)).flatten();
    match name {
        Some(name) => issues.none_or(NewScope { name, description }),
        None => Err(issues),
    }
}

/// The body of `PATCH /api/resources/:resourceId/scopes/:scopeId`: what is absent stays as it is.
#[allow(clippy::option_option, reason = "`Some(None)` clears it")]
pub(crate) struct ScopeChange {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<Option<String>>,
}

pub(crate) fn scope_change(body: impl Field) -> Result<ScopeChange, Issues> {
    let body = body.object()?;
    let mut issues = Issues::default();
    let name = issues.or_none(body.field("name").optional(scope_name));
    let description = issues.or_none(scope_description(&body));
    issues.none_or(ScopeChange { name, description })
}

fn scope_name(field: impl Field) -> Result<String, Issues> {
    field.about("Without white space.").text(1..=256)
}

#[allow(clippy::option_option, reason = "`Some(None)` clears it")]
fn scope_description(body: &impl Object) -> Result<Option<Option<String>>, Issues> {
    body.field("description").optional(|field| field.nullable(Field::any_text))
}
