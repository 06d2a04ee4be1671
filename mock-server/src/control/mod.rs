//! The mock's own API, under `/__mock`: what a test needs and a real Logto does not have.
//!
//! [`trigger`] makes something happen, [`deliveries`] tells what was sent, [`wait`] when, [`live`] as it comes, [`clock`]
//! moves the time, [`health`] tells that the mock is there, and [`shutdown`] ends it.

pub(crate) mod clock;
pub(crate) mod deliveries;
pub(crate) mod health;
pub(crate) mod live;
pub(crate) mod shutdown;
pub(crate) mod trigger;
pub(crate) mod wait;

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::call::Call;
use crate::reply::{ErrorBody, Reply};

/// What a call asks for, whatever its content type: this is for `curl -d` too.
fn input<T: DeserializeOwned>(call: &Call, example: &str) -> Result<T, Reply> {
    let read: Value =
        serde_json::from_slice(call.whole_body()?).map_err(|error| invalid(&error.to_string()))?;
    if !read.is_object() {
        return Err(invalid(&format!("expected a JSON object, as {example}")));
    }
    serde_json::from_value(read).map_err(|error| invalid(&error.to_string()))
}

fn invalid(message: &str) -> Reply {
    ErrorBody::new("mock.invalid_input", message).reply(StatusCode::BAD_REQUEST)
}
