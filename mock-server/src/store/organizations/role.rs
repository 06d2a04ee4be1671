use serde::{Deserialize, Serialize};

use crate::store::ids::standard_id;
use crate::store::table::Row;

/// A role of the template. As JSON it stands in a state.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OrganizationRole {
    #[serde(default = "standard_id")]
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(default, rename = "type")]
    pub(crate) kind: RoleKind,
}

/// Who can have a role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RoleKind {
    #[default]
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
