//! Whatever was signed, it is read as an event exactly if it is a webhook, and loses nothing.

#![no_main]

use std::collections::HashSet;
use std::fmt;

use libfuzzer_sys::fuzz_target;
use logto_webhook::logto::Event;
use logto_webhook::{Code, Verified};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// Whether the keys of an object are all different: `Value` takes the last of several and does not tell.
struct HasDistinctKeys(bool);

impl<'de> Deserialize<'de> for HasDistinctKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = HasDistinctKeys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HasDistinctKeys, A::Error> {
        let (mut keys, mut are_distinct) = (HashSet::new(), true);
        while let Some((key, IgnoredAny)) = map.next_entry::<String, _>()? {
            are_distinct &= keys.insert(key);
        }
        Ok(HasDistinctKeys(are_distinct))
    }
}

/// The body as `serde_json` alone reads it, if that calls it a webhook. It refuses more than the crate does: a lone
/// surrogate, and what is nested too deep.
fn webhook(body: &[u8]) -> Option<Value> {
    // A key by this prefix makes `serde_json`'s `Value` read the member's text as JSON.
    if body.windows(19).any(|window| window == b"serde_json::private") {
        return None;
    }
    let json: Value = serde_json::from_slice(body).ok()?;
    let HasDistinctKeys(are_distinct) = serde_json::from_slice(body).ok()?;
    Some(json).filter(|json| are_distinct && json.get("event").is_some_and(Value::is_string))
}

fn read_everything(verified: &Verified, event: &Event) {
    assert_eq!(verified.name(), Some(event.name()));
    assert_eq!(verified.id().len(), 64);
    assert_eq!(verified.occurrence_id().len(), 64);
    let _ = (verified.hook_id(), verified.created_at(), format!("{verified:?} {event:?}"));
    let _ = (event.user_id(), event.organization_id(), event.role_id(), event.organization_role_id());
}

fuzz_target!(|body: &[u8]| {
    let verified = Verified::parse_already_verified(body);
    let judged = webhook(body);
    let event = match verified.event() {
        Ok(event) => event,
        Err(error) => {
            assert_eq!(error.code(), Code::PayloadInvalid);
            assert_eq!((verified.name(), verified.occurrence_id()), (None, verified.id()));
            return assert!(judged.is_none(), "refused a webhook: {error}");
        }
    };
    read_everything(&verified, &event);

    let written = event.to_json();
    if let Some(json) = judged {
        assert_eq!(serde_json::from_str::<Value>(&written).ok(), Some(json), "read as {}", event.variant());
    }
    let again = Verified::parse_already_verified(written).event();
    assert_eq!(again.as_ref(), Ok(&event), "written and read again");
});
