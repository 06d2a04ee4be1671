//! What a real Logto sent, recorded: it verifies, is read as the right variant, and loses nothing.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

use logto_webhook::logto::{Event, EventName, SIGNATURE_HEADER};
use logto_webhook::{SigningKey, Verified, Webhook};
use logto_webhook_tests::{Fixture, fixtures};
use serde_json::Value;

/// A request that a receiver saw.
struct Recorded<'a> {
    file: &'a str,
    signature: &'a str,
    body: &'a str,
}

impl<'a> Recorded<'a> {
    fn all_of(fixture: &'a Fixture, list: &str) -> Vec<Self> {
        let requests = fixture.json[list].as_array().map_or(&[][..], Vec::as_slice);
        requests.iter().filter_map(|request| Self::of(&fixture.name, request)).collect()
    }

    /// `None` for a redirect that was followed as a GET: it has no body.
    fn of(file: &'a str, request: &'a Value) -> Option<Self> {
        let body = request["body"].as_str().filter(|body| !body.is_empty())?;
        let headers = request["headers"].as_array()?;
        let signature = headers.iter().find(|header| header[0] == SIGNATURE_HEADER)?[1].as_str()?;
        Some(Self { file, signature, body })
    }

    #[track_caller]
    fn verify(&self, key: &str) -> Verified {
        let webhook = Webhook::new(SigningKey::new(key).unwrap());
        webhook.verify(self.signature, self.body).unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }

    #[track_caller]
    fn assert_typed_without_loss(&self, event: &Event) {
        let json: Value = serde_json::from_str(self.body).unwrap();
        assert_eq!(event.name(), json["event"], "{}", self.file);
        assert_eq!(event.to_json(), self.body, "{}: the same bytes, in Logto's key order", self.file);
        assert!(!format!("{event:?}").contains("unknown"), "{}: a member is not known: {event:?}", self.file);
    }
}

/// The variant that each event of the table has, and the routes that choose another one.
fn expected_variant(json: &Value) -> String {
    match json["matchedRoute"].as_str() {
        Some("/users/:userId/custom-data") => "UserCustomDataUpdated".to_owned(),
        Some("/users/:userId/profile") => "UserProfileUpdated".to_owned(),
        _ => json["event"].as_str().unwrap().replace('.', ""),
    }
}

#[test]
fn every_recorded_delivery_verifies_with_its_hooks_key_and_is_typed_without_loss() {
    let mut seen = std::collections::BTreeSet::new();
    let fixtures = fixtures("recorded/deliveries");
    let mut count = 0;
    for fixture in &fixtures {
        for recorded in Recorded::all_of(fixture, "deliveries") {
            let event =
                recorded.verify(fixture.json["hook"]["signingKey"].as_str().unwrap()).event().unwrap();
            recorded.assert_typed_without_loss(&event);
            assert_eq!(
                event.variant(),
                expected_variant(&serde_json::from_str(recorded.body).unwrap()),
                "{}",
                recorded.file
            );
            seen.insert(event.event_name().unwrap());
            count += 1;
        }
    }
    assert_eq!(count, 55);
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), EventName::ALL, "every event was recorded");
}

#[test]
fn every_recorded_test_payload_verifies_and_is_a_test() {
    let mut count = 0;
    for fixture in &fixtures("recorded/test-deliveries") {
        for recorded in Recorded::all_of(fixture, "deliveries") {
            let event =
                recorded.verify(fixture.json["hook"]["signingKey"].as_str().unwrap()).event().unwrap();
            assert!(matches!(event, Event::Test(_)), "{}: {event:?}", recorded.file);
            recorded.assert_typed_without_loss(&event);
            count += 1;
        }
    }
    assert_eq!(count, 31, "29 public events and 2 of the development features");
}

/// The recordings of endpoints' behaviour do not tell the keys of their hooks: these bodies are read as a worker
/// reads what was verified before.
#[test]
fn every_recorded_body_of_the_logs_is_typed_without_loss() {
    let mut count = 0;
    for fixture in &fixtures("recorded/logs") {
        for recorded in Recorded::all_of(fixture, "requestsSeen") {
            let event = Verified::parse_already_verified(recorded.body).event().unwrap();
            assert!(matches!(event, Event::ScopeCreated(_)), "{}: {event:?}", recorded.file);
            recorded.assert_typed_without_loss(&event);
            count += 1;
        }
    }
    assert!(count >= 40, "{count} bodies");
}

/// PostgreSQL gives the payload back in another key order: the same JSON, not the bytes that were signed.
#[test]
fn a_payload_from_the_log_is_read_in_any_key_order_and_does_not_verify() {
    let fixture = fixtures("recorded/logs")
        .into_iter()
        .find(|fixture| fixture.name.ends_with("success-201.json"))
        .unwrap();
    let logged = fixture.json["recentLogs"][0]["payload"]["hookRequest"]["body"].to_string();
    let sent = Recorded::all_of(&fixture, "requestsSeen")[0].body.to_owned();

    let read = |body: String| Verified::parse_already_verified(body).event().unwrap();
    assert_eq!(read(logged.clone()), read(sent));

    let key = SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP").unwrap();
    let signature = Recorded::all_of(&fixture, "requestsSeen")[0].signature.to_owned();
    let error = Webhook::new(key).verify(&signature, logged).unwrap_err();
    assert!(error.to_string().contains("the body looks parsed and written again"), "{error}");
}
