//! Deliveries that are sent again, by the mock or by hand.

use std::sync::Arc;

use logto_webhook::UnixMillis;

use super::attempt::Message;
use super::journal::Entry;
use super::{Delivery, Dispatcher};
use crate::change::raw;
use crate::edit::{Document, Pointer};
use crate::faults::Strikes;
use crate::outcome::Failure;
use crate::payload::platform as platform_payload;
use crate::store::standard_id;
use crate::system::System;

impl Dispatcher {
    /// The same bytes to the same place, with the faults that it had, whatever has become of who is told.
    pub(crate) fn same_again(&self, entry: &Entry) -> Delivery {
        self.held_if_wanted(entry.delivery(standard_id().into()))
    }

    /// What would be told of it now: to the recipient as it is now, if it still is, signed with its key. `None` where the
    /// payload does not say when it was made.
    pub(crate) fn anew(&self, entry: &Entry, at: UnixMillis) -> Option<Delivery> {
        let old = entry.delivery(Arc::from(entry.id()));
        let mut payload = Document::of(&old.payload)?;
        let system = old.to.system();
        payload.set(&Pointer::to_member(system.time_member()), &raw(&system.time(at))).ok()?;
        if system == System::Platform {
            platform_payload::make_another(&mut payload);
        }
        let to = self.store.recipient(system, old.to.id()).unwrap_or(old.to);
        let delivery = self.delivery(old.event, to, payload.into_bytes().into(), Strikes::default());
        Some(Delivery { replay_of: old.replay_of, ..delivery })
    }
}

impl Entry {
    /// A command that sends what the first attempt sends. It cuts and delays nothing.
    pub(crate) fn curl(&self, insecure: bool) -> Result<Vec<u8>, Failure> {
        let delivery = self.delivery(Arc::from(self.id()));
        let message = Message::of(&delivery, 1);
        message.request()?.curl(insecure).map_err(Failure::FetchFailed)
    }
}
