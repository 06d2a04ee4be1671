//! What can be made to happen, and who is told.

use http::Request;
use http_body_util::Full;
use logto_mock::Config;
use logto_webhook::logto::EventName;
use logto_webhook::{SigningKey, Verified, Webhook, testing};
use serde_json::{Value, json};
use wiremock::MockServer;

use crate::mock::{Mock, endpoint, signature};
use crate::receiver::{Reaction, Receiver};

#[tokio::test]
async fn every_event_of_logto_can_be_triggered() {
    let mut config = Config::default();
    config.dev_features = true;
    let (mock, endpoint) = (Mock::with(config).await, endpoint(&[200]).await);
    for name in EventName::ALL {
        let body = json!({ "events": [name.as_str()], "config": { "url": endpoint.uri() } });
        let hook = mock.post("/api/hooks", &body).await.expect(201).json();
        let entry = mock.deliver(&json!({ "event": name.as_str() })).await;
        assert_eq!((&entry["event"], &entry["hookId"]), (&json!(name.as_str()), &hook["id"]));
    }
    let received = endpoint.received_requests().await.unwrap();
    for (name, request) in EventName::ALL.iter().zip(received) {
        let payload: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(payload["event"], name.as_str());
    }
}

#[tokio::test]
async fn without_development_features_their_events_are_told_apart_from_slips() {
    let mock = Mock::start().await;
    let trigger = json!({ "event": "TrustedDevice.Created" });
    let refused = mock.post("/__mock/trigger", &trigger).await.expect(400).json();
    assert_eq!(refused["code"], "mock.unknown_event");
    assert!(refused["message"].as_str().unwrap().contains("`--dev-features`"), "{refused}");
    let refused = mock.post("/__mock/trigger", &json!({ "variant": "TrustedDeviceCreated" })).await;
    assert_eq!(refused.expect(400).json()["code"], "mock.unknown_event");

    let hook = json!({ "events": ["TrustedDevice.Created"], "config": { "url": "http://127.0.0.1:9/" } });
    let refused = mock.post("/api/hooks", &hook).await.expect(400).json();
    assert_eq!(refused["data"]["issues"][0]["code"], "invalid_enum_value");
}

#[tokio::test]
async fn every_variant_can_be_triggered() {
    let mut config = Config::default();
    config.dev_features = true;
    let (mock, endpoint) = (Mock::with(config).await, endpoint(&[200]).await);
    let hook = mock.hook_for(&endpoint.uri(), EventName::ALL);
    let webhook = Webhook::new(SigningKey::new(hook.signing_key.as_str()).unwrap());
    for sample in testing::samples() {
        let entry = mock.deliver(&json!({ "variant": sample.variant() })).await;
        let (signature, body) = (entry["signature"].as_str().unwrap(), entry["body"].as_str().unwrap());
        let event = webhook.verify(signature, body.to_owned()).unwrap().event().unwrap();
        assert_eq!(event.variant(), sample.variant());
    }
}

#[tokio::test]
async fn a_variant_and_an_event_must_agree() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    mock.hook(&endpoint.uri(), EventName::UserDataUpdated);
    let both = |event: &str| json!({ "event": event, "variant": "UserCustomDataUpdated" });
    assert_eq!(mock.deliver(&both("User.Data.Updated")).await["event"], "User.Data.Updated");

    let refused = mock.post("/__mock/trigger", &both("User.Created")).await.expect(400).json();
    let message = "the variant UserCustomDataUpdated is of User.Data.Updated, not of User.Created";
    assert_eq!(refused, json!({ "code": "mock.invalid_input", "message": message }));
    let slip = json!({ "variant": "UserCustomDataUpdate" });
    let refused = mock.post("/__mock/trigger", &slip).await.expect(400).json();
    assert_eq!(refused["code"], "mock.unknown_variant");
    assert_eq!(refused["data"]["closest"][0], "UserCustomDataUpdated");
    for none in ["Test", "Unknown", "xyz"] {
        let refused = mock.post("/__mock/trigger", &json!({ "variant": none })).await.expect(400).json();
        assert_eq!(refused["code"], "mock.unknown_variant", "{none}");
    }
    let test = json!({ "variant": "UserCreated", "test": true });
    let refused = mock.post("/__mock/trigger", &test).await.expect(400).json();
    assert!(refused["message"].as_str().unwrap().contains("no variants"), "{refused}");
}

#[tokio::test]
async fn all_hooks_that_want_an_event_are_told_the_same_time_and_others_nothing() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let hooks = [EventName::UserCreated, EventName::UserCreated, EventName::RoleCreated]
        .map(|event| mock.hook(&endpoint.uri(), event));
    let deliveries = mock.trigger(&json!({ "event": "User.Created" })).await;
    let told: Vec<_> = deliveries.iter().map(|delivery| delivery["hookId"].as_str().unwrap()).collect();
    assert_eq!(told, [&hooks[1].id, &hooks[0].id], "newest first");
    for delivery in &deliveries {
        mock.ended(delivery).await;
    }

    let received = endpoint.received_requests().await.unwrap();
    let times: Vec<Value> = received
        .iter()
        .map(|request| serde_json::from_slice::<Value>(&request.body).unwrap()["createdAt"].clone())
        .collect();
    assert_eq!((times.len(), &times[0]), (2, &times[1]));
    assert_ne!(signature(&received[0]), signature(&received[1]));
}

#[tokio::test]
async fn an_event_can_happen_many_times_a_millisecond_apart() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let hooks = [0, 1].map(|_| mock.hook(&endpoint.uri(), EventName::UserCreated));
    let triggered = mock.trigger(&json!({ "event": "User.Created", "times": 3 })).await;
    let told: Vec<_> = triggered.iter().map(|receipt| receipt["hookId"].as_str().unwrap()).collect();
    assert_eq!(told, [&hooks[1].id, &hooks[0].id].repeat(3), "newest first, each time");

    let mut times = Vec::new();
    for receipt in &triggered {
        let entry = mock.ended(receipt).await;
        let body = Verified::parse_already_verified(entry["body"].as_str().unwrap().to_owned());
        times.push(body.created_at().unwrap().unix_millis());
    }
    let last = times[5];
    assert_eq!(times, [last - 2, last - 2, last - 1, last - 1, last, last]);
}

#[tokio::test]
async fn many_events_that_hang_keep_none_from_going_out() {
    let (mock, hanging) = (Mock::start().await, Receiver::of(vec![Reaction::Hang]).await);
    mock.hook(&hanging.url("/"), EventName::UserCreated);
    mock.trigger(&json!({ "event": "User.Created", "times": 300 })).await;
    hanging.has_seen(300).await;
    assert_eq!(hanging.most_in_flight(), 300);
}

#[tokio::test]
async fn how_often_an_event_can_happen_has_a_limit() {
    let mock = Mock::start().await;
    for times in [json!(0), json!(10_001), json!(-1), json!(1.5), json!("2")] {
        let trigger = json!({ "event": "User.Created", "times": times });
        let refused = mock.post("/__mock/trigger", &trigger).await.expect(400).json();
        assert_eq!(refused["code"], "mock.invalid_input", "{times}");
    }
    for _ in 0..11 {
        mock.hook("http://127.0.0.1:9/", EventName::UserCreated);
    }
    let refused = mock.post("/__mock/trigger", &json!({ "event": "User.Created", "times": 10_000 })).await;
    let message = refused.expect(400).json()["message"].clone();
    assert!(message.as_str().unwrap().contains("are 110000 deliveries, and 100000 is the most"), "{message}");
}

#[tokio::test]
async fn a_trigger_that_reaches_nobody_says_so() {
    let mock = Mock::start().await;
    let nobody = mock.post("/__mock/trigger", &json!({ "event": "User.Created" })).await.expect(202).json();
    let note = "Nothing was sent: no enabled hook is subscribed to User.Created.";
    assert_eq!(nobody, json!({ "deliveries": [], "note": note }));

    let hook = mock.hook("http://127.0.0.1:9/", EventName::RoleCreated);
    let trigger = json!({ "event": "User.Created", "hookId": hook.id });
    let other = mock.post("/__mock/trigger", &trigger).await.expect(202).json();
    assert!(other["note"].as_str().unwrap().contains("not subscribed to User.Created"), "{other}");
    let unknown = json!({ "event": "User.Created", "hookId": "unknown_id" });
    mock.post("/__mock/trigger", &unknown).await.expect(404);
}

#[tokio::test]
async fn a_disabled_hook_is_told_nothing_and_the_old_single_event_counts() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let config = json!({ "url": endpoint.uri() });
    let disabled = json!({ "events": ["User.Created"], "config": config, "enabled": false });
    mock.post("/api/hooks", &disabled).await.expect(201);
    let old = mock.post("/api/hooks", &json!({ "event": "User.Created", "config": config })).await.json();
    let both = json!({ "event": "User.Created", "events": ["Role.Created"], "config": config });
    mock.post("/api/hooks", &both).await.expect(201);

    let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
    assert_eq!(entry["hookId"], old["id"]);
}

#[tokio::test]
async fn a_trigger_that_makes_no_sense_says_why() {
    let mock = Mock::start().await;
    let unknown = mock.post("/__mock/trigger", &json!({ "event": "user.create" })).await.expect(400).json();
    assert_eq!(unknown["code"], "mock.unknown_event");
    assert_eq!(unknown["data"]["closest"][0], "User.Created");
    for (trigger, reason) in [
        (json!({}), "missing field `event` or `variant`"),
        (json!({ "event": "User.Created", "hook": "x" }), "unknown field `hook`"),
        (json!({ "event": "User.Created", "fault": "lost" }), "expected one of `body_changed`, `other_key`"),
    ] {
        let refused = mock.post("/__mock/trigger", &trigger).await.expect(400).json();
        assert!(refused["message"].as_str().unwrap().contains(reason), "{refused}");
    }
}

#[tokio::test]
async fn a_test_payload_can_be_triggered_as_a_delivery() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    mock.hook(&endpoint.uri(), EventName::UserDeleted);
    mock.deliver(&json!({ "event": "User.Deleted", "test": true })).await;
    let received = endpoint.received_requests().await.unwrap();
    let payload: Value = serde_json::from_slice(&received[0].body).unwrap();
    assert_eq!(payload["data"], json!({ "result": "success" }));
}

/// Who a payload says it was, when the event was triggered with this header.
async fn teller(mock: &Mock, endpoint: &MockServer, forwarded_for: &str) -> Value {
    let before = endpoint.received_requests().await.unwrap().len();
    let request = Request::post("/__mock/trigger").header("x-forwarded-for", forwarded_for);
    let trigger = json!({ "event": "User.Created" }).to_string();
    let triggered = mock.send(request.body(Full::from(trigger)).unwrap()).await.expect(202).json();
    mock.ended(&triggered["deliveries"][0]).await;
    let received = endpoint.received_requests().await.unwrap();
    received[before].body_json::<Value>().unwrap()["ip"].clone()
}

#[tokio::test]
async fn who_triggers_an_event_is_who_did_it() {
    let endpoint = endpoint(&[200]).await;
    let direct = Mock::start().await;
    let mut config = Config::default();
    config.trust_proxy = true;
    let behind_a_proxy = Mock::with(config).await;
    for mock in [&direct, &behind_a_proxy] {
        mock.hook(&endpoint.uri(), EventName::UserCreated);
    }
    for (mock, forwarded_for, ip) in [
        (&direct, "192.0.2.1", "::ffff:127.0.0.1"),
        (&behind_a_proxy, "192.0.2.1, 198.51.100.7", "192.0.2.1"),
        (&behind_a_proxy, "2001:db8::1", "2001:db8::1"),
        (&behind_a_proxy, "", "::ffff:127.0.0.1"),
    ] {
        assert_eq!(teller(mock, &endpoint, forwarded_for).await, ip, "{forwarded_for}");
    }
}
