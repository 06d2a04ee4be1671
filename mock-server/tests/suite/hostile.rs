//! What no client of Logto sends.

use std::sync::{Arc, Mutex};

use logto_mock::{Config, Profile};
use logto_webhook::logto::EventName;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::mock::Mock;
use crate::receiver::{Reaction, Receiver};

/// Bytes that are nearly a request: the ones that reach deepest.
fn nearly_a_request() -> impl Strategy<Value = Vec<u8>> {
    let method = prop::sample::select(vec!["GET", "POST", "PATCH", "HEAD", "OPTIONS", "BREW", ""]);
    let path = prop::sample::select(vec![
        "/api/hooks",
        "/api/hooks/x",
        "/api/hooks/%ff/test",
        "/api/hooks/x/recent-logs?page=%00&start_time=1e400",
        "/oidc/token",
        "/__mock/trigger",
        "/__mock/deliveries/x?wait=-1",
        "//",
        "*",
    ]);
    let header = prop::sample::select(vec![
        "content-type: application/json",
        "content-type: application/x-www-form-urlencoded",
        "content-length: 5",
        "content-length: 18446744073709551616",
        "transfer-encoding: chunked",
        "authorization: Bearer \u{fe}.\u{fe}.\u{fe}",
        "authorization: Basic AAAA",
        "host: localhost",
        "expect: 100-continue",
        "nonsense",
    ]);
    let headers = prop::collection::vec(header, 0..5);
    let body = prop::collection::vec(any::<u8>(), 0..64);
    (method, path, headers, body).prop_map(|(method, path, headers, body)| {
        let head = format!(
            "{method} {path} HTTP/1.1\r\ndevelopment-user-id: x\r\nhost: localhost\r\n{}\r\nconnection: close\r\n\r\n",
            headers.join("\r\n")
        );
        [head.into_bytes(), body].concat()
    })
}

#[test]
fn no_bytes_bring_the_mock_down() {
    let runtime = Runtime::new().unwrap();
    let mock = runtime.block_on(Mock::start());
    let bytes = prop_oneof![prop::collection::vec(any::<u8>(), 0..200), nearly_a_request()];
    let run = TestRunner::default().run(&bytes, |bytes| {
        let answer = runtime.block_on(mock.raw(&bytes));
        let text = String::from_utf8_lossy(&answer);
        // A panic in a handler would leave no answer, or half of one.
        prop_assert!(answer.is_empty() || text.starts_with("HTTP/1.1 "), "{text}");
        prop_assert!(!text.starts_with("HTTP/1.1 500"), "{text}");
        Ok(())
    });
    run.unwrap();
    runtime.block_on(mock.get("/__mock/health")).expect(200);
}

/// Bytes that are nearly a response: the ones that are read longest.
fn nearly_a_response() -> impl Strategy<Value = Vec<u8>> {
    let status = prop::sample::select(vec![
        "HTTP/1.1 200 OK",
        "HTTP/1.1 500 \u{e9}",
        "HTTP/1.0 204",
        "HTTP/1.1 103 X",
    ]);
    let header = prop::sample::select(vec![
        "content-encoding: gzip",
        "content-encoding: deflate",
        "content-encoding: br",
        "content-encoding: br, gzip, deflate",
        "content-length: 40",
        "content-length: -1",
        "transfer-encoding: chunked",
        "keep-alive: timeout=99999999999999999999",
        "location: http://[",
        "nonsense",
    ]);
    let headers = prop::collection::vec(header, 0..4);
    let beginning = prop::sample::select(vec![
        &b""[..],
        b"5\r\n",
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
        b"\x1f\x8b\x08\x1f\0\0\0\0\0\x03",
        b"\x78\x9c",
        b"\x8b\x08\x80",
    ]);
    let body = prop::collection::vec(any::<u8>(), 0..64);
    (status, headers, beginning, body).prop_map(|(status, headers, beginning, body)| {
        let head = format!("{status}\r\n{}\r\nconnection: close\r\n\r\n", headers.join("\r\n"));
        [head.as_bytes(), beginning, &body].concat()
    })
}

#[test]
fn whatever_an_endpoint_answers_a_delivery_ends_with_one_log_entry() {
    let runtime = Runtime::new().unwrap();
    let answer = Arc::new(Mutex::new(Vec::new()));
    let answered = Arc::clone(&answer);
    let (mock, receiver) = runtime.block_on(async {
        let mut config = Config::default();
        // A 500 is not waited for.
        config.profile = Profile::Logto142;
        let receiver = Receiver::new(move |_| Reaction::Last(answered.lock().unwrap().clone())).await;
        (Mock::with(config).await, receiver)
    });
    let bytes = prop_oneof![prop::collection::vec(any::<u8>(), 0..200), nearly_a_response()];
    let run = TestRunner::default().run(&bytes, |bytes| {
        answer.lock().unwrap().clone_from(&bytes);
        let log = runtime.block_on(async {
            let hook = mock.hook(&receiver.url("/"), EventName::ScopeCreated);
            mock.deliver(&json!({ "event": "Scope.Created", "hookId": hook.id })).await;
            mock.log_of(&hook).await
        });
        prop_assert_eq!(log.len(), 1);
        Ok(())
    });
    run.unwrap();
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let mock = Mock::start().await;
    let head = format!("GET /api/hooks HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "x".repeat(20_000));
    let answer = mock.raw(head.as_bytes()).await;
    assert!(answer.starts_with(b"HTTP/1.1 431"), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn a_name_is_answered_only_where_it_was_allowed() {
    let request = |name: &str| {
        format!("GET /__mock/health HTTP/1.1\r\nhost: {name}:3001\r\nconnection: close\r\n\r\n").into_bytes()
    };
    let mock = Mock::start().await;
    let refused = String::from_utf8(mock.raw(&request("logto-mock")).await).unwrap();
    assert!(refused.starts_with("HTTP/1.1 403") && refused.contains("--allow-host NAME"), "{refused}");

    let mut config = Config::default();
    config.allowed_hosts = vec!["logto-mock".to_owned()];
    let mock = Mock::with(config).await;
    assert!(mock.raw(&request("logto-mock")).await.starts_with(b"HTTP/1.1 200"));
    assert!(mock.raw(&request("another")).await.starts_with(b"HTTP/1.1 403"));
}

#[tokio::test]
async fn endpoints_must_be_public_where_that_is_asked_for() {
    let mut config = Config::default();
    config.require_public_https = true;
    let mock = Mock::with(config).await;
    let hook = |url: &str| json!({ "events": ["User.Created"], "config": { "url": url } });

    let made = mock.post("/api/hooks", &hook("https://example.com/webhook")).await.expect(201).json();
    let path = format!("/api/hooks/{}", made["id"].as_str().unwrap());
    for url in ["http://example.com/webhook", "https://127.0.0.1/webhook", ""] {
        let refused = mock.post("/api/hooks", &hook(url)).await.expect(400).json();
        assert_eq!(refused["code"], "mock.endpoint_not_public_https");
        let change = json!({ "config": { "url": url } });
        mock.call(http::Method::PATCH, &path, Some(&change)).await.expect(400);
        mock.post(&format!("{path}/test"), &hook(url)).await.expect(400);
    }
}
