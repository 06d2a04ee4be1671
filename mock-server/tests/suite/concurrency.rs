//! What is under way together and in which order, as recorded in `concurrency.json` and `timeouts.json`.

use std::time::Duration;

use http::Method;
use logto_mock::Config;
use logto_webhook::SigningKey;
use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::mock::Mock;
use crate::receiver::{Reaction, Receiver, answer, ok};
use crate::recorded_logs::{recorded, released_logto};

fn recording(name: &str) -> Value {
    let all: Value = serde_json::from_str(&recorded("concurrency.json")).unwrap();
    assert!(!all[name].is_null(), "{name}");
    all[name].clone()
}

fn held() -> Vec<Reaction> {
    vec![Reaction::Held(answer(200, "OK", "", b""))]
}

#[tokio::test]
async fn ten_deliveries_of_an_event_are_under_way_and_a_freed_place_is_taken_by_the_next_newest_hook() {
    let recorded = recording("A_25_hooks_one_event_300ms_each");
    let (mock, receiver) = (Mock::start().await, Receiver::of(held()).await);
    for index in 0..25 {
        mock.hook(&receiver.url(&format!("/{index}")), EventName::ScopeCreated);
    }
    let deliveries = mock.trigger(&json!({ "event": "Scope.Created" })).await;
    receiver.has_seen(10).await;
    for seen in 11..=25 {
        receiver.release(1);
        receiver.has_seen(seen).await;
    }
    receiver.release(10);
    for delivery in &deliveries {
        assert_eq!(mock.ended(delivery).await["state"], "succeeded");
    }

    assert_eq!(receiver.most_in_flight(), recorded["maxInflight"]);
    let arrived: Vec<_> = receiver.seen().iter().map(|seen| seen.path()[1..].to_owned()).collect();
    let recorded: Vec<_> =
        recorded["arrivals"].as_array().unwrap().iter().map(|arrival| arrival["i"].to_string()).collect();
    // Ten start together, each over a connection of its own; from then on one follows another.
    let newest = |arrivals: &[String]| {
        let mut arrivals = arrivals.to_vec();
        arrivals.sort();
        arrivals
    };
    assert_eq!(newest(&arrived[..10]), newest(&recorded[..10]));
    assert_eq!(arrived[10..], recorded[10..]);
    let mut times: Vec<_> = receiver.seen().iter().map(|seen| seen.json()["createdAt"].clone()).collect();
    times.dedup();
    assert_eq!(times.len(), 1);
}

#[tokio::test]
async fn two_hooks_of_one_endpoint_are_both_told_and_their_bodies_differ_in_the_hook_only() {
    let recorded = recording("B_two_hooks_same_url");
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let hooks = [EventName::ScopeCreated; 2].map(|event| mock.hook(&receiver.url("/"), event));
    mock.trigger(&json!({ "event": "Scope.Created" })).await;
    let seen = receiver.has_seen(2).await;
    assert_eq!(seen.len(), recorded["deliveries"]);
    let bodies: Vec<_> = seen
        .iter()
        .map(|seen| {
            let hook = hooks.iter().find(|hook| seen.json()["hookId"] == hook.id).unwrap();
            let key = SigningKey::new(hook.signing_key.as_str()).unwrap();
            let signature = key.sign(seen.body.as_bytes()).to_string();
            assert_eq!(seen.header("logto-signature-sha-256"), Some(signature));
            seen.body.replace(&hook.id, "hook")
        })
        .collect();
    assert_eq!(bodies[0], bodies[1]);
    assert_ne!(seen[0].header("logto-signature-sha-256"), seen[1].header("logto-signature-sha-256"));
}

#[tokio::test]
async fn ten_hanging_endpoints_delay_an_eleventh_of_their_event_until_they_time_out() {
    let recorded = recording("C_ten_hanging_hooks_then_a_fast_one");
    let mock = released_logto(Duration::from_millis(500)).await;
    let (fast, hanging) = (Receiver::of(vec![ok()]).await, Receiver::of(vec![Reaction::Hang]).await);
    mock.hook(&fast.url("/"), EventName::ScopeCreated);
    let hooks: Vec<_> = (0..10).map(|_| mock.hook(&hanging.url("/"), EventName::ScopeCreated)).collect();
    let deliveries = mock.trigger(&json!({ "event": "Scope.Created" })).await;
    hanging.has_seen(10).await;
    assert_eq!(fast.seen().len(), 0);
    fast.has_seen(1).await;
    assert_eq!(hanging.seen().len(), recorded["hangingArrivals"]);

    // As in timeouts.json: all ten are closed and logged.
    hanging.was_left(10).await;
    for delivery in &deliveries {
        mock.ended(delivery).await;
    }
    for hook in hooks {
        let log = mock.log_of(&hook).await;
        assert!(log[0]["payload"]["error"].as_str().unwrap().starts_with("TimeoutError: "), "{log:?}");
    }
}

#[tokio::test]
async fn nothing_limits_deliveries_over_events() {
    let recorded = recording("D_60_events_at_once_one_hook_500ms");
    let (mock, receiver) = (Mock::start().await, Receiver::of(held()).await);
    mock.hook(&receiver.url("/"), EventName::ScopeCreated);
    for _ in 0..60 {
        mock.trigger(&json!({ "event": "Scope.Created" })).await;
    }
    let seen = receiver.has_seen(60).await;
    assert_eq!(seen.len(), recorded["deliveries"]);
    assert_eq!(receiver.most_in_flight(), 60);
    receiver.release(60);
}

#[tokio::test]
async fn events_one_after_another_arrive_in_order_over_one_connection() {
    assert_eq!(recording("E_order")["sequential100SameOrder"], true);
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    mock.hook(&receiver.url("/"), EventName::ScopeCreated);
    let mut sent = Vec::new();
    for _ in 0..100 {
        let entry = mock.deliver(&json!({ "event": "Scope.Created" })).await;
        sent.push(entry["body"].as_str().unwrap().to_owned());
    }
    let arrived: Vec<_> = receiver.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(arrived, sent);
    assert_eq!(receiver.connections(), 1);
}

#[tokio::test]
async fn a_later_event_overtakes_one_whose_endpoint_is_slow() {
    recording("E2_next_event_does_not_wait");
    let (mock, receiver) = (
        Mock::start().await,
        Receiver::new(|seen| if seen.json()["event"] == "Scope.Created" { held().remove(0) } else { ok() })
            .await,
    );
    mock.hook_for(&receiver.url("/"), &[EventName::ScopeCreated, EventName::ScopeDeleted]);
    let slow = &mock.trigger(&json!({ "event": "Scope.Created" })).await[0];
    receiver.has_seen(1).await;
    let entry = mock.deliver(&json!({ "event": "Scope.Deleted" })).await;
    assert_eq!(entry["state"], "succeeded");
    receiver.release(1);
    assert_eq!(mock.ended(slow).await["state"], "succeeded");
}

#[tokio::test]
async fn a_hook_can_be_enabled_and_get_a_new_key_between_two_deliveries() {
    let recorded = recording("G_enable_and_key");
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let config = json!({ "url": receiver.url("/") });
    let new = json!({ "events": ["Scope.Created"], "config": config, "enabled": false });
    let hook = mock.post("/api/hooks", &new).await.expect(201).json();
    let path = format!("/api/hooks/{}", hook["id"].as_str().unwrap());
    assert_eq!(mock.trigger(&json!({ "event": "Scope.Created" })).await.len(), recorded["whileDisabled"]);

    mock.call(Method::PATCH, &path, Some(&json!({ "enabled": true }))).await.expect(200);
    mock.deliver(&json!({ "event": "Scope.Created" })).await;
    assert_eq!(receiver.seen().len(), recorded["afterEnable"]);

    let renewed = mock.call(Method::PATCH, &format!("{path}/signing-key"), None).await.expect(200).json();
    mock.deliver(&json!({ "event": "Scope.Created" })).await;
    let seen = &receiver.seen()[1];
    let signed_with = |hook: &Value| {
        let key = SigningKey::new(hook["signingKey"].as_str().unwrap()).unwrap();
        seen.header("logto-signature-sha-256") == Some(key.sign(seen.body.as_bytes()).to_string())
    };
    assert_eq!(recorded["newKeyUsedAtOnce"], signed_with(&renewed));
    assert_eq!(recorded["oldKeyStillValid"], signed_with(&hook));
}

#[tokio::test]
async fn the_old_single_event_counts_only_alone() {
    let recorded = recording("G2_legacy_event");
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let config = json!({ "url": receiver.url("/") });
    for (event, events) in [("Scope.Created", None), ("Scope.Deleted", Some(["Role.Created"]))] {
        let mut new = json!({ "event": event, "config": config });
        if let Some(events) = events {
            new["events"] = json!(events);
        }
        mock.post("/api/hooks", &new).await.expect(201);
    }
    assert_eq!(mock.deliver(&json!({ "event": "Scope.Created" })).await["state"], "succeeded");
    let ignored = mock.trigger(&json!({ "event": "Scope.Deleted" })).await.is_empty();
    assert_eq!(recorded["eventIgnoredWhenEventsSet"], ignored);
}

#[tokio::test]
async fn a_hook_that_was_deleted_during_its_delivery_has_its_log_entry() {
    let recorded = recording("H_deleted_while_in_flight");
    let mock = released_logto(Duration::from_millis(500)).await;
    let receiver = Receiver::of(vec![Reaction::Hang]).await;
    let hook = mock.hook(&receiver.url("/"), EventName::ScopeCreated);
    let delivery = &mock.trigger(&json!({ "event": "Scope.Created" })).await[0];
    receiver.has_seen(1).await;
    mock.call(Method::DELETE, &format!("/api/hooks/{}", hook.id), None).await.expect(204);
    mock.ended(delivery).await;
    let log = mock.log_of(&hook).await;
    assert_eq!(log.len(), recorded["logEntries"]);
    let error = log[0]["payload"]["error"].as_str().unwrap();
    assert!(error.starts_with(recorded["error"].as_str().unwrap()), "{error}");
}

#[tokio::test]
async fn endpoints_that_misbehave_delay_no_other_dispatch_and_lose_no_entry() {
    let mut config = Config::default();
    config.attempt_timeout = Duration::from_secs(2);
    config.answer_timeout = Duration::from_secs(2);
    config.answer_limit = 1 << 20;
    let mock = Mock::with(config).await;
    let head = |length: &str| format!("HTTP/1.1 200 OK\r\n{length}\r\n").into_bytes();
    let misbehaving = [
        ("hangs", Reaction::Hang, None),
        ("closes", Reaction::Last(Vec::new()), None),
        ("resets", Reaction::Reset, None),
        ("garbage", Reaction::Last(vec![0xff; 100_000]), None),
        ("a head without an end", Reaction::Endless(head("x: "), vec![b'x'; 1000]), None),
        ("a gigabyte", Reaction::Endless(head("content-length: 1073741824\r\n"), vec![b'x'; 65536]), Some(1)),
        (
            "no end",
            Reaction::Endless(
                head("transfer-encoding: chunked\r\n"),
                [&b"3e8\r\n"[..], &[b'x'; 1000], b"\r\n"].concat(),
            ),
            Some(1),
        ),
        ("a drip", Reaction::Slow(head("content-length: 9\r\n"), Duration::from_secs(60), vec![b'x']), None),
        ("a wrong length", Reaction::Last(head("content-length: 9\r\n")), None),
        (
            "a wrong chunk",
            Reaction::Last([&head("transfer-encoding: chunked\r\n")[..], b"zz\r\n"].concat()),
            None,
        ),
        (
            "no gzip",
            Reaction::Answer(answer(200, "OK", "content-encoding: gzip\r\n", b"this is no gzip at all")),
            None,
        ),
        (
            "a 101",
            Reaction::Answer(answer(101, "Switching", "connection: upgrade\r\nupgrade: x\r\n", b"")),
            None,
        ),
    ];
    let (mut receivers, mut hooks) = (Vec::new(), Vec::new());
    for (name, reaction, cut) in misbehaving {
        let receiver = Receiver::of(vec![reaction]).await;
        hooks.push((name, cut, mock.hook(&receiver.url("/"), EventName::RoleCreated)));
        receivers.push(receiver);
    }
    let deliveries = mock.trigger(&json!({ "event": "Role.Created" })).await;

    let good = Receiver::of(vec![ok()]).await;
    let hook = mock.hook(&good.url("/"), EventName::ScopeCreated);
    let entry = mock.deliver(&json!({ "event": "Scope.Created" })).await;
    assert_eq!(entry["state"], "succeeded");
    assert!(entry["attempts"][0]["durationMs"].as_i64().unwrap() < 2000, "{entry}");
    assert_eq!(mock.log_of(&hook).await.len(), 1);

    for delivery in &deliveries {
        mock.ended(delivery).await;
    }
    for (name, cut, hook) in hooks {
        let log = mock.log_of(&hook).await;
        assert_eq!(log.len(), 1, "{name}");
        let payload = &log[0]["payload"];
        match cut {
            None => assert_eq!(payload["result"], "Error", "{name}: {payload}"),
            Some(megabytes) => {
                assert_eq!(payload["response"]["body"].as_str().unwrap().len(), megabytes << 20, "{name}");
            }
        }
    }
}
