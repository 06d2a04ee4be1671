//! What a real Logto answered to recorded requests, the mock answers, too.

use std::path::Path;

use crate::mock::{Answer, Mock};
use http::Request;
use http_body_util::Full;
use serde_json::Value;

/// The recorded calls of one file that were made with a token and are recorded whole.
fn recorded(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/recorded/api").join(file);
    let calls: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let usable = |call: &Value| {
        let request = &call["request"];
        request["headers"]["development-user-id"].is_string() && request.get("bodyTruncatedFrom").is_none()
    };
    calls.into_iter().filter(usable).collect()
}

async fn replay(mock: &Mock, call: &Value) -> Answer {
    let request = &call["request"];
    let mut builder =
        Request::builder().method(request["method"].as_str().unwrap()).uri(request["path"].as_str().unwrap());
    if let Some(content_type) = request["headers"]["content-type"].as_str() {
        builder = builder.header("content-type", content_type);
    }
    let body = request["body"].as_str().unwrap_or_default().to_owned();
    mock.send(builder.body(Full::from(body)).unwrap()).await
}

/// Puts a word in the place of what is drawn or depends on the time.
fn without_chance(body: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(body) else {
        return body.to_owned();
    };
    let mut text = body.to_owned();
    for key in ["id", "signingKey", "createdAt"] {
        let drawn = value[key].take();
        if !drawn.is_null() {
            text = text.replacen(&drawn.to_string(), key, 1);
        }
    }
    text
}

async fn compare(mock: &Mock, call: &Value) {
    let (name, expected) = (call["name"].as_str().unwrap(), &call["response"]);
    let answer = replay(mock, call).await;
    assert_eq!(expected["status"], answer.status.as_u16(), "{name}: {}", answer.text());
    // A JSON parser's words are its own.
    if !name.starts_with("invalid json") {
        assert_eq!(
            without_chance(answer.text()),
            without_chance(expected["body"].as_str().unwrap()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn creating_a_hook_is_answered_as_by_logto_byte_for_byte() {
    let mock = Mock::start().await;
    for call in recorded("post-hooks.json") {
        compare(&mock, &call).await;
    }
}

#[tokio::test]
async fn refusals_read_as_logtos_byte_for_byte() {
    let mock = Mock::start().await;
    let refused = |call: &Value| [400, 404, 405].map(Value::from).contains(&call["response"]["status"]);
    for file in ["get-hook.json", "delete-hook.json", "patch-signing-key.json", "post-hook-test.json"] {
        for call in recorded(file).into_iter().filter(refused) {
            compare(&mock, &call).await;
        }
    }
}
