//! What a body may look like, and what is said when it does not.
//!
//! A rule is held to a [`Field`] and gives what it [`Found`] there or [`Issues`]; [`hooks`] and [`logs`] put rules
//! together into bodies and queries.
//! All issues of a body are reported at once and in the order of Logto's schema, so a rule goes on after a failure
//! with [`Issues::note`]. [`events`] knows which events there are, and [`likeness`] which name was meant by a slip.

pub(crate) mod applications;
pub(crate) mod events;
pub(crate) mod field;
mod found;
pub(crate) mod hooks;
pub(crate) mod interactions;
mod issue;
mod likeness;
pub(crate) mod logs;
pub(crate) mod organizations;
pub(crate) mod platform;
mod query;
pub(crate) mod resources;
pub(crate) mod roles;
pub(crate) mod search;
pub(crate) mod users;

pub(crate) use events::Events;
pub(crate) use field::{Field, Object};
pub(crate) use found::Found;
pub(crate) use issue::Issues;
pub(crate) use likeness::closest;
pub(crate) use query::{number, yes};
