//! A log entry as it is read. Its texts and the order of its keys are made now, not when it was written.

use logto_webhook::UnixMillis;
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use super::http_error::http_error;
use super::masking::{masked, without_nul};
use crate::outcome::{Answer, Outcome};
use crate::store::LogEntry;
use crate::store::json::FromColumn;

/// Logto's row, without its tenant.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View {
    id: String,
    key: String,
    payload: Payload,
    created_at: UnixMillis,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    key: String,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    hook_id: String,
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

impl View {
    pub(super) fn of(entry: &LogEntry) -> Self {
        let key = entry.key();
        let payload = Payload {
            key: key.clone(),
            result: if entry.outcome.succeeded() { "Success" } else { "Error" },
            error: error(entry),
            hook_id: entry.hook_id.clone(),
            response: match &entry.outcome {
                Outcome::Answered(answer) => Some(response(answer)),
                Outcome::Failed(_) => None,
            },
            hook_request: Request { body: masked(parsed(&String::from_utf8_lossy(&entry.request_body))) },
        };
        Self { id: entry.id.clone(), key, payload, created_at: entry.created_at }
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
    serde_json::from_str(text).map(whole_numbers).unwrap_or_default()
}

/// JavaScript has one kind of number: `1.0` is `1` there.
fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => whole(&number).map_or(Value::Number(number), Value::from),
        Value::Array(items) => items.into_iter().map(whole_numbers).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (key, whole_numbers(value))).collect()
        }
        other => other,
    }
}

fn whole(number: &Number) -> Option<i64> {
    // Up to there, every whole number is one of JavaScript's.
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    let float = number.as_f64().filter(|float| number.is_f64() && float.abs() <= LARGEST)?;
    format!("{float}").parse().ok()
}
