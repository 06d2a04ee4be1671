//! What genuine bytes say, apart from the payload itself: JavaScript parses that.

use logto_webhook::logto::Event;
use logto_webhook::{Timestamp, Verified};
use napi_derive::napi;
use serde::Serialize;

/// What a delivery says of itself, and whom its event is about.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reading<'a> {
    kind: &'static str,
    name: Option<&'a str>,
    hook_id: Option<&'a str>,
    /// In milliseconds since 1970.
    created_at: Option<i64>,
    #[serde(flatten)]
    event: Told<'a>,
}

/// What only some kinds have.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_role_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// Reads a delivery that was verified. Gives JSON: a text crosses in less time than an object.
#[napi]
pub fn read(body: &[u8]) -> String {
    let verified = Verified::parse_already_verified(body);
    let event = verified.event();
    let reading = match &event {
        Ok(event) => of_event(&verified, event),
        Err(error) => Reading {
            kind: "invalid",
            event: Told { reason: Some(error.message()), ..Told::default() },
            ..Reading::default()
        },
    };
    serde_json::to_string(&reading).expect("every key is a string, and no value's `Serialize` fails")
}

/// The delivery's identity.
#[napi]
pub fn id(body: &[u8]) -> String {
    Verified::parse_already_verified(body).id().to_owned()
}

/// The identity of what happened.
#[napi]
pub fn occurrence_id(body: &[u8]) -> String {
    Verified::parse_already_verified(body).occurrence_id().to_owned()
}

fn of_event<'a>(verified: &'a Verified, event: &'a Event) -> Reading<'a> {
    let (kind, told) = match event {
        Event::Test(_) => ("test", Told::default()),
        Event::Unknown(_) => ("unknown", Told::default()),
        Event::Unreadable(event) => {
            ("unreadable", Told { path: Some(&event.path), reason: Some(&event.reason), ..Told::default() })
        }
        known => ("known", of_known(known)),
    };
    Reading {
        kind,
        name: verified.name(),
        hook_id: verified.hook_id(),
        created_at: verified.created_at().map(Timestamp::unix_millis),
        event: told,
    }
}

fn of_known(event: &Event) -> Told<'_> {
    Told {
        variant: Some(event.variant()),
        user_id: event.user_id(),
        organization_id: event.organization_id(),
        role_id: event.role_id(),
        organization_role_id: event.organization_role_id(),
        ..Told::default()
    }
}
