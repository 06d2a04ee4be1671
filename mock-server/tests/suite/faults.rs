//! What goes wrong on request: with what is signed, and with what was signed.

use std::io::Read;

use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderName, Method};
use logto_mock::{Config, Fault, FaultRule};
use logto_webhook::logto::{Event, EventName};
use logto_webhook::{Error, SigningKey, Webhook};
use serde_json::{Value, json};

use crate::deliveries::expected_signature;
use crate::mock::Mock;
use crate::receiver::{Receiver, Seen, answer, ok};

const SIGNATURE: &str = "logto-signature-sha-256";

/// A delivery that went wrong, as its endpoint got it.
struct Struck {
    seen: Seen,
    key: String,
    entry: Value,
}

impl Struck {
    async fn by(fault: Value) -> Self {
        Self::telling("User.Created", fault).await
    }

    async fn telling(event: &str, fault: Value) -> Self {
        let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
        let hook = mock.hook(&receiver.url("/"), event.parse().unwrap());
        mock.post("/__mock/faults", &json!({ "fault": fault })).await.expect(201);
        let entry = mock.deliver(&json!({ "event": event })).await;
        let seen = receiver.has_seen(1).await.remove(0);
        Self { seen, key: hook.signing_key.as_str().to_owned(), entry }
    }

    fn signatures(&self) -> Vec<String> {
        let headers = self.seen.headers().into_iter();
        headers.filter(|(name, _)| name == SIGNATURE).map(|(_, value)| value).collect()
    }

    /// What the sdk makes of it.
    fn event(&self) -> Result<Event, Error> {
        let webhook = Webhook::new(SigningKey::new(&self.key).unwrap());
        let header =
            |(name, value): (String, String)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        let headers: HeaderMap = self.seen.headers().into_iter().map(header).collect();
        webhook.verify_http(&headers, self.seen.bytes.clone())?.event()
    }

    #[track_caller]
    fn code(&self) -> &'static str {
        self.event().expect_err("it is refused").code().as_str()
    }
}

#[tokio::test]
async fn what_is_changed_after_signing_is_refused_for_what_it_is_and_marked_in_the_journal() {
    for (fault, code) in [
        ("body_changed", "signature_mismatch"),
        ("other_key", "signature_mismatch"),
        ("empty_key", "signature_mismatch"),
        ("signature_missing", "signature_missing"),
        ("signature_empty", "signature_malformed"),
        ("signature_truncated", "signature_malformed"),
        ("signature_doubled", "signature_ambiguous"),
        ("gzip_encoded", "body_encoded"),
        ("invalid_json", "payload_invalid"),
        ("invalid_utf8", "payload_invalid"),
        ("duplicate_keys", "payload_invalid"),
        ("huge_body", "body_too_large"),
    ] {
        let struck = Struck::by(json!(fault)).await;
        assert_eq!(struck.code(), code, "{fault}");
        let marked = &struck.entry["faults"];
        assert!(marked[0] == fault || marked[0]["kind"] == fault, "{marked}");
        assert_eq!(&struck.entry["attempts"][0]["faults"], marked);
    }
}

#[tokio::test]
async fn signatures_are_what_the_fault_says() {
    let empty = Struck::by(json!("empty_key")).await;
    assert_eq!(empty.signatures(), [expected_signature("", &empty.seen.bytes)]);
    let other = Struck::by(json!("other_key")).await;
    assert!(
        ![expected_signature("", &other.seen.bytes), expected_signature(&other.key, &other.seen.bytes)]
            .contains(&other.signatures()[0])
    );

    let right = |struck: &Struck| expected_signature(&struck.key, &struck.seen.bytes);
    let upper = Struck::by(json!("signature_upper_case")).await;
    assert_eq!(upper.signatures(), [right(&upper).to_uppercase()]);
    let truncated = Struck::by(json!("signature_truncated")).await;
    assert_eq!(truncated.signatures(), [&right(&truncated)[..32]]);
    let doubled = Struck::by(json!("signature_doubled")).await;
    assert_eq!(doubled.signatures(), [right(&doubled), right(&doubled)]);
    let missing = Struck::by(json!("signature_missing")).await;
    assert_eq!((missing.signatures().len(), &missing.entry["signature"]), (0, &Value::Null));
    assert_eq!(Struck::by(json!("signature_empty")).await.signatures(), [""]);
}

#[tokio::test]
async fn a_compressed_body_is_the_signed_one_once_it_is_plain_again() {
    let struck = Struck::by(json!("gzip_encoded")).await;
    assert_eq!(struck.seen.header("content-encoding").as_deref(), Some("gzip"));
    let mut plain = Vec::new();
    GzDecoder::new(&*struck.seen.bytes).read_to_end(&mut plain).unwrap();
    assert_eq!(struck.signatures(), [expected_signature(&struck.key, &plain)]);
}

#[tokio::test]
async fn another_content_type_says_nothing_about_the_body() {
    for (fault, expected) in [
        (json!("wrong_content_type"), "text/plain"),
        (json!({ "kind": "wrong_content_type", "contentType": "application/xml" }), "application/xml"),
    ] {
        let struck = Struck::by(fault).await;
        assert_eq!(struck.seen.header("content-type").as_deref(), Some(expected));
        assert!(struck.event().is_ok());
    }
}

#[tokio::test]
async fn a_genuine_sender_that_is_odd_verifies_and_tells_of_it() {
    let unknown = Struck::by(json!("unknown_event")).await;
    assert!(matches!(unknown.event(), Ok(Event::Unknown(event)) if &*event.name == "Future.Event"));
    let extra = Struck::by(json!({ "kind": "extra_field", "pointer": "/data/shoeSize" })).await;
    assert!(matches!(extra.event(), Ok(Event::UserCreated(_))));
    assert_eq!(extra.seen.json()["data"]["shoeSize"], true);

    let changed = Struck::by(json!("changed_type")).await;
    assert!(matches!(changed.event(), Ok(Event::Unreadable(event)) if &*event.path == "data.id"));
    assert_eq!(changed.seen.json()["data"]["id"], 42);
    let number = Struck::by(json!({ "kind": "changed_type", "pointer": "/status" })).await;
    assert_eq!(number.seen.json()["status"], "a text");
    let null = Struck::by(json!({ "kind": "null_field", "pointer": "/data" })).await;
    assert_eq!(null.seen.json()["data"], Value::Null);
    assert!(null.event().is_ok());
    let missing = Struck::telling("PostSignIn", json!("missing_field")).await;
    assert_eq!(missing.seen.json()["user"].get("id"), None);
    assert!(missing.event().is_ok());
}

#[tokio::test]
async fn a_stale_delivery_was_made_a_day_ago() {
    let struck = Struck::by(json!("stale_created_at")).await;
    let told =
        |json: &Value| json["createdAt"].as_str().unwrap().parse::<logto_webhook::Timestamp>().unwrap();
    let made = told(&serde_json::from_str(struck.entry["body"].as_str().unwrap()).unwrap());
    assert_eq!(told(&struck.seen.json()).unix_millis(), made.unix_millis() - 24 * 60 * 60 * 1000);
    assert!(struck.event().is_ok());
}

#[tokio::test]
async fn custom_data_can_be_deep_and_bodies_huge() {
    let deep = Struck::by(json!({ "kind": "deep_custom_data", "depth": 100_000 })).await;
    assert!(deep.seen.body.contains(&format!("\"customData\":{}{{}}", "{\"a\":".repeat(100_000))));
    assert_eq!(deep.signatures(), [expected_signature(&deep.key, &deep.seen.bytes)]);
    let huge = Struck::by(json!({ "kind": "huge_body", "bytes": 100 })).await;
    assert_eq!(huge.seen.json()["padding"], "x".repeat(100));
    assert!(huge.event().is_ok());
}

/// Which of six deliveries in turn a rule strikes.
async fn struck_of_six(config: Config, rule: Value) -> Vec<bool> {
    let (mock, receiver) = (Mock::with(config).await, Receiver::of(vec![ok()]).await);
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    mock.post("/__mock/faults", &rule).await.expect(201);
    let mut struck = Vec::new();
    for _ in 0..6 {
        let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
        struck.push(entry.get("faults").is_some());
    }
    let listed = mock.get("/__mock/faults").await.expect(200).json();
    let count = struck.iter().filter(|struck| **struck).count();
    assert_eq!((&listed[0]["struck"], &listed[0]["matched"]), (&json!(count), &json!(6)));
    struck
}

#[tokio::test]
async fn a_rule_says_which_deliveries_it_strikes() {
    for (when, struck) in [
        (json!({}), [1, 0, 0, 0, 0, 0]),
        (json!({ "times": 2 }), [1, 1, 0, 0, 0, 0]),
        (json!({ "when": "always" }), [1, 1, 1, 1, 1, 1]),
        (json!({ "when": { "nth": 3 } }), [0, 0, 1, 0, 0, 0]),
        (json!({ "when": { "every": 2 } }), [0, 1, 0, 1, 0, 1]),
        (json!({ "when": { "every": 2 }, "times": 2 }), [0, 1, 0, 1, 0, 0]),
        (json!({ "when": { "chance": 1.0 }, "times": 1 }), [1, 0, 0, 0, 0, 0]),
    ] {
        let mut rule = when.clone();
        rule["fault"] = json!("body_changed");
        assert_eq!(struck_of_six(Config::default(), rule).await, struck.map(|one| one == 1), "{when}");
    }
}

#[tokio::test]
async fn with_a_seed_chance_strikes_the_same_each_time() {
    let seeded = |seed| {
        let mut config = Config::default();
        config.seed = Some(seed);
        struck_of_six(config, json!({ "fault": "body_changed", "when": { "chance": 0.5 } }))
    };
    let mut different = std::collections::BTreeSet::new();
    for seed in 0..8 {
        let struck = seeded(seed).await;
        assert_eq!(struck, seeded(seed).await);
        different.insert(struck);
    }
    assert!(different.len() > 1, "{different:?}");
}

#[tokio::test]
async fn a_rule_is_for_a_hook_or_an_event_and_is_forgotten_on_request() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let one = mock.hook_for(&receiver.url("/"), &[EventName::UserCreated, EventName::RoleCreated]);
    let other = mock.hook_for(&receiver.url("/"), &[EventName::UserCreated]);
    let of_hook = json!({ "fault": "signature_missing", "when": "always", "hookId": one.id });
    let of_hook = mock.post("/__mock/faults", &of_hook).await.expect(201).json();
    let of_event = json!({ "fault": "body_changed", "when": "always", "event": "Role.Created" });
    mock.post("/__mock/faults", &of_event).await.expect(201);

    let told = mock.trigger(&json!({ "event": "User.Created" })).await;
    for (delivery, faults) in told.iter().zip([Value::Null, json!(["signature_missing"])]) {
        assert_eq!(mock.ended(delivery).await["faults"], faults);
    }
    assert_eq!(told[0]["hookId"], other.id);
    let both = mock.deliver(&json!({ "event": "Role.Created" })).await;
    assert_eq!(both["faults"], json!(["signature_missing", "body_changed"]));

    let path = format!("/__mock/faults/{}", of_hook["id"].as_str().unwrap());
    mock.call(Method::DELETE, &path, None).await.expect(204);
    assert_eq!(mock.call(Method::DELETE, &path, None).await.expect(404).json()["code"], "mock.unknown_fault");
    assert_eq!(mock.deliver(&json!({ "event": "Role.Created" })).await["faults"], json!(["body_changed"]));
    mock.call(Method::DELETE, "/__mock/faults", None).await.expect(204);
    assert_eq!(mock.get("/__mock/faults").await.expect(200).json(), json!([]));
    assert_eq!(mock.deliver(&json!({ "event": "Role.Created" })).await.get("faults"), None);
}

#[tokio::test]
async fn a_fault_can_show_in_some_attempts_only() {
    let answers =
        [500, 500, 200].map(|status| crate::receiver::Reaction::Answer(answer(status, "", "", b"")));
    let (mock, receiver) = (Mock::start().await, Receiver::of(answers.into()).await);
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    mock.logto().fault(FaultRule::new(Fault::SignatureMissing).attempts([1, 3]));
    let entry = mock.deliver(&json!({ "event": "User.Created" })).await;
    let signed: Vec<_> = receiver.seen().iter().map(|seen| seen.header(SIGNATURE).is_some()).collect();
    assert_eq!(signed, [false, true, false]);
    let marked: Vec<_> =
        entry["attempts"].as_array().unwrap().iter().map(|attempt| attempt.get("faults").is_some()).collect();
    assert_eq!(marked, [true, false, true]);
}

#[tokio::test]
async fn the_old_key_strikes_only_hooks_that_had_one() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    let hook = mock.hook(&receiver.url("/"), EventName::UserCreated);
    mock.logto().fault(FaultRule::new(Fault::OldKey));
    let trigger = json!({ "event": "User.Created" });
    assert_eq!(mock.deliver(&trigger).await.get("faults"), None);
    mock.call(Method::PATCH, &format!("/api/hooks/{}/signing-key", hook.id), None).await.expect(200);
    assert_eq!(mock.deliver(&trigger).await["faults"], json!(["old_key"]));
    let seen = receiver.has_seen(2).await;
    assert_eq!(
        seen[1].header(SIGNATURE),
        Some(expected_signature(hook.signing_key.as_str(), &seen[1].bytes))
    );
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_says_why() {
    let mock = Mock::start().await;
    for (rule, reason) in [
        (json!({}), "missing field `fault` or `api`"),
        (json!({ "fault": "lost" }), "unknown variant `lost`, expected one of `body_changed`"),
        (json!({ "fault": { "kind": "delayed", "after": 5 } }), "the fault \"delayed\" has no `after`"),
        (json!({ "fault": { "kind": "body_changed", "ms": 5 } }), "the fault \"body_changed\" has no `ms`"),
        (json!({ "fault": { "kind": "huge_body", "bytes": 1u64 << 40 } }), "`bytes` is at most 67108864"),
        (json!({ "fault": { "kind": "null_field", "pointer": "data" } }), "begins with `/`"),
        (json!({ "fault": "delayed", "when": { "nth": 0 } }), "nonzero"),
        (json!({ "fault": "delayed", "when": { "chance": 2 } }), "`chance` is a number from 0 to 1"),
        (json!({ "fault": "delayed", "attempts": [0] }), "counted from 1"),
        (json!({ "fault": "delayed", "api": { "status": 500 } }), "found both"),
        (json!({ "api": {} }), "missing field `status` or `delayMs`"),
        (json!({ "api": { "status": 418 } }), "401, 429 or 500"),
        (json!({ "api": { "status": 500, "retryAfter": 1 } }), "goes with the `status` 429"),
        (json!({ "api": { "status": 500 }, "event": "User.Created" }), "are of deliveries"),
    ] {
        let refused = mock.post("/__mock/faults", &rule).await.expect(400).json();
        assert!(refused["message"].as_str().unwrap().contains(reason), "{refused}");
    }
    let slip = mock.post("/__mock/faults", &json!({ "fault": "delayed", "event": "User.Creatd" })).await;
    assert_eq!(slip.expect(400).json()["data"]["closest"][0], "User.Created");
    mock.post("/__mock/faults", &json!({ "fault": "delayed", "hookId": "unknown" })).await.expect(404);
    assert_eq!(mock.get("/__mock/faults").await.expect(200).json(), json!([]));
}

#[tokio::test]
async fn there_are_so_many_rules_at_most_and_those_that_are_spent_give_way() {
    let (mock, receiver) = (Mock::start().await, Receiver::of(vec![ok()]).await);
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    let next = json!({ "fault": "body_changed" });
    mock.post("/__mock/faults", &next).await.expect(201);
    for _ in 1..1000 {
        mock.logto()
            .fault(FaultRule::new(Fault::SignatureMissing).always().for_event(EventName::RoleCreated));
    }
    let full = mock.post("/__mock/faults", &next).await.expect(409).json();
    assert_eq!(full["code"], "mock.too_many_faults");
    // The first one strikes, and never again.
    mock.deliver(&json!({ "event": "User.Created" })).await;
    let set = mock.post("/__mock/faults", &next).await.expect(201).json();
    assert_eq!((&set["id"], mock.logto().faults().len()), (&json!("fault-1001"), 1000));
    mock.post("/__mock/faults", &next).await.expect(409);
}
