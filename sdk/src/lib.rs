//! Proves that a webhook delivery comes from [Logto](https://logto.io), and gives it to you typed.
//!
//! ```
//! use logto_webhook::{Error, SigningKey, Webhook, logto::Event};
//!
//! fn receive(webhook: &Webhook, signature: Option<&str>, body: &[u8]) -> Result<(), Error> {
//!     let verified = webhook.verify(signature, body)?;
//!     match verified.event()? {
//!         Event::PostRegister(e) => println!("welcome {:?}", e.user_id()),
//!         Event::UserDeleted(e) => println!("purge {:?}", e.user_id()),
//!         Event::Unreadable(e) => println!("look at {}: {}", e.path, e.reason),
//!         Event::Test(_) => println!("the endpoint works"),
//!         other => println!("{} is not handled", other.name()),
//!     }
//!     Ok(())
//! }
//!
//! let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
//! assert_eq!(receive(&webhook, None, b"{}").unwrap_err().code().as_str(), "signature_missing");
//! # Ok::<(), Error>(())
//! ```
//!
//! Start at [`Webhook`], which makes a [`Verified`] of bytes, which gives an [`Event`](logto::Event). In a web framework,
//! start at [`adapter`]; to handle each delivery once, at [`replay`].
//!
//! # Scope
//!
//! The signature proves who made the bytes and that they are whole. It does not prove that they are new: see
//! [`Webhook::with_window`] and [`replay::ReplayGuard`]. Without features this crate does no I/O and starts no thread, and
//! verification reads no clock unless a window is set. It does not call Logto.
//!
//! # Features
//!
//! None is on by default, and without them nothing but hmac, sha2, subtle, serde and `serde_json` is built.
//!
//! - `http`, `tower`, `axum`, `actix`: an adapter each.
//! - `redis`: the replay guard of a fleet.
//! - `tracing`: the outcome of each request as an event of `tracing`.
//! - `testing`: a delivery of every event, signed with a key of yours, and of every test payload.
//! - `shapes`: what the payloads look like, as data and as JSON Schema.
//!
//! # Pages
//!
//! - [`how_logto_delivers`]: what an endpoint must reckon with.
//! - [`pitfalls`]: what goes wrong in receivers that are written by hand.
//! - [`troubleshooting`]: what each code means, and what to do.

pub mod adapter;
mod envelope;
mod error;
mod json;
pub mod logto;
pub mod platform;
pub mod replay;
#[cfg(feature = "shapes")]
pub mod shape;
mod signature;
mod system;
#[cfg(feature = "testing")]
pub mod testing;
#[doc = include_str!("../DELIVERY.md")]
pub mod how_logto_delivers {}
#[doc = include_str!("../PITFALLS.md")]
pub mod pitfalls {}
#[doc = include_str!("../TROUBLESHOOTING.md")]
pub mod troubleshooting {}
mod untyped;
mod webhook;
mod wire_names;

pub use adapter::{Delivery, Endpoint};
pub use error::{Action, Code, Error};
pub use json::{
    Field, Id, Json, JsonError, JsonObject, Params, ParseTimestampError, Text, Timestamp, UnixMillis,
    Unknown, Word,
};
pub use signature::{SIGNING_KEY_VARIABLE, Signature, SignatureHeader, SigningKey, SigningKeys};
pub use system::System;
pub use webhook::{MatchedKey, Verified, Webhook, Window};
