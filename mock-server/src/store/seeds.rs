//! What is in Logto's database from the start, and the application that uses it. Logto: `seeds/management-api.ts` of its
//! schemas package.

use std::sync::Arc;

use logto_webhook::UnixMillis;

use super::Tables;
use super::applications::{Application, ApplicationSecret, ApplicationType};
use super::resources::{Resource, Scope};
use super::roles::{INTERNAL_ADMIN, Role, RoleType};
use crate::config::{MANAGEMENT_API, MANAGEMENT_SCOPE};

impl Tables {
    /// Adds what is missing of the Management API, its scope, and the roles that give it.
    pub(super) fn seed(&mut self, at: UnixMillis) {
        let resource = self.management_api().map(|api| api.id.clone());
        let resource = resource.unwrap_or_else(|| {
            let mut api = Resource::new("Logto Management API".to_owned(), MANAGEMENT_API.to_owned());
            take_id(&mut api.id, "management-api", |id| self.resources.get(id).is_some());
            self.resources.insert_unchecked(api).id.clone()
        });
        let scope = self.management_scope().map(|scope| scope.id.clone());
        let scope = scope.unwrap_or_else(|| {
            let mut all = Scope::new(&resource, MANAGEMENT_SCOPE.to_owned(), at);
            take_id(&mut all.id, "management-api-all", |id| self.scopes.get(id).is_some());
            all.description = Some("Default scope for Management API, allows all permissions.".to_owned());
            self.scopes.insert_unchecked(all).id.clone()
        });
        for (name, description) in [
            (INTERNAL_ADMIN, "Internal admin role for Logto tenant default."),
            (MANAGEMENT_ROLE, "This default role grants access to the Logto management API."),
        ] {
            if self.role_named(name).is_none() {
                let role = Role::new(name.to_owned(), description.to_owned(), RoleType::MachineToMachine);
                self.role_scopes.insert([&role.id, &scope]);
                self.roles.insert_unchecked(role);
            }
        }
    }

    /// The first application that may use the Management API: its id and a secret of it.
    pub(crate) fn first_client(&self, at: UnixMillis) -> Option<(String, String)> {
        let scope = &self.management_scope()?.id;
        let is_client = |application: &&Arc<Application>| {
            application.r#type == ApplicationType::MachineToMachine && self.may_use(&application.id, scope)
        };
        self.applications.oldest_first().filter(is_client).find_map(|application| {
            let mut secrets = self.application_secrets.iter();
            let lasting = secrets.find(|secret| {
                secret.application_id == application.id && secret.expires_at.is_none_or(|end| at.0 < end.0)
            });
            lasting.map(|secret| (application.id.clone(), secret.value.clone()))
        })
    }

    fn may_use(&self, application_id: &str, scope: &str) -> bool {
        self.application_roles.of(application_id).any(|role| self.role_scopes.contains([role, scope]))
    }

    /// Sees to it that there is an application of this id and secret, and that it may use the Management API.
    pub(super) fn insert_client(&mut self, id: &str, secret: &str, at: UnixMillis) {
        let client = self.applications.get(id).unwrap_or_else(|| {
            let name = "Management API client".to_owned();
            let mut client = Application::new(name, ApplicationType::MachineToMachine, at);
            id.clone_into(&mut client.id);
            self.applications.insert_unchecked(client)
        });
        let mut first = ApplicationSecret::default_of(&client);
        secret.clone_into(&mut first.value);
        let is_its = |known: &ApplicationSecret| known.application_id == client.id;
        if !self.application_secrets.iter().any(|known| is_its(known) && known.value == secret) {
            self.application_secrets.retain(|known| !is_its(known) || known.name != first.name);
            self.application_secrets.push(first);
        }
        let may_use = self.management_scope().is_some_and(|scope| self.may_use(&client.id, &scope.id));
        let role = self.role_named(MANAGEMENT_ROLE).map(|role| role.id.clone());
        if let Some(role) = role.filter(|_| !may_use) {
            self.application_roles.insert([&client.id, &role]);
        }
    }

    fn management_api(&self) -> Option<&Arc<Resource>> {
        self.resources.oldest_first().find(|resource| resource.indicator == MANAGEMENT_API)
    }

    fn management_scope(&self) -> Option<&Arc<Scope>> {
        let api = self.management_api()?;
        self.scopes.oldest_first().find(|scope| scope.resource_id == api.id && scope.name == MANAGEMENT_SCOPE)
    }
}

/// Gives a row the id that Logto gives it, unless a state gave that to another.
fn take_id(id: &mut String, of_logto: &str, is_taken: impl Fn(&str) -> bool) {
    if !is_taken(of_logto) {
        of_logto.clone_into(id);
    }
}

/// Logto: `PredefinedRole` of its schemas package.
const MANAGEMENT_ROLE: &str = "Logto Management API access";
