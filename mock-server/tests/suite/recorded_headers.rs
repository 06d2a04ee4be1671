//! What a hook's own headers do to its deliveries, as recorded: line by line on the wire, or why nothing was sent.

use std::sync::Arc;
use std::time::Duration;

use logto_webhook::SigningKey;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::mock::Mock;
use crate::receiver::{Receiver, Seen, ok};
use crate::recorded_logs::{recorded, released_logto, without_payload};

#[tokio::test]
async fn custom_headers_change_deliveries_as_those_of_logto() {
    let mock = Arc::new(released_logto(Duration::from_secs(10)).await);
    let cases: Vec<Value> = serde_json::from_str(&recorded("custom-headers.json")).unwrap();
    assert_eq!(cases.len(), 42);
    let mut replays = JoinSet::new();
    for case in cases {
        let mock = Arc::clone(&mock);
        replays.spawn(async move { replay(&mock, &case).await });
    }
    while let Some(replayed) = replays.join_next().await {
        replayed.unwrap();
    }
}

async fn replay(mock: &Mock, case: &Value) {
    let name = &case["name"];
    let receiver = Receiver::of(vec![ok()]).await;
    let mut config = json!({ "url": receiver.url("/") });
    if !case["configHeaders"].is_null() {
        config["headers"] = case["configHeaders"].clone();
    }
    let new = json!({ "events": ["Scope.Created"], "config": config });
    let hook = mock.post("/api/hooks", &new).await.expect(201).json();
    assert_eq!(hook["config"]["headers"], case["storedConfigHeaders"], "{name}");
    let id = hook["id"].as_str().unwrap();
    mock.deliver(&json!({ "event": "Scope.Created", "hookId": id })).await;

    let log = mock.get(&format!("/api/hooks/{id}/recent-logs")).await.expect(200).json();
    let payload = &log[0]["payload"];
    assert_eq!(payload["result"], case["logResult"], "{name}");
    assert_eq!(payload["error"].as_str().unwrap_or_default(), case["logError"], "{name}");
    let seen = receiver.seen();
    assert_eq!(seen.len(), usize::from(case["delivered"] == true), "{name}");
    if let [seen] = seen.as_slice() {
        let lines: Vec<_> =
            without_payload(seen.headers()).iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(lines, recorded_lines(case, &receiver), "{name}");
        assert_eq!(
            is_signed(seen, hook["signingKey"].as_str().unwrap()),
            case["signatureValid"] == true,
            "{name}"
        );
    }
}

fn recorded_lines(case: &Value, receiver: &Receiver) -> Vec<String> {
    let seen = case["headersSeen"].as_array().unwrap().iter();
    let pairs = seen.map(|pair| {
        let value = pair[1].as_str().unwrap().replace("127.0.0.1:43847", &receiver.address.to_string());
        (pair[0].as_str().unwrap().to_owned(), value)
    });
    without_payload(pairs.collect()).iter().map(|(name, value)| format!("{name}: {value}")).collect()
}

fn is_signed(seen: &Seen, key: &str) -> bool {
    let signature = SigningKey::new(key).unwrap().sign(seen.body.as_bytes()).to_string();
    seen.header("logto-signature-sha-256") == Some(signature)
}
