//! Payloads that are other than the examples, and signed as they are.

use logto_mock::Config;
use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::deliveries::expected_signature;
use crate::mock::Mock;
use crate::ordered::Json;
use crate::receiver::{Receiver, Seen, ok};

/// What an endpoint gets for a trigger of `User.Created`, beside its signature's key.
async fn told(edits: &Value) -> (Seen, String) {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let hook = mock.hook(&receiver.url("/"), EventName::UserCreated);
    let mut trigger = json!({ "event": "User.Created" });
    trigger.as_object_mut().unwrap().extend(edits.as_object().unwrap().clone());
    mock.deliver(&trigger).await;
    (receiver.has_seen(1).await.remove(0), hook.signing_key.as_str().to_owned())
}

#[track_caller]
fn is_signed((seen, key): &(Seen, String)) {
    assert_eq!(seen.header("logto-signature-sha-256"), Some(expected_signature(key, &seen.bytes)));
}

fn keys(json: &Json) -> Vec<&str> {
    match json {
        Json::Object(members) => members.iter().map(|(key, _)| key.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_merged_and_set_keeps_logtos_order() {
    let plain = told(&json!({})).await;
    let edited = told(&json!({
        "merge": { "data": { "name": "Ada", "avatar": null, "shoe": { "size": 36 } } },
        "set": { "/data/username": "ada", "/data/customData": { "z": 1 }, "/status": 207 },
    }))
    .await;
    is_signed(&plain);
    is_signed(&edited);
    let (before, after) = (Json::parse(&plain.0.body), Json::parse(&edited.0.body));
    assert_eq!(keys(&before), keys(&after));
    let without: Vec<_> = keys(before.get("data")).into_iter().filter(|key| *key != "avatar").collect();
    assert_eq!([&without[..], &["shoe"]].concat(), keys(after.get("data")));
    let data = &edited.0.json()["data"];
    assert_eq!(
        (&data["name"], &data["username"], &data["shoe"]),
        (&json!("Ada"), &json!("ada"), &json!({ "size": 36 }))
    );
    assert_eq!((&data["customData"], &edited.0.json()["status"]), (&json!({ "z": 1 }), &json!(207)));
}

#[tokio::test]
async fn a_payload_can_be_any_bytes() {
    let text = told(&json!({ "raw": "{\"event\": \"User.Created\", }" })).await;
    assert_eq!(text.0.body, "{\"event\": \"User.Created\", }");
    is_signed(&text);
    let bytes = told(&json!({ "rawBase64": "/wABAg==" })).await;
    assert_eq!(bytes.0.bytes, [0xff, 0, 1, 2]);
    is_signed(&bytes);
    let nothing = told(&json!({ "raw": "" })).await;
    assert_eq!(nothing.0.header("content-length").as_deref(), Some("0"));
    is_signed(&nothing);
}

#[tokio::test]
async fn what_cannot_be_edited_says_why_and_sends_nothing() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    for (edits, reason) in [
        (json!({ "set": { "/data/nmae": 1 } }), "the closest are /data/name"),
        (json!({ "set": { "/x": 1 } }), "the payload has no `/x`; it has /event, /createdAt,"),
        (json!({ "set": { "data": 1 } }), "`data` in `set` is no JSON Pointer"),
        (json!({ "merge": [1] }), "`merge` is a JSON object"),
        (json!({ "raw": "", "rawBase64": "" }), "found both"),
        (json!({ "raw": "", "merge": {} }), "nothing to change"),
        (json!({ "rawBase64": "*" }), "in base64"),
        (json!({ "merge": { "padding": "x".repeat(200_000) }, "times": 10_000 }), "1073741824 is the most"),
    ] {
        let mut trigger = edits;
        trigger["event"] = json!("User.Created");
        let refused = mock.post("/__mock/trigger", &trigger).await.expect(400).json();
        assert!(refused["message"].as_str().unwrap().contains(reason), "{refused}");
    }
    assert_eq!(mock.journal(), Vec::<Value>::new());
}

/// The ids and the key that a mock of this seed draws.
async fn drawn(seed: Option<u64>) -> Vec<Value> {
    let mut config = Config::default();
    config.seed = seed;
    let (mock, receiver) = (Mock::with(config).await, Receiver::of(vec![ok()]).await);
    let hook = mock.hook(&receiver.url("/"), EventName::UserCreated);
    let renewed =
        mock.call(http::Method::PATCH, &format!("/api/hooks/{}/signing-key", hook.id), None).await.json();
    let user = mock.post("/api/users", &json!({ "username": "ada" })).await.expect(200).json();
    let triggered = mock.trigger(&json!({ "event": "User.Created", "times": 3 })).await;
    let deliveries = mock.get("/__mock/deliveries").await.json();
    let told = deliveries.as_array().unwrap().iter().chain(&triggered).map(|delivery| delivery["id"].clone());
    let key = json!(hook.signing_key.as_str());
    told.chain([json!(hook.id), key, renewed["signingKey"].clone(), user["id"].clone()]).collect()
}

#[tokio::test]
async fn with_a_seed_runs_repeat() {
    let first = drawn(Some(7)).await;
    assert_eq!((first.len(), &first), (11, &drawn(Some(7)).await));
    assert!(drawn(Some(8)).await.iter().all(|other| !first.contains(other)));
    assert_ne!(drawn(None).await, drawn(None).await);
}
