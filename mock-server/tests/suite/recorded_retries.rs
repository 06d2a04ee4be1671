//! How often a delivery was attempted, as released and with the fix that makes retries real.

use std::sync::Arc;
use std::time::Duration;

use logto_mock::{Config, Profile};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::mock::{Mock, Refusing};
use crate::receiver::{Reaction, Receiver, answer, ok};
use crate::recorded_logs::recorded;

/// How long the mock waits for an endpoint that hangs.
const PATIENCE: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn released_servers_send_once_whatever_comes_back() {
    replay_all("retries.json", 31, Profile::Logto142).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_fix_a_5xx_is_retried_and_nothing_else() {
    replay_all("retries-pr9410.json", 37, Profile::Documented).await;
}

async fn replay_all(file: &str, count: usize, profile: Profile) {
    let mut config = Config::default();
    config.profile = profile;
    config.attempt_timeout = PATIENCE;
    let mock = Arc::new(Mock::with(config).await);
    let recorded: Value = serde_json::from_str(&recorded(file)).unwrap();
    let cases = recorded["results"].as_array().unwrap();
    assert_eq!(cases.len(), count);
    let mut replays = JoinSet::new();
    for case in cases.clone() {
        let mock = Arc::clone(&mock);
        replays.spawn(async move { replay(&mock, &case).await });
    }
    while let Some(replayed) = replays.join_next().await {
        replayed.unwrap();
    }
}

async fn replay(mock: &Mock, case: &Value) {
    let name = case["case"].as_str().unwrap();
    if let Some(endpoint) = name.strip_prefix("POST /hooks/:id/test, endpoint ") {
        return replay_test(mock, case, endpoint).await;
    }
    if name.starts_with("refused") {
        return replay_refused(mock, case).await;
    }
    let receiver = Receiver::of(reactions(name)).await;
    let (attempts, error) = deliver(mock, &case["config"], &receiver.url("/")).await;
    assert_eq!(attempts, case["attempts"], "{name}");
    assert_eq!(receiver.seen().len(), attempts, "{name}");
    let mut bodies: Vec<_> = receiver.seen().into_iter().map(|seen| (seen.body, seen.head)).collect();
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{name}: the same bytes each time");
    // The record was cut.
    let recorded = case["error"].as_str().unwrap();
    assert!(error.starts_with(recorded) && error.is_empty() == recorded.is_empty(), "{name}: {error}");
}

/// Sends one delivery and gives back how many attempts it took, and the error of its one log entry.
async fn deliver(mock: &Mock, config: &Value, url: &str) -> (usize, String) {
    let mut config = config.as_object().cloned().unwrap_or_default();
    config.insert("url".to_owned(), url.into());
    let new = json!({ "events": ["Scope.Created"], "config": config });
    let hook = mock.post("/api/hooks", &new).await.expect(201).json();
    let id = hook["id"].as_str().unwrap();
    let entry = mock.deliver(&json!({ "event": "Scope.Created", "hookId": id })).await;
    let log = mock.get(&format!("/api/hooks/{id}/recent-logs")).await.expect(200).json();
    assert_eq!(log.as_array().unwrap().len(), 1, "{log}");
    let error = log[0]["payload"]["error"].as_str().unwrap_or_default().to_owned();
    (entry["attempts"].as_array().unwrap().len(), error)
}

/// What the recorded endpoint did, by the name of its case.
fn reactions(name: &str) -> Vec<Reaction> {
    match name.split([' ', ',']).next().unwrap() {
        "closes" | "close" => return vec![Reaction::Last(Vec::new())],
        "resets" => return vec![Reaction::Reset],
        "garbage" => return vec![Reaction::Answer(b"this is no http at all\r\n\r\n".to_vec())],
        "hangs" => return vec![Reaction::Hang],
        _ => {}
    }
    let retry_after = name.split_once("Retry-After").map(|(_, after)| {
        let value = after.trim_start_matches([':', ' ']).split(' ').next().unwrap();
        let value = if value == "HTTP-date" { "Sun, 22 Nov 2026 03:41:45 GMT" } else { value };
        format!("Retry-After: {value}\r\n")
    });
    let (statuses, last) = name.split_once(" then ").unwrap_or((name, ""));
    let statuses = statuses.split(',').chain([last]).filter_map(|text| text.get(..3)?.parse().ok());
    let reaction = |status| {
        let reason = if status == 301 { "Moved Permanently" } else { "Status" };
        let body = format!(r#"{{"error":"status {status}"}}"#);
        Reaction::Answer(answer(status, reason, retry_after.as_deref().unwrap_or_default(), body.as_bytes()))
    };
    statuses.map(|status| if status == 200 { ok() } else { reaction(status) }).collect()
}

async fn replay_refused(mock: &Mock, case: &Value) {
    let refusing = Refusing::new();
    let (attempts, error) = deliver(mock, &json!({}), &refusing.url()).await;
    assert_eq!((attempts, case["attempts"].as_str().unwrap()), (1, "one connect attempt"));
    assert_eq!(error, case["error"].as_str().unwrap().replace("59992", &refusing.port().to_string()));
}

async fn replay_test(mock: &Mock, case: &Value, endpoint: &str) {
    let receiver = Receiver::of(reactions(endpoint)).await;
    let new = json!({ "events": ["Scope.Created"], "config": { "url": "" } });
    let hook = mock.post("/api/hooks", &new).await.expect(201).json();
    let test = json!({ "events": ["Scope.Created"], "config": { "url": receiver.url("/"), "retries": 3 } });
    let path = format!("/api/hooks/{}/test", hook["id"].as_str().unwrap());
    let answer = mock.post(&path, &test).await;
    assert_eq!(answer.status.as_u16(), case["apiStatus"], "{endpoint}");
    assert_eq!(receiver.seen().len(), case["attempts"], "{endpoint}");
}
