use std::sync::Arc;

use http::StatusCode;

use super::paging::Page;
use super::resources::find_modifiable;
use super::search::{Search, Searchable, Text};
use super::{Answer, column, not_exists, not_found, nothing_to_set};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, resources as rules};
use crate::store::resources::Scope;
use crate::store::{Store, Tables};

/// `GET /api/resources/:resourceId/scopes`: always in pages, and of a resource that is not there, too.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let page = Page::asked_for_or_first(call)?;
    let search = Search::<Scope>::asked_for(call)?;
    let part = page.in_the_database()?;
    store.within(|tables| {
        let scopes = tables.scopes_of(call.param("resourceId")).filter(|scope| search.fits(scope));
        Ok(part.reply(call, &scopes.collect::<Vec<_>>(), AsRef::as_ref).into())
    })
}

impl Searchable for Scope {
    const FIELDS: &[(&str, Text<Self>)] = &[
        ("id", |scope| Some(&scope.id)),
        ("name", |scope| Some(&scope.name)),
        ("description", |scope| scope.description.as_deref()),
    ];
}

/// `POST /api/resources/:resourceId/scopes`
pub(crate) fn create(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let new = rules::new_scope(Found::body(&input))?;
    without_space(&new.name)?;
    store.within(|tables| {
        let resource = find_modifiable(tables, call.param("resourceId"))?;
        not_in_use(tables, &new.name, &resource.id, None)?;
        let description = column(new.description);
        let scope = Scope { description, ..Scope::new(&resource.id, new.name, call.at) };
        Ok(Reply::json(StatusCode::CREATED, &*tables.scopes.insert(scope)?).into())
    })
}

/// `PATCH /api/resources/:resourceId/scopes/:scopeId`: that the scope is the resource's is not looked at.
pub(crate) fn change(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let change = rules::scope_change(Found::body(&input))?;
    let id = call.param("scopeId");
    store.within(|tables| {
        let resource = find_modifiable(tables, call.param("resourceId"))?;
        if let Some(name) = &change.name {
            without_space(name)?;
            not_in_use(tables, name, &resource.id, Some(id))?;
        }
        if change.name.is_none() && change.description.is_none() {
            return Err(nothing_to_set());
        }
        let scope = tables.scopes.get(id).ok_or_else(|| not_exists("scope"))?;
        let mut scope = Arc::unwrap_or_clone(scope);
        scope.name = change.name.unwrap_or(scope.name);
        scope.description = change.description.map_or(scope.description, column);
        Ok(Reply::json(StatusCode::OK, &*tables.scopes.rewrite(scope)?).into())
    })
}

/// `DELETE /api/resources/:resourceId/scopes/:scopeId`, with as little a look.
pub(crate) fn delete(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        find_modifiable(tables, call.param("resourceId"))?;
        if tables.delete_scope(call.param("scopeId")) {
            Ok(Reply::no_content().into())
        } else {
            Err(not_found())
        }
    })
}

fn without_space(name: &str) -> Result<(), Reply> {
    if !Scope::is_name(name) {
        let message = "The name of the scope cannot contain any spaces.";
        return Err(ErrorBody::new("scope.name_with_space", message).reply(StatusCode::BAD_REQUEST));
    }
    Ok(())
}

fn not_in_use(tables: &Tables, name: &str, resource_id: &str, except: Option<&str>) -> Result<(), Reply> {
    let is_same = |scope: &Arc<Scope>| scope.name == name && except != Some(&scope.id);
    if tables.scopes_of(resource_id).any(is_same) {
        let message = format!("The scope name {name} is already in use");
        return Err(ErrorBody::new("scope.name_exists", &message).reply(StatusCode::UNPROCESSABLE_ENTITY));
    }
    Ok(())
}
