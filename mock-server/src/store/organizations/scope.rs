use serde::{Deserialize, Serialize};

use crate::store::column::{Stored, Unstorable, texts_fit};
use crate::store::ids::standard_id;
use crate::store::table::Row;

/// A permission of the template. As JSON it stands in a state.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OrganizationScope {
    #[serde(default = "standard_id")]
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
}

/// Logto: `tables/organization_scopes.sql` of its schemas package.
impl Stored for OrganizationScope {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[
            ("id", 0..=21, Some(&self.id)),
            ("name", 1..=128, Some(&self.name)),
            ("description", 0..=256, self.description.as_deref()),
        ])
    }
}

impl Row for OrganizationScope {
    fn id(&self) -> &str {
        &self.id
    }
}
