//! Organizations, what belongs to them, and the template that they share. What is deleted takes along what refers to
//! it, as in a database, and nobody is told of that.

mod organization;
mod role;
mod scope;

pub(crate) use organization::{Branding, Color, Organization};
pub(crate) use role::{OrganizationRole, RoleKind};
pub(crate) use scope::OrganizationScope;

use std::sync::Arc;

use super::Table;
use super::relation::Relation;

/// The tables around organizations.
#[derive(Debug, Default)]
pub(crate) struct OrganizationTables {
    pub(crate) organizations: Table<Organization>,
    /// Organization and user.
    pub(crate) members: Relation<2>,
    /// Organization, role and user.
    pub(crate) member_roles: Relation<3>,
    pub(crate) roles: Table<OrganizationRole>,
    pub(crate) scopes: Table<OrganizationScope>,
    /// Role and scope.
    pub(crate) role_scopes: Relation<2>,
    /// Role and scope of an API resource.
    pub(crate) role_resource_scopes: Relation<2>,
}

impl OrganizationTables {
    pub(crate) fn delete_organization(&mut self, id: &str) -> Option<Arc<Organization>> {
        self.members.remove_where(|[organization, _]| organization == id);
        self.member_roles.remove_where(|[organization, ..]| organization == id);
        self.organizations.remove(id)
    }

    /// What refers to a user goes.
    pub(crate) fn forget_user(&mut self, id: &str) {
        self.members.remove_where(|[_, user]| user == id);
        self.member_roles.remove_where(|[.., user]| user == id);
    }

    pub(crate) fn delete_role(&mut self, id: &str) -> Option<Arc<OrganizationRole>> {
        for relation in [&mut self.role_scopes, &mut self.role_resource_scopes] {
            relation.remove_where(|[role, _]| role == id);
        }
        self.member_roles.remove_where(|[_, role, _]| role == id);
        self.roles.remove(id)
    }

    pub(crate) fn delete_scope(&mut self, id: &str) -> Option<Arc<OrganizationScope>> {
        self.role_scopes.remove_where(|[_, scope]| scope == id);
        self.scopes.remove(id)
    }
}
