//! What genuine bytes say, apart from the payload itself: JavaScript parses that.

use logto_webhook::Timestamp;
use napi_derive::napi;
use serde::Serialize;

use crate::system::{Bound, SystemName, of_system};

/// What a delivery says of itself, and whom its event is about.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reading<'a> {
    name: Option<&'a str>,
    hook_id: Option<&'a str>,
    /// In milliseconds since 1970.
    created_at: Option<i64>,
    #[serde(flatten)]
    event: Told<'a>,
}

/// Its kind, and what only some kinds have.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Told<'a> {
    pub(crate) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) variant: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization_role_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<&'a str>,
}

impl<'a> Told<'a> {
    pub(crate) fn of_kind(kind: &'static str) -> Self {
        Self { kind, ..Self::default() }
    }

    pub(crate) fn unreadable(path: &'a str, reason: &'a str) -> Self {
        Self { path: Some(path), reason: Some(reason), ..Self::of_kind("unreadable") }
    }
}

/// Reads a delivery that was verified. Gives JSON: a text crosses in less time than an object.
#[napi]
pub fn read(system: SystemName, body: &[u8]) -> String {
    of_system!(system, System => reading::<System>(body))
}

/// The delivery's identity.
#[napi]
pub fn id(system: SystemName, body: &[u8]) -> String {
    of_system!(system, System => System::already_verified(body).id().to_owned())
}

/// The identity of what happened.
#[napi]
pub fn occurrence_id(system: SystemName, body: &[u8]) -> String {
    of_system!(system, System => System::already_verified(body).occurrence_id().to_owned())
}

fn reading<W: Bound>(body: &[u8]) -> String {
    let verified = W::already_verified(body);
    let event = verified.event();
    let reading = Reading {
        name: verified.name(),
        hook_id: verified.hook_id(),
        created_at: verified.created_at().map(Timestamp::unix_millis),
        event: match &event {
            Ok(event) => W::told(event),
            Err(error) => Told { reason: Some(error.message()), ..Told::of_kind("invalid") },
        },
    };
    serde_json::to_string(&reading).expect("every key is a string, and no value's `Serialize` fails")
}
