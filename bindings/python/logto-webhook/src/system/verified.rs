use logto_webhook::logto::Logto;
use logto_webhook::platform::Platform;
use logto_webhook::{MatchedKey, Timestamp, Verified};

use super::{Of, either, map};

/// A delivery of either system that is proved genuine.
pub(crate) type AnyVerified = Of<Verified<Logto>, Verified<Platform>>;

impl Clone for AnyVerified {
    fn clone(&self) -> Self {
        map!(self, verified => verified.clone())
    }
}

/// What deliveries of both tell.
impl AnyVerified {
    pub(crate) fn id(&self) -> &str {
        either!(self, verified => verified.id())
    }

    pub(crate) fn occurrence_id(&self) -> &str {
        either!(self, verified => verified.occurrence_id())
    }

    pub(crate) fn name(&self) -> Option<&str> {
        either!(self, verified => verified.name())
    }

    pub(crate) fn hook_id(&self) -> Option<&str> {
        either!(self, verified => verified.hook_id())
    }

    pub(crate) fn created_at(&self) -> Option<&Timestamp> {
        either!(self, verified => verified.created_at())
    }

    pub(crate) fn raw(&self) -> &[u8] {
        either!(self, verified => verified.raw())
    }

    pub(crate) fn key(&self) -> Option<&MatchedKey> {
        either!(self, verified => verified.key())
    }
}
