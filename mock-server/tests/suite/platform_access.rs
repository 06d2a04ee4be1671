//! Who may call the platform's API, how often, and what is said to others.

use std::num::NonZeroU32;
use std::time::Duration;

use http::{Method, Request};
use http_body_util::Full;
use logto_mock::{Config, PlatformKeys};
use serde_json::{Value, json};

use crate::mock::{Answer, Mock};
use crate::platform_client::{Client, WEBHOOKS, path_of, refusal, still};

/// Every call that there is, to one webhook.
fn calls(webhook: &Value) -> Vec<(Method, String)> {
    let one = path_of(webhook);
    vec![
        (Method::GET, WEBHOOKS.to_owned()),
        (Method::GET, one.clone()),
        (Method::POST, WEBHOOKS.to_owned()),
        (Method::POST, format!("{one}/test")),
        (Method::PUT, one.clone()),
        (Method::DELETE, one),
    ]
}

async fn with_header(mock: &Mock, value: &[u8]) -> Answer {
    let request = Request::get(WEBHOOKS).header("authorization", value);
    mock.send(request.body(Full::default()).unwrap()).await
}

#[tokio::test]
async fn without_a_key_that_is_known_nothing_is_told() {
    let client = Client::start().await;
    let made = client.create("http://127.0.0.1:9/", &["user.created"]).await;
    let token = client.mock.logto().token();
    for (key, part) in
        [(None, "expected the header"), (Some("unknown"), "no API key"), (Some(&*token), "no API key")]
    {
        for (method, path) in calls(&made) {
            let answer = client.send(method, &path, key, "").await;
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
            let message = refusal(answer, 401);
            assert!(message.starts_with("Unauthorized - Authentication required: "), "{message}");
            assert!(message.contains(part), "{message}");
        }
    }
    assert_eq!(client.mock.logto().webhooks().len(), 1);
}

#[tokio::test]
async fn a_key_comes_once_and_by_the_scheme_bearer_in_any_case() {
    let client = Client::start().await;
    let key = &client.keys.read_only;
    for good in [format!("Bearer {key}"), format!("bearer {key}"), format!("BEARER   {key} ")] {
        with_header(&client.mock, good.as_bytes()).await.expect(200);
    }
    for bad in [
        key.clone(),
        format!("Basic {key}"),
        format!("Bearer{key}"),
        "Bearer ".to_owned(),
        format!("Bearer {key}x"),
    ] {
        with_header(&client.mock, bad.as_bytes()).await.expect(401);
    }
    with_header(&client.mock, b"Bearer \xff").await.expect(401);
    let twice = Request::get(WEBHOOKS).header("authorization", format!("Bearer {key}"));
    let twice = twice.header("authorization", format!("Bearer {key}"));
    client.mock.send(twice.body(Full::default()).unwrap()).await.expect(401);
}

#[tokio::test]
async fn a_read_only_key_reads_and_does_nothing_else() {
    let client = Client::start().await;
    let made = client.create("http://127.0.0.1:9/", &["user.created"]).await;
    for (method, path) in calls(&made) {
        let reads = method == Method::GET;
        let answer = client.send(method, &path, Some(&client.keys.read_only), "{}").await;
        if reads {
            answer.expect(200);
        } else {
            let message = refusal(answer, 403);
            assert_eq!(message, "Forbidden - Insufficient permissions: this API key may only read");
        }
    }
    assert_eq!(client.mock.logto().webhooks().len(), 1);
    assert!(client.mock.logto().deliveries().is_empty());
}

#[tokio::test]
async fn keys_are_given_or_drawn_and_no_debug_shows_them() {
    let mut config = Config::default();
    let mut keys = PlatformKeys::generate();
    (keys.read_write, keys.read_only) = ("mine".to_owned(), "theirs".to_owned());
    config.platform_keys = Some(keys);
    assert!(!format!("{config:?}").contains("mine"));
    let client = Client::with(config).await;
    client.send(Method::POST, WEBHOOKS, Some("mine"), "{}").await.expect(400);
    client.send(Method::GET, WEBHOOKS, Some("theirs"), "").await.expect(200);
    assert!(!format!("{:?}", client.mock.logto()).contains("theirs"));
    let (one, other) = (PlatformKeys::generate(), PlatformKeys::generate());
    assert!(one.read_write != other.read_write && one.read_only != one.read_write);
}

#[tokio::test]
async fn where_nobody_is_asked_for_a_key_foreign_pages_are_kept_out() {
    let mut config = Config::default();
    config.auth = false;
    let mock = Mock::with(config).await;
    assert!(mock.logto().platform_keys().is_none());
    mock.get(WEBHOOKS).await.expect(200);
    mock.post(WEBHOOKS, &json!({ "url": "http://a", "events": ["user.created"] })).await.expect(201);
    for (name, value) in [("origin", "https://evil.example"), ("host", "evil.example")] {
        let request = Request::get(WEBHOOKS).header(name, value).body(Full::default()).unwrap();
        let message = refusal(mock.send(request).await, 403);
        assert!(message.starts_with("Forbidden - Insufficient permissions: The header `"), "{message}");
        assert!(message.contains("`--allow-host NAME`"), "{message}");
    }
}

#[tokio::test]
async fn other_paths_and_methods_are_refused_in_the_same_way() {
    let client = Client::start().await;
    for path in ["/api/v1", "/api/v1/", "/api/v1/users", "/api/v1/webhooks/a/b", "/api/v1/webhooks/a/test/b"]
    {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let message = refusal(client.call(method, path, None).await, 404);
            assert!(message.starts_with("Not Found: ") && message.contains(WEBHOOKS), "{message}");
        }
    }
    for (path, allowed, others) in [
        ("/api/v1/webhooks", "HEAD, GET, POST", [Method::PUT, Method::DELETE, Method::OPTIONS]),
        (
            "/api/v1/webhooks/wh_123456",
            "HEAD, GET, PUT, DELETE",
            [Method::POST, Method::PATCH, Method::OPTIONS],
        ),
        ("/api/v1/webhooks/wh_123456/test", "POST", [Method::GET, Method::HEAD, Method::DELETE]),
    ] {
        for method in others {
            let answer = client.call(method.clone(), path, None).await;
            assert_eq!(answer.headers["allow"], allowed);
            if method == Method::HEAD {
                assert_eq!((answer.status.as_u16(), answer.body.len()), (405, 0));
            } else {
                assert_eq!(refusal(answer, 405), "Method Not Allowed");
            }
        }
    }
    let head = client.call(Method::HEAD, WEBHOOKS, None).await.expect(200);
    assert!(head.body.is_empty());
    // Logto's own paths are told of in its own way.
    assert_eq!(client.get("/api/v2").await.expect(404).text(), "Not Found");
    assert_eq!(client.get("/api/v1x").await.expect(404).text(), "Not Found");
}

#[tokio::test]
async fn nothing_of_logto_stands_around_its_answers() {
    let client = Client::start().await;
    let answer = client.get(WEBHOOKS).await.expect(200);
    let mut names: Vec<_> = answer.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-length", "content-type", "date"]);
}

#[tokio::test]
async fn calls_beyond_the_limit_wait_for_the_next_minute_of_their_key() {
    let mut config = still();
    config.platform_rate_limit = NonZeroU32::new(3);
    let client = Client::with(config).await;
    let call = async |key: Option<&str>| client.send(Method::GET, WEBHOOKS, key, "").await;
    let (writes, reads) = (Some(client.keys.read_write.as_str()), Some(client.keys.read_only.as_str()));
    call(writes).await.expect(200);
    client.mock.advance(Duration::from_millis(20_500));
    call(writes).await.expect(200);
    call(writes).await.expect(200);
    for _ in 0..2 {
        let refused = call(writes).await;
        assert_eq!(refused.headers["retry-after"], "40");
        assert_eq!(refusal(refused, 429), "Too Many Requests - Rate limit exceeded");
    }
    call(reads).await.expect(200);
    for _ in 0..3 {
        call(Some("unknown")).await.expect(401);
    }
    call(Some("another")).await.expect(429);
    call(None).await.expect(429);

    client.mock.advance(Duration::from_millis(39_499));
    assert_eq!(call(writes).await.expect(429).headers["retry-after"], "1");
    client.mock.advance(Duration::from_millis(1));
    call(writes).await.expect(200);
    call(None).await.expect(429);
    client.mock.advance(Duration::from_millis(20_500));
    call(None).await.expect(401);
}

#[tokio::test]
async fn there_is_no_limit_unless_one_is_set() {
    let client = Client::start().await;
    for _ in 0..200 {
        client.get(WEBHOOKS).await.expect(200);
    }
}

#[tokio::test]
async fn what_goes_wrong_on_request_goes_wrong_in_the_platforms_words() {
    let client = Client::start().await;
    for (api, status, expected) in [
        (json!({ "status": 401 }), 401, "Unauthorized - Authentication required"),
        (json!({ "status": 429, "retryAfter": 7 }), 429, "Too Many Requests - Rate limit exceeded"),
        (json!({ "status": 500, "path": "/api/v1/webhooks" }), 500, "Internal Server Error"),
        (json!({ "status": 500, "path": "/api/v1/*", "method": "get" }), 500, "Internal Server Error"),
    ] {
        client.mock.post("/__mock/faults", &json!({ "api": api })).await.expect(201);
        let answer = client.get(WEBHOOKS).await;
        let retry_after = answer.headers.get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(retry_after.as_deref(), (status == 429).then_some("7"));
        assert_eq!(answer.headers.contains_key("www-authenticate"), status == 401);
        assert_eq!(refusal(answer, status), expected);
    }
    client.get(WEBHOOKS).await.expect(200);
}

fn twice_a_minute() -> Config {
    let mut config = still();
    config.platform_rate_limit = NonZeroU32::new(2);
    config
}

#[tokio::test]
async fn a_reset_begins_to_count_anew() {
    let client = Client::with(twice_a_minute()).await;
    client.get(WEBHOOKS).await.expect(200);
    client.get(WEBHOOKS).await.expect(200);
    client.get(WEBHOOKS).await.expect(429);
    client.mock.post("/__mock/reset", &json!({})).await.expect(204);
    client.get(WEBHOOKS).await.expect(200);
    client.get(WEBHOOKS).await.expect(200);
    client.get(WEBHOOKS).await.expect(429);
    client.mock.logto().reset();
    client.get(WEBHOOKS).await.expect(200);
}

#[tokio::test]
async fn a_page_of_somebody_elses_does_not_use_up_what_may_be_called() {
    let mut config = twice_a_minute();
    config.auth = false;
    let mock = Mock::with(config).await;
    for _ in 0..5 {
        let request = Request::get(WEBHOOKS).header("origin", "http://evil.example");
        mock.send(request.body(Full::default()).unwrap()).await.expect(403);
    }
    mock.get(WEBHOOKS).await.expect(200);
}

#[tokio::test]
async fn a_path_in_another_case_is_the_platforms_too() {
    let client = Client::start().await;
    let listed = client.get("/api/V1/Webhooks").await.expect(200);
    assert!(!listed.headers.contains_key("logto-core-request-id"));
    let message = refusal(client.get("/api/V1/other").await, 404);
    assert!(message.contains("/api/v1/webhooks"), "{message}");
}
