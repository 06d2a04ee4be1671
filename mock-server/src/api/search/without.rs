//! `?excludeRoleId=` and `?excludeOrganizationId=`: whom a list leaves out.

use super::asked::refuse;
use crate::reply::Reply;
use crate::schema::search::Without;
use crate::store::relation::Relation;

/// Logto takes only one of the two. An empty one is none.
pub(in crate::api) fn not_of_both(without: &Without) -> Result<(), Reply> {
    let is_given = |id: &Option<String>| id.as_ref().is_some_and(|id| !id.is_empty());
    if is_given(&without.role) && is_given(&without.organization) {
        return Err(refuse("Only one of `excludeRoleId` and `excludeOrganizationId` can be used."));
    }
    Ok(())
}

/// Whether a row is left out, for the role that it has, or the organization that has it.
pub(in crate::api) fn leaves_out(
    without: &Without,
    roles: &Relation<2>,
    organizations: &Relation<2>,
    id: &str,
) -> bool {
    let has_role = without.role.as_ref().is_some_and(|role| roles.contains([id, role]));
    let is_member = without.organization.as_ref().is_some_and(|has| organizations.contains([has, id]));
    has_role || is_member
}
