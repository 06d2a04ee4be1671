use serde::Serialize;

use crate::store::table::Row;

/// A role of the template.
#[derive(Debug, Clone)]
pub(crate) struct OrganizationRole {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: RoleKind,
}

/// Who can have a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum RoleKind {
    User,
    MachineToMachine,
}

impl RoleKind {
    pub(crate) const ALL: [Self; 2] = [Self::User, Self::MachineToMachine];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::MachineToMachine => "MachineToMachine",
        }
    }
}

impl Row for OrganizationRole {
    fn id(&self) -> &str {
        &self.id
    }
}
