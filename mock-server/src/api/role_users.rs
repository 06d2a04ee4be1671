use std::sync::Arc;

use http::StatusCode;

use super::paging::Page;
use super::search::Search;
use super::{Answer, constraint_violated, given_twice, not_found, roles, users};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::{Found, roles as rules};
use crate::store::Store;
use crate::store::roles::RoleType;
use crate::store::users::User;

/// `GET /api/roles/:id/users`
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let part = Page::asked_for_or_first(call)?.in_the_database()?;
    store.within(|tables| {
        let role = roles::find(tables, call.param("id"))?;
        let search = Search::<User>::asked_for(call)?;
        let have_it =
            tables.users.newest_first().filter(|user| tables.user_roles.contains([&user.id, &role.id]));
        let found: Vec<_> = have_it.filter(|user| search.fits(user)).map(Arc::as_ref).collect();
        Ok(part.reply(call, &found, |user| users::View::in_a_list(user)).into())
    })
}

/// `POST /api/roles/:id/users`
pub(crate) fn add(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let user_ids = rules::user_ids(Found::body(&input))?;
    store.within(|tables| {
        let role = roles::find(tables, call.param("id"))?;
        if let Some(twice) = user_ids.iter().find(|id| tables.user_roles.contains([id, &role.id])) {
            let message = format!("The user id {twice} is already been added to this role");
            return Err(ErrorBody::new("role.user_exists", &message).reply(StatusCode::UNPROCESSABLE_ENTITY));
        }
        if user_ids.iter().any(|id| tables.users.get(id).is_none()) {
            return Err(not_found());
        }
        roles::not_internal(&role)?;
        if role.r#type != RoleType::User {
            return Err(constraint_violated());
        }
        given_twice(&user_ids)?;
        for id in &user_ids {
            tables.user_roles.insert([id, &role.id]);
        }
        Ok(Reply::text(StatusCode::CREATED, "Created").into())
    })
}

/// `DELETE /api/roles/:id/users/:userId`
pub(crate) fn remove(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let was_there = store.within(|tables| tables.user_roles.remove([call.param("userId"), call.param("id")]));
    if was_there { Ok(Reply::no_content().into()) } else { Err(not_found()) }
}
