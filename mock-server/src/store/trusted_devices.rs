use logto_webhook::UnixMillis;
use serde::{Deserialize, Serialize};

use super::column::{Stored, Unstorable, texts_fit};
use super::field::time;
use super::ids::standard_id;
use super::table::Row;
use crate::config::DEVICE_TRUSTED_FOR;

/// A device on which a user need not give the second factor again, as events tell of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TrustedDevice {
    #[serde(default = "standard_id")]
    pub(crate) id: String,
    pub(crate) user_id: String,
    #[serde(deserialize_with = "time")]
    pub(crate) expires_at: UnixMillis,
}

impl TrustedDevice {
    /// Until when one is trusted from a time on.
    pub(crate) fn trusted_until(from: UnixMillis) -> UnixMillis {
        let trusted_for = i64::try_from(DEVICE_TRUSTED_FOR.as_millis()).expect("it is a month");
        UnixMillis(from.0.saturating_add(trusted_for))
    }
}

/// Logto: `tables/user_trusted_devices.sql` of its schemas package.
impl Stored for TrustedDevice {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[("id", 0..=21, Some(&self.id))])
    }
}

impl Row for TrustedDevice {
    fn id(&self) -> &str {
        &self.id
    }
}
