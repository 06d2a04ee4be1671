//! A request that `listen` got: what the sdk says of it, for people and as JSON.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use http::request::Parts;
use logto_webhook::adapter::Answer;
use logto_webhook::shape::{FieldShape, Shape};
use logto_webhook::{Code, Endpoint, Error, Verified, Webhook};
use serde_json::{Value, json};

use super::of_system::{OfSystem, PrintedEvent};
use super::output::{BAD, DIM, GOOD, printable};
use super::slips;
use crate::store::HookKey;
use crate::system::System;

/// Ours: as much of a value as fits a line.
const LONGEST_VALUE: usize = 80;

/// What became of a request.
pub(super) struct Arrival<W: OfSystem> {
    /// What the sdk's endpoint answers.
    pub(super) answer: Answer,
    /// What was proved genuine, also where it is no webhook.
    pub(super) verified: Option<Verified<W>>,
    /// Why it was refused, with what it looks like.
    refused: Option<Error>,
    slip: Option<String>,
    pub(super) saved: Option<PathBuf>,
    pub(super) forwarded: Option<String>,
}

/// Has the sdk's endpoint receive a request.
pub(super) fn receive<W: OfSystem>(
    webhook: &Webhook<W>,
    key: &HookKey,
    parts: &Parts,
    body: &[u8],
) -> Arrival<W> {
    let told = Arc::new(Mutex::new((None, None)));
    let endpoint = Endpoint::new(webhook.clone()).on_outcome({
        let told = Arc::clone(&told);
        move |outcome| {
            let seen = (outcome.verified().cloned(), outcome.error().cloned());
            *told.lock().unwrap_or_else(PoisonError::into_inner) = seen;
        }
    });
    let received = endpoint.receive_http(parts, body);
    let answer = received.err().unwrap_or(Answer::OK);
    let slip = match answer.code() {
        Some(Code::SignatureMismatch | Code::SignatureMalformed) => {
            let signature = parts.headers.get(W::SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
            signature.and_then(|signature| slips::explain::<W>(key.as_str(), body, signature))
        }
        Some(Code::SignatureMissing) => of_another_system(W::SYSTEM, parts),
        _ => None,
    };
    let (verified, refused) = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
    Arrival { answer, verified, refused, slip, saved: None, forwarded: None }
}

/// Says so where the other system has signed.
fn of_another_system(system: System, parts: &Parts) -> Option<String> {
    let other = System::ALL.into_iter().find(|other| *other != system)?;
    let is_its = parts.headers.contains_key(other.signature_header());
    is_its
        .then(|| format!("It has the signature header of {}: listen with `--system {other}`.", other.title()))
}

impl<W: OfSystem> Arrival<W> {
    /// One whose body could not be read to its end.
    pub(super) fn unread(code: Code) -> Self {
        let answer = Answer::of(code);
        Self { answer, verified: None, refused: None, slip: None, saved: None, forwarded: None }
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.answer.code().is_none()
    }

    fn event(&self) -> Option<W::Event> {
        self.verified.as_ref()?.event().ok()
    }

    pub(super) fn to_json(&self) -> Value {
        let mut told = json!({ "accepted": self.is_accepted() });
        if let Some(verified) = &self.verified {
            told["id"] = verified.id().into();
            told["event"] = verified.name().into();
            told["hookId"] = verified.hook_id().into();
            told["system"] = W::SYSTEM.as_str().into();
            told["variant"] = self.event().map(|event| event.variant()).into();
            told["payload"] = serde_json::from_slice(verified.raw()).unwrap_or_default();
        }
        if let Some(code) = self.answer.code() {
            told["code"] = code.as_str().into();
            told["reason"] = self.reason().into();
            told["slip"] = self.slip.clone().into();
        }
        if let Some(path) = &self.saved {
            told["saved"] = path.to_string_lossy().into();
        }
        if let Some(answer) = &self.forwarded {
            told["forwarded"] = answer.as_str().into();
        }
        told
    }

    fn reason(&self) -> Option<String> {
        let code = self.answer.code()?;
        Some(self.refused.as_ref().map_or_else(|| code.to_string(), Error::to_string))
    }
}

impl<W: OfSystem> fmt::Display for Arrival<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason() {
            Some(reason) => write!(f, "{BAD}✗{BAD:#} {}", printable(&reason))?,
            None => write!(f, "{GOOD}✓{GOOD:#}")?,
        }
        if let Some(slip) = &self.slip {
            slip.lines().try_for_each(|slip| write!(f, "\n    {slip}"))?;
        }
        if let Some(event) = self.event() {
            write_event(f, &event)?;
        }
        if let Some(verified) = &self.verified {
            write!(f, "\n    {DIM}delivery{DIM:#} {}", verified.id())?;
        }
        if let Some(path) = &self.saved {
            write!(f, "\n    {DIM}saved{DIM:#} {}", path.display())?;
        }
        match &self.forwarded {
            Some(answer) => write!(f, "\n    {DIM}forwarded{DIM:#} {}", printable(answer)),
            None => Ok(()),
        }
    }
}

/// The name, the variant, and each field that the sdk types, in the sender's order.
fn write_event(f: &mut fmt::Formatter<'_>, event: &impl PrintedEvent) -> fmt::Result {
    write!(f, " {} {DIM}Event::{}{DIM:#}", printable(event.name()), event.variant())?;
    if let Some(unreadable) = event.unreadable() {
        return write!(f, "\n    {}: {}", printable(&unreadable.path), printable(&unreadable.reason));
    }
    let json: Value = serde_json::from_str(&event.to_json()).unwrap_or_default();
    // Its name stands above.
    let mut fields = event.fields();
    fields.retain(|field| {
        !matches!(field.shape, Shape::Constant(name) if name == event.name()) && field.key != "event"
    });
    write_fields(f, "", &fields, &json)
}

fn write_fields(f: &mut fmt::Formatter<'_>, above: &str, fields: &[FieldShape], json: &Value) -> fmt::Result {
    for field in fields {
        let name = format!("{above}{}", field.key);
        match (field.shape, json.get(field.key)) {
            (_, None) => {}
            (Shape::Struct(shape), Some(value @ Value::Object(_))) => {
                write_fields(f, &format!("{name}."), shape.fields, value)?;
            }
            (_, Some(value)) => write!(f, "\n    {DIM}{name}{DIM:#} {}", shortened(value))?,
        }
    }
    Ok(())
}

fn shortened(value: &Value) -> String {
    let text = printable(&value.to_string());
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
