use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::paging::Page;
use super::search::Search;
use super::{Answer, given_twice, not_exists_with_id, not_found, roles};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, roles as rules};
use crate::store::resources::{Resource, Scope};
use crate::store::roles::{Role, RoleType};
use crate::store::{Store, Tables};

/// `GET /api/roles/:id/scopes`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for(call)?.map(Page::in_the_database).transpose()?;
    store.within(|tables| {
        let role = roles::find(tables, call.param("id"))?;
        let search = Search::<Scope>::asked_for(call)?;
        let scopes = tables.scopes_of_role(&role.id).filter(|scope| search.fits(scope));
        // A scope goes with its resource.
        let views = scopes.filter_map(|scope| {
            Some(ScopeOfResource { scope, resource: tables.resources.get(&scope.resource_id)? })
        });
        let views: Vec<_> = views.collect();
        Ok(Page::or_all(part, call, &views, |view| view).into())
    })
}

/// `POST /api/roles/:id/scopes`: answers with all that the role has then, and so the event tells of them.
pub(crate) fn add(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let scope_ids = rules::scope_ids(Found::body(&input))?;
    store.within(|tables| {
        let role = roles::find(tables, call.param("id"))?;
        if let Some(twice) = scope_ids.iter().find(|id| tables.role_scopes.contains([&role.id, id])) {
            let message = format!("The scope id {twice} has already been added to this role");
            return Err(ErrorBody::new("role.scope_exists", &message).reply(StatusCode::UNPROCESSABLE_ENTITY));
        }
        give(tables, &role, &scope_ids)?;
        let scopes: Vec<_> = tables.scopes_of_role(&role.id).map(Arc::as_ref).collect();
        Ok(Reply::json(StatusCode::CREATED, &scopes).into())
    })
}

/// `DELETE /api/roles/:id/scopes/:scopeId`
pub(crate) fn remove(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let was_there =
        store.within(|tables| tables.role_scopes.remove([call.param("id"), call.param("scopeId")]));
    if was_there { Ok(Reply::no_content().into()) } else { Err(not_found()) }
}

/// Gives a role scopes, all of them or none.
pub(super) fn give(tables: &mut Tables, role: &Role, scope_ids: &[String]) -> Result<(), Reply> {
    for id in scope_ids {
        let scope = tables.scopes.get(id).ok_or_else(|| not_exists_with_id("scopes", id))?;
        let resource = tables.resources.get(&scope.resource_id);
        let is_management_api = resource.is_some_and(|resource| resource.is_management_api());
        if role.r#type == RoleType::User && is_management_api {
            let message = "Cannot assign management API scopes to a user role.";
            let code = "role.management_api_scopes_not_assignable_to_user_role";
            return Err(ErrorBody::new(code, message).reply(StatusCode::BAD_REQUEST));
        }
    }
    given_twice(scope_ids)?;
    for id in scope_ids {
        tables.role_scopes.insert([&role.id, id]);
    }
    Ok(())
}

#[derive(Serialize)]
struct ScopeOfResource<'a> {
    #[serde(flatten)]
    scope: &'a Scope,
    #[serde(serialize_with = "inside")]
    resource: Arc<Resource>,
}

fn inside<S: serde::Serializer>(resource: &Arc<Resource>, serializer: S) -> Result<S::Ok, S::Error> {
    resource.as_ref().serialize(serializer)
}
