//! What is sent to an example, and what it answers.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use logto_webhook::logto::{Event, SIGNATURE_HEADER};
use logto_webhook::testing::{self, SignedDelivery};
use logto_webhook::{SigningKey, Timestamp, UnixMillis};

pub(crate) const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";

/// Whom the samples are about.
pub(crate) const USER: &str = "u758hu661ovk";

pub(crate) fn sign(body: impl AsRef<[u8]>) -> String {
    SigningKey::new(KEY).unwrap().sign(body).to_string()
}

pub(crate) fn deliver(event: &Event) -> SignedDelivery {
    testing::deliver(event, &SigningKey::new(KEY).unwrap())
}

/// A delivery that is made now, and like no other.
pub(crate) fn signed(variant: &str) -> SignedDelivery {
    deliver(&event(variant))
}

pub(crate) fn event(variant: &str) -> Event {
    let mut event = testing::sample_of(variant).unwrap();
    event.set_created_at(now());
    event
}

/// The time, no two times the same.
pub(crate) fn now() -> Timestamp {
    static LAST: AtomicI64 = AtomicI64::new(0);
    let UnixMillis(now) = SystemTime::now().into();
    let later = |last: i64| now.max(last + 1);
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(later(last)));
    Timestamp::from_unix_millis(later(last.unwrap()))
}

#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn accepted() -> Self {
        Self { status: 200, code: None, body: String::new() }
    }

    pub(crate) fn refused(status: u16, code: &str) -> Self {
        let body = format!(r#"{{"error":{{"code":"{code}"}}}}"#);
        Self { status, code: Some(code.to_owned()), body }
    }
}

pub(crate) async fn post(url: &str, signatures: &[&str], body: impl Into<Body>) -> Answer {
    send(Method::POST, url, signatures, body).await
}

pub(crate) async fn send(method: Method, url: &str, signatures: &[&str], body: impl Into<Body>) -> Answer {
    let request = Request::builder().method(method).uri(url);
    let request = signatures.iter().fold(request, |request, value| request.header(SIGNATURE_HEADER, *value));
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(request.body(body.into()).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let header = head.headers.get("logto-webhook-error");
    Answer {
        status: head.status.as_u16(),
        code: header.map(|code| code.to_str().unwrap().to_owned()),
        body: String::from_utf8(to_bytes(Body::new(body), usize::MAX).await.unwrap().into()).unwrap(),
    }
}
