//! What the mock can do wrong on request.
//!
//! A [`Fault`] is a way to misbehave, a [`FaultRule`] says when one strikes, and [`Rules`] keeps those that were set and
//! counts. A delivery that is made takes its [`Strikes`] along. Each of its attempts then makes a [`Sending`] of them:
//! [`payload`](odd_payload) changes what is signed, [`content`] signs it and changes what was signed, and the [`Manner`]
//! tells the client how to write it. An [`ApiFault`] answers a call of an API in the place of its handler.

mod api;
mod content;
mod fault;
mod odd_payload;
mod rule;
mod rules;
mod strikes;

pub use api::ApiFault;
pub use fault::Fault;
pub use rule::FaultRule;

pub(crate) use content::{Copy, Manner, Sending};
pub(crate) use rules::Rules;
pub(crate) use strikes::Strikes;
