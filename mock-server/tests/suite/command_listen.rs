//! `listen`: what it says of what comes, and what it answers.

use std::io::BufRead;
use std::path::PathBuf;

use logto_webhook::logto::EventName;
use logto_webhook::{SigningKey, testing};
use rustix::process::Signal;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::command_line::Running;
use crate::commands::KEY;
use crate::mock::{Refusing, endpoint, signature};

pub(crate) struct Listening(Running);

impl Listening {
    pub(crate) async fn start(args: &[&str]) -> Self {
        let args: Vec<_> =
            ["listen", "--port", "0", "--key", KEY].iter().chain(args).map(|arg| (*arg).to_owned()).collect();
        let start = move || Running::start(&args.iter().map(String::as_str).collect::<Vec<_>>());
        Self(tokio::task::spawn_blocking(start).await.unwrap())
    }

    pub(crate) fn url(&self) -> String {
        let first = &self.0.first_line;
        let url = first.find("http://").map(|start| &first[start..]).unwrap();
        url.split(['"', ',']).next().unwrap().to_owned()
    }

    /// POSTs a body, and gives back the status and the rest of the answer.
    async fn post(&self, body: &[u8], signature: Option<&str>) -> (u16, String) {
        let url = self.url();
        let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
        let signature = signature
            .map_or_else(String::new, |signature| format!("logto-signature-sha-256: {signature}\r\n"));
        let head = format!(
            "POST /any/path HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n{signature}\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.stdout.read_line(&mut line).unwrap();
        line
    }

    pub(crate) fn json(&mut self) -> Value {
        serde_json::from_str(&self.line()).unwrap()
    }
}

fn signed(body: &str) -> String {
    SigningKey::new(KEY).unwrap().sign(body).to_string()
}

fn created() -> (String, String) {
    let body = testing::sample(EventName::UserCreated).to_json();
    let signature = signed(&body);
    (body, signature)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_genuine_is_printed_with_its_fields() {
    let mut listening = Listening::start(&[]).await;
    let (body, signature) = created();
    assert_eq!(listening.post(body.as_bytes(), Some(&signature)).await.0, 200);
    assert_eq!(listening.line(), "✓ User.Created Event::UserCreated\n");
    let mut fields = String::new();
    while !fields.contains("delivery ") {
        fields += &listening.line();
    }
    let id = testing::sample(EventName::UserCreated).user_id().unwrap().to_owned();
    assert!(fields.contains(&format!("    data.id \"{id}\"\n")), "{fields}");
    listening.0.signal(Signal::INT);
    assert_eq!(listening.0.end().0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_answered_as_an_endpoint_does_and_explained() {
    let mut listening = Listening::start(&["--json"]).await;
    let (body, signature) = created();
    let (status, answer) = listening.post(format!("{body}\n").as_bytes(), Some(&signature)).await;
    assert_eq!(status, 401);
    assert!(answer.contains("logto-webhook-error: signature_mismatch"), "{answer}");
    assert!(answer.ends_with(r#"{"error":{"code":"signature_mismatch"}}"#), "{answer}");
    let told = listening.json();
    assert_eq!((&told["accepted"], &told["code"]), (&false.into(), &"signature_mismatch".into()));
    assert!(told["slip"].as_str().unwrap().contains("ends with a newline"), "{told}");

    assert_eq!(listening.post(body.as_bytes(), None).await.0, 401);
    assert_eq!(listening.json()["code"], "signature_missing");
    assert_eq!(listening.post(b"[]", Some(&signed("[]"))).await.0, 400);
    let told = listening.json();
    assert_eq!((&told["code"], &told["id"].is_string()), (&"payload_invalid".into(), &true));
    assert_eq!(listening.post(&vec![b' '; (4 << 20) + 1], Some(&signature)).await.0, 413);
    assert_eq!(listening.json()["code"], "body_too_large");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_json_has_the_payload() {
    let mut listening = Listening::start(&["--json"]).await;
    let (body, signature) = created();
    listening.post(body.as_bytes(), Some(&signature)).await;
    let told = listening.json();
    assert_eq!((&told["accepted"], &told["event"]), (&true.into(), &"User.Created".into()));
    assert_eq!(told["payload"], serde_json::from_str::<Value>(&body).unwrap());

    let unknown = r#"{"event":"Some.\u001b[31mThing"}"#;
    assert_eq!(listening.post(unknown.as_bytes(), Some(&signed(unknown))).await.0, 200);
    assert_eq!(listening.json()["variant"], "Unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_commands_a_terminal_is_not_printed() {
    let mut listening = Listening::start(&[]).await;
    let body = r#"{"event":"Some.\u001b[31mThing"}"#;
    listening.post(body.as_bytes(), Some(&signed(body))).await;
    let line = listening.line();
    assert!(line.contains("Some.\u{fffd}[31mThing") && !line.contains('\u{1b}'), "{line:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_genuine_is_forwarded_and_its_answer_given() {
    let behind = endpoint(&[418]).await;
    let mut listening = Listening::start(&["--json", "--forward-to", &behind.uri()]).await;
    let (body, signature_sent) = created();
    let (status, answer) = listening.post(body.as_bytes(), Some(&signature_sent)).await;
    assert_eq!(status, 418);
    assert!(answer.ends_with(r#"{"received":418}"#), "{answer}");
    assert!(listening.json()["forwarded"].as_str().unwrap().starts_with("418"));
    assert_eq!(listening.post(b"{}", Some(&signature_sent)).await.0, 401);
    let requests = behind.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        (requests[0].body.as_slice(), signature(&requests[0])),
        (body.as_bytes(), signature_sent.as_str())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_behind_that_is_gone_is_a_handler_that_failed() {
    let behind = Refusing::new();
    let mut listening = Listening::start(&["--json", "--forward-to", &behind.url()]).await;
    let (body, signature) = created();
    let (status, answer) = listening.post(body.as_bytes(), Some(&signature)).await;
    assert_eq!(status, 500);
    assert!(answer.contains("handler_failed"), "{answer}");
    assert!(listening.json()["forwarded"].as_str().unwrap().starts_with("no answer"));
}

/// A folder that is gone with the test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_can_be_replayed() {
    let folder = Folder(std::env::temp_dir().join(format!("logto-mock-saved-{}", std::process::id())));
    let mut listening = Listening::start(&["--json", "--save", folder.0.to_str().unwrap()]).await;
    let (body, signature_sent) = created();
    listening.post(body.as_bytes(), Some(&signature_sent)).await;
    let saved = listening.json()["saved"].as_str().unwrap().to_owned();
    assert!(saved.ends_with("0001-User.Created.json"), "{saved}");
    listening.post(b"{}", Some(&signature_sent)).await;
    assert_eq!(listening.json().get("saved"), None, "what is refused is not kept");

    let again = endpoint(&[200]).await;
    let mut replay = crate::command_line::logto_mock(&["replay", &saved, "--to", &again.uri()]);
    let status = tokio::task::spawn_blocking(move || replay.status().unwrap()).await.unwrap();
    assert_eq!(status.code(), Some(0));
    let requests = again.received_requests().await.unwrap();
    assert_eq!(
        (requests[0].body.as_slice(), signature(&requests[0])),
        (body.as_bytes(), signature_sent.as_str())
    );
}

#[test]
fn a_listener_without_a_key_does_not_start() {
    let mut command = crate::command_line::logto_mock(&["listen", "--port", "0"]);
    let output = command.env_remove("LOGTO_WEBHOOK_SIGNING_KEY").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
