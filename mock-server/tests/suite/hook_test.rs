//! `POST /api/hooks/:id/test`.

use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::mock::{Mock, Refusing, endpoint};

fn test_of(events: &[&str], url: &str) -> Value {
    json!({ "events": events, "config": { "url": url, "retries": 0 } })
}

#[tokio::test]
async fn test_payloads_go_where_the_request_says_and_leave_no_trace() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook("http://127.0.0.1:9/not-used", EventName::RoleCreated);
    let path = format!("/api/hooks/{}/test", hook.id);
    let events = ["User.Created", "PostSignIn", "User.Created"];
    let answer = mock.post(&path, &test_of(&events, &endpoint.uri())).await.expect(204);
    assert!(answer.body.is_empty());

    let received = endpoint.received_requests().await.unwrap();
    let mut names: Vec<_> = received
        .iter()
        .map(|request| {
            let payload: Value = serde_json::from_slice(&request.body).unwrap();
            assert_eq!(
                (&payload["hookId"], &payload["userAgent"]),
                (&json!(hook.id), &json!("fake-user-agent"))
            );
            let key = logto_webhook::SigningKey::new(hook.signing_key.as_str()).unwrap();
            let signature = request.headers["logto-signature-sha-256"].to_str().unwrap();
            assert_eq!(signature, key.sign(&request.body).to_string());
            payload["event"].as_str().unwrap().to_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, ["PostSignIn", "User.Created"]);
    assert_eq!(mock.get("/__mock/deliveries").await.expect(200).text(), "[]");
    assert_eq!(mock.log_of(&hook).await, [Value::Null; 0]);
}

#[tokio::test]
async fn an_endpoint_that_refuses_is_reported_with_its_answer() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[404]).await);
    let hook = mock.hook("http://127.0.0.1:9/", EventName::RoleCreated);
    let path = format!("/api/hooks/{}/test", hook.id);
    let answer =
        mock.post(&path, &test_of(&["User.Created", "PostSignIn"], &endpoint.uri())).await.expect(422);
    assert_eq!(
        answer.text(),
        r#"{"code":"hook.endpoint_responded_with_error","data":{"responseStatus":404,"responseBody":"{\"received\":404}"},"message":"Endpoint responded with error."}"#
    );
}

#[tokio::test]
async fn what_could_not_be_sent_is_reported_in_the_words_of_logto() {
    let mock = Mock::start().await;
    let hook = mock.hook("http://127.0.0.1:9/", EventName::RoleCreated);
    let path = format!("/api/hooks/{}/test", hook.id);
    let refusing = Refusing::new();
    for (url, error) in [
        (refusing.url().as_str(), "TypeError: fetch failed"),
        ("not_work_url", "TypeError: Failed to parse URL from not_work_url"),
        ("", "TypeError: Failed to parse URL from "),
        (
            "http://user:pw@127.0.0.1/x",
            "TypeError: Request cannot be constructed from a URL that includes credentials: http://user:pw@127.0.0.1/x",
        ),
    ] {
        let answer = mock.post(&path, &test_of(&["User.Created"], url)).await.expect(422);
        let message = format!("Failed to send test payload: {error}");
        assert_eq!(answer.json(), json!({ "code": "hook.send_test_payload_failed", "message": message }));
    }
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_reported() {
    let mock = Mock::start().await;
    let hook = mock.hook("http://127.0.0.1:9/", EventName::RoleCreated);
    for (name, value, error) in [
        ("bad header", "x", "TypeError: Headers.append: \"bad header\" is an invalid header name."),
        ("x", "a\nb", "TypeError: Headers.append: \"a\nb\" is an invalid header value."),
        ("transfer-encoding", "chunked", "TypeError: fetch failed"),
    ] {
        let config = json!({ "url": "http://127.0.0.1:9/", "headers": { name: value } });
        let body = json!({ "events": ["User.Created"], "config": config });
        let answer = mock.post(&format!("/api/hooks/{}/test", hook.id), &body).await.expect(422);
        assert_eq!(answer.json()["message"], format!("Failed to send test payload: {error}"));
    }
}
