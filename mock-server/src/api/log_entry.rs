//! A log entry as it is read. Its texts and the order of its keys are made now, not when it was written.

use logto_webhook::UnixMillis;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::http_error::http_error;
use super::masking::{masked, without_nul};
use crate::config::TENANT;
use crate::outcome::{Answer, Outcome};
use crate::store::LogEntry;
use crate::store::deep_json::{self, Twice};
use crate::store::json::{FromColumn, with_numbers_of_javascript};

/// Logto's row. Lists leave its tenant out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<&'static str>,
    id: &'a str,
    key: String,
    payload: Payload<'a>,
    created_at: UnixMillis,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    key: String,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    hook_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Response>,
    hook_request: Request,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(serialize_with = "write_column")]
    body: Value,
    status_code: u16,
}

#[derive(Serialize)]
struct Request {
    #[serde(serialize_with = "write_column")]
    body: Value,
}

fn write_column<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    FromColumn(value).serialize(serializer)
}

impl<'a> View<'a> {
    pub(super) fn of(entry: &'a LogEntry) -> Self {
        let key = entry.key();
        let payload = Payload {
            key: key.clone(),
            result: if entry.outcome.succeeded() { "Success" } else { "Error" },
            error: error(entry),
            hook_id: entry.to.id(),
            response: match &entry.outcome {
                Outcome::Answered(answer) => Some(response(answer)),
                Outcome::Failed(_) => None,
            },
            hook_request: Request { body: masked(parsed(&String::from_utf8_lossy(&entry.request_body))) },
        };
        Self { tenant_id: None, id: &entry.id, key, payload, created_at: entry.created_at }
    }

    pub(super) fn with_tenant(self) -> Self {
        Self { tenant_id: Some(TENANT), ..self }
    }
}

fn error(entry: &LogEntry) -> Option<String> {
    match &entry.outcome {
        Outcome::Answered(answer) if answer.is_success() => None,
        Outcome::Answered(answer) => Some(http_error(answer, entry)),
        Outcome::Failed(failure) => Some(failure.logged()),
    }
}

fn response(answer: &Answer) -> Response {
    // A part of JSON may be other JSON.
    let body = if answer.cut { Value::Null } else { parsed(&answer.text()) };
    let body = match body {
        Value::Null => Value::String(without_nul(&answer.text())),
        value => masked(value),
    };
    Response { body, status_code: answer.status }
}

/// JSON as it is parsed, and `null` for what is none: Logto keeps the text of both.
fn parsed(text: &str) -> Value {
    deep_json::read(text.as_bytes(), Twice::LastCounts).map(with_numbers_of_javascript).unwrap_or_default()
}
