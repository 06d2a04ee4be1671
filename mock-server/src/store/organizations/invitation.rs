use std::fmt;

use logto_webhook::UnixMillis;
use serde::{Deserialize, Serialize};

use crate::store::column::{Stored, Unstorable, texts_fit};
use crate::store::field::time;
use crate::store::ids::standard_id;
use crate::store::table::Row;

/// An invitation to an organization. Who is invited does not show in `Debug`. As JSON it stands in a state.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Invitation {
    #[serde(default = "standard_id")]
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) inviter_id: Option<String>,
    pub(crate) invitee: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) accepted_user_id: Option<String>,
    pub(crate) organization_id: String,
    #[serde(default)]
    pub(crate) status: InvitationStatus,
    #[serde(deserialize_with = "time")]
    pub(crate) created_at: UnixMillis,
    #[serde(deserialize_with = "time")]
    pub(crate) updated_at: UnixMillis,
    #[serde(deserialize_with = "time")]
    pub(crate) expires_at: UnixMillis,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InvitationStatus {
    #[default]
    Pending,
    Accepted,
    Expired,
    Revoked,
}

impl InvitationStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Accepted => "Accepted",
            Self::Expired => "Expired",
            Self::Revoked => "Revoked",
        }
    }
}

impl Invitation {
    /// Its status at this time: Logto does not write down that one has expired.
    pub(crate) fn status_at(&self, at: UnixMillis) -> InvitationStatus {
        let has_expired = self.status == InvitationStatus::Pending && self.expires_at.0 < at.0;
        if has_expired { InvitationStatus::Expired } else { self.status }
    }
}

/// Logto: `tables/organization_invitations.sql` of its schemas package.
impl Stored for Invitation {
    fn check(&self) -> Result<(), Unstorable> {
        texts_fit(&[("id", 0..=21, Some(&self.id)), ("invitee", 1..=256, Some(&self.invitee))])
    }
}

impl Row for Invitation {
    fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation").field("id", &self.id).finish_non_exhaustive()
    }
}
