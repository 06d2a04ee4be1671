//! The mock's own API, under `/__mock`: what a test needs and a real Logto does not have.
//!
//! [`trigger`] makes something happen, [`deliveries`] tells what was sent, [`health`] that the mock is there, and [`state`] what it
//! remembers.

pub(crate) mod deliveries;
pub(crate) mod health;
pub(crate) mod state;
pub(crate) mod trigger;
