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
    pub(crate) roles: Table<OrganizationRole>,
    pub(crate) scopes: Table<OrganizationScope>,
    /// Role and scope.
    pub(crate) role_scopes: Relation<2>,
    /// Role and scope of an API resource.
    pub(crate) role_resource_scopes: Relation<2>,
}

impl OrganizationTables {
    pub(crate) fn delete_organization(&mut self, id: &str) -> Option<Arc<Organization>> {
        self.organizations.remove(id)
    }

    pub(crate) fn delete_role(&mut self, id: &str) -> Option<Arc<OrganizationRole>> {
        for relation in [&mut self.role_scopes, &mut self.role_resource_scopes] {
            relation.remove_where(|[role, _]| role == id);
        }
        self.roles.remove(id)
    }

    pub(crate) fn delete_scope(&mut self, id: &str) -> Option<Arc<OrganizationScope>> {
        self.role_scopes.remove_where(|[_, scope]| scope == id);
        self.scopes.remove(id)
    }
}
