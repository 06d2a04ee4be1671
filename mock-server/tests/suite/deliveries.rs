//! From something that happens to what an endpoint gets, and what is known of it afterwards.

use std::time::Duration;

use http::Method;
use logto_mock::{Config, Profile};
use logto_webhook::logto::EventName;
use logto_webhook::{SigningKey, Timestamp, Webhook};
use ring::hmac;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::mock::{Mock, Refusing, endpoint, request_on, signature};

/// The signature as ring computes it: not with the code under test.
pub(crate) fn expected_signature(key: &str, body: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()), body);
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap());
    tag.as_ref().iter().flat_map(digits).collect()
}

#[tokio::test]
async fn a_trigger_sends_a_signed_delivery_that_the_sdk_verifies() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook(&endpoint.uri(), EventName::UserCreated);
    let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
    let later = mock.hook(&endpoint.uri(), EventName::RoleCreated);
    assert_eq!(
        (&entry["state"], &entry["attempts"][0]["outcome"]),
        (&json!("succeeded"), &json!({ "status": 200 }))
    );

    let received = endpoint.received_requests().await.unwrap();
    let [request] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!(signature(request), expected_signature(hook.signing_key.as_str(), &request.body));
    let webhook = Webhook::new(SigningKey::new(hook.signing_key.as_str()).unwrap());
    let verified = webhook.verify(signature(request), request.body.clone()).unwrap();
    assert_eq!(verified.event().unwrap().event_name(), Some(EventName::UserCreated));
    let payload: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(payload["hookId"], hook.id);
    let created_at: Timestamp = payload["createdAt"].as_str().unwrap().parse().unwrap();
    let started_at = entry["attempts"][0]["startedAtMs"].as_i64().unwrap();
    // All four by the mock's clock.
    let in_order = [hook.created_at.0, created_at.unix_millis(), started_at, later.created_at.0];
    assert!(in_order.is_sorted(), "{in_order:?}");

    assert_eq!(entry["url"], endpoint.uri());
    assert_eq!(entry["signature"], signature(request));
    assert_eq!(entry["body"].as_str().unwrap().as_bytes(), request.body);
}

#[tokio::test]
async fn a_request_looks_on_the_wire_as_logtos_does() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mock = Mock::start().await;
    let url = format!("http://{address}/path with space/ü?a=1#fragment");
    let config = json!({ "url": url, "headers": { "X-Custom": " Value ", "Accept": "text/plain" } });
    mock.post("/api/hooks", &json!({ "events": ["Role.Created"], "config": config })).await.expect(201);
    mock.trigger(&json!({ "event": "Role.Created" })).await;

    let (mut stream, _) = listener.accept().await.unwrap();
    let (head, _) = request_on(&mut stream).await;
    let (request_line, headers) = head.split_once("\r\n").unwrap();
    assert_eq!(request_line, "POST /path%20with%20space/%C3%BC?a=1 HTTP/1.1");
    let names: Vec<_> = headers.lines().map(|line| line.split_once(": ").unwrap().0).collect();
    let block = ["accept", "logto-signature-sha-256", "user-agent", "x-custom"];
    let rest = ["content-type", "accept-language", "sec-fetch-mode", "accept-encoding", "content-length"];
    assert_eq!(names, [&["host", "connection"][..], &block, &rest].concat());
    for line in [
        &format!("host: {address}"),
        "connection: keep-alive",
        "x-custom: Value",
        "accept: text/plain",
        "user-agent: Logto (https://logto.io/)",
        "content-type: application/json",
        "sec-fetch-mode: cors",
        "accept-encoding: gzip, deflate",
    ] {
        assert!(headers.lines().any(|header| header == line), "{line} is not in {headers}");
    }
}

#[tokio::test]
async fn a_5xx_is_retried_with_the_same_bytes_and_logged_once() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[500, 500, 200]).await);
    let hook = mock.hook(&endpoint.uri(), EventName::UserCreated);
    let entry = mock.deliver(&json!({ "event": "User.Created" })).await;

    let attempts = entry["attempts"].as_array().unwrap();
    let outcomes: Vec<_> = attempts.iter().map(|attempt| &attempt["outcome"]["status"]).collect();
    assert_eq!(outcomes, [500, 500, 200]);
    let numbers: Vec<_> = attempts.iter().map(|attempt| &attempt["number"]).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let received = endpoint.received_requests().await.unwrap();
    let [first, others @ ..] = received.as_slice() else { panic!("nothing arrived") };
    assert_eq!(others.len(), 2);
    for other in others {
        assert_eq!((&other.body, signature(other)), (&first.body, signature(first)));
    }

    let log = mock.log_of(&hook).await;
    assert_eq!(log.len(), 1, "{log:?}");
    let payload = &log[0]["payload"];
    assert_eq!(payload["result"], "Success");
    assert_eq!(payload["response"], json!({ "body": { "received": 200 }, "statusCode": 200 }));
    assert_eq!(payload["hookRequest"]["body"], serde_json::from_slice::<Value>(&first.body).unwrap());
}

#[tokio::test]
async fn the_profile_of_released_servers_sends_once() {
    let mut config = Config::default();
    config.profile = Profile::Logto142;
    let (mock, endpoint) = (Mock::with(config).await, endpoint(&[500, 200]).await);
    mock.hook(&endpoint.uri(), EventName::UserCreated);
    let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
    assert_eq!(entry["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(entry["state"], "failed");
}

#[tokio::test]
async fn a_hook_that_wants_no_retries_gets_none() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[503]).await);
    let config = json!({ "url": endpoint.uri(), "retries": 0 });
    mock.post("/api/hooks", &json!({ "events": ["User.Deleted"], "config": config })).await.expect(201);
    let entry = mock.deliver(&json!({ "event": "User.Deleted" })).await;
    assert_eq!(entry["attempts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_4xx_is_sent_once_and_logged_with_the_answer() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[404]).await);
    let hook = mock.hook(&endpoint.uri(), EventName::UserCreated);
    let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
    assert_eq!(entry["state"], "failed");
    assert_eq!(endpoint.received_requests().await.unwrap().len(), 1);

    let log = mock.log_of(&hook).await;
    let payload = &log[0]["payload"];
    assert_eq!((log.len(), &payload["result"]), (1, &json!("Error")));
    assert_eq!(payload["response"], json!({ "body": { "received": 404 }, "statusCode": 404 }));
    let error = payload["error"].as_str().unwrap();
    assert!(
        error.starts_with(r#"HTTPError: {"message":"Request failed with status code 404 Not Found""#),
        "{error}"
    );
}

#[tokio::test]
async fn a_refused_connection_is_tried_once_and_logged() {
    let mock = Mock::start().await;
    let refusing = Refusing::new();
    let hook = mock.hook(&refusing.url(), EventName::UserCreated);
    let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
    let [attempt] = entry["attempts"].as_array().unwrap().as_slice() else { panic!("{entry}") };
    let error = attempt["outcome"]["error"].as_str().unwrap();
    assert!(error.starts_with("fetch failed: connect ECONNREFUSED 127.0.0.1:"), "{error}");

    let log = mock.log_of(&hook).await;
    let payload = &log[0]["payload"];
    assert_eq!((&payload["result"], payload.get("response")), (&json!("Error"), None));
    let error = payload["error"].as_str().unwrap();
    assert!(
        error.starts_with(r#"TypeError: {"message":"fetch failed","cause":{"message":"connect ECONNREFUSED"#),
        "{error}"
    );
}

#[tokio::test]
async fn urls_that_cannot_be_sent_to_are_logged_with_the_reason() {
    let mock = Mock::start().await;
    for (url, error) in [
        (
            "not_work_url",
            r#"TypeError: {"message":"Failed to parse URL from not_work_url","cause":{"message":"Invalid URL","code":"ERR_INVALID_URL","input":"not_work_url"}}"#,
        ),
        (
            "ftp://127.0.0.1/x",
            r#"TypeError: {"message":"fetch failed","cause":{"message":"unknown scheme"}}"#,
        ),
        (
            "http://user:pw@127.0.0.1/x",
            r#"TypeError: {"message":"Request cannot be constructed from a URL that includes credentials: http://user:pw@127.0.0.1/x"}"#,
        ),
    ] {
        let hook = mock.hook(url, EventName::ScopeCreated);
        mock.deliver(&json!({ "event": "Scope.Created", "hookId": hook.id })).await;
        assert_eq!(mock.log_of(&hook).await[0]["payload"]["error"], error);
    }
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_in_time_fails_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = Config::default();
    config.attempt_timeout = Duration::from_millis(50);
    let mock = Mock::with(config).await;
    let hook = mock.hook(&format!("http://{}/", listener.local_addr().unwrap()), EventName::UserCreated);
    let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
    assert_eq!(entry["attempts"][0]["outcome"], json!({ "error": "Request timed out" }));
    let log = mock.log_of(&hook).await;
    let expected = r#"TimeoutError: {"message":"Request timed out","request":{},"name":"TimeoutError"}"#;
    assert_eq!((log.len(), &log[0]["payload"]["error"]), (1, &json!(expected)));

    // The mock hangs up on an endpoint that it does not wait for any more.
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
}

#[tokio::test]
async fn a_body_that_does_not_end_in_time_fails_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = Config::default();
    config.answer_timeout = Duration::from_millis(50);
    let mock = Mock::with(config).await;
    let hook = mock.hook(&format!("http://{}/", listener.local_addr().unwrap()), EventName::UserCreated);
    let delivery = &mock.trigger(&json!({ "event": "User.Created" })).await[0];
    let (mut stream, _) = listener.accept().await.unwrap();
    request_on(&mut stream).await;
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nnot all").await.unwrap();

    let entry = mock.ended(delivery).await;
    let outcome = json!({ "error": "terminated: Body Timeout Error" });
    assert_eq!((&entry["state"], &entry["attempts"][0]["outcome"]), (&json!("failed"), &outcome));
    let log = mock.log_of(&hook).await;
    let expected = r#"TypeError: {"message":"terminated","cause":{"name":"BodyTimeoutError","code":"UND_ERR_BODY_TIMEOUT","message":"Body Timeout Error"}}"#;
    assert_eq!((log.len(), &log[0]["payload"]["error"]), (1, &json!(expected)));
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0, "the mock hangs up");
}

#[tokio::test]
async fn a_changed_body_does_not_verify_and_is_still_json() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook(&endpoint.uri(), EventName::UserCreated);
    let entry = mock.deliver(&json!({ "event": "User.Created", "fault": "body_changed" })).await;
    assert_eq!(entry["faults"], json!(["body_changed"]));

    let request = &endpoint.received_requests().await.unwrap()[0];
    assert_ne!(signature(request), expected_signature(hook.signing_key.as_str(), &request.body));
    assert!(serde_json::from_slice::<Value>(&request.body).is_ok());
    // The journal has what was signed.
    let signed = entry["body"].as_str().unwrap();
    assert_eq!(entry["signature"], expected_signature(hook.signing_key.as_str(), signed.as_bytes()));
}

#[tokio::test]
async fn the_old_key_signs_where_there_was_one() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook(&endpoint.uri(), EventName::UserCreated);
    let trigger = json!({ "event": "User.Created", "fault": "old_key" });
    let refused = mock.post("/__mock/trigger", &trigger).await.expect(409).json();
    assert_eq!(refused["code"], "mock.impossible_fault");
    assert!(refused["message"].as_str().unwrap().contains("never had another signing key"), "{refused}");
    assert_eq!(mock.get("/__mock/deliveries").await.expect(200).text(), "[]");

    let path = format!("/api/hooks/{}/signing-key", hook.id);
    let renewed = mock.call(Method::PATCH, &path, None).await.expect(200).json();
    mock.deliver(&trigger).await;
    mock.deliver(&json!({ "event": "User.Created" })).await;
    let received = endpoint.received_requests().await.unwrap();
    assert_eq!(signature(&received[0]), expected_signature(hook.signing_key.as_str(), &received[0].body));
    let new_key = renewed["signingKey"].as_str().unwrap();
    assert_eq!(signature(&received[1]), expected_signature(new_key, &received[1].body));
}

#[tokio::test]
async fn a_dispatch_has_ten_deliveries_under_way_at_most() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let mock = Mock::start().await;
    let oldest = mock.hook(&url, EventName::UserCreated);
    for _ in 0..10 {
        mock.hook(&url, EventName::UserCreated);
    }
    mock.hook(&url, EventName::RoleCreated);
    mock.trigger(&json!({ "event": "User.Created" })).await;
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(listener.accept().await.unwrap().0);
    }

    // Another dispatch overtakes the eleventh delivery, which waits for a place.
    mock.trigger(&json!({ "event": "Role.Created" })).await;
    let (mut overtaking, _) = listener.accept().await.unwrap();
    assert_eq!(request_on(&mut overtaking).await.1["event"], "Role.Created");
    open.pop();
    let (mut eleventh, _) = listener.accept().await.unwrap();
    assert_eq!(request_on(&mut eleventh).await.1["hookId"], oldest.id);
}

#[tokio::test]
async fn the_journal_lists_deliveries_and_knows_what_is_none() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    mock.hook(&endpoint.uri(), EventName::UserCreated);
    let first = mock.deliver_for_a_list(&json!({ "event": "User.Created" })).await;
    let second = mock.deliver_for_a_list(&json!({ "event": "User.Created" })).await;
    assert_eq!(mock.get("/__mock/deliveries").await.expect(200).json(), json!([first, second]));

    let unknown = mock.get("/__mock/deliveries/unknown_id?wait=10000").await.expect(404).json();
    assert_eq!(unknown["code"], "mock.unknown_delivery");
    let path = format!("/__mock/deliveries/{}?wait=long", first["id"].as_str().unwrap());
    mock.get(&path).await.expect(400);
}

#[tokio::test]
async fn a_wait_that_is_over_shows_a_delivery_that_is_still_pending() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mock = Mock::start().await;
    mock.hook(&format!("http://{}/", listener.local_addr().unwrap()), EventName::UserCreated);
    let delivery = &mock.trigger(&json!({ "event": "User.Created" })).await[0];
    let path = format!("/__mock/deliveries/{}?wait=1", delivery["id"].as_str().unwrap());
    let entry = mock.get(&path).await.expect(200).json();
    assert_eq!((&entry["state"], &entry["attempts"]), (&json!("pending"), &json!([])));
}

#[tokio::test]
async fn the_mock_tells_that_it_is_there() {
    let mock = Mock::start().await;
    let health = mock.get("/__mock/health").await.expect(200).json();
    assert_eq!(
        health,
        json!({
            "status": "ok",
            "version": env!("CARGO_PKG_VERSION"),
            "profile": "documented",
            "log": { "kept": 0, "dropped": 0 },
        })
    );
}

#[tokio::test]
async fn a_hook_with_more_headers_than_can_be_sent_fails_and_keeps_no_other_back() {
    let receiver = endpoint(&[200]).await;
    let mut config = Config::default();
    config.profile = Profile::Logto142;
    let mock = Mock::with(config).await;
    let healthy = mock.hook(&receiver.uri(), EventName::RoleCreated);
    let headers: serde_json::Map<_, _> =
        (0..33_000).map(|number| (format!("x{number}"), json!(""))).collect();
    let new = json!({ "event": "Role.Created", "config": { "url": receiver.uri(), "headers": headers } });
    for _ in 0..10 {
        mock.post("/api/hooks", &new).await.expect(201);
    }
    mock.trigger(&json!({ "event": "Role.Created" })).await;
    mock.logto().idle().within(Duration::from_secs(30)).await.unwrap();
    for delivery in mock.logto().deliveries() {
        let is_healthy = delivery.hook_id() == healthy.id;
        assert_eq!(delivery.succeeded(), Some(is_healthy));
        let entry = &mock.log_of_id(delivery.hook_id()).await[0];
        assert_eq!(entry["payload"]["result"], if is_healthy { "Success" } else { "Error" });
    }
}
