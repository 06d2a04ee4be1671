use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Deserializer;
use serde::de::{Deserialize, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object's members in their order, duplicates included. The values are checked to be JSON and not read.
pub(crate) struct Object<'a>(pub(crate) Vec<Member<'a>>);

pub(crate) struct Member<'a> {
    pub(crate) key: Cow<'a, str>,
    pub(crate) value: &'a RawValue,
}

impl<'a> Object<'a> {
    /// Cuts the text of one JSON object into its members. The error's text may quote the JSON: it is not passed on.
    pub(crate) fn parse(json: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The text of a member, if it is there and is text.
    pub(crate) fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        let member = self.0.iter().find(|member| member.key == key)?;
        decode_string(member.value.get())
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.0.retain(|member| member.key != key);
    }

    /// Where a member stands in the text that the object was cut from, with the comma that goes with it. Empty where
    /// there is none: the text without the span is an object without the member.
    pub(crate) fn span(&self, key: &str, text: &str) -> Range<usize> {
        let Some(at) = self.0.iter().position(|member| member.key == key) else {
            return 0..0;
        };
        let end_of = |member: &Member<'_>| {
            member.value.get().as_ptr().addr() - text.as_ptr().addr() + member.value.get().len()
        };
        // Between one member's value and the next one's key stand only white space and the comma.
        let from = |start: usize, mark: char| start + text[start..].find(mark).unwrap_or_default();
        let end = end_of(&self.0[at]);
        match at.checked_sub(1).map(|before| &self.0[before]) {
            Some(before) => from(end_of(before), ',')..end,
            // Up to the next key, or, where the member is the only one, to its end.
            None => from(0, '"')..from(end, '"'),
        }
    }

    /// Whether a key stands twice. Two readers of such an object see two different ones.
    pub(crate) fn repeats_a_key(&self) -> bool {
        let mut keys: Vec<_> = self.0.iter().map(|member| (member.key.len(), &*member.key)).collect();
        keys.sort_unstable();
        keys.windows(2).any(|pair| pair[0] == pair[1])
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        // A key is cut out as JSON first: read as text at once, it could hold what no JSON may.
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            let key = decode_string(key.get()).ok_or_else(|| Error::custom("a key that is no text"))?;
            if members.is_empty() {
                // Logto's payloads and users have 10 to 16 members: one allocation.
                members.reserve(16);
            }
            members.push(Member { key, value });
        }
        Ok(Object(members))
    }
}

/// The text of a JSON string, or `None` for other JSON.
pub(crate) fn decode_string(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.into());
    }
    // As bytes serde_json gives a lone surrogate in the three bytes that UTF-8 would have for it.
    serde_json::Deserializer::from_str(json).deserialize_bytes(TextVisitor).map(Cow::Owned).ok()
}

/// Takes text in which a lone surrogate, which JavaScript can write and Rust cannot hold, becomes U+FFFD: what someone
/// typed must not keep an event from being read.
struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<String, E> {
        Ok(replace_surrogates(bytes.to_vec()))
    }
}

fn replace_surrogates(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let mut bytes = error.into_bytes();
        for at in 0..bytes.len().saturating_sub(2) {
            // ED A0..BF XX is a surrogate; U+FFFD has three bytes too.
            if bytes[at] == 0xED && bytes[at + 1] >= 0xA0 {
                bytes[at..at + 3].copy_from_slice("\u{FFFD}".as_bytes());
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
