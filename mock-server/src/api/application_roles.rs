use std::sync::Arc;

use http::StatusCode;

use super::paging::Page;
use super::search::Search;
use super::user_roles::Given;
use super::{Answer, applications, constraint_violated, given_twice, not_found, roles};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, roles as rules};
use crate::store::applications::{Application, ApplicationType};
use crate::store::roles::RoleType;
use crate::store::{Store, Tables};

/// `GET /api/applications/:applicationId/roles`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for_or_first(call)?.in_the_database()?;
    let search = Search::asked_for(call);
    store.within(|tables| {
        let id = &find(tables, call)?.id;
        let all =
            tables.roles.oldest_first().filter(|role| tables.application_roles.contains([id, &role.id]));
        let found: Vec<_> = all.filter(|role| roles::fits(role, &search)).map(Arc::as_ref).collect();
        Ok(part.reply(call, &found, |role| role).into())
    })
}

/// `POST /api/applications/:applicationId/roles`: those that it has stay.
pub(crate) fn add(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let role_ids = rules::role_ids(Found::body(&input))?;
    store.within(|tables| {
        let id = &find(tables, call)?.id;
        let new: Vec<_> =
            role_ids.iter().filter(|role| !tables.application_roles.contains([id, role])).cloned().collect();
        let is_for_users =
            |role: &String| tables.roles.get(role).is_some_and(|role| role.r#type == RoleType::User);
        if new.iter().any(is_for_users) {
            let message = "Can not assign user type role to machine to machine application.";
            return Err(ErrorBody::new("application.invalid_role_type", message)
                .reply(StatusCode::UNPROCESSABLE_ENTITY));
        }
        give(tables, id, &new)?;
        Ok(Reply::json(StatusCode::CREATED, &Given { role_ids, added_role_ids: Some(new) }).into())
    })
}

/// `PUT /api/applications/:applicationId/roles`: it then has these and no others.
pub(crate) fn replace(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let role_ids = rules::role_ids(Found::body(&input))?;
    store.within(|tables| {
        let id = &find(tables, call)?.id;
        let before: Vec<_> = tables.application_roles.of(id).map(str::to_owned).collect();
        let new: Vec<_> = role_ids.iter().filter(|role| !before.contains(role)).cloned().collect();
        give(tables, id, &new)?;
        for role in before.iter().filter(|role| !role_ids.contains(role)) {
            tables.application_roles.remove([id, role]);
        }
        Ok(Reply::text(StatusCode::OK, "OK").into())
    })
}

/// `DELETE /api/applications/:applicationId/roles/:roleId`
pub(crate) fn remove(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        let id = &find(tables, call)?.id;
        if tables.application_roles.remove([id, call.param("roleId")]) {
            Ok(Reply::no_content().into())
        } else {
            Err(not_found())
        }
    })
}

/// The application that the path names, if it is one that can have roles.
fn find(tables: &Tables, call: &Call) -> Result<Arc<Application>, Reply> {
    let application = applications::find(tables, call.param("applicationId"))?;
    if application.r#type == ApplicationType::MachineToMachine {
        return Ok(application);
    }
    let message = "Only machine to machine applications can have associated roles.";
    Err(ErrorBody::new("application.invalid_type", message).reply(StatusCode::UNPROCESSABLE_ENTITY))
}

/// Gives an application roles, all of them or none.
fn give(tables: &mut Tables, id: &str, role_ids: &[String]) -> Result<(), Reply> {
    let new = role_ids.iter().map(|id| roles::find(tables, id)).collect::<Result<Vec<_>, _>>()?;
    for role in &new {
        roles::not_internal(role)?;
        if role.r#type != RoleType::MachineToMachine {
            return Err(constraint_violated());
        }
    }
    given_twice(role_ids)?;
    for role in role_ids {
        tables.application_roles.insert([id, role]);
    }
    Ok(())
}
