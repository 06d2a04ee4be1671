use std::fmt;

use logto_webhook::UnixMillis;
use serde::Serialize;

use crate::store::table::Row;

/// An invitation to an organization. Who is invited does not show in `Debug`.
#[derive(Clone)]
pub(crate) struct Invitation {
    pub(crate) id: String,
    pub(crate) inviter_id: Option<String>,
    pub(crate) invitee: String,
    pub(crate) accepted_user_id: Option<String>,
    pub(crate) organization_id: String,
    pub(crate) status: InvitationStatus,
    pub(crate) created_at: UnixMillis,
    pub(crate) updated_at: UnixMillis,
    pub(crate) expires_at: UnixMillis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum InvitationStatus {
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
