//! The bytes of an attempt. What its delivery tells is made again of that when somebody looks.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::attempt::Message;
use super::client::{Passed, Whole};
use super::journal::Entry;
use super::noted_attempt::NotedAttempt;
use crate::text::text_or_base64;

/// A request and what came back, byte for byte. As JSON it is what `GET /__mock/deliveries/:id` shows.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// As far as it was sent.
    pub request: HttpMessage,
    /// The head as it came. The body is there where it was read, which Logto does of the last answer only: up to
    /// [`Config::answer_limit`](crate::Config::answer_limit), and after its codings are undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<HttpMessage>,
}

/// A message of HTTP/1.1.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpMessage {
    /// Its first line and its headers, with the empty line at their end.
    pub head: Bytes,
    /// What follows.
    pub body: Bytes,
}

impl Exchange {
    pub(super) fn all_of(entry: &Entry, attempt: &NotedAttempt) -> Vec<Self> {
        let first = || first_request(entry, attempt.number);
        let mut exchanges = of_one_post(&attempt.passed, &attempt.answer, first);
        if let Some(on_request) = &attempt.on_request {
            exchanges.extend(of_one_post(&on_request.passed_of_copy, &Bytes::new(), first));
        }
        exchanges
    }
}

/// What an attempt sends first: the same each time that it is made of its delivery.
fn first_request(entry: &Entry, number: u32) -> Option<Whole> {
    let delivery = entry.delivery(Arc::from(entry.id()));
    Message::of(&delivery, number).request().ok()?.bytes().ok()
}

fn of_one_post(passed: &[Passed], answer: &Bytes, first: impl Fn() -> Option<Whole>) -> Vec<Exchange> {
    let exchange = |passed: &Passed| {
        let whole = passed.redirected.as_deref().cloned().or_else(&first)?;
        let Whole { head, body } = whole.cut_after(passed.written);
        let answered = Bytes::copy_from_slice(&passed.answer_head);
        let response = (!answered.is_empty()).then(|| HttpMessage { head: answered, body: Bytes::new() });
        Some(Exchange { request: HttpMessage { head, body }, response })
    };
    let mut exchanges: Vec<_> = passed.iter().filter_map(exchange).collect();
    // The answers before it were redirects, whose bodies are not read.
    if let Some(response) = exchanges.last_mut().and_then(|last| last.response.as_mut()) {
        response.body = answer.clone();
    }
    exchanges
}

impl HttpMessage {
    /// All of it, as it passed.
    pub fn to_bytes(&self) -> Bytes {
        [&self.head[..], &self.body].concat().into()
    }
}

/// Without what it says: that can be about persons, and let others in.
impl fmt::Debug for HttpMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpMessage").field("head", &self.head.len()).field("body", &self.body.len()).finish()
    }
}

/// As texts, or in Base64 where they are none.
impl Serialize for HttpMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(2))?;
        for (bytes, name, of_base64) in
            [(&self.head, "head", "headBase64"), (&self.body, "body", "bodyBase64")]
        {
            match text_or_base64(bytes) {
                Ok(text) => members.serialize_entry(name, text)?,
                Err(base64) => members.serialize_entry(of_base64, &base64)?,
            }
        }
        members.end()
    }
}
