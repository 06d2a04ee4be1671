//! The mock's own API, under `/__mock`: what a test needs and a real Logto does not have.
//!
//! [`trigger`] makes an event happen, with the payload's [`edits`], and [`interactions`] what users do, with [`receipt`]s of what goes out; [`hooks`]
//! makes hooks, [`deliveries`] tells what was sent, [`faults`] what goes wrong on request, [`wait`] when, [`live`] as it comes, [`clock`] moves the time, [`state`] is what
//! the mock remembers, [`health`] tells that it is there, and [`shutdown`] ends it.

pub(crate) mod clock;
pub(crate) mod deliveries;
mod edits;
pub(crate) mod faults;
pub(crate) mod health;
pub(crate) mod hooks;
pub(crate) mod interactions;
pub(crate) mod live;
mod receipt;
pub(crate) mod shutdown;
pub(crate) mod state;
pub(crate) mod trigger;
pub(crate) mod wait;

use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::not_exists_with_id;
use crate::call::Call;
use crate::delivery::Dispatcher;
use crate::recipient::Recipient;
use crate::reply::{ErrorBody, Reply};
use crate::schema::Issues;
use crate::schema::events::UnknownEvent;
use crate::system::{EventName, System};

/// The body, which is an object as the example, whatever the content type says: this is for `curl -d` too.
fn json_object(call: &Call, example: &str) -> Result<Value, Reply> {
    let body = call.whole_body()?;
    if body.is_empty() {
        return Err(invalid(&format!("expected a JSON object, as {example}, found no body")));
    }
    let read: Value = serde_json::from_slice(body).map_err(|error| invalid(&error.to_string()))?;
    if read.is_object() { Ok(read) } else { Err(invalid(&format!("expected a JSON object, as {example}"))) }
}

/// The same, as the route reads it.
fn input<T: DeserializeOwned>(call: &Call, example: &str) -> Result<T, Reply> {
    serde_json::from_value(json_object(call, example)?).map_err(|error| invalid(&error.to_string()))
}

/// The same where there is a body: none says nothing.
fn input_if_given<T: DeserializeOwned + Default>(call: &Call, example: &str) -> Result<T, Reply> {
    if call.whole_body()?.is_empty() { Ok(T::default()) } else { input(call, example) }
}

/// A body that the rules of a route refuse.
fn unruly(issues: &Issues) -> Reply {
    ErrorBody::new("mock.invalid_input", &issues.details()).data(issues.data()).reply(StatusCode::BAD_REQUEST)
}

fn invalid(message: &str) -> Reply {
    ErrorBody::new("mock.invalid_input", message).reply(StatusCode::BAD_REQUEST)
}

/// The event of this name, if the system has it: it is Logto unless another one was named.
fn event_named(call: &Call, system: Option<System>, name: &str) -> Result<EventName, Reply> {
    call.events.of_system(system.unwrap_or_default(), name).map_err(|unknown| unknown_event(&unknown))
}

/// The one of this id, of a system where one was named. The ids of the two look different.
fn recipient_of(dispatcher: &Dispatcher, system: Option<System>, id: &str) -> Result<Recipient, Reply> {
    let systems = system.map_or(System::ALL.to_vec(), |system| vec![system]);
    let found = systems.iter().find_map(|system| dispatcher.store.recipient(*system, id));
    found.ok_or_else(|| unknown_recipient(system.unwrap_or_default(), id))
}

fn unknown_recipient(system: System, id: &str) -> Reply {
    match system {
        System::Logto => not_exists_with_id("hooks", id),
        System::Platform => not_listed(system, id),
    }
}

/// There is none of this id in the mock's own list.
fn not_listed(system: System, id: &str) -> Reply {
    let recipient = system.recipient();
    let message = format!("There is no {recipient} `{id}`; GET /__mock/hooks?system={system} lists them.");
    ErrorBody::new(&format!("mock.unknown_{recipient}"), &message).reply(StatusCode::NOT_FOUND)
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
