//! The webhooks of the platform, through its API.

use std::collections::HashSet;
use std::time::Duration;

use http::Method;
use logto_mock::{ClockMode, Config, HookKey, MockLogto, NewWebhook, State};
use logto_webhook::platform::EventName;
use serde_json::{Value, json};

use crate::mock::Mock;
use crate::platform_client::{Client, MASKED, WEBHOOKS, path_of, refusal};

/// The body of the platform's documentation.
fn documented() -> Value {
    json!({
        "url": "https://example.com/webhooks/data-events",
        "events": ["data.created", "data.updated", "data.deleted"],
        "description": "Data events webhook for analytics platform",
    })
}

fn keys(webhook: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = webhook.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// The time of the mock, as the API has it.
fn now(client: &Client) -> String {
    let at = logto_webhook::Timestamp::from_unix_seconds(client.mock.logto().now().0.div_euclid(1000));
    at.as_str().to_owned()
}

#[tokio::test]
async fn what_is_made_is_shown_with_its_secret_once_and_masked_from_then_on() {
    let client = Client::start().await;
    let made = client.post(WEBHOOKS, &documented()).await.expect(201);
    assert_eq!(made.headers["content-type"], "application/json; charset=utf-8");
    assert!(made.text().starts_with(r#"{"data":{"id":"wh_"#), "{}", made.text());
    let made = made.json()["data"].clone();
    assert_eq!(keys(&made), ["created_at", "description", "events", "id", "secret", "status", "url"]);
    for (key, value) in documented().as_object().unwrap() {
        assert_eq!(&made[key], value);
    }
    assert_eq!((&made["status"], &made["created_at"]), (&json!("active"), &json!(now(&client))));
    let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    let of_id = id.strip_prefix("wh_").unwrap();
    assert!(of_id.len() == 6 && of_id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    let drawn = secret.strip_prefix("whsec_").unwrap();
    assert!(drawn.len() == 30 && drawn.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{secret}");

    let path = path_of(&made);
    let shown = client.get(&path).await.expect(200).json();
    assert_eq!(shown["data"]["secret"], MASKED);
    let but_secret = |mut webhook: Value| webhook.as_object_mut().unwrap().remove("secret").map(|_| webhook);
    assert_eq!(but_secret(shown["data"].clone()), but_secret(made.clone()));

    let mut answers = vec![client.get(&path).await, client.get(WEBHOOKS).await];
    answers.push(client.put(&path, &json!({ "status": "inactive" })).await);
    answers.push(client.post(&path, &json!({})).await);
    answers.push(client.call(Method::DELETE, &path, None).await);
    for answer in answers {
        assert!(!answer.text().contains(drawn), "{answer:?}");
    }
    assert!(!format!("{:?} {:?}", client.mock.logto(), client.mock.logto().webhooks()).contains(drawn));
}

#[tokio::test]
async fn a_list_has_less_of_each_and_the_newest_first() {
    let client = Client::start().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let made = client.post(WEBHOOKS, &documented()).await.expect(201).json();
        client.put(&path_of(&made["data"]), &json!({ "description": "" })).await.expect(200);
        ids.insert(0, made["data"]["id"].clone());
    }
    let list = client.get(WEBHOOKS).await.expect(200).json();
    assert_eq!(list["meta"], json!({ "total": 3, "page": 1, "limit": 20, "pages": 1 }));
    let listed: Vec<_> =
        list["data"].as_array().unwrap().iter().map(|webhook| webhook["id"].clone()).collect();
    assert_eq!(listed, ids);
    assert_eq!(keys(&list["data"][0]), ["created_at", "events", "id", "status", "url"]);
}

#[tokio::test]
async fn a_list_comes_in_pages() {
    let client = Client::start().await;
    let empty = client.get(WEBHOOKS).await.expect(200).json();
    assert_eq!(empty, json!({ "data": [], "meta": { "total": 0, "page": 1, "limit": 20, "pages": 0 } }));
    for number in 0..101 {
        client
            .mock
            .logto()
            .create_webhook(NewWebhook::new(format!("http://a/{number}"), [EventName::UserCreated]));
    }
    for (query, page, limit, pages, first, length) in [
        ("", 1, 20, 6, 100, 20),
        ("?page=6", 6, 20, 6, 0, 1),
        ("?page=7", 7, 20, 6, -1, 0),
        ("?page=4294967295&limit=100", 4_294_967_295_u32, 100, 2, -1, 0),
        ("?limit=100", 1, 100, 2, 100, 100),
        ("?limit=100&page=2", 2, 100, 2, 0, 1),
        ("?limit=1&page=101", 101, 1, 101, 0, 1),
        ("?limit=07", 1, 7, 15, 100, 7),
    ] {
        let list = client.get(&format!("{WEBHOOKS}{query}")).await.expect(200).json();
        let meta = json!({ "total": 101, "page": page, "limit": limit, "pages": pages });
        let data = list["data"].as_array().unwrap();
        assert_eq!((&list["meta"], data.len()), (&meta, length), "{query}");
        let url = data.first().map_or(Value::Null, |webhook| webhook["url"].clone());
        let expected = if first < 0 { Value::Null } else { json!(format!("http://a/{first}")) };
        assert_eq!(url, expected, "{query}");
    }
}

#[tokio::test]
async fn a_list_is_filtered_by_status_and_event() {
    let client = Client::start().await;
    let logto = client.mock.logto();
    let made = [
        NewWebhook::new("http://a/0", [EventName::UserCreated, EventName::SystemAlert]),
        NewWebhook::new("http://a/1", [EventName::UserCreated]).inactive(),
        NewWebhook::new("http://a/2", [EventName::SystemAlert]).inactive(),
    ]
    .map(|new| logto.create_webhook(new).id.clone());
    for (query, expected) in [
        ("status=active", vec![0]),
        ("status=inactive", vec![2, 1]),
        ("event=user.created", vec![1, 0]),
        ("event=system.alert&status=inactive", vec![2]),
        ("event=report.generated", vec![]),
        ("status=inactive&limit=1&page=2", vec![1]),
        ("unknown=1", vec![2, 1, 0]),
    ] {
        let list = client.get(&format!("{WEBHOOKS}?{query}")).await.expect(200).json();
        let ids: Vec<_> =
            list["data"].as_array().unwrap().iter().map(|webhook| webhook["id"].clone()).collect();
        let expected: Vec<_> = expected.into_iter().map(|index: usize| json!(made[index])).collect();
        assert_eq!(ids, expected, "{query}");
    }
    let list = client.get(&format!("{WEBHOOKS}?status=inactive&limit=1")).await.json();
    assert_eq!(list["meta"], json!({ "total": 2, "page": 1, "limit": 1, "pages": 2 }));
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused() {
    let client = Client::start().await;
    for (query, part) in [
        ("page=0", "`page`: Number must be greater than or equal to 1"),
        ("page=-1", "`page`: expected number"),
        ("page=1.5", "`page`: expected number"),
        ("page=+1", "`page`: expected number"),
        ("page=", "`page`: expected number"),
        ("page=one", "`page`: expected number"),
        ("page=1&page=2", "`page`: expected number, found array"),
        ("page=4294967296", "`page`: Number must be less than or equal to 4294967295"),
        ("page=99999999999999999999999", "`page`: Number must be less than or equal to 4294967295"),
        ("limit=0", "`limit`: Number must be greater than or equal to 1"),
        ("limit=101", "`limit`: Number must be less than or equal to 100"),
        ("status=paused", "`status`: expected 'active' | 'inactive', found another text"),
        ("status=", "`status`: expected 'active' | 'inactive'"),
        ("status=active&status=active", "found array"),
        ("event=User.Created", "`event`: expected 'user.created' | "),
        ("limit=0&page=0", "; and 1 more"),
    ] {
        let message = refusal(client.get(&format!("{WEBHOOKS}?{query}")).await, 400);
        assert!(message.starts_with("Bad Request - Invalid parameters: "), "{message}");
        assert!(message.contains(part), "{query}: {message}");
    }
}

#[tokio::test]
async fn a_body_that_makes_no_sense_is_refused_and_changes_nothing() {
    let client = Client::start().await;
    let made = client.create("http://127.0.0.1:9/", &["user.created"]).await;
    let before = client.mock.logto().state().to_json();
    let url = "http://a/";
    for (body, part) in [
        ("", "found no body"),
        ("{", "the body is no JSON"),
        ("[]", "expected object, found array"),
        ("null", "expected object, found null"),
        (&*"[".repeat(1000), "the body is no JSON"),
        (&*json!({ "url": url, "events": 1 }).to_string(), "`events`: expected array, found number"),
        (&*json!({ "url": url, "events": [] }).to_string(), "`events`: Array must contain at least 1"),
        (&*json!({ "url": url, "events": [1] }).to_string(), "`events.0`: expected 'user.created' | "),
        (
            &*json!({ "url": url, "events": ["user.created", "x"] }).to_string(),
            "`events.1`: expected 'user.created' | ",
        ),
        (&*json!({ "url": url, "events": ["*"] }).to_string(), "found another text"),
        (
            &*json!({ "url": 1, "events": ["user.created"] }).to_string(),
            "`url`: expected string, found number",
        ),
        (
            &*json!({ "url": null, "events": ["user.created"] }).to_string(),
            "`url`: expected string, found null",
        ),
        (
            &*json!({ "url": format!("http://a/{}", "x".repeat(2048)), "events": ["user.created"] })
                .to_string(),
            "`url`: String must contain at most 2048",
        ),
        (
            &*json!({ "url": url, "events": ["user.created"], "description": "x".repeat(1001) }).to_string(),
            "`description`: String must contain at most 1000",
        ),
        (
            &*json!({ "url": url, "events": ["user.created"], "description": null }).to_string(),
            "`description`: expected string, found null",
        ),
        (
            &*json!({ "url": url, "events": ["user.created"], "description": "a\0" }).to_string(),
            "`description`: it has a NUL",
        ),
        (&*" ".repeat((1 << 20) + 1), "has more than 1048576 bytes"),
    ] {
        let key = Some(client.keys.read_write.as_str());
        for (method, path) in [(Method::POST, WEBHOOKS.to_owned()), (Method::PUT, path_of(&made))] {
            let message = refusal(client.send(method, &path, key, body.to_owned()).await, 400);
            assert!(message.starts_with("Bad Request - Invalid parameters: "), "{message}");
            assert!(message.contains(part), "{body:.80}: {message}");
        }
    }
    let missing = refusal(client.post(WEBHOOKS, &json!({})).await, 400);
    assert!(missing.ends_with("`url`: expected string, found nothing; and 1 more"), "{missing}");
    let status = refusal(client.put(&path_of(&made), &json!({ "status": "paused" })).await, 400);
    assert!(status.contains("`status`: expected 'active' | 'inactive'"), "{status}");
    assert_eq!(client.mock.logto().state().to_json(), before);
}

#[tokio::test]
async fn a_url_that_is_not_absolute_or_not_of_http_is_unprocessable() {
    let client = Client::start().await;
    let made = client.create("http://127.0.0.1:9/", &["user.created"]).await;
    for url in [
        "",
        "example.com",
        "/webhook",
        "//example.com/",
        "http:example.com",
        "ftp://example.com",
        "http://a b/",
    ] {
        let new = json!({ "url": url, "events": ["user.created"] });
        for answer in
            [client.post(WEBHOOKS, &new).await, client.put(&path_of(&made), &json!({ "url": url })).await]
        {
            let message = refusal(answer, 422);
            assert!(
                message.starts_with("Unprocessable Entity - Invalid webhook URL: expected an absolute"),
                "{message}"
            );
        }
    }
    assert_eq!(client.get(&path_of(&made)).await.json()["data"]["url"], "http://127.0.0.1:9/");
    client.create("HTTPS://EXAMPLE.com:8443/a?b=c#d", &["user.created"]).await;
}

#[tokio::test]
async fn a_mock_that_wants_public_https_wants_it_here_too() {
    let mut config = Config::default();
    config.require_public_https = true;
    let client = Client::with(config).await;
    let new = |url: &str| json!({ "url": url, "events": ["user.created"] });
    for url in ["http://example.com/", "https://localhost/"] {
        let message = refusal(client.post(WEBHOOKS, &new(url)).await, 422);
        assert!(message.contains("Expected a public https URL"), "{message}");
    }
    let made = client.post(WEBHOOKS, &new("https://example.com/")).await.expect(201).json();
    refusal(client.put(&path_of(&made["data"]), &json!({ "url": "https://10.0.0.1/" })).await, 422);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_says_when() {
    let client = Client::start().await;
    let made = client.post(WEBHOOKS, &documented()).await.expect(201).json()["data"].clone();
    client.mock.advance(Duration::from_secs(4005));
    let change = json!({
        "events": ["data.updated", "data.created", "data.updated"],
        "status": "inactive",
        "description": "Data creation and update events only",
    });
    let changed = client.put(&path_of(&made), &change).await.expect(200).json()["data"].clone();
    let expected = json!({
        "id": made["id"],
        "url": made["url"],
        "events": ["data.updated", "data.created"],
        "status": "inactive",
        "created_at": made["created_at"],
        "updated_at": now(&client),
        "description": "Data creation and update events only",
    });
    assert_eq!(changed, expected);
    assert_ne!(changed["updated_at"], changed["created_at"]);

    client.mock.advance(Duration::from_secs(1));
    let mut moved = expected.clone();
    moved["url"] = json!("https://example.com/elsewhere");
    moved["updated_at"] = json!(now(&client));
    // A client may send back all that it was shown.
    let mut shown = client.get(&path_of(&made)).await.json()["data"].clone();
    shown["url"] = moved["url"].clone();
    let changed = client.put(&path_of(&made), &shown).await.expect(200).json();
    assert_eq!(changed["data"], moved);
    let secret = |webhook: &logto_mock::Webhook| webhook.secret.as_str().to_owned();
    assert_eq!(secret(&client.mock.logto().webhooks()[0]), made["secret"].as_str().unwrap());

    client.mock.advance(Duration::from_secs(1));
    let untouched = client.put(&path_of(&made), &json!({})).await.expect(200).json();
    moved["updated_at"] = json!(now(&client));
    assert_eq!(untouched["data"], moved, "an update of nothing is an update");
}

#[tokio::test]
async fn what_is_deleted_is_gone() {
    let client = Client::start().await;
    let kept = client.create("http://127.0.0.1:9/", &["user.created"]).await;
    let made = client.create("http://127.0.0.1:9/", &["user.created"]).await;
    let deleted = client.call(Method::DELETE, &path_of(&made), None).await.expect(200);
    assert_eq!(deleted.text(), r#"{"success":true,"message":"Webhook deleted successfully"}"#);
    assert_eq!(client.get(WEBHOOKS).await.json()["data"][0]["id"], kept["id"]);
    for path in [path_of(&made), format!("{WEBHOOKS}/wh_%00"), format!("{WEBHOOKS}/{}", "x".repeat(1000))] {
        for (method, body) in
            [(Method::GET, None), (Method::PUT, Some(json!({ "status": "active" }))), (Method::DELETE, None)]
        {
            let answer = client.call(method, &path, body.as_ref()).await;
            assert_eq!(refusal(answer, 404), "Not Found - Webhook does not exist");
        }
        let answer = client.post(&format!("{path}/test"), &json!({ "event": "user.created" })).await;
        assert_eq!(refusal(answer, 404), "Not Found - Webhook does not exist");
    }
}

#[tokio::test]
async fn there_is_an_end_to_how_many_there_are() {
    let client = Client::start().await;
    for _ in 0..10_000 {
        client.mock.logto().create_webhook(NewWebhook::new("http://a", [EventName::UserCreated]));
    }
    let ids: HashSet<_> = client.mock.logto().webhooks().iter().map(|webhook| webhook.id.clone()).collect();
    assert_eq!(ids.len(), 10_000);
    let message = refusal(client.post(WEBHOOKS, &documented()).await, 400);
    assert!(message.contains("there are 10000 webhooks, which are the most; delete some"), "{message}");
    let any = ids.iter().next().unwrap();
    client.call(Method::DELETE, &format!("{WEBHOOKS}/{any}"), None).await.expect(200);
    client.post(WEBHOOKS, &documented()).await.expect(201);
}

#[tokio::test]
async fn a_state_keeps_all_of_it_and_the_api_shows_it_again() {
    let client = Client::start().await;
    let made = client.post(WEBHOOKS, &documented()).await.expect(201).json()["data"].clone();
    let before = client.put(&path_of(&made), &json!({ "status": "inactive" })).await.json();
    let state = client.mock.logto().state().to_json();
    assert!(state.contains(made["secret"].as_str().unwrap()));

    let (mock, _stop) = Mock::serving(MockLogto::with_state(Config::default(), state.parse().unwrap())).await;
    let keys = mock.logto().platform_keys().unwrap().clone();
    let again = Client { mock, keys };
    assert_eq!(
        again.put(&path_of(&made), &json!({})).await.json()["data"]["created_at"],
        before["data"]["created_at"]
    );
    again.mock.logto().replace_state(State::default());
    assert_eq!(again.get(WEBHOOKS).await.json()["data"], json!([]));
    again.mock.logto().reset();
    assert_eq!(again.get(&path_of(&made)).await.json()["data"], {
        let mut shown = before["data"].clone();
        shown["secret"] = json!(MASKED);
        shown
    });
}

#[tokio::test]
async fn a_seed_draws_the_same_ids_and_secrets() {
    let made = async || {
        let mut config = Config::default();
        (config.seed, config.clock) = (Some(7), ClockMode::Manual);
        let client = Client::with(config).await;
        let made = client.create("http://a/", &["user.created"]).await;
        (made["id"].clone(), made["secret"].clone())
    };
    assert_eq!(made().await, made().await);
}

#[tokio::test]
async fn a_test_may_choose_the_secret_and_begin_with_a_webhook() {
    let new = NewWebhook::new("http://127.0.0.1:9/", [EventName::DataCreated]);
    let new = new.secret(HookKey::new("short").unwrap()).description("Mine").inactive();
    let mock = MockLogto::builder().webhook(new).build();
    let (mock, _stop) = Mock::serving(mock).await;
    let keys = mock.logto().platform_keys().unwrap().clone();
    let client = Client { mock, keys };
    let id = client.mock.logto().webhooks()[0].id.clone();
    let shown = client.get(&format!("{WEBHOOKS}/{id}")).await.expect(200).json()["data"].clone();
    assert_eq!(shown["secret"], MASKED, "how long it is does not show");
    assert_eq!((&shown["status"], &shown["description"]), (&json!("inactive"), &json!("Mine")));
    assert!(client.mock.logto().delete_webhook(&id) && !client.mock.logto().delete_webhook(&id));
}
