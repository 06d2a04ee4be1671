//! `wait`, `tail`, `clock` and `state`: a running mock from a shell.

use std::io::Write;
use std::process::{Output, Stdio};

use logto_mock::{ClockMode, Config};
use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::command_line::{Running, fails_with, logto_mock};
use crate::commands::text;
use crate::mock::{Mock, endpoint};

/// Runs a command for a mock while the mock goes on.
async fn run(mock: &Mock, args: &[&str]) -> Output {
    let mut command = logto_mock(args);
    command.env("LOGTO_MOCK_CONTROL_URL", format!("http://127.0.0.1:{}/__mock", mock.port()));
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[track_caller]
fn ended_with(output: &Output, code: i32) -> Value {
    assert_eq!(output.status.code(), Some(code), "{} {}", text(&output.stdout), text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_ends_with_what_was_waited_for() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook(&receiver.uri(), EventName::UserCreated);
    let delivery = mock.deliver(&json!({ "event": "User.Created" })).await;
    let id = delivery["body"].as_str().and_then(|body| serde_json::from_str::<Value>(body).ok()).unwrap();
    let member = format!("/data/id={}", id["data"]["id"].as_str().unwrap());
    let args =
        ["wait", "User.Created", "--hook", &hook.id, "--state", "succeeded", "--body", &member, "--json"];
    assert_eq!(ended_with(&run(&mock, &args).await, 0)[0]["id"], delivery["id"]);
    let idle = run(&mock, &["wait", "--idle", "--json"]).await;
    assert_eq!(ended_with(&idle, 0), json!([]));
    ended_with(&run(&mock, &["wait", "User.Deleted", "--times", "0"]).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_that_is_in_vain_ends_with_124_and_says_why() {
    let mock = Mock::start().await;
    let waited = run(&mock, &["wait", "User.Created", "--timeout", "1ms"]).await;
    ended_with(&waited, 124);
    assert!(text(&waited.stderr).contains("User.Created"), "{}", text(&waited.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_should_not_have_come_ends_with_1() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    mock.hook(&receiver.uri(), EventName::UserCreated);
    mock.deliver(&json!({ "event": "User.Created" })).await;
    ended_with(&run(&mock, &["wait", "User.Created", "--times", "0"]).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_is_moved_on_where_it_can_be() {
    let mut config = Config::default();
    config.clock = ClockMode::Manual;
    let mock = Mock::with(config).await;
    let before = ended_with(&run(&mock, &["clock", "--json"]).await, 0);
    assert_eq!(before["mode"], "manual");
    let after = ended_with(&run(&mock, &["clock", "--advance", "24h", "--json"]).await, 0);
    let day = |clock: &Value| clock["now"].as_str().unwrap()[..10].to_owned();
    assert!(day(&after) > day(&before), "{before} {after}");

    let real = run(&Mock::start().await, &["clock", "--advance", "1s"]).await;
    ended_with(&real, 2);
    assert!(text(&real.stderr).contains("--clock manual"), "{}", text(&real.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_set_listed_and_cleared() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    mock.hook(&receiver.uri(), EventName::RoleCreated);
    let set = ended_with(&run(&mock, &["fault", "signature_missing", "--times", "2", "--json"]).await, 0);
    assert_eq!((&set["fault"], &set["struck"]), (&json!("signature_missing"), &json!(0)));
    for is_struck in [true, true, false] {
        let delivery = mock.deliver(&json!({ "event": "Role.Created" })).await;
        assert_eq!(delivery["signature"].is_null(), is_struck, "{delivery}");
    }
    assert_eq!(ended_with(&run(&mock, &["fault", "--json"]).await, 0)[0]["struck"], 2);
    let listed = run(&mock, &["fault"]).await;
    assert!(text(&listed.stdout).contains("signature_missing struck 2 times"), "{}", text(&listed.stdout));

    let rule = r#"{"api":{"status":429},"times":1}"#;
    ended_with(&run(&mock, &["fault", "--rule", rule, "--json"]).await, 0);
    mock.get("/api/hooks").await.expect(429);
    ended_with(&run(&mock, &["fault", "--clear", "--json"]).await, 0);
    assert_eq!(ended_with(&run(&mock, &["fault", "--json"]).await, 0), json!([]));
    let unknown = run(&mock, &["fault", "body_chnged"]).await;
    assert_eq!(unknown.status.code(), Some(2), "{}", text(&unknown.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_changes_its_payload() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    mock.hook(&receiver.uri(), EventName::UserCreated);
    let merge = r#"{"data":{"name":"Ada"}}"#;
    let args = ["trigger", "User.Created", "--set", "/data/username=ada", "--merge", merge, "--json"];
    let told = ended_with(&run(&mock, &args).await, 0);
    let body: Value = serde_json::from_str(told[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!((&body["data"]["username"], &body["data"]["name"]), (&json!("ada"), &json!("Ada")));
    let told = ended_with(&run(&mock, &["trigger", "User.Created", "--raw", "no JSON", "--json"]).await, 0);
    assert_eq!(told[0]["body"], "no JSON");
    fails_with(&["trigger", "User.Created", "--merge", "[1]"], 2, &["expected a JSON object"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_are_printed_as_they_end() {
    let (mock, receiver) = (Mock::start().await, endpoint(&[200]).await);
    mock.hook(&receiver.uri(), EventName::UserCreated);
    let url = format!("http://127.0.0.1:{}", mock.port());
    let tail = move || Running::start(&["tail", "--times", "1", "--json", "--url", &url]);
    let tail = tokio::task::spawn_blocking(tail);
    // What ended before it listened is not told, so something happens until it does.
    while !tail.is_finished() {
        mock.deliver(&json!({ "event": "User.Created" })).await;
    }
    let tail = tail.await.unwrap();
    let told: Value = serde_json::from_str(&tail.first_line).unwrap();
    assert_eq!((&told["event"], &told["state"]), (&json!("User.Created"), &json!("succeeded")));
    assert_eq!(tail.end(), (Some(0), String::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_is_printed_loaded_and_reset() {
    let mock = Mock::start().await;
    let empty = run(&mock, &["state"]).await;
    assert!(ended_with(&empty, 0)["users"].as_array().is_none_or(Vec::is_empty));
    assert_eq!(empty.stdout, mock.get("/__mock/state").await.expect(200).body, "in the mock's own bytes");

    let mut load = logto_mock(&["state", "--load", "-"]);
    load.env("LOGTO_MOCK_CONTROL_URL", format!("http://127.0.0.1:{}", mock.port())).stdin(Stdio::piped());
    let mut load = load.spawn().unwrap();
    load.stdin.take().unwrap().write_all(br#"{"version":1,"users":[{"id":"ada"}]}"#).unwrap();
    let load = tokio::task::spawn_blocking(move || load.wait().unwrap());
    assert_eq!(load.await.unwrap().code(), Some(0));
    assert_eq!(ended_with(&run(&mock, &["state"]).await, 0)["users"][0]["id"], "ada");

    ended_with(&run(&mock, &["state", "--reset"]).await, 0);
    assert_eq!(run(&mock, &["state"]).await.stdout, empty.stdout);
    ended_with(&run(&mock, &["state", "--load", "/nothing/here"]).await, 3);
}

#[test]
fn waits_that_make_no_sense_end_with_2() {
    fails_with(&["wait", "--timeout", "5"], 2, &["a time with its unit, as 500ms"]);
    fails_with(&["wait", "--body", "data"], 2, &["expected a JSON Pointer"]);
    fails_with(&["wait", "--idle", "--times", "2"], 2, &["--times"]);
    fails_with(&["clock", "--advance", "yesterday"], 2, &["24h"]);
}
