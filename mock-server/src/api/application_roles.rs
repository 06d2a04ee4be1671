use std::sync::Arc;

use http::StatusCode;

use super::paging::Page;
use super::roles::Assignment;
use super::search::Search;
use super::user_roles::Given;
use super::{Answer, applications, not_found, roles};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, roles as rules};
use crate::store::applications::{Application, ApplicationType};
use crate::store::roles::RoleType;
use crate::store::{Store, Tables};

const OF_APPLICATIONS: Assignment =
    Assignment { relation: |tables| &mut tables.application_roles, r#type: RoleType::MachineToMachine };

/// `GET /api/applications/:applicationId/roles`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for_or_first(call)?.in_the_database()?;
    store.within(|tables| {
        let id = &find(tables, call)?.id;
        let search = Search::asked_for(call)?;
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
        let new = OF_APPLICATIONS.new_to(tables, id, &role_ids);
        if OF_APPLICATIONS.is_any_of_another_type(tables, &new) {
            let message = "Can not assign user type role to machine to machine application.";
            return Err(ErrorBody::new("application.invalid_role_type", message)
                .reply(StatusCode::UNPROCESSABLE_ENTITY));
        }
        OF_APPLICATIONS.give(tables, id, &new)?;
        Ok(Reply::json(StatusCode::CREATED, &Given { role_ids, added_role_ids: Some(new) }).into())
    })
}

/// `PUT /api/applications/:applicationId/roles`: it then has these and no others.
pub(crate) fn replace(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let role_ids = rules::role_ids(Found::body(&input))?;
    store.within(|tables| {
        let id = &find(tables, call)?.id;
        OF_APPLICATIONS.replace(tables, id, &role_ids)?;
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
