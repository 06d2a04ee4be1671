//! Test events of the platform.

use std::time::Duration;

use logto_mock::{ClockMode, Config, Fault, FaultRule, System};
use logto_webhook::platform::{self, EventName};
use logto_webhook::{SigningKey, Timestamp};
use serde_json::{Value, json};

use crate::mock::{Refusing, endpoint};
use crate::platform_client::{Client, WEBHOOKS, path_of, refusal, still};
use crate::receiver::{Reaction, Receiver, answer, ok};

async fn test(client: &Client, webhook: &Value, event: &str) -> Value {
    let path = format!("{}/test", path_of(webhook));
    client.post(&path, &json!({ "event": event })).await.expect(200).json()
}

/// With a clock that waits for no retry.
fn hurried() -> Config {
    let mut config = Config::default();
    config.clock = ClockMode::Auto;
    config
}

#[tokio::test]
async fn every_event_is_sent_signed_with_the_secret_that_was_shown() {
    let receiver = Receiver::of(vec![ok()]).await;
    let client = Client::start().await;
    let made = client.create(&receiver.url("/hook"), &["user.created"]).await;
    let webhook = platform::webhook(SigningKey::new(made["secret"].as_str().unwrap()).unwrap());
    for event in EventName::ALL {
        let answer = test(&client, &made, event.as_str()).await;
        assert_eq!(answer["success"], true);
        assert_eq!(answer["message"], "Test event sent successfully");
        let details = answer["details"].as_object().unwrap();
        assert_eq!((details.len(), &details["status_code"]), (3, &json!(200)));
        assert_eq!(details["response_time"], 0, "the time stands still");
        let timestamp: Timestamp = details["timestamp"].as_str().unwrap().parse().unwrap();
        assert_eq!(timestamp.unix_millis(), client.mock.logto().now().0 / 1000 * 1000);
    }
    let mut ids = Vec::new();
    for (request, event) in receiver.seen().iter().zip(EventName::ALL) {
        let signature = request.header("x-webhook-signature").unwrap();
        let verified = webhook.verify(signature.as_str(), request.body.clone().into_bytes()).unwrap();
        assert_eq!(verified.event().unwrap().event_name(), Some(*event));
        ids.push(verified.id().to_owned());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), EventName::ALL.len());
    let deliveries = client.mock.logto().deliveries();
    assert_eq!((deliveries.len(), deliveries[0].system()), (8, System::Platform));
}

#[tokio::test]
async fn what_fails_is_told_with_200_and_is_not_tried_again() {
    for status in [302, 404, 500, 503] {
        let receiver = endpoint(&[status]).await;
        let client = Client::with(hurried()).await;
        let made = client.create(&receiver.uri(), &["user.created"]).await;
        let answer = test(&client, &made, "user.created").await;
        assert_eq!(
            (&answer["success"], &answer["message"]),
            (&json!(false), &json!("Test event delivery failed"))
        );
        assert_eq!(answer["details"]["status_code"], status);
        assert_eq!(answer["details"].as_object().unwrap().len(), 3);
        assert_eq!(receiver.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn without_an_answer_there_is_an_error_in_place_of_a_status() {
    let refusing = Refusing::new();
    let client = Client::start().await;
    let made = client.create(&refusing.url(), &["user.created"]).await;
    let answer = test(&client, &made, "user.created").await;
    assert_eq!((&answer["success"], &answer["details"]["status_code"]), (&json!(false), &Value::Null));
    let error = answer["details"]["error"].as_str().unwrap();
    assert!(error.contains("ECONNREFUSED"), "{error}");
}

#[tokio::test]
async fn an_endpoint_that_never_answers_fails_in_time() {
    let receiver = Receiver::of(vec![Reaction::Hang]).await;
    let mut config = Config::default();
    config.attempt_timeout = Duration::from_millis(100);
    let client = Client::with(config).await;
    let made = client.create(&receiver.url("/"), &["user.created"]).await;
    let answer = test(&client, &made, "user.created").await;
    assert_eq!(answer["details"]["status_code"], Value::Null);
    assert_eq!(answer["details"]["error"], "Request timed out");
    assert!(answer["details"]["response_time"].as_u64().unwrap() >= 100);
}

#[tokio::test]
async fn an_inactive_webhook_is_not_tested() {
    let receiver = endpoint(&[200]).await;
    let client = Client::start().await;
    let made = client.create(&receiver.uri(), &["user.created"]).await;
    client.put(&path_of(&made), &json!({ "status": "inactive" })).await.expect(200);
    let answer = client.post(&format!("{}/test", path_of(&made)), &json!({ "event": "user.created" })).await;
    let message = refusal(answer, 422);
    assert_eq!(message, "Unprocessable Entity - Invalid webhook URL: an inactive webhook is not tested");
    assert!(receiver.received_requests().await.unwrap().is_empty());
    assert!(client.mock.logto().deliveries().is_empty());
}

#[tokio::test]
async fn only_an_event_that_there_is_can_be_tested() {
    let client = Client::start().await;
    let made = client.create("http://127.0.0.1:9/", &["user.created"]).await;
    let path = format!("{}/test", path_of(&made));
    for body in [json!({}), json!({ "event": 1 }), json!({ "event": "User.Created" }), json!([])] {
        let message = refusal(client.post(&path, &body).await, 400);
        assert!(message.starts_with("Bad Request - Invalid parameters: "), "{message}");
    }
    assert!(client.mock.logto().deliveries().is_empty());
}

#[tokio::test]
async fn whoever_is_sent_something_was_triggered_then() {
    let receiver = endpoint(&[200, 500]).await;
    let client = Client::with(still()).await;
    let made = client.create(&receiver.uri(), &["user.created"]).await;
    let last = async || {
        let shown = client.get(&path_of(&made)).await.json()["data"]["last_triggered"].clone();
        let listed = client.get(WEBHOOKS).await.json()["data"][0]["last_triggered"].clone();
        assert_eq!(shown, listed);
        shown
    };
    assert_eq!(last().await, Value::Null);
    let tested = test(&client, &made, "data.deleted").await;
    assert_eq!(last().await, tested["details"]["timestamp"]);
    client.mock.advance(Duration::from_secs(3600));
    let failed = test(&client, &made, "user.created").await;
    assert_eq!(failed["success"], false);
    assert_eq!(last().await, failed["details"]["timestamp"]);
    assert_ne!(failed["details"]["timestamp"], tested["details"]["timestamp"]);
    let changed = client.put(&path_of(&made), &json!({})).await.json();
    assert_eq!(changed["data"]["last_triggered"], failed["details"]["timestamp"]);
}

#[tokio::test]
async fn faults_strike_a_test_as_any_delivery() {
    let receiver = Receiver::of(vec![Reaction::Answer(answer(204, "", "", b""))]).await;
    let client = Client::with(hurried()).await;
    let made = client.create(&receiver.url("/"), &["user.created"]).await;
    client.mock.logto().fault(FaultRule::new(Fault::SignatureMissing));
    let answer = test(&client, &made, "user.created").await;
    assert_eq!(answer["details"]["status_code"], 204);
    assert_eq!(receiver.seen()[0].header("x-webhook-signature"), None);
}
