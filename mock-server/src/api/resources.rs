use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::paging::Page;
use super::{Answer, not_exists, not_exists_with_id, nothing_to_set};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, resources as rules, yes};
use crate::store::resources::{Resource, Scope};
use crate::store::{Store, Tables};

/// `GET /api/resources`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for(call)?;
    let with_scopes = rules::include_scopes(Found::body(&call.query_object()))
        .map_err(|issues| Reply::invalid_query(&issues))?
        .is_some_and(|value| yes(&value));
    let part = page.map(Page::in_the_database).transpose()?;
    store.within(|tables| {
        let resources: Vec<_> = tables.resources.oldest_first().collect();
        let reply = Page::or_all(part, call, &resources, |resource| View {
            resource,
            scopes: with_scopes.then(|| tables.scopes_of(&resource.id).map(Arc::as_ref).collect()),
        });
        Ok(reply.into())
    })
}

/// `POST /api/resources`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = rules::new_resource(Found::body(&input))?;
    store.within(|tables| {
        if tables.resources.oldest_first().any(|resource| resource.indicator == new.indicator) {
            let message = format!("The API identifier {} is already in use", new.indicator);
            return Err(ErrorBody::new("resource.resource_identifier_in_use", &message)
                .reply(StatusCode::UNPROCESSABLE_ENTITY));
        }
        let mut resource = Resource::new(new.name, new.indicator);
        if let Some(seconds) = new.access_token_ttl {
            resource.access_token_ttl = whole(seconds)?;
        }
        let resource = tables.resources.insert(resource)?;
        Ok(Reply::json(StatusCode::CREATED, &View { resource: &resource, scopes: Some(Vec::new()) }).into())
    })
}

/// `GET /api/resources/:id`
pub(crate) fn read(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let resource = store.within(|tables| find(tables, call.param("id")))?;
    Ok(Reply::json(StatusCode::OK, &*resource).into())
}

/// `PATCH /api/resources/:id`
pub(crate) fn change(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let change = rules::resource_change(Found::body(&input))?;
    let resource = store.within(|tables| {
        let mut resource = Arc::unwrap_or_clone(find_modifiable(tables, call.param("id"))?);
        if change.name.is_none() && change.access_token_ttl.is_none() {
            return Err(nothing_to_set());
        }
        if let Some(name) = change.name {
            resource.name = name;
        }
        if let Some(seconds) = change.access_token_ttl {
            resource.access_token_ttl = whole(seconds)?;
        }
        Ok(tables.resources.rewrite(resource)?)
    })?;
    Ok(Reply::json(StatusCode::OK, &*resource).into())
}

/// `PATCH /api/resources/:id/is-default`: at most one is.
pub(crate) fn set_default(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let is_default = rules::is_default(Found::body(&input))?;
    let resource = store.within(|tables| {
        let resource = tables.resources.get(call.param("id")).ok_or_else(|| not_exists("resource"))?;
        let before: Vec<_> =
            tables.resources.oldest_first().filter(|other| other.is_default).cloned().collect();
        for other in before.into_iter().filter(|other| is_default && other.id != resource.id) {
            tables.resources.rewrite(Resource { is_default: false, ..Arc::unwrap_or_clone(other) })?;
        }
        Ok::<_, Reply>(tables.resources.rewrite(Resource { is_default, ..Arc::unwrap_or_clone(resource) })?)
    })?;
    Ok(Reply::json(StatusCode::OK, &*resource).into())
}

/// `DELETE /api/resources/:id`: its scopes go with it, of which nobody is told.
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let id = call.param("id");
    store.within(|tables| {
        if find(tables, id)?.is_management_api() {
            let message = "Cannot delete Logto management API.";
            return Err(ErrorBody::new("resource.cannot_delete_management_api", message)
                .reply(StatusCode::BAD_REQUEST));
        }
        tables.delete_resource(id);
        Ok(Reply::no_content().into())
    })
}

/// What a `bigint` column takes.
#[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole(number: f64) -> Result<i64, Reply> {
    if number.fract() == 0.0 && number.abs() < 2f64.powi(63) {
        Ok(number as i64)
    } else {
        Err(nothing_to_set())
    }
}

/// The resource of this id, or what Logto says where there is none.
pub(super) fn find(tables: &Tables, id: &str) -> Result<Arc<Resource>, Reply> {
    tables.resources.get(id).ok_or_else(|| not_exists_with_id("resources", id))
}

/// The same, unless it is Logto's own.
pub(super) fn find_modifiable(tables: &Tables, id: &str) -> Result<Arc<Resource>, Reply> {
    let resource = find(tables, id)?;
    if resource.is_management_api() {
        let message = "Cannot modify Logto management API.";
        return Err(
            ErrorBody::new("resource.cannot_modify_management_api", message).reply(StatusCode::BAD_REQUEST)
        );
    }
    Ok(resource)
}

/// A resource, with its scopes where they are shown.
#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    resource: &'a Resource,
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<&'a Scope>>,
}
