//! Deliveries that are sent again: by the mock, and by hand with curl.

use std::process::Command;

use http::Method;
use logto_mock::Config;
use logto_webhook::Verified;
use logto_webhook::logto::EventName;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::deliveries::expected_signature;
use crate::mock::Mock;
use crate::receiver::{Receiver, Seen, ok};

const SIGNATURE: &str = "logto-signature-sha-256";

fn path(entry: &Value, rest: &str) -> String {
    format!("/__mock/deliveries/{}{rest}", entry["id"].as_str().unwrap())
}

async fn replayed(mock: &Mock, entry: &Value, how: &Value) -> Value {
    let receipt = mock.post(&path(entry, "/replay"), how).await.expect(202).json();
    mock.ended(&receipt).await
}

#[tokio::test]
async fn a_replay_sends_the_same_bytes_under_an_id_of_its_own() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let hook = mock.hook(&receiver.url("/"), EventName::UserCreated);
    let trigger =
        json!({ "event": "User.Created", "fault": "body_changed", "merge": { "data": { "name": "Ada" } } });
    let first = mock.deliver(&trigger).await;
    mock.post("/__mock/faults", &json!({ "fault": "signature_missing", "when": "always" })).await.expect(201);
    mock.call(Method::PATCH, &format!("/api/hooks/{}/signing-key", hook.id), None).await.expect(200);
    mock.call(Method::DELETE, &format!("/api/hooks/{}", hook.id), None).await.expect(204);

    let receipt = mock.call(Method::POST, &path(&first, "/replay"), None).await.expect(202).json();
    let second = mock.ended(&receipt).await;
    let third = replayed(&mock, &second, &json!({ "resign": false })).await;
    let [one, two, three] = &receiver.seen()[..] else { panic!("{:?}", receiver.seen()) };
    assert_eq!((&one.head, &one.bytes), (&two.head, &two.bytes));
    assert_eq!((&one.head, &one.bytes), (&three.head, &three.bytes));
    assert_eq!((&second["replayOf"], &third["replayOf"]), (&first["id"], &second["id"]));
    assert_ne!(first["id"], second["id"]);
    assert_eq!((first.get("replayOf"), &second["faults"]), (None, &json!(["body_changed"])));
}

#[tokio::test]
async fn a_resigned_replay_happens_now_to_the_hook_as_it_is_now() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let hook = mock.hook(&receiver.url("/old"), EventName::UserCreated);
    let trigger = json!({ "event": "User.Created", "fault": "body_changed", "set": { "/createdAt": "2020-01-01T00:00:00.000Z" } });
    let first = mock.deliver(&trigger).await;
    let change = json!({ "config": { "url": receiver.url("/new") } });
    mock.call(Method::PATCH, &format!("/api/hooks/{}", hook.id), Some(&change)).await.expect(200);
    let path = format!("/api/hooks/{}/signing-key", hook.id);
    let key = mock.call(Method::PATCH, &path, None).await.expect(200).json()["signingKey"].clone();

    let second = replayed(&mock, &first, &json!({ "resign": true })).await;
    let seen = receiver.seen().remove(1);
    assert_eq!((seen.path(), second.get("faults")), ("/new", None));
    assert_eq!(seen.header(SIGNATURE), Some(expected_signature(key.as_str().unwrap(), &seen.bytes)));
    let old = first["body"].as_str().unwrap();
    let now = Verified::parse_already_verified(seen.body.clone());
    let now = now.created_at().unwrap();
    assert!(now.unix_millis() >= hook.created_at.0, "{now}");
    assert_eq!(seen.body, old.replace("2020-01-01T00:00:00.000Z", now.as_str()));
}

#[tokio::test]
async fn what_cannot_be_replayed_says_why() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    let raw = mock.deliver(&json!({ "event": "User.Created", "raw": "{}" })).await;
    let refused = mock.post(&path(&raw, "/replay"), &json!({ "resign": true })).await.expect(409).json();
    assert_eq!(refused["code"], "mock.impossible_replay");
    mock.post(&path(&raw, "/replay"), &json!({ "sign": true })).await.expect(400);
    mock.post("/__mock/deliveries/unknown/replay", &json!({})).await.expect(404);
    mock.get(&path(&raw, "?as=wget")).await.expect(400);

    mock.hook("no url", EventName::RoleCreated);
    let nowhere = mock.deliver(&json!({ "event": "Role.Created" })).await;
    assert_eq!(mock.get(&path(&nowhere, "?as=curl")).await.expect(409).json()["code"], "mock.no_request");
}

/// Headers and body, whatever the order of the headers: that is curl's.
fn same(seen: &Seen) -> (Vec<(String, String)>, &[u8]) {
    let mut headers = seen.headers();
    for (name, _) in &mut headers {
        name.make_ascii_lowercase();
    }
    headers.sort();
    (headers, &seen.bytes)
}

#[tokio::test]
async fn curl_sends_the_same_bytes() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let headers = json!({ "x-quoted": "it's \"$HOME\" `id` \\ %d", "x-empty": "", "x-latin": "caf\u{e9}" });
    let config = json!({ "url": receiver.url("/it's?a=[1-3]&b={x,y}"), "headers": headers });
    mock.post("/api/hooks", &json!({ "events": ["User.Created"], "config": config })).await.expect(201);
    for edits in [
        json!({}),
        json!({ "raw": "it's @file $HOME `id` \\n %s \u{1f600}\r\n\ttab" }),
        json!({ "raw": "@/etc/hostname" }),
        json!({ "raw": "" }),
        json!({ "rawBase64": "AAEC/yclXG4wMDA=" }),
        json!({ "raw": "it's 100%\\\n".repeat(20_000) }),
        json!({ "fault": "signature_missing" }),
        json!({ "fault": "signature_empty" }),
        json!({ "fault": "signature_doubled" }),
        json!({ "fault": "gzip_encoded" }),
        json!({ "fault": "wrong_content_type" }),
        json!({ "fault": "invalid_utf8" }),
        json!({ "fault": { "kind": "huge_body", "bytes": 2_000_000 } }),
    ] {
        let mut trigger = edits;
        trigger["event"] = json!("User.Created");
        let entry = mock.deliver(&trigger).await;
        let command = mock.get(&path(&entry, "?as=curl")).await.expect(200);
        assert_eq!(command.headers["content-type"], "text/plain; charset=utf-8");
        let script = std::env::temp_dir().join(entry["id"].as_str().unwrap());
        std::fs::write(&script, &command.body).unwrap();
        let run = move || Command::new("sh").arg(&script).output().map(|ran| (ran, script)).unwrap();
        let (ran, script) = spawn_blocking(run).await.unwrap();
        std::fs::remove_file(script).unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let seen = receiver.seen();
        let [.., sent, by_curl] = &seen[..] else { panic!("{seen:?}") };
        assert_eq!((sent.line(), same(sent)), (by_curl.line(), same(by_curl)), "{}", trigger["fault"]);
    }
}

#[tokio::test]
async fn a_replay_goes_by_the_seed() {
    let mut config = Config::default();
    config.seed = Some(1);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let (mock, receiver) = (Mock::with(config.clone()).await, Receiver::of(vec![ok()]).await);
        mock.hook(&receiver.url("/"), EventName::UserCreated);
        let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
        mock.get(&path(&entry, "?as=curl")).await.expect(200);
        ids.push(replayed(&mock, &entry, &json!({})).await["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
}
