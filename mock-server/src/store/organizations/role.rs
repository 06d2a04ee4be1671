use serde::{Deserialize, Serialize};

use crate::store::column::{Stored, Unstorable, texts_fit};
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

/// Logto: `tables/organization_roles.sql` of its schemas package.
impl Stored for OrganizationRole {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[
            ("id", 0..=21, Some(&self.id)),
            ("name", 1..=128, Some(&self.name)),
            ("description", 0..=256, self.description.as_deref()),
        ])
    }
}

impl Row for OrganizationRole {
    fn id(&self) -> &str {
        &self.id
    }
}
