//! Whom an event is about, wherever its payload hides that.

use super::entities::{Organization, OrganizationRole, OrganizationScope, Role, Scope, TrustedDevice, User};
use crate::json::{Json, JsonObject};

/// The ids that a payload, or something inside one, tells.
pub(crate) trait Ids {
    fn user_id(&self) -> Option<&str> {
        None
    }

    fn organization_id(&self) -> Option<&str> {
        None
    }

    fn role_id(&self) -> Option<&str> {
        None
    }

    fn organization_role_id(&self) -> Option<&str> {
        None
    }
}

impl Ids for User {
    fn user_id(&self) -> Option<&str> {
        self.id.as_str()
    }
}

impl Ids for TrustedDevice {
    fn user_id(&self) -> Option<&str> {
        self.user_id.as_str()
    }
}

impl Ids for Organization {
    fn organization_id(&self) -> Option<&str> {
        self.id.as_str()
    }
}

impl Ids for Role {
    fn role_id(&self) -> Option<&str> {
        self.id.as_str()
    }
}

impl Ids for OrganizationRole {
    fn organization_role_id(&self) -> Option<&str> {
        self.id.as_str()
    }
}

impl Ids for Scope {}
impl Ids for OrganizationScope {}

// What applications or Logto's next version put there is never taken for an id.
impl Ids for Json {}
impl Ids for JsonObject {}
