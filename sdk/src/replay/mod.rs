//! Handles each delivery once: a [`ReplayGuard`] remembers which were handled, and which are being handled.
//!
//! A signature verifies for ever, so whoever saw a delivery can send it again; and Logto's documentation promises
//! retries. [`ReplayGuard::begin`] (`guard.rs`) takes the delivery's id for a lease, [`Lease::complete`] keeps it for
//! the retention, and [`Lease::release`], or dropping the lease, gives it back, so that a retry is handled (`lease.rs`).
//! What is remembered stands in a [`ReplayStore`] (`store.rs`): [`MemoryStore`] (`memory.rs`) guards one process; the
//! `RedisStore` (feature `redis`; `redis.rs`, over `connection.rs`) guards a fleet.
//!
//! Where the store is asked in another language, [`ReplayGuard::claim`] gives the same in steps, and [`RedisCommands`]
//! (`commands.rs`) what the `RedisStore` says and hears.
//!
//! The guard makes it rare that a delivery is handled twice; it cannot make it impossible. A handler that did its work
//! and died before it could say so is run again after its lease. Where that hurts, record the id in the same
//! transaction as the effect: `examples/src/bin/once_in_sql.rs` shows how.

mod commands;
#[cfg(feature = "redis")]
mod connection;
mod guard;
mod lease;
mod memory;
#[cfg(feature = "redis")]
pub mod redis;
mod store;

pub use commands::RedisCommands;
pub use guard::{Identity, ReplayGuard, StoreFailure};
pub use lease::{Begun, Claiming, Held, Lease};
pub use memory::MemoryStore;
pub use store::{Claim, Holder, ReplayStore, StoreError};
