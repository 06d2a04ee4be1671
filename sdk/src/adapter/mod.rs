//! Puts the receiver into a web framework: one file and one feature for each.
//!
//! A request walks through like this. The adapter says what stands in its [`Head`] and reads its body up to the limit
//! (`body.rs`); [`Endpoint`] (`endpoint.rs`) refuses what is no delivery, verifies, and sets test payloads apart. What
//! is left is a [`Delivery`], typed, and goes to the handler. What sees the handler's end, a layer, can also guard
//! against replays and answer before it has ended (`handling.rs`). Whatever is not the handler's to answer is answered
//! with an [`Answer`]: a status, a body, a header. An [`Outcome`] of each request goes to `on_outcome`.
//!
//! | feature | what it is | sees the handler's end |
//! |---|---|---|
//! | `http` | `Webhook::verify_http`, `Endpoint::receive_http`: of the headers and the bytes, for any server | no |
//! | `axum` | `axum::LogtoDelivery`, an extractor | no |
//! | `actix` | `actix::LogtoDelivery`, an extractor, and `actix::LogtoMiddleware` | the middleware |
//! | `tower` | `tower::LogtoLayer`, for axum, hyper, and whatever else speaks tower | yes |
//!
//! The feature `tracing` reports each outcome as an event of the `tracing` crate, and does nothing else.

#[cfg(feature = "actix")]
pub mod actix;
#[cfg(any(feature = "tower", feature = "actix"))]
mod admission;
mod answer;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "tower")]
mod body;
mod delivery;
mod endpoint;
#[cfg(any(feature = "tower", feature = "actix"))]
mod handling;
mod head;
#[cfg(feature = "http")]
mod http;
mod outcome;
mod reception;
#[cfg(feature = "tower")]
pub mod tower;

pub use answer::{Answer, ERROR_HEADER};
pub use delivery::Delivery;
pub use endpoint::Endpoint;
pub use head::{Head, KnownHeader};
pub use outcome::{Outcome, OutcomeKind, Severity};
pub use reception::{Admitted, Ended, Reception};
