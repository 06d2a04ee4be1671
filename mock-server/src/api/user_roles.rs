use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::paging::Page;
use super::roles::Assignment;
use super::search::Search;
use super::{Answer, not_found, roles};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, roles as rules};
use crate::store::Store;
use crate::store::roles::RoleType;

const OF_USERS: Assignment = Assignment { relation: |tables| &mut tables.user_roles, r#type: RoleType::User };

/// `GET /api/users/:userId/roles`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for_or_first(call)?.in_the_database()?;
    store.within(|tables| {
        let id = call.param("userId");
        tables.users.get(id).ok_or_else(not_found)?;
        let search = Search::asked_for(call)?;
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
        let new = OF_USERS.new_to(tables, id, &role_ids);
        if OF_USERS.is_any_of_another_type(tables, &new) {
            let message = "Invalid role type, can not assign machine-to-machine role to user.";
            return Err(
                ErrorBody::new("user.invalid_role_type", message).reply(StatusCode::UNPROCESSABLE_ENTITY)
            );
        }
        OF_USERS.give(tables, id, &new)?;
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
        OF_USERS.replace(tables, id, &role_ids)?;
        Ok(Reply::json(StatusCode::OK, &Given { role_ids, added_role_ids: None }).into())
    })
}

/// `DELETE /api/users/:userId/roles/:roleId`
pub(crate) fn remove(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let was_there =
        store.within(|tables| tables.user_roles.remove([call.param("userId"), call.param("roleId")]));
    if was_there { Ok(Reply::no_content().into()) } else { Err(not_found()) }
}

/// The roles that were asked for, and those of them that are new.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Given {
    pub(super) role_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) added_role_ids: Option<Vec<String>>,
}
