//! What is in Logto's database from the start, and the application that uses it. Logto: `seeds/management-api.ts` of its
//! schemas package.

use logto_webhook::UnixMillis;

use super::Tables;
use super::applications::{Application, ApplicationSecret, ApplicationType};
use super::resources::{Resource, Scope};
use super::roles::{INTERNAL_ADMIN, Role, RoleType};
use crate::config::{MANAGEMENT_API, MANAGEMENT_SCOPE};

impl Tables {
    /// The Management API, its scope, and the roles that give it.
    pub(super) fn seeded(at: UnixMillis) -> Self {
        let mut tables = Self::default();
        let mut api = Resource::new("Logto Management API".to_owned(), MANAGEMENT_API.to_owned());
        "management-api".clone_into(&mut api.id);
        let mut all = Scope::new(&api.id, MANAGEMENT_SCOPE.to_owned(), at);
        "management-api-all".clone_into(&mut all.id);
        all.description = Some("Default scope for Management API, allows all permissions.".to_owned());
        for (name, description) in [
            (INTERNAL_ADMIN, "Internal admin role for Logto tenant default."),
            (MANAGEMENT_ROLE, "This default role grants access to the Logto management API."),
        ] {
            let role = Role::new(name.to_owned(), description.to_owned(), RoleType::MachineToMachine);
            tables.role_scopes.insert([&role.id, &all.id]);
            tables.roles.insert(role);
        }
        tables.resources.insert(api);
        tables.scopes.insert(all);
        tables
    }

    /// Makes the application that may use the Management API.
    pub(super) fn insert_client(&mut self, id: &str, secret: &str, at: UnixMillis) {
        let name = "Management API client".to_owned();
        let mut client = Application::new(name, ApplicationType::MachineToMachine, at);
        id.clone_into(&mut client.id);
        let mut first = ApplicationSecret::default_of(&client);
        secret.clone_into(&mut first.value);
        let role = self.roles.oldest_first().find(|role| role.name == MANAGEMENT_ROLE);
        let role = role.expect("it was seeded").id.clone();
        self.application_roles.insert([&client.id, &role]);
        self.application_secrets.push(first);
        self.applications.insert(client);
    }
}

/// Logto: `PredefinedRole` of its schemas package.
const MANAGEMENT_ROLE: &str = "Logto Management API access";
