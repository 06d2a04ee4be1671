//! The receiver as an operator runs it: its own process, and real requests.

#![allow(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use logto_webhook::logto::{EventName, SIGNATURE_HEADER};
use logto_webhook::testing::{SignedDelivery, deliver, sample};
use logto_webhook::{SIGNING_KEY_VARIABLE, SigningKey, Webhook};

const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";

struct Receiver {
    process: Child,
    lines: BufReader<ChildStdout>,
    url: String,
}

impl Receiver {
    fn start() -> Self {
        let mut process =
            command().env(SIGNING_KEY_VARIABLE, KEY).env("PORT", "0").stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        let mut receiver = Self { process, lines, url: String::new() };
        receiver.url = receiver.line();
        receiver
    }

    /// The next line that it prints.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    async fn post(&self, signatures: &[&str], body: impl Into<Body>) -> Answer {
        let request = Request::post(&self.url);
        let request =
            signatures.iter().fold(request, |request, value| request.header(SIGNATURE_HEADER, *value));
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
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    code: Option<String>,
    body: String,
}

impl Answer {
    fn accepted() -> Self {
        Self { status: 200, code: None, body: String::new() }
    }

    fn refused(status: u16, code: &str) -> Self {
        let body = format!(r#"{{"error":{{"code":"{code}"}}}}"#);
        Self { status, code: Some(code.to_owned()), body }
    }
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_receiver"));
    command.env_remove(SIGNING_KEY_VARIABLE).env_remove("PORT").stderr(Stdio::null());
    command
}

fn signed(name: EventName) -> SignedDelivery {
    deliver(&sample(name), &SigningKey::new(KEY).unwrap())
}

#[tokio::test]
async fn a_signed_delivery_is_accepted_and_handled() {
    let mut receiver = Receiver::start();
    let SignedDelivery { signature, body, .. } = signed(EventName::PostSignIn);

    assert_eq!(receiver.post(&[&signature], body).await, Answer::accepted());
    assert_eq!(
        receiver.line(),
        r#"u758hu661ovk signed in, in session Some("Zl9r0-sample_OIDC-interaction_jti-0000000000")"#
    );
}

#[tokio::test]
async fn an_event_without_an_arm_is_accepted() {
    let mut receiver = Receiver::start();
    let SignedDelivery { signature, body, .. } = signed(EventName::RoleCreated);

    assert_eq!(receiver.post(&[&signature], body).await, Answer::accepted());
    assert_eq!(receiver.line(), "Role.Created is not handled");
}

#[tokio::test]
async fn a_changed_body_is_refused() {
    let receiver = Receiver::start();
    let SignedDelivery { signature, body, .. } = signed(EventName::UserDeleted);

    let changed = body.replace("u758hu661ovk", "u758hu661ovl");
    assert_ne!(changed, body);
    let answer = receiver.post(&[&signature], changed).await;
    assert_eq!(answer, Answer::refused(401, "signature_mismatch"));
}

#[tokio::test]
async fn a_delivery_without_a_signature_is_refused() {
    let receiver = Receiver::start();

    let answer = receiver.post(&[], signed(EventName::UserDeleted).body).await;
    assert_eq!(answer, Answer::refused(401, "signature_missing"));
}

#[tokio::test]
async fn a_delivery_with_two_signatures_is_refused() {
    let receiver = Receiver::start();
    let SignedDelivery { signature, body, .. } = signed(EventName::UserDeleted);

    let answer = receiver.post(&[&signature, "forged"], body).await;
    assert_eq!(answer, Answer::refused(401, "signature_ambiguous"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let receiver = Receiver::start();
    let body = vec![b' '; Webhook::DEFAULT_BODY_LIMIT + 1];
    let signature = SigningKey::new(KEY).unwrap().sign(&body).to_string();

    let answer = receiver.post(&[&signature], body).await;
    assert_eq!(answer, Answer::refused(413, "body_too_large"));
}

#[tokio::test]
async fn genuine_bytes_that_are_no_webhook_are_reported() {
    let receiver = Receiver::start();
    let signature = SigningKey::new(KEY).unwrap().sign("[]").to_string();

    let answer = receiver.post(&[&signature], "[]").await;
    assert_eq!(answer, Answer::refused(400, "payload_invalid"));
}

#[test]
fn does_not_start_without_a_key() {
    let Output { status, stdout, stderr } = command().stderr(Stdio::piped()).output().unwrap();

    assert_eq!(status.code(), Some(1));
    assert_eq!(stdout, b"");
    let message = String::from_utf8(stderr).unwrap();
    assert!(message.starts_with("Error: signing_key_empty: expected the hook's signing key"), "{message}");
    assert!(message.contains("is LOGTO_WEBHOOK_SIGNING_KEY set?"), "{message}");
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_ends_it_cleanly() {
    use rustix::process::{Pid, Signal, kill_process};

    let mut receiver = Receiver::start();
    // It listens for the signal when it serves, which is a little later than it tells its URL.
    receiver.post(&[], "").await;
    kill_process(Pid::from_child(&receiver.process), Signal::INT).unwrap();
    assert!(receiver.process.wait().unwrap().success());
}
