//! The mock's clock: it goes by itself, jumps, or is moved by hand.

use std::time::{Duration, Instant, SystemTime};

use logto_mock::{ClockMode, Config};
use logto_webhook::logto::EventName;
use logto_webhook::{Timestamp, UnixMillis};
use serde_json::{Value, json};

use crate::mock::{Mock, endpoint};
use crate::receiver::{Reaction, Receiver};

async fn with(clock: ClockMode) -> Mock {
    let mut config = Config::default();
    config.clock = clock;
    Mock::with(config).await
}

/// Milliseconds between the beginnings of the attempts.
fn pauses(entry: &Value) -> Vec<i64> {
    let attempts = entry["attempts"].as_array().unwrap();
    let starts: Vec<_> = attempts.iter().map(|attempt| attempt["startedAtMs"].as_i64().unwrap()).collect();
    starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[tokio::test]
async fn a_clock_that_jumps_waits_for_no_retry_and_tells_of_the_whole_time() {
    let receiver = endpoint(&[500]).await;
    let mock = with(ClockMode::Auto).await;
    mock.hook(&receiver.uri(), EventName::RoleCreated);
    let entry = mock.deliver(&json!({ "event": "Role.Created" })).await;
    let ahead = mock.get("/__mock/clock").await.expect(200).json()["now"].as_str().unwrap().to_owned();
    let now = Timestamp::from_unix_millis(UnixMillis::from(SystemTime::now()).0);
    assert!(*ahead > *json!(now).as_str().unwrap(), "{ahead}: nothing was jumped over");
    let pauses = pauses(&entry);
    assert_eq!(pauses.len(), 3);
    for (pause, expected) in pauses.iter().zip([300, 600, 1200]) {
        assert!(*pause >= expected, "{pauses:?}");
    }
}

#[tokio::test]
async fn retries_of_more_deliveries_than_slots_are_jumped_over_too() {
    let receiver = endpoint(&[500]).await;
    let mock = with(ClockMode::Auto).await;
    let hooks: Vec<_> = (0..25).map(|_| mock.hook(&receiver.uri(), EventName::RoleCreated)).collect();
    let began = mock.logto().deliveries().len();
    mock.trigger(&json!({ "event": "Role.Created", "times": 4 })).await;
    mock.logto().idle().await.unwrap();
    let deliveries = mock.logto().deliveries();
    assert_eq!(deliveries.len() - began, 4 * hooks.len());
    assert!(deliveries.iter().all(|delivery| delivery.attempts().len() == 4));
}

#[tokio::test]
async fn a_clock_that_jumps_does_not_while_an_endpoint_takes_its_time() {
    let (hanging, failing) = (Receiver::of(vec![Reaction::Hang]).await, endpoint(&[500]).await);
    let mock = with(ClockMode::Auto).await;
    mock.hook(&hanging.url("/"), EventName::ScopeCreated);
    mock.trigger(&json!({ "event": "Scope.Created" })).await;
    hanging.has_seen(1).await;
    let new = json!({ "event": "Role.Created", "config": { "url": failing.uri(), "retries": 1 } });
    mock.post("/api/hooks", &new).await.expect(201);
    let began = Instant::now();
    let entry = mock.deliver(&json!({ "event": "Role.Created" })).await;
    assert_eq!(entry["attempts"].as_array().unwrap().len(), 2);
    assert!(began.elapsed() >= Duration::from_millis(300), "it was made again before its time");
}

#[tokio::test]
async fn an_endpoint_that_hangs_is_given_up_in_real_time() {
    let hanging = Receiver::of(vec![Reaction::Hang]).await;
    let mut config = Config::default();
    (config.clock, config.attempt_timeout) = (ClockMode::Auto, Duration::from_millis(30));
    let mock = Mock::with(config).await;
    mock.hook(&hanging.url("/"), EventName::RoleCreated);
    let entry = mock.deliver(&json!({ "event": "Role.Created" })).await;
    assert_eq!(entry["attempts"][0]["outcome"], json!({ "error": "Request timed out" }));
}

#[tokio::test]
async fn a_clock_moved_by_hand_makes_retries_due_and_idle_tells_what_waits() {
    let receiver = endpoint(&[500]).await;
    let mock = with(ClockMode::Manual).await;
    mock.hook(&receiver.uri(), EventName::RoleCreated);
    mock.trigger(&json!({ "event": "Role.Created" })).await;
    for (made, pause) in [(1, 300), (2, 600), (3, 1200)] {
        let waiting = mock.logto().idle().await.unwrap();
        assert_eq!((waiting.len(), waiting[0].attempts().len()), (1, made));
        assert_eq!(mock.get("/__mock/clock").await.expect(200).json()["waiting"], 1);
        mock.post("/__mock/clock", &json!({ "advanceMs": pause - 1 })).await.expect(200);
        assert_eq!(mock.logto().idle().await.unwrap()[0].attempts().len(), made);
        mock.post("/__mock/clock", &json!({ "advanceMs": 1 })).await.expect(200);
    }
    assert!(mock.logto().idle().await.unwrap().is_empty());
    assert_eq!(mock.logto().deliveries()[0].attempts().len(), 4);
}

#[tokio::test]
async fn a_clock_that_goes_by_itself_cannot_be_moved() {
    let mock = with(ClockMode::Real).await;
    let refused = mock.post("/__mock/clock", &json!({ "advanceMs": 1 })).await.expect(409).json();
    assert_eq!(refused["code"], "mock.clock_goes_by_itself");
    assert!(!mock.logto().advance(Duration::from_millis(1)));
    assert_eq!(mock.get("/__mock/clock").await.expect(200).json()["mode"], "real");
}

#[tokio::test]
async fn payloads_tell_the_machines_time_unless_the_mocks_is_asked_for() {
    let receiver = endpoint(&[200]).await;
    for (signs_mock_time, is_ahead) in [(false, false), (true, true)] {
        let mut config = Config::default();
        (config.clock, config.signs_mock_time) = (ClockMode::Manual, signs_mock_time);
        let mock = Mock::with(config).await;
        mock.hook(&receiver.uri(), EventName::RoleCreated);
        mock.advance(Duration::from_secs(24 * 60 * 60));
        let entry = mock.deliver(&json!({ "event": "Role.Created" })).await;
        let payload: Value = serde_json::from_str(entry["body"].as_str().unwrap()).unwrap();
        let now = mock.get("/__mock/clock").await.json()["now"].as_str().unwrap().to_owned();
        assert_eq!(payload["createdAt"] == json!(now), is_ahead, "{now}");
    }
}
