use logto_webhook::logto::Event;
use logto_webhook::{Code, Verified};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use crate::{code_of, config, json, payload, payloads, text};

/// Where everything in a payload stands, as JSON pointers: members, items, and what is in them.
fn places(json: &Value) -> Vec<String> {
    let below = |name: String, inner: &Value| {
        let place = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let deeper = places(inner).into_iter().map(|rest| format!("{place}{rest}")).collect::<Vec<_>>();
        [vec![place.clone()], deeper].concat()
    };
    match json {
        Value::Object(members) => members.iter().flat_map(|(key, inner)| below(key.clone(), inner)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, inner)| below(at.to_string(), inner)).collect()
        }
        _ => Vec::new(),
    }
}

/// Every place but that of the event's name: without a text there it is no webhook.
fn places_beside_the_name(payload: &Value) -> Vec<String> {
    places(payload).into_iter().filter(|place| place != "/event").collect()
}

fn parse(body: &str) -> Result<Event, logto_webhook::Error> {
    Verified::parse_already_verified(body).event()
}

#[track_caller]
fn assert_nothing_is_lost(payload: &Value) {
    let event = assert_is_written_as_it_was_read(&payload.to_string());
    assert_eq!(Some(event.name()), payload["event"].as_str());
}

#[track_caller]
fn assert_is_written_as_it_was_read(body: &str) -> Event {
    let event = parse(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    let written = event.to_json();
    assert_eq!(parse(&written).as_ref(), Ok(&event), "{body}");
    // `Value` judges both texts: it reads a float that it wrote itself as its neighbour at times.
    let judged = |json| serde_json::from_str::<Value>(json).ok();
    if let Some(value) = judged(body) {
        assert_eq!(judged(&written), Some(value), "read as {}", event.variant());
    }
    event
}

/// JSON that `JSON.stringify` does not write, or at the edge of what types hold. `Value` reads the first list only.
fn odd_json() -> Vec<String> {
    let readable = [
        "-0",
        "-0.0",
        "1E+2",
        "1.0",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        r#""""#,
        r#""\u0061""#,
        r#""\/""#,
        r#""\ud83d\ude00""#,
        r#""2026-08-21T12:16:09.123\u005a""#,
        "[ ]",
        "{ }",
        "[\n1,\t[ null ]]",
        r#"{"\u0069d":"a"}"#,
        r#"{"id":"a","id":"b"}"#,
        r#"[{"id":"a","id":1}]"#,
    ];
    let unreadable = [r#""\ud800""#, r#""a\udc00b""#, r#"{"\ud800":1}"#, "1e999"].map(str::to_owned);
    let deep = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
    readable.map(str::to_owned).into_iter().chain(unreadable).chain([deep]).collect()
}

#[test]
fn every_payload_is_written_as_it_was_read() {
    for payload in payloads() {
        assert_nothing_is_lost(&payload);
    }
}

#[test]
fn odd_json_in_any_place_is_written_as_it_was_read() {
    let odd_json = odd_json();
    for payload in payloads() {
        for place in places_beside_the_name(&payload) {
            let mut marked = payload.clone();
            *marked.pointer_mut(&place).expect("the place was found there") = "HERE".into();
            let marked = marked.to_string();
            for odd in &odd_json {
                let event = assert_is_written_as_it_was_read(&marked.replacen(r#""HERE""#, odd, 1));
                assert_eq!(Some(event.name()), payload["event"].as_str());
            }
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_payload_with_anything_in_any_place_is_read_and_loses_nothing(mut payload in payload(), place: Index, anything in json()) {
        let places = places_beside_the_name(&payload);
        let place: &String = place.get(&places);
        *payload.pointer_mut(place).expect("the place was found there") = anything;
        assert_nothing_is_lost(&payload);
    }

    #[test]
    fn a_payload_with_any_member_more_is_read_and_loses_nothing(mut payload in payload(), key in text(), anything in json()) {
        prop_assume!(key != "event");
        payload[key] = anything;
        assert_nothing_is_lost(&payload);
    }

    #[test]
    fn a_payload_with_any_member_less_is_read_and_loses_nothing(mut payload in payload(), member: Index) {
        let members = payload.as_object_mut().expect("payloads are objects");
        let key = member.get(&members.keys().filter(|key| *key != "event").cloned().collect::<Vec<_>>()).clone();
        members.remove(&key);
        assert_nothing_is_lost(&payload);
    }

    #[test]
    fn a_payload_by_any_other_name_is_read_and_loses_nothing(mut payload in payload(), name in text()) {
        payload["event"] = name.into();
        assert_nothing_is_lost(&payload);
    }

    #[test]
    fn a_payload_without_a_text_as_its_name_is_invalid(mut payload in payload(), name in json()) {
        prop_assume!(!name.is_string());
        payload["event"] = name;
        prop_assert_eq!(code_of(parse(&payload.to_string())), Some(Code::PayloadInvalid));
    }

    #[test]
    fn any_bytes_are_an_event_or_invalid(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(code_of(Verified::parse_already_verified(bytes).event()), Some(Code::PayloadInvalid));
    }

    #[test]
    fn a_payload_that_is_cut_off_is_invalid(payload in payload(), cut: Index) {
        let text = payload.to_string();
        let bytes = &text.as_bytes()[..cut.index(text.len())];
        prop_assert_eq!(code_of(Verified::parse_already_verified(bytes).event()), Some(Code::PayloadInvalid));
    }

    #[test]
    fn deliveries_to_two_hooks_have_one_occurrence(payload in payload(), one in text(), other in text(), created_at in text()) {
        let delivered_to = |hook: &str| {
            let mut payload = payload.clone();
            payload["hookId"] = hook.into();
            payload["createdAt"] = created_at.as_str().into();
            Verified::parse_already_verified(payload.to_string())
        };
        let (one, other) = (delivered_to(&one), delivered_to(&other));
        prop_assert_eq!(one.occurrence_id(), other.occurrence_id());
        prop_assert_eq!(one.id() == other.id(), one.raw() == other.raw());
    }
}
