//! The mock's own API, under `/__mock`: what a test needs and a real Logto does not have.
//!
//! [`trigger`] makes something happen, with the payload's [`edits`], [`deliveries`] tells what was sent, [`faults`] what goes wrong on request, [`health`]
//! that the mock is there.

pub(crate) mod deliveries;
mod edits;
pub(crate) mod faults;
pub(crate) mod health;
pub(crate) mod trigger;

use http::StatusCode;
use serde::Serialize;

use crate::reply::{ErrorBody, Reply};
use crate::schema::events::UnknownEvent;

fn invalid(message: &str) -> Reply {
    ErrorBody::new("mock.invalid_input", message).reply(StatusCode::BAD_REQUEST)
}

fn unknown_event(unknown: &UnknownEvent) -> Reply {
    unknown_name("mock.unknown_event", &unknown.to_string(), unknown.closest())
}

fn unknown_name(code: &str, message: &str, closest: &[&'static str]) -> Reply {
    #[derive(Serialize)]
    struct Closest<'a> {
        closest: &'a [&'static str],
    }
    ErrorBody::new(code, message).data(Closest { closest }).reply(StatusCode::BAD_REQUEST)
}
