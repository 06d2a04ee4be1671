use serde::{Deserialize, Serialize};

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

impl Row for OrganizationScope {
    fn id(&self) -> &str {
        &self.id
    }
}
