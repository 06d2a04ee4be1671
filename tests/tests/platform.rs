//! The platform's deliveries: read typed, known by their own ids, and signed as its documentation says.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

use std::process::Command;
use std::time::{Duration, SystemTime};

use logto_webhook::platform::{self, Event, EventName, Platform, SIGNATURE_HEADER};
use logto_webhook::replay::{Begun, ReplayGuard};
use logto_webhook::testing::platform::{deliver, sample, samples};
use logto_webhook::{Code, SigningKey, Verified, Webhook, Window};
use serde_json::{Value, json};

const SECRET: &str = "whsec_abcdefghijklmnopqrstuvwxyz1234";
/// What the platform's documentation prints to verify with, as it stands.
const PRINTED_VERIFIER: &str = include_str!("../fixtures/platform/verify.js");

fn key() -> SigningKey {
    SigningKey::new(SECRET).unwrap()
}

#[track_caller]
fn verified(body: impl Into<String>) -> Verified<Platform> {
    let body = body.into();
    platform::webhook(key()).verify(&key().sign(&body).to_string(), body).unwrap()
}

#[test]
fn every_event_is_read_typed_and_written_again_as_it_came() {
    assert_eq!(samples().len(), EventName::ALL.len());
    for name in EventName::ALL {
        let event = sample(*name);
        let delivery = deliver(&event, &key());
        assert_eq!(delivery.header, SIGNATURE_HEADER);
        let verified = verified(&*delivery.body);
        assert_eq!(verified.event().unwrap(), event, "{name}");
        assert_eq!(verified.name(), Some(name.as_str()));
        assert_eq!(serde_json::to_string(&verified.event().unwrap()).unwrap(), delivery.body);
    }
}

#[test]
fn what_an_event_tells_is_typed() {
    let Event::UserCreated(event) = verified(sample(EventName::UserCreated).to_json()).event().unwrap()
    else {
        panic!("it is of a user that was made");
    };
    let user = event.data.value().unwrap();
    assert_eq!(user.id.as_str(), Some("usr_789012"));
    assert_eq!(user.email.as_str(), Some("newuser@example.com"));
    assert_eq!(event.created.value().unwrap().unix_millis(), 1_687_338_930_000);
    let Event::SystemAlert(event) = sample(EventName::SystemAlert) else { panic!("it is an alert") };
    assert_eq!(event.data.value().unwrap().severity.value(), Some(&platform::Severity::Warning));
}

#[test]
fn a_type_that_is_not_known_is_kept_and_a_known_one_that_does_not_fit_is_told_of() {
    let body =
        r#"{"id":"evt_1","type":"invoice.paid","created":"2023-06-21T09:15:30Z","data":{"id":"inv_1"}}"#;
    match verified(body).event().unwrap() {
        Event::Unknown(event) => {
            assert_eq!((&*event.name, event.json.as_str()), ("invoice.paid", body));
        }
        other => panic!("{other:?}"),
    }
    match verified(r#"{"id":"evt_1","type":"user.created","data":{"id":7}}"#).event().unwrap() {
        Event::Unreadable(event) => {
            assert_eq!((&*event.path, &*event.reason), ("data.id", "expected a string, found a number"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn fields_may_be_missing_and_others_are_kept() {
    let body =
        r#"{"id":"evt_1","type":"report.generated","data":{"id":"rep_1","format":"xlsx","pages":3},"v":2}"#;
    let Event::ReportGenerated(event) = verified(body).event().unwrap() else { panic!("it is a report") };
    let report = event.data.value().unwrap();
    assert!(report.url.is_absent());
    assert_eq!(report.unknown.member("pages").unwrap().as_str(), "3");
    let written: Value = serde_json::from_str(&Event::ReportGenerated(event).to_json()).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(body).unwrap());
}

#[test]
fn a_delivery_is_known_by_its_own_id() {
    let one = verified(r#"{"id":"evt_1","type":"user.deleted","data":{"id":"usr_1"}}"#);
    let again = verified(r#"{"id":"evt_1","type":"user.deleted","data":{"id":"usr_1"}} "#);
    assert_eq!((one.id(), one.occurrence_id()), ("evt_1", "evt_1"));
    assert_eq!(one.id(), again.id());
    // One that has none, or no name but a text of any length, is known by its bytes.
    let long = "x".repeat(256);
    for id in ["null", "7", r#""""#, &format!("{long:?}")] {
        let body = format!(r#"{{"id":{id},"type":"user.deleted"}}"#);
        assert_eq!(verified(body).id().len(), 64, "{id}");
    }
}

#[tokio::test]
async fn each_is_handled_once() {
    let webhook = platform::webhook(key());
    let guard = ReplayGuard::in_memory(&webhook);
    let delivery = verified(sample(EventName::DataCreated).to_json());
    let Begun::Lease(lease) = guard.begin(&delivery).await.unwrap() else { panic!("it is new") };
    assert_eq!(guard.begin(&delivery).await.unwrap_err().code(), Code::DeliveryInProgress);
    lease.complete().await.unwrap();
    assert!(matches!(guard.begin(&delivery).await.unwrap(), Begun::Completed));
}

#[test]
fn a_window_looks_at_when_it_was_created() {
    let webhook = platform::webhook(key()).with_window(Window::new(Duration::from_secs(60), Duration::ZERO));
    let created = SystemTime::UNIX_EPOCH + Duration::from_secs(1_687_338_930);
    let delivery = deliver(&sample(EventName::UserCreated), &key());
    let at = |now| webhook.verify_received_at(&delivery.signature, &*delivery.body, now);
    assert!(at(created + Duration::from_secs(60)).is_ok());
    let late = at(created + Duration::from_secs(61)).unwrap_err();
    assert_eq!(late.code(), Code::TimestampOutOfWindow);
    let body = r#"{"id":"evt_1","type":"user.deleted"}"#;
    let error = webhook.verify(&key().sign(body).to_string(), body).unwrap_err();
    assert!(error.message().contains("no readable `created`"), "{error}");
}

#[test]
fn what_is_no_webhook_is_refused_and_the_message_speaks_of_the_platforms_payload() {
    for body in ["[]", "{}", r#"{"type":7}"#, r#"{"event":"User.Created"}"#, r#"{"type":"a","type":"b"}"#] {
        let error = verified(body).event().unwrap_err();
        assert_eq!(error.code(), Code::PayloadInvalid, "{body}");
        assert!(error.message().starts_with("expected a JSON object with a `type`"), "{error}");
    }
}

#[test]
fn a_signature_that_does_not_match_names_what_may_be_wrong() {
    let body = sample(EventName::UserCreated).to_json();
    let refusal = |key: &str, signed: &str, body: &str| {
        let signature = SigningKey::new(key).unwrap().sign(signed).to_string();
        let error = platform::webhook(self::key()).verify(&signature, body).unwrap_err();
        assert_eq!(error.code(), Code::SignatureMismatch);
        error.message().to_owned()
    };
    let bare = refusal("abcdefghijklmnopqrstuvwxyz1234", &body, &body);
    assert!(bare.contains("whole, with its `whsec_`"), "{bare}");
    let parsed: Value = serde_json::from_str(&body).unwrap();
    let rewritten = refusal(SECRET, &body, &serde_json::to_string_pretty(&parsed).unwrap());
    assert!(rewritten.contains("parsed and written again"), "{rewritten}");
    // Logto's own hint stays Logto's.
    let logto = Webhook::new(key()).verify("00".repeat(32).as_str(), r#"{"event":"X"}"#).unwrap_err();
    assert!(logto.message().contains("Logto's (32 letters and digits)"), "{logto}");
}

#[test]
fn the_verifier_that_is_printed_in_the_documentation_accepts_every_delivery() {
    let deliveries: Vec<Value> = samples()
        .iter()
        .map(|event| deliver(event, &key()))
        .map(|delivery| json!([delivery.body, delivery.signature]))
        .collect();
    let script = format!(
        "{PRINTED_VERIFIER}
        for (const [body, signature] of {deliveries}) {{
            console.log(verifyWebhookSignature(body, signature, {SECRET:?}), verifyWebhookSignature(body + ' ', signature, {SECRET:?}));
        }}",
        deliveries = Value::from(deliveries.clone()),
    );
    let output = Command::new("node").args(["--eval", &script]).output().expect("`make test` needs Node");
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().collect::<Vec<_>>(), vec!["true false"; deliveries.len()]);
}
