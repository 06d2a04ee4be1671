//! Bodies and queries of organizations, of what belongs to them, and of their template.

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
