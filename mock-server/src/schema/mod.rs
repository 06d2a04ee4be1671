//! What a body may look like, and what is said when it does not.
//!
//! A rule reads a [`Field`] and gives what it found or [`Issues`]; [`hooks`] puts rules together into bodies.
//! All issues of a body are reported at once and in the order of Logto's schema, so a rule goes on after a failure
//! with [`Issues::note`]. [`events`] knows which events there are and finds the one that was meant.

pub(crate) mod events;
mod field;
pub(crate) mod hooks;
mod issue;

pub(crate) use field::Field;
pub(crate) use issue::Issues;
