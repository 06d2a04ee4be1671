use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::paging::Page;
use super::search::Search;
use super::{Answer, constraint_violated, given_twice, not_found, roles};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, roles as rules};
use crate::store::roles::RoleType;
use crate::store::{Store, Tables};

/// `GET /api/users/:userId/roles`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for_or_first(call)?.in_the_database()?;
    let search = Search::asked_for(call);
    store.within(|tables| {
        let id = call.param("userId");
        tables.users.get(id).ok_or_else(not_found)?;
        let all = tables.roles.oldest_first().filter(|role| tables.user_roles.contains([id, &role.id]));
        let found: Vec<_> = all.filter(|role| roles::fits(role, &search)).map(Arc::as_ref).collect();
        Ok(part.reply(call, &found, |role| role).into())
    })
}

/// `POST /api/users/:userId/roles`: those that the user has stay.
pub(crate) fn add(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let role_ids = rules::role_ids(Found::body(&input))?;
    let id = call.param("userId");
    store.within(|tables| {
        tables.users.get(id).ok_or_else(not_found)?;
        let new: Vec<_> =
            role_ids.iter().filter(|role| !tables.user_roles.contains([id, role])).cloned().collect();
        let is_for_machines =
            |role: &String| tables.roles.get(role).is_some_and(|role| role.r#type != RoleType::User);
        if new.iter().any(is_for_machines) {
            let message = "Invalid role type, can not assign machine-to-machine role to user.";
            return Err(
                ErrorBody::new("user.invalid_role_type", message).reply(StatusCode::UNPROCESSABLE_ENTITY)
            );
        }
        give(tables, id, &new)?;
        Ok(Reply::json(StatusCode::CREATED, &Given { role_ids, added_role_ids: Some(new) }).into())
    })
}

/// `PUT /api/users/:userId/roles`: the user then has these and no others.
pub(crate) fn replace(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let role_ids = rules::role_ids(Found::body(&input))?;
    let id = call.param("userId");
    store.within(|tables| {
        tables.users.get(id).ok_or_else(not_found)?;
        let before: Vec<_> = tables.user_roles.of(id).map(str::to_owned).collect();
        let new: Vec<_> = role_ids.iter().filter(|role| !before.contains(role)).cloned().collect();
        give(tables, id, &new)?;
        for role in before.iter().filter(|role| !role_ids.contains(role)) {
            tables.user_roles.remove([id, role]);
        }
        Ok(Reply::json(StatusCode::OK, &Given { role_ids, added_role_ids: None }).into())
    })
}

/// `DELETE /api/users/:userId/roles/:roleId`
pub(crate) fn remove(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let was_there =
        store.within(|tables| tables.user_roles.remove([call.param("userId"), call.param("roleId")]));
    if was_there { Ok(Reply::no_content().into()) } else { Err(not_found()) }
}

/// Gives a user roles, all of them or none.
fn give(tables: &mut Tables, id: &str, role_ids: &[String]) -> Result<(), Reply> {
    let new = role_ids.iter().map(|id| roles::find(tables, id)).collect::<Result<Vec<_>, _>>()?;
    for role in &new {
        roles::not_internal(role)?;
        if role.r#type != RoleType::User {
            return Err(constraint_violated());
        }
    }
    given_twice(role_ids)?;
    for role in role_ids {
        tables.user_roles.insert([id, role]);
    }
    Ok(())
}

/// The roles that were asked for, and those of them that are new.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Given {
    pub(super) role_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) added_role_ids: Option<Vec<String>>,
}
