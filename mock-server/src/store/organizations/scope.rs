use crate::store::table::Row;

/// A permission of the template.
#[derive(Debug, Clone)]
pub(crate) struct OrganizationScope {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

impl Row for OrganizationScope {
    fn id(&self) -> &str {
        &self.id
    }
}
