//! A canary is put where a secret or a person's data stands, in every shape that JSON can give it. It must not sing.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

use logto_webhook::{Error, SigningKey, SigningKeys, Verified, Webhook, Window};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{config, payload, payloads};

/// The members that tell of a person, wherever they stand. A `name` is one only beside a `primaryEmail`: roles,
/// applications and organizations have names that say nothing of anybody.
const PERSONAL: [&str; 14] = [
    "username",
    "primaryEmail",
    "primaryPhone",
    "name",
    "avatar",
    "customData",
    "identities",
    "profile",
    "ip",
    "userIp",
    "userAgent",
    "value",
    "recipient",
    "details",
];

/// Puts a secret in place of everything personal, and notes what was replaced.
fn hide(json: &mut Value, secret: &Value, hidden: &mut BTreeSet<String>) {
    let is_user = json.get("primaryEmail").is_some();
    match json {
        Value::Object(members) => {
            for (key, value) in members {
                if PERSONAL.contains(&key.as_str()) && (key != "name" || is_user) {
                    *value = secret.clone();
                    hidden.insert(key.clone());
                } else {
                    hide(value, secret, hidden);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, secret, hidden)),
        _ => {}
    }
}

fn canary() -> impl Strategy<Value = String> {
    "canary[a-z]{10}"
}

/// The canary in every type of JSON that can hold it.
fn shapes(canary: &str) -> [Value; 4] {
    [json!(canary), json!({ canary: canary }), json!([canary, 1]), json!({ "deep": [{ "er": canary }] })]
}

#[track_caller]
fn assert_silent(canary: &str, printed: &dyn Debug) {
    for text in [format!("{printed:?}"), format!("{printed:#?}")] {
        assert!(!text.contains(canary), "{text}");
    }
}

#[track_caller]
fn assert_error_silent<T: Debug>(canary: &str, result: Result<T, Error>) {
    let error = result.expect_err("the canary does not belong there");
    assert!(!error.to_string().contains(canary), "{error}");
    assert_silent(canary, &error);
}

#[test]
fn every_personal_member_stands_in_some_payload() {
    let mut hidden = BTreeSet::new();
    for mut payload in payloads() {
        hide(&mut payload, &Value::Null, &mut hidden);
    }
    assert_eq!(hidden, PERSONAL.map(String::from).into());
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_event_does_not_print_what_is_personal(payload in payload(), canary in canary()) {
        for shape in shapes(&canary) {
            let mut payload = payload.clone();
            hide(&mut payload, &shape, &mut BTreeSet::new());
            let verified = Verified::parse_already_verified(payload.to_string());
            assert_silent(&canary, &verified.event().expect("a payload stays one"));
            assert_silent(&canary, &verified);
        }
    }

    #[test]
    fn an_event_does_not_print_the_value_of_what_it_does_not_know(mut payload in payload(), canary in canary()) {
        for shape in shapes(&canary) {
            payload["somethingNew"] = shape;
            assert_silent(&canary, &Verified::parse_already_verified(payload.to_string()).event());
        }
    }

    #[test]
    fn an_unknown_or_unreadable_event_prints_nothing_of_its_payload(mut payload in payload(), canary in canary(), known: bool) {
        if !known {
            payload["event"] = "Something.New".into();
        }
        for shape in shapes(&canary) {
            payload["data"] = json!({ "id": 1, "data": shape });
            payload["user"] = json!({ "id": 1, "user": shape });
            assert_silent(&canary, &Verified::parse_already_verified(payload.to_string()).event());
        }
    }

    #[test]
    fn keys_are_not_printed(canary in canary()) {
        let key = SigningKey::new(&canary).expect("letters are a key");
        assert_silent(&canary, &key);
        assert_silent(&canary, &SigningKeys::from(key.clone()));
        assert_silent(&canary, &key.sign("{}"));
        assert_silent(&canary, &Webhook::new(key.clone()).verify(&key.sign("{}").to_string(), "{}"));
        assert_silent(&canary, &Webhook::new(key));
    }

    #[test]
    fn an_error_does_not_tell_the_key(canary in canary(), blanks in "[ \t\n]{1,3}") {
        assert_error_silent(&canary, SigningKey::new(format!("{canary}{blanks}")));
        assert_error_silent(&canary, SigningKey::new(format!("{blanks}{canary}")));
        let key = SigningKey::new(&canary).expect("letters are a key");
        assert_error_silent(&canary, Webhook::new(key.clone()).verify(&"0".repeat(64), "{}"));
        assert_error_silent(&canary, SigningKeys::new(std::iter::repeat_n(key, 17)));
    }

    #[test]
    fn an_error_does_not_tell_the_header(canary in canary(), around in "[ a-z0-9{=,]{0,50}") {
        let webhook = Webhook::new(SigningKey::new("key").expect("letters are a key"));
        for header in [format!("{canary}{around}"), format!("{around}{canary}"), format!("sha256={canary}"), canary.repeat(100)] {
            assert_error_silent(&canary, webhook.verify(&header, "{}"));
        }
    }

    #[test]
    fn an_error_does_not_tell_the_body(canary in canary()) {
        let key = SigningKey::new("key").expect("letters are a key");
        let webhook = Webhook::new(key.clone()).with_window(Window::new(Duration::ZERO, Duration::ZERO));
        let bodies = [
            canary.clone(),
            json!(canary).to_string(),
            json!([canary]).to_string(),
            json!({ "event": { canary.as_str(): canary } }).to_string(),
            json!({ "event": canary, "createdAt": canary }).to_string(),
            format!(r#"{{"event":"PostSignIn","{canary}":1,"{canary}":2}}"#),
            format!(r#"{{"event":"PostSignIn","{canary}"#),
        ];
        for body in bodies {
            assert_error_silent(&canary, webhook.verify(&"0".repeat(64), body.as_str()));
            assert_error_silent(&canary, webhook.verify(&key.sign(&body).to_string(), body.as_str()));
            assert_error_silent(&canary, webhook.clone().with_body_limit(3).verify("", body.as_str()));
            if let Err(error) = Verified::parse_already_verified(body).event() {
                assert_error_silent::<()>(&canary, Err(error));
            }
        }
    }
}
