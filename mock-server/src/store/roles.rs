use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Tables;
use super::column::{Stored, Unstorable, texts_fit};
use super::field::tenant;
use super::ids::standard_id;
use super::resources::Scope;
use super::table::Row;
use crate::config::TENANT;

/// A role, in the order of Logto's columns.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Role {
    #[serde(skip_deserializing, default = "tenant")]
    pub(crate) tenant_id: &'static str,
    #[serde(default = "standard_id")]
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) r#type: RoleType,
    /// Whether new users have it.
    #[serde(default)]
    pub(crate) is_default: bool,
}

/// Logto: `InternalRole` of its schemas package.
pub(crate) const INTERNAL_ADMIN: &str = "#internal:admin";

/// Who can have a role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RoleType {
    #[default]
    User,
    MachineToMachine,
}

impl RoleType {
    pub(crate) const ALL: [Self; 2] = [Self::User, Self::MachineToMachine];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::MachineToMachine => "MachineToMachine",
        }
    }
}

/// Logto: `tables/roles.sql` of its schemas package.
impl Stored for Role {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[
            ("id", 0..=21, Some(&self.id)),
            ("name", 1..=128, Some(&self.name)),
            ("description", 0..=128, Some(&self.description)),
        ])
    }
}

impl Row for Role {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Role {
    pub(crate) fn new(name: String, description: String, r#type: RoleType) -> Self {
        Self { tenant_id: TENANT, id: standard_id(), name, description, r#type, is_default: false }
    }

    /// Whether it is one of Logto's own, which are not listed and cannot be changed.
    pub(crate) fn is_internal(&self) -> bool {
        self.name.starts_with("#internal:")
    }
}

impl Tables {
    /// The scopes of a role, in the order of their own table.
    pub(crate) fn scopes_of_role(&self, role_id: &str) -> impl Iterator<Item = &Arc<Scope>> {
        self.scopes.oldest_first().filter(move |scope| self.role_scopes.contains([role_id, &scope.id]))
    }

    /// What an application may do at a resource.
    pub(crate) fn scopes_of_application(&self, id: &str, resource_id: &str) -> Vec<&str> {
        let roles = self.application_roles.of(id);
        let scopes = roles.flat_map(|role| self.scopes_of_role(role));
        scopes.filter(|scope| scope.resource_id == resource_id).map(|scope| scope.name.as_str()).collect()
    }

    /// The role that Logto gives an application whose `isAdmin` is set.
    pub(crate) fn internal_admin(&self) -> Option<&Arc<Role>> {
        self.role_named(INTERNAL_ADMIN)
    }

    pub(super) fn role_named(&self, name: &str) -> Option<&Arc<Role>> {
        self.roles.oldest_first().find(|role| role.name == name)
    }

    /// Deletes a role, whoever has it.
    pub(crate) fn delete_role(&mut self, id: &str) {
        self.role_scopes.forget_left(id);
        self.user_roles.forget_right(id);
        self.application_roles.forget_right(id);
        self.roles.remove(id);
    }
}
