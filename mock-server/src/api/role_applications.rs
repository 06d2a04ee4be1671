use std::sync::Arc;

use http::StatusCode;

use super::paging::Page;
use super::search::Search;
use super::{Answer, applications, constraint_violated, given_twice, not_found, roles};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, roles as rules};
use crate::store::Store;
use crate::store::applications::{Application, ApplicationType};
use crate::store::roles::RoleType;

/// `GET /api/roles/:id/applications`: those of another type are not shown, though they can be given one here.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for_or_first(call)?.in_the_database()?;
    store.within(|tables| {
        let role = roles::find(tables, call.param("id"))?;
        let search = Search::<Application>::asked_for(call)?;
        let all = tables.applications.newest_first().filter(|application| {
            application.r#type == ApplicationType::MachineToMachine
                && tables.application_roles.contains([&application.id, &role.id])
        });
        let found: Vec<_> = all.filter(|one| search.fits(one)).map(Arc::as_ref).collect();
        Ok(part.reply(call, &found, |application| application).into())
    })
}

/// `POST /api/roles/:id/applications`
pub(crate) fn add(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let application_ids = rules::application_ids(Found::body(&input))?;
    store.within(|tables| {
        let role = roles::find(tables, call.param("id"))?;
        if let Some(twice) =
            application_ids.iter().find(|id| tables.application_roles.contains([id, &role.id]))
        {
            let message = format!("The application id {twice} is already been added to this role");
            return Err(
                ErrorBody::new("role.application_exists", &message).reply(StatusCode::UNPROCESSABLE_ENTITY)
            );
        }
        for id in &application_ids {
            applications::find(tables, id)?;
        }
        roles::not_internal(&role)?;
        if role.r#type != RoleType::MachineToMachine {
            return Err(constraint_violated());
        }
        given_twice(&application_ids)?;
        for id in &application_ids {
            tables.application_roles.insert([id, &role.id]);
        }
        Ok(Reply::text(StatusCode::CREATED, "Created").into())
    })
}

/// `DELETE /api/roles/:id/applications/:applicationId`
pub(crate) fn remove(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let was_there = store
        .within(|tables| tables.application_roles.remove([call.param("applicationId"), call.param("id")]));
    if was_there { Ok(Reply::no_content().into()) } else { Err(not_found()) }
}
