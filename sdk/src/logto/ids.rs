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

    /// Why the data cannot be of whom the call named, if it cannot.
    fn contradiction(&self) -> Option<&'static str> {
        None
    }
}

/// Expands the methods by which a payload's reader asks for ids: those that it can have.
macro_rules! tells_ids {
    (@doc user_id) => { "The user that it is about: in the data, in the call's parameters, or in a field of its own." };
    (@doc organization_id) => { "The organization that it is about, wherever the payload has it." };
    (@doc role_id) => { "The role that it is about, wherever the payload has it." };
    (@doc organization_role_id) => { "The organization role that it is about, wherever the payload has it." };
    ($($payload:ty: $($id:ident),*;)*) => {
        $(
            impl $payload {
                $(
                    #[doc = $crate::logto::ids::tells_ids!(@doc $id)]
                    pub fn $id(&self) -> Option<&str> {
                        $crate::logto::ids::Ids::$id(self)
                    }
                )*
            }
        )*
    };
}
pub(super) use tells_ids;

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
