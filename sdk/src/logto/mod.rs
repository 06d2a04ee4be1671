//! Logto's webhooks: what its header is called, which events there are, and what their payloads hold.
//!
//! `names.rs` is the table of events, and `event.rs` expands it into [`Event`]. A body is first cut into members
//! (`../envelope.rs`), which is enough for its name and ids; then the row of the table that its name and its route
//! choose reads it as one of the payloads: `interaction.rs`, `data.rs`, `exception.rs`, made of `entities.rs`. Logto's
//! test payloads are set apart first (`test_event.rs`); what is not known or does not fit stays whole
//! (`../untyped.rs`). `ids.rs` finds whom an event is about, and `shapes.rs` tells what the rows look like.
//! `system.rs` says to all of this crate how Logto is to be taken.

mod data;
mod entities;
mod event;
mod exception;
mod ids;
mod interaction;
mod names;
#[cfg(feature = "shapes")]
mod shapes;
mod system;
mod test_event;

pub use crate::untyped::{UnreadableEvent, UntypedEvent};
pub use data::{DataEvent, MembershipUpdated, OrganizationRoleScopesUpdated, RoleScopesUpdated, UserDeleted};
pub use entities::{
    Application, ApplicationType, Organization, OrganizationRole, OrganizationScope, Role, RoleType, Scope,
    TrustedDevice, User,
};
pub use event::Event;
pub use exception::{
    GrantLimitExceeded, IdentifierLockout, IdentifierType, MessageAction, MessageRateLimited,
};
pub use interaction::{
    AdaptiveMfaResult, AdaptiveMfaRule, AdaptiveMfaTriggered, Interaction, InteractionEvent, TriggeredRule,
};
pub use names::{EventName, Family, UnknownEventName};
pub use system::Logto;
pub use test_event::TestEvent;

use crate::system::System;

/// The header that carries the signature, in lower case as Logto sends it.
pub const SIGNATURE_HEADER: &str = Logto::SIGNATURE_HEADER;
