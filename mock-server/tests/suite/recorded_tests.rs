//! `POST /api/hooks/:id/test` as recorded: what it sends, byte by byte, and what it answers.

use std::time::Duration;

use logto_webhook::SigningKey;
use serde_json::{Value, json};

use crate::mock::Mock;
use crate::receiver::{Reaction, Receiver, Seen, answer, ok};
use crate::recorded_logs::{recorded, recorded_files, released_logto, without_payload};

#[tokio::test]
async fn every_test_payload_is_sent_as_by_logto() {
    let mock = released_logto(Duration::from_secs(10)).await;
    let files: Vec<_> =
        recorded_files("test-deliveries").into_iter().filter(|file| !file.starts_with('_')).collect();
    assert_eq!(files.len(), 31);
    for file in files {
        let case: Value = serde_json::from_str(&recorded(format!("test-deliveries/{file}"))).unwrap();
        replay(&mock, &case).await;
    }
    assert_eq!(mock.get("/__mock/deliveries").await.expect(200).text(), "[]");
}

async fn replay(mock: &Mock, case: &Value) {
    let receiver = Receiver::of(vec![ok()]).await;
    let config = json!({ "url": "http://127.0.0.1:9/", "headers": case["hook"]["config"]["headers"] });
    let new = json!({ "events": ["Role.Created"], "config": config });
    let hook = mock.post("/api/hooks", &new).await.expect(201).json();
    let id = hook["id"].as_str().unwrap();

    let trigger = &case["trigger"]["request"];
    let mut request: Value = serde_json::from_str(trigger["body"].as_str().unwrap()).unwrap();
    request["config"]["url"] = receiver.url("/test-target").into();
    let answer = mock.post(&format!("/api/hooks/{id}/test"), &request).await.expect(204);
    assert!(answer.body.is_empty());
    assert_eq!(mock.get(&format!("/api/hooks/{id}/recent-logs")).await.expect(200).text(), "[]");

    let [delivery] = case["deliveries"].as_array().unwrap().as_slice() else { panic!("{case}") };
    let [seen] = &receiver.seen()[..] else { panic!("{}: nothing came", case["event"]) };
    assert_eq!(seen.line(), delivery["requestLine"]);
    let recorded: Vec<_> = delivery["headers"].as_array().unwrap().iter().map(pair).collect();
    let host = seen.header("host").unwrap();
    let recorded = recorded.into_iter().map(|(name, value)| match name.as_str() {
        "host" => (name, host.clone()),
        _ => (name, value),
    });
    assert_eq!(without_payload(seen.headers()), without_payload(recorded.collect()), "{}", case["event"]);
    let recorded_id = case["hook"]["id"].as_str().unwrap();
    assert_eq!(seen.body, at_the_time_of(seen, delivery["body"].as_str().unwrap()).replace(recorded_id, id));
    let key = SigningKey::new(hook["signingKey"].as_str().unwrap()).unwrap();
    assert_eq!(seen.header("logto-signature-sha-256"), Some(key.sign(seen.body.as_bytes()).to_string()));
}

fn pair(pair: &Value) -> (String, String) {
    (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned())
}

/// A recorded body with the times of another, which was sent at one moment, too.
fn at_the_time_of(seen: &Seen, recorded: &str) -> String {
    let (recorded_json, seen): (Value, Value) = (serde_json::from_str(recorded).unwrap(), seen.json());
    let mut text =
        recorded.replace(recorded_json["createdAt"].as_str().unwrap(), seen["createdAt"].as_str().unwrap());
    if let Some(millis) = recorded_json["user"]["createdAt"].as_i64() {
        text = text.replace(&millis.to_string(), &seen["user"]["createdAt"].to_string());
    }
    text
}

#[tokio::test]
async fn all_events_of_one_test_are_under_way_together() {
    let case: Value = serde_json::from_str(&recorded("test-deliveries/_all-in-one-request.json")).unwrap();
    let mut config = logto_mock::Config::default();
    config.profile = logto_mock::Profile::Logto142;
    let mock = Mock::with(config).await;
    let receiver = Receiver::of(vec![Reaction::Held(answer(200, "OK", "", b""))]).await;
    let new = json!({ "events": ["Role.Created"], "config": { "url": "" } });
    let hook = mock.post("/api/hooks", &new).await.expect(201).json();
    let mut request: Value =
        serde_json::from_str(case["trigger"]["request"]["body"].as_str().unwrap()).unwrap();
    request["config"]["url"] = receiver.url("/").into();

    let path = format!("/api/hooks/{}/test", hook["id"].as_str().unwrap());
    let all_at_once = async {
        let seen = receiver.has_seen(29).await;
        receiver.release(29);
        seen
    };
    let (answer, seen) = tokio::join!(mock.post(&path, &request), all_at_once);
    answer.expect(204);
    let mut sent: Vec<_> = seen.iter().map(|seen| seen.json()["event"].clone()).collect();
    let mut requested = request["events"].as_array().unwrap().clone();
    sent.sort_by_key(Value::to_string);
    requested.sort_by_key(Value::to_string);
    assert_eq!(sent, requested);
    assert_eq!(receiver.most_in_flight(), case["maxInflight"]);
}

/// What the recorded endpoint did at a path.
fn reaction(path: &str) -> Reaction {
    let body = |text: &str| text.as_bytes().to_vec();
    match path {
        "/close" => return Reaction::Last(Vec::new()),
        "/garbage" => return Reaction::Last(body("this is no http\r\n\r\n")),
        "/closehead" => return Reaction::Last(body("HTTP/1.1 200 Status\r\ncontent-length: 10\r\n\r\ncut")),
        "/hang" => return Reaction::Hang,
        _ => {}
    }
    let Some(status) = path.strip_prefix("/s/") else { return ok() };
    let (status, query) = status.split_once('?').unwrap_or((status, ""));
    let text = if query == "body=" || matches!(status, "204" | "304") {
        String::new()
    } else {
        format!(r#"{{"error":"status {status}"}}"#)
    };
    Reaction::Answer(answer(status.parse().unwrap(), "Status", "", text.as_bytes()))
}

#[tokio::test]
async fn what_came_of_a_test_is_answered_as_by_logto() {
    // Only one of them waits for this.
    let mock = released_logto(Duration::from_secs(1)).await;
    let receiver = Receiver::new(|seen| reaction(seen.path())).await;
    let new = json!({ "events": ["Role.Created"], "config": { "url": "" } });
    let hook = mock.post("/api/hooks", &new).await.expect(201).json();
    let path = format!("/api/hooks/{}/test", hook["id"].as_str().unwrap());
    let calls: Vec<Value> = serde_json::from_str(&recorded("api/post-hook-test.json")).unwrap();
    let sends = |call: &&Value| [204, 422].contains(&call["response"]["status"].as_u64().unwrap_or_default());
    let calls: Vec<_> = calls.iter().filter(sends).collect();
    assert_eq!(calls.len(), 21);
    for call in calls {
        let body = call["request"]["body"].as_str().unwrap();
        let body = body.replace("127.0.0.1:44927", &receiver.address.to_string());
        let answer = mock.post(&path, &serde_json::from_str(&body).unwrap()).await;
        let recorded = &call["response"];
        assert_eq!(answer.status.as_u16(), recorded["status"], "{}", call["name"]);
        assert_eq!(answer.text(), recorded["body"].as_str().unwrap(), "{}", call["name"]);
    }
}
