//! What is in Logto's database from the start. Logto: `seeds/management-api.ts` of its schemas package.

use logto_webhook::UnixMillis;

use super::Tables;
use super::resources::{Resource, Scope};
use crate::config::{MANAGEMENT_API, MANAGEMENT_SCOPE};

impl Tables {
    pub(super) fn seeded(at: UnixMillis) -> Self {
        let mut tables = Self::default();
        let mut api = Resource::new("Logto Management API".to_owned(), MANAGEMENT_API.to_owned());
        "management-api".clone_into(&mut api.id);
        let mut all = Scope::new(&api.id, MANAGEMENT_SCOPE.to_owned(), at);
        "management-api-all".clone_into(&mut all.id);
        all.description = Some("Default scope for Management API, allows all permissions.".to_owned());
        tables.resources.insert(api);
        tables.scopes.insert(all);
        tables
    }
}
