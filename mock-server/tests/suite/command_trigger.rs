//! `trigger`, `deliveries` and `replay`: through a mock that runs, and without one.

use std::io::Write;
use std::path::PathBuf;
use std::process::Output;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use logto_webhook::logto::EventName;
use logto_webhook::{SigningKey, Webhook, testing};
use serde_json::{Value, json};
use wiremock::MockServer;

use crate::command_line::{fails_with, logto_mock};
use crate::commands::{KEY, text};
use crate::deliveries::expected_signature;
use crate::mock::{Mock, Refusing, endpoint, signature};

/// Runs the program while the servers of the test go on.
pub(crate) async fn run(args: &[&str]) -> Output {
    let mut command = logto_mock(args);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[track_caller]
pub(crate) fn ended_with(output: &Output, code: i32) -> Value {
    assert_eq!(output.status.code(), Some(code), "{} {}", text(&output.stdout), text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A file of its own, gone with the test.
struct File(PathBuf);

impl File {
    fn with(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("logto-mock-{}-{name}", std::process::id()));
        std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn only_request(server: &MockServer) -> wiremock::Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mock_that_runs_tells_its_hooks() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook(&receiver.uri(), EventName::UserDataUpdated);
    let url = format!("http://127.0.0.1:{}", mock.port());
    let output = run(&["trigger", "UserCustomDataUpdated", "--url", &url, "--json"]).await;
    let deliveries = ended_with(&output, 0);
    assert_eq!(deliveries.as_array().unwrap().len(), 1);
    assert_eq!((&deliveries[0]["state"], &deliveries[0]["hookId"]), (&json!("succeeded"), &json!(hook.id)));
    assert_eq!(only_request(&receiver).await.body, deliveries[0]["body"].as_str().unwrap().as_bytes());

    // The control URL does as well, and the environment.
    let mut list = logto_mock(&["deliveries", "--json"]);
    list.env("LOGTO_MOCK_CONTROL_URL", format!("{url}/__mock"));
    let listed = tokio::task::spawn_blocking(move || list.output().unwrap()).await.unwrap();
    assert_eq!(ended_with(&listed, 0)[0]["id"], deliveries[0]["id"]);
    let id = deliveries[0]["id"].as_str().unwrap();
    assert_eq!(ended_with(&run(&["deliveries", id, "--url", &url, "--json"]).await, 0), deliveries[0]);
    let shown = run(&["deliveries", id, "--url", &url]).await;
    for line in ["> POST / HTTP/1.1\n", "< HTTP/1.1 200 OK\n", "  {\"received\":200}\n"] {
        assert!(text(&shown.stdout).contains(line), "{}", text(&shown.stdout));
    }
    let listed = run(&["deliveries", "--url", &url]).await;
    assert!(text(&listed.stdout).starts_with("✓ User.Data.Updated"), "{}", text(&listed.stdout));
    let unknown = run(&["deliveries", "nothing", "--url", &url]).await;
    ended_with(&unknown, 2);
    assert!(text(&unknown.stderr).contains("There is no delivery `nothing`"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_endpoint_refuses_ends_with_1_and_what_does_not_answer_with_4() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[401]).await);
    mock.hook(&receiver.uri(), EventName::UserCreated);
    let refusing = Refusing::new();
    mock.hook(&refusing.url(), EventName::UserDeleted);
    let url = format!("http://127.0.0.1:{}", mock.port());
    let refused = run(&["trigger", "User.Created", "--url", &url]).await;
    ended_with(&refused, 1);
    assert!(text(&refused.stdout).starts_with("✗ User.Created"), "{}", text(&refused.stdout));
    ended_with(&run(&["trigger", "User.Deleted", "--url", &url]).await, 4);

    let nobody = run(&["trigger", "Role.Created", "--url", &url]).await;
    ended_with(&nobody, 1);
    assert!(text(&nobody.stderr).contains("no enabled hook is subscribed"), "{}", text(&nobody.stderr));
    let slip = run(&["trigger", "Rol.Created", "--url", &url]).await;
    ended_with(&slip, 2);
    assert!(text(&slip.stderr).contains("Role.Created"), "{}", text(&slip.stderr));
    let not_waited_for =
        run(&["trigger", "User.Created", "--url", &url, "--no-wait", "--times", "3", "--json"]).await;
    assert_eq!(ended_with(&not_waited_for, 0).as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mock_an_endpoint_is_told_with_its_key() {
    let receiver = endpoint(&[200]).await;
    let to = receiver.uri();
    let output = run(&["trigger", "User.Created", "--to", &to, "--key", KEY, "--json"]).await;
    assert_eq!(ended_with(&output, 0)[0]["state"], "succeeded");
    let request = only_request(&receiver).await;
    let webhook = Webhook::new(SigningKey::new(KEY).unwrap());
    let verified = webhook.verify(signature(&request), &*request.body).unwrap();
    assert_eq!(verified.name(), Some("User.Created"));

    ended_with(&run(&["trigger", "PostSignIn", "--test", "--to", &to, "--key", KEY]).await, 0);
    let last = receiver.received_requests().await.unwrap().pop().unwrap();
    assert!(String::from_utf8_lossy(&last.body).contains("fake-user-agent"));
    let refusing = Refusing::new();
    ended_with(&run(&["trigger", "User.Created", "--to", &refusing.url(), "--key", KEY]).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_byte_for_byte() {
    let receiver = endpoint(&[200]).await;
    let to = receiver.uri();
    let body = b"{ \"event\" : \"Another.Event\" }\n";
    let file = File::with("body.json", body);
    ended_with(&run(&["trigger", "--file", file.path(), "--to", &to, "--key", KEY]).await, 0);
    let request = only_request(&receiver).await;
    assert_eq!(request.body, body);
    assert_eq!(signature(&request), SigningKey::new(KEY).unwrap().sign(body).to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_delivery_is_replayed_with_its_signature_or_signed_anew() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    mock.hook(&receiver.uri(), EventName::UserCreated);
    let delivery = mock.deliver(&json!({ "event": "User.Created" })).await;
    let saved = File::with("saved.json", delivery.to_string().as_bytes());

    let again = endpoint(&[200]).await;
    ended_with(&run(&["replay", saved.path(), "--to", &again.uri()]).await, 0);
    let request = only_request(&again).await;
    assert_eq!(request.body, delivery["body"].as_str().unwrap().as_bytes());
    assert_eq!(signature(&request), delivery["signature"]);

    let anew = endpoint(&[503]).await;
    let output = run(&["replay", saved.path(), "--to", &anew.uri(), "--key", KEY, "--json"]).await;
    assert_eq!(ended_with(&output, 1)["status"], 503);
    let request = only_request(&anew).await;
    assert_eq!(signature(&request), SigningKey::new(KEY).unwrap().sign(&request.body).to_string());

    let refusing = Refusing::new();
    ended_with(&run(&["replay", saved.path(), "--to", &refusing.url()]).await, 4);
    ended_with(&run(&["replay", "/nothing/here", "--to", &refusing.url()]).await, 3);
    let body = File::with("only-body.json", testing::sample(EventName::UserCreated).to_json().as_bytes());
    let unsigned = run(&["replay", body.path(), "--to", &refusing.url()]).await;
    ended_with(&unsigned, 2);
    assert!(text(&unsigned.stderr).contains("--key KEY"), "{}", text(&unsigned.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_delivery_is_told_to_the_hooks_of_a_mock_that_runs() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook(&receiver.uri(), EventName::UserCreated);
    let url = format!("http://127.0.0.1:{}", mock.port());
    let body = b"{ \"event\": \"User.Created\", \"odd\": \"\xff\" }\n";
    let saved =
        json!({ "signature": "of another key", "event": "User.Created", "bodyBase64": to_base64(body) });
    let saved = File::with("of-a-hook.json", saved.to_string().as_bytes());
    let output = run(&["trigger", "--file", saved.path(), "--url", &url, "--json"]).await;
    assert_eq!(ended_with(&output, 0)[0]["bodyBase64"], to_base64(body));
    let request = only_request(&receiver).await;
    assert_eq!(
        (&request.body[..], signature(&request)),
        (&body[..], &*expected_signature(hook.signing_key.as_str(), body))
    );

    let nameless = File::with("nameless.json", b"no JSON at all");
    let refused = run(&["trigger", "--file", nameless.path(), "--url", &url]).await;
    ended_with(&refused, 2);
    assert!(text(&refused.stderr).contains("names no event"), "{}", text(&refused.stderr));
    ended_with(&run(&["trigger", "User.Created", "--file", nameless.path(), "--url", &url]).await, 0);
    let to = receiver.uri();
    let refused =
        run(&["trigger", "--file", nameless.path(), "--to", &to, "--key", KEY, "--times", "2"]).await;
    ended_with(&refused, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_of_a_mock_that_runs_is_replayed_by_its_id() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200, 200, 401]).await);
    mock.hook(&receiver.uri(), EventName::UserCreated);
    let url = format!("http://127.0.0.1:{}", mock.port());
    let delivery = mock.deliver(&json!({ "event": "User.Created" })).await;
    let id = delivery["id"].as_str().unwrap();
    let again = ended_with(&run(&["replay", id, "--url", &url, "--json"]).await, 0);
    assert_eq!((&again[0]["replayOf"], &again[0]["body"]), (&json!(id), &delivery["body"]));
    let refused = run(&["replay", id, "--url", &url, "--resign"]).await;
    ended_with(&refused, 1);
    assert!(text(&refused.stdout).starts_with("✗ User.Created"), "{}", text(&refused.stdout));
    let sent: Vec<_> =
        receiver.received_requests().await.unwrap().into_iter().map(|request| request.body).collect();
    assert_eq!(sent[0], sent[1]);
    assert_ne!(sent[0], sent[2], "it tells another time");

    let unknown = run(&["replay", "nothing", "--url", &url]).await;
    ended_with(&unknown, 2);
    assert!(text(&unknown.stderr).contains("There is no delivery `nothing`"), "{}", text(&unknown.stderr));
    fails_with(&["replay", "-", "--url", &url], 2, &["--to URL"]);
    fails_with(&["replay", id, "--url", &url, "--key", KEY], 2, &["--to URL"]);
}

#[test]
fn where_no_mock_runs_commands_end_with_5() {
    let refusing = Refusing::new();
    let url = refusing.url();
    for command in [&["trigger", "User.Created"][..], &["deliveries"], &["replay", "ID"]] {
        let args = [command, &["--url", &url]].concat();
        fails_with(&args, 5, &["no logto-mock answers", "logto-mock serve"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_is_no_mock() {
    for status in [200, 404] {
        let other = endpoint(&[status]).await;
        let output = run(&["trigger", "User.Created", "--url", &other.uri()]).await;
        ended_with(&output, 5);
        assert!(text(&output.stderr).contains("another program"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_trigger_that_makes_no_sense_ends_with_2() {
    fails_with(&["trigger"], 2, &["<EVENT>"]);
    fails_with(
        &["trigger", "User.Created", "--to", "localhost:3000"],
        2,
        &["begins with http:// or https://"],
    );
    fails_with(&["trigger", "User.Created", "--times", "0"], 2, &["--times"]);
    fails_with(&["trigger", "--file", "body.json", "--raw", "x"], 2, &["--raw"]);
    fails_with(&["trigger", "--file", "/nothing/here"], 3, &["/nothing/here"]);
    fails_with(&["trigger", "User.Created", "--key", KEY], 2, &["add `--to URL`"]);
}
