//! What holds for any input, tried on generated ones.
//!
//! `verifying.rs`: what is accepted and with which code the rest is refused. `window.rs`: times. `events.rs`: what
//! is read is never lost. `secrets.rs`: what is never printed.
//!
//! The inputs are the same at every run, so that a failure comes again; `PROPTEST_CASES=100000` tries more of them,
//! and `sdk/fuzz` looks for others.

mod events;
mod secrets;
mod verifying;
mod window;

use logto_webhook::logto::EventName;
use logto_webhook::{Code, SigningKey, Timestamp, testing};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value};

fn config() -> ProptestConfig {
    // No file of failures: with a fixed seed they come again without one.
    ProptestConfig { rng_seed: RngSeed::Fixed(4231), failure_persistence: None, ..ProptestConfig::default() }
}

fn key() -> impl Strategy<Value = SigningKey> {
    proptest::collection::vec(any::<u8>(), 1..=200).prop_map(signing_key)
}

#[track_caller]
fn signing_key(bytes: impl AsRef<[u8]>) -> SigningKey {
    SigningKey::from_bytes(bytes).expect("the bytes are not empty")
}

#[track_caller]
fn code_of<T>(result: Result<T, logto_webhook::Error>) -> Option<Code> {
    result.map_err(|error| error.code()).err()
}

/// What every variant of an event looks like, and every test payload.
fn payloads() -> Vec<Value> {
    let tests =
        EventName::ALL.iter().map(|name| testing::test_payload(*name, Timestamp::from_unix_millis(0)));
    let events = testing::samples().iter().cloned().chain(tests);
    events.map(|event| serde_json::to_value(event).expect("every event can be written")).collect()
}

fn payload() -> impl Strategy<Value = Value> {
    prop::sample::select(payloads())
}

/// JSON of any type, some levels deep.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|members| Value::from(Map::from_iter(members))),
        ]
    })
}

/// Text of which half needs escapes: quotes, backslashes, control characters, and what is not ASCII.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-zA-Z0-9.:/@+-]{0,20}", r#"["\\\n\t\x00-\x1f/é🦀]{0,6}"#]
}
