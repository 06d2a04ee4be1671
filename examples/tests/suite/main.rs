//! The examples as an operator runs them: processes of their own, real requests, and the real `logto-mock`.
//!
//! `process.rs` starts an example and reads what it prints; `wire.rs` sends it something; `mock.rs` and `redis_server.rs`
//! are what may stand around it. `endpoints.rs` has what is true of every example, the file named as an example what it
//! shows beyond that, and `demo.rs` the demo.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

mod actix;
mod demo;
mod endpoints;
mod fleet;
mod mock;
mod once_in_sql;
mod platform;
mod process;
mod queue_worker;
mod receiver;
mod redis_server;
mod wire;
