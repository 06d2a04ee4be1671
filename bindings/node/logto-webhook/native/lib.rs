//! The crate, as JavaScript calls it. Whatever decides something stands in the crate.
//!
//! Functions and opaque handles, no classes: a call of a free function costs Node half of what a method's does. What the
//! crate refuses is given back as a `Refusal`, of which JavaScript makes its error. `verify.rs` has keys and verifiers,
//! `read.rs` what genuine bytes say, and `system.rs` whose they may be.

pub mod read;
pub mod refusal;
pub mod system;
pub mod verify;

use napi_derive::napi;

/// The version, which must be that of the JavaScript around it.
#[napi]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
