use logto_webhook::UnixMillis;
use serde::Serialize;

use super::table::Row;

/// A device on which a user need not give the second factor again, as events tell of it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrustedDevice {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) expires_at: UnixMillis,
}

impl Row for TrustedDevice {
    fn id(&self) -> &str {
        &self.id
    }
}
