//! Faults that change what is signed: the sender is genuine, and odd.

use std::iter;

use bytes::Bytes;
use logto_webhook::{Timestamp, UnixMillis};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::Fault;
use super::content::last_letter_or_digit_in_a_text;
use crate::config::{DEEPEST_CUSTOM_DATA, HUGE_BODY_AT_MOST};
use crate::edit::{Document, Pointer};
use crate::system::System;

/// What an event may be about, the first that a payload has.
const WHAT_IT_IS_ABOUT: [&str; 5] = ["/data/id", "/user/id", "/params", "/userId", "/hookId"];

/// Why a payload cannot be changed in this way, if it cannot.
pub(super) fn impossible_with(fault: &Fault, payload: &[u8]) -> Option<String> {
    let (Fault::MissingField { pointer } | Fault::NullField { pointer } | Fault::ChangedType { pointer }) =
        fault
    else {
        return None;
    };
    let found = Document::of(payload).and_then(|document| field(&document, pointer.as_ref()));
    let expected = pointer.as_deref().unwrap_or("field to choose");
    found.is_none().then(|| format!("its payload has no {expected}"))
}

/// A payload as the fault wants it. What cannot be changed stays as it is.
pub(super) fn changed(fault: &Fault, system: System, payload: Bytes) -> Bytes {
    match fault {
        Fault::InvalidJson => payload.slice(..payload.len().saturating_sub(1)),
        Fault::InvalidUtf8 => with_a_byte_of_no_text(&payload),
        Fault::DuplicateKeys => with_last_member(&payload, of_another_event(system, &payload)),
        Fault::HugeBody { bytes } => with_last_member(
            &payload,
            &format!(r#""padding":"{}""#, "x".repeat((*bytes).min(HUGE_BODY_AT_MOST))),
        ),
        _ => edited(fault, system, &payload).map_or(payload, |document| document.into_bytes().into()),
    }
}

fn edited(fault: &Fault, system: System, payload: &[u8]) -> Option<Document> {
    // Most faults change something else.
    if !matches!(
        fault,
        Fault::DeepCustomData { .. }
            | Fault::UnknownEvent { .. }
            | Fault::ExtraField { .. }
            | Fault::MissingField { .. }
            | Fault::NullField { .. }
            | Fault::ChangedType { .. }
            | Fault::StaleCreatedAt { .. }
    ) {
        return None;
    }
    let mut document = Document::of(payload)?;
    match fault {
        Fault::DeepCustomData { depth } => {
            let depth = (*depth).min(DEEPEST_CUSTOM_DATA);
            let nested: String =
                iter::repeat_n("{\"a\":", depth).chain(["{}"]).chain(iter::repeat_n("}", depth)).collect();
            let nested = RawValue::from_string(nested).ok()?;
            let places = ["/data/customData", "/user/customData", "/customData"];
            places
                .iter()
                .find(|place| Pointer::parse(place).is_some_and(|place| document.put(&place, &nested)));
        }
        Fault::UnknownEvent { name } => {
            document.put(&Pointer::to_member(system.name_member()), &json(name));
        }
        Fault::ExtraField { pointer } => drop(document.put(&Pointer::parse(pointer)?, &json(&true))),
        Fault::MissingField { pointer } => document.remove(&field(&document, pointer.as_ref())?),
        Fault::NullField { pointer } => {
            document.set(&field(&document, pointer.as_ref())?, &json(&())).ok()?;
        }
        Fault::ChangedType { pointer } => {
            let field = field(&document, pointer.as_ref())?;
            let other = if is_number(&document.at(&field)?) { json(&"a text") } else { json(&42) };
            document.set(&field, &other).ok()?;
        }
        Fault::StaleCreatedAt { by } => {
            let field = Pointer::to_member(system.time_member());
            let at: String = serde_json::from_str(document.at(&field)?.get()).ok()?;
            let before = at
                .parse::<Timestamp>()
                .ok()?
                .unix_millis()
                .checked_sub(i64::try_from(by.as_millis()).ok()?)?;
            document.set(&field, &json(&system.time(UnixMillis(before)))).ok()?;
        }
        _ => {}
    }
    Some(document)
}

/// The field that is meant, if it is there.
fn field(document: &Document, pointer: Option<&String>) -> Option<Pointer> {
    let there = |pointer: &str| Pointer::parse(pointer).filter(|pointer| document.at(pointer).is_some());
    match pointer {
        Some(pointer) => there(pointer),
        None => WHAT_IT_IS_ABOUT.into_iter().find_map(there),
    }
}

fn is_number(value: &RawValue) -> bool {
    value.get().starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn json(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).expect("texts and numbers can always be written as JSON")
}

fn with_a_byte_of_no_text(payload: &[u8]) -> Bytes {
    let mut changed = payload.to_vec();
    match last_letter_or_digit_in_a_text(payload) {
        Some(at) => changed[at] = 0xff,
        None => changed.push(0xff),
    }
    changed.into()
}

/// The member that names the event, with another one's name.
fn of_another_event(system: System, payload: &[u8]) -> &'static str {
    let [one, other] = match system {
        System::Logto => [r#""event":"PostSignIn""#, r#""event":"PostRegister""#],
        System::Platform => [r#""type":"system.alert""#, r#""type":"user.created""#],
    };
    if payload.windows(one.len()).any(|member| member == one.as_bytes()) { other } else { one }
}

/// Writes a member before the last brace, whatever is there already.
fn with_last_member(payload: &[u8], member: &str) -> Bytes {
    let Some(beginning) = payload.strip_suffix(b"}") else { return Bytes::copy_from_slice(payload) };
    let comma: &[u8] = if beginning.ends_with(b"{") { b"" } else { b"," };
    [beginning, comma, member.as_bytes(), b"}"].concat().into()
}
