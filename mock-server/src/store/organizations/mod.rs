//! Organizations, what belongs to them, and the template that they share. What is deleted takes along what refers to
//! it, as in a database, and nobody is told of that.

mod organization;

pub(crate) use organization::{Branding, Color, Organization};

use std::sync::Arc;

use super::Table;

/// The tables around organizations.
#[derive(Debug, Default)]
pub(crate) struct OrganizationTables {
    pub(crate) organizations: Table<Organization>,
}

impl OrganizationTables {
    pub(crate) fn delete_organization(&mut self, id: &str) -> Option<Arc<Organization>> {
        self.organizations.remove(id)
    }
}
