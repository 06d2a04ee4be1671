//! How much of what was delivered is remembered.

use http::Method;
use logto_mock::Config;
use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::mock::{Mock, endpoint};
use crate::receiver::{Reaction, Receiver, answer, ok};

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

async fn extent(mock: &Mock) -> (Value, Value) {
    let mut health = mock.get("/__mock/health").await.expect(200).json();
    (health["log"]["kept"].take(), health["log"]["dropped"].take())
}

#[tokio::test]
async fn log_and_journal_remember_the_same_last_deliveries_of_all_hooks() {
    let mut config = Config::default();
    config.log_size = 3;
    let (mock, endpoint) = (Mock::with(config).await, endpoint(&[200]).await);
    let hooks = [0, 1].map(|_| mock.hook(&endpoint.uri(), EventName::RoleCreated));
    let mut delivered = Vec::new();
    for number in 0..5 {
        let trigger = json!({ "event": "Role.Created", "hookId": hooks[number % 2].id });
        delivered.push(mock.deliver(&trigger).await["id"].as_str().unwrap().to_owned());
    }

    assert_eq!(ids(&mock.get("/__mock/deliveries").await.json()), delivered[2..]);
    assert_eq!(ids(&mock.log_of(&hooks[0]).await.into()), [&delivered[4], &delivered[2]]);
    assert_eq!(ids(&mock.log_of(&hooks[1]).await.into()), [&delivered[3]]);
    assert_eq!(extent(&mock).await, (json!(3), json!(2)));
    for (number, id) in delivered.iter().enumerate() {
        let status = if number < 2 { 404 } else { 200 };
        mock.get(&format!("/__mock/deliveries/{id}")).await.expect(status);
        mock.get(&format!("/api/logs/{id}")).await.expect(status);
    }
    let path = format!("/api/hooks/{}?includeExecutionStats=1", hooks[0].id);
    let stats = mock.get(&path).await.json()["executionStats"].clone();
    assert_eq!(stats, json!({ "successCount": 2, "requestCount": 2 }));
}

#[tokio::test]
async fn long_answers_and_addresses_displace_more_and_the_newest_is_kept_whatever_its_size() {
    let mut config = Config::default();
    config.log_bytes = 100_000;
    let long = vec![b'x'; 40_000];
    let whole = vec![b'x'; 200_000];
    let receiver = Receiver::new(move |seen| {
        let body = if seen.path() == "/whole" { &whole } else { &long };
        Reaction::Answer(answer(200, "OK", "", body))
    })
    .await;
    let mock = Mock::with(config).await;
    mock.hook(&receiver.url("/"), EventName::RoleCreated);
    mock.hook(&receiver.url("/whole"), EventName::ScopeCreated);
    mock.hook(&format!("{}?{}", receiver.url("/"), "x".repeat(15_000)), EventName::UserCreated);
    for (event, extent_after) in [
        ("Role.Created", (1, 0)),
        ("Role.Created", (2, 0)),
        ("Role.Created", (2, 1)),
        ("User.Created", (2, 2)),
        ("Scope.Created", (1, 4)),
        ("Role.Created", (1, 5)),
    ] {
        mock.deliver(&json!({ "event": event })).await;
        let (kept, dropped) = extent_after;
        assert_eq!(extent(&mock).await, (json!(kept), json!(dropped)), "{event}");
    }
}

#[tokio::test]
async fn a_delivery_under_way_is_not_forgotten() {
    let mut config = Config::default();
    config.log_size = 1;
    let held = Receiver::of(vec![Reaction::Held(answer(200, "OK", "", b""))]).await;
    let (mock, fast) = (Mock::with(config).await, Receiver::of(vec![ok()]).await);
    mock.hook(&held.url("/"), EventName::RoleCreated);
    mock.hook(&fast.url("/"), EventName::ScopeCreated);
    let pending = &mock.trigger(&json!({ "event": "Role.Created" })).await[0];
    held.has_seen(1).await;
    let mut last = Value::Null;
    for _ in 0..3 {
        last = mock.deliver(&json!({ "event": "Scope.Created" })).await;
    }
    let journal = mock.get("/__mock/deliveries").await.json();
    assert_eq!(ids(&journal), [pending["id"].as_str().unwrap(), last["id"].as_str().unwrap()]);
    held.release(1);
    assert_eq!(mock.ended(pending).await["state"], "succeeded");
    assert_eq!(extent(&mock).await, (json!(1), json!(3)));
}

#[tokio::test]
async fn ten_thousand_deliveries_of_one_hook_can_be_listed() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let hook = mock.hook(&receiver.url("/"), EventName::RoleCreated);
    let mut triggered = mock.trigger(&json!({ "event": "Role.Created", "times": 10_000 })).await;
    triggered.extend(mock.trigger(&json!({ "event": "Role.Created", "times": 101 })).await);
    for delivery in &triggered {
        mock.ended(delivery).await;
    }
    let path = format!("/api/hooks/{}/recent-logs?page=102&page_size=100", hook.id);
    let page = mock.call(Method::GET, &path, None).await.expect(200);
    assert_eq!(
        (&page.headers["total-number"], page.json().as_array().unwrap().len()),
        (&"10101".parse().unwrap(), 1)
    );
}
