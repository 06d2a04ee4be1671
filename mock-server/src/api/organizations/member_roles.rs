//! The roles that users have in organizations. Hooks are told of none of it.

use http::StatusCode;
use serde_json::json;

use super::membership::once_each;
use super::{no_foreign_key, role, violated};
use crate::api::paging::Page;
use crate::api::{Answer, not_found};
use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::schema::Found;
use crate::schema::organizations::{RolesOfMember, members_and_roles, roles_of_member};
use crate::store::organizations::RoleKind;
use crate::store::{Store, Tables};

/// `GET /api/organizations/:id/users/:userId/roles`: in pages where they are asked for.
pub(crate) fn list(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        is_member(tables, call)?;
        let part = Page::asked_for(call)?.map(Page::in_the_database).transpose()?;
        let roles: Vec<_> =
            roles_of(tables, call).iter().filter_map(|id| tables.organizations.roles.get(id)).collect();
        Ok(Page::or_all(part, call, &roles, |role| role::View::of(role)).into())
    })
}

/// `POST /api/organizations/:id/users/:userId/roles`
pub(crate) fn add(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        let ids = asked_for(tables, call)?;
        give(tables, call.param("id"), &[call.param("userId").to_owned()], &ids)?;
        Ok(Reply::json(StatusCode::CREATED, &json!({ "organizationRoleIds": ids })).into())
    })
}

/// `PUT /api/organizations/:id/users/:userId/roles`
pub(crate) fn replace(store: &Store, call: &Call) -> Result<Answer, Reply> {
    store.within(|tables| {
        let ids = asked_for(tables, call)?;
        let (organization, user) = (call.param("id"), call.param("userId"));
        give(tables, organization, &[user.to_owned()], &ids)?;
        let is_taken = |[known, role, _]: &[String; 3]| known == organization && !ids.contains(role);
        tables.organizations.member_roles.forget_where(2, user, is_taken);
        Ok(Reply::no_content().into())
    })
}

/// `DELETE /api/organizations/:id/users/:userId/roles/:organizationRoleId`
pub(crate) fn remove(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let row = [call.param("id"), call.param("organizationRoleId"), call.param("userId")];
    store.within(|tables| {
        is_member(tables, call)?;
        tables.organizations.member_roles.remove(row).then_some(()).ok_or_else(not_found)
    })?;
    Ok(Reply::no_content().into())
}

/// `POST /api/organizations/:id/users/roles`: the same roles for several users.
pub(crate) fn add_to_several(store: &Store, call: &Call) -> Result<Answer, Reply> {
    let input = call.input()?;
    let (users, roles) = members_and_roles(Found::body(&input))?;
    store.within(|tables| give(tables, call.param("id"), &users, &roles))?;
    Ok(Reply::text(StatusCode::CREATED, "Created").into())
}

/// Gives users roles, as far as the database lets it: users must be members.
pub(super) fn give(
    tables: &mut Tables,
    organization: &str,
    users: &[String],
    roles: &[String],
) -> Result<(), Reply> {
    are_for_users(tables, roles)?;
    let family = &mut tables.organizations;
    if !users.iter().all(|user| family.members.contains([organization, user])) {
        return Err(no_foreign_key());
    }
    for (role, user) in roles.iter().flat_map(|role| users.iter().map(move |user| (role, user))) {
        family.member_roles.insert([organization, role, user]);
    }
    Ok(())
}

/// Whether they are roles at all, and such that users can have.
pub(super) fn are_for_users(tables: &Tables, roles: &[String]) -> Result<(), Reply> {
    let roles = roles.iter().map(|id| tables.organizations.roles.get(id).map(|role| role.kind));
    let kinds: Vec<_> = roles.collect();
    match &kinds {
        kinds if kinds.contains(&Some(RoleKind::MachineToMachine)) => Err(violated()),
        kinds if kinds.contains(&None) => Err(no_foreign_key()),
        _ => Ok(()),
    }
}

/// The ids of the roles that a body asks for, by their ids or names.
fn asked_for(tables: &mut Tables, call: &Call) -> Result<Vec<String>, Reply> {
    is_member(tables, call)?;
    let input = call.input()?;
    let RolesOfMember { mut ids, names } = roles_of_member(Found::body(&input))?;
    let mut missing = Vec::new();
    for name in names {
        match tables.organizations.roles.oldest_first().find(|role| role.name == name) {
            Some(role) => ids.push(role.id.clone()),
            None => missing.push(name),
        }
    }
    if missing.is_empty() { Ok(once_each(ids)) } else { Err(no_such_names(&missing)) }
}

fn is_member(tables: &Tables, call: &Call) -> Result<(), Reply> {
    if tables.organizations.members.contains([call.param("id"), call.param("userId")]) {
        return Ok(());
    }
    let message = "The user must be a member of the organization to proceed.";
    Err(ErrorBody::new("organization.require_membership", message).reply(StatusCode::UNPROCESSABLE_ENTITY))
}

fn roles_of(tables: &Tables, call: &Call) -> Vec<String> {
    let of_user = tables.organizations.member_roles.having(2, call.param("userId"));
    let here = of_user.filter(|[organization, ..]| organization == call.param("id"));
    here.map(|[_, role, _]| role.clone()).collect()
}

fn no_such_names(names: &[String]) -> Reply {
    let message = format!("Invalid role names found: {}.", names.join(", "));
    ErrorBody::new("organization.role_names_not_found", &message).reply(StatusCode::UNPROCESSABLE_ENTITY)
}
