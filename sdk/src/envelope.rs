//! What every delivery says of itself, read without touching what it tells.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{Code, Error};
use crate::json::{Json, Object, Timestamp};

/// The members that all payloads of a system have, by their keys.
#[derive(Debug, Clone, Copy)]
pub struct Keys {
    pub(crate) name: &'static str,
    pub(crate) created_at: &'static str,
    /// The delivery's own identity, where the sender gives it one.
    pub(crate) id: Option<&'static str>,
    /// The one that differs from hook to hook.
    pub(crate) hook: Option<&'static str>,
}

/// A body that is a webhook: a JSON object with an event's name, and no key twice.
#[allow(missing_debug_implementations, reason = "it holds people's data, and only this crate can have one")]
pub struct Payload<'a> {
    keys: &'a Keys,
    text: &'a str,
    pub(crate) members: Object<'a>,
    pub(crate) name: Cow<'a, str>,
}

impl<'a> Payload<'a> {
    pub(crate) fn parse(body: &'a [u8], keys: &'a Keys) -> Result<Self, Error> {
        let invalid = |found: &str| invalid(keys, found);
        let text = std::str::from_utf8(body).map_err(|_| invalid("bytes that are not UTF-8"))?;
        let members = Object::parse(text).map_err(|_| invalid(NO_OBJECT))?;
        if members.repeats_a_key() {
            return Err(invalid("an object with the same key twice, which readers would read differently"));
        }
        let nameless = || invalid(&format!("an object without a text as its `{}`", keys.name));
        let name = members.text(keys.name).ok_or_else(nameless)?;
        Ok(Self { keys, text, members, name })
    }

    /// The whole payload, kept as it came.
    pub(crate) fn json(&self) -> Result<Json, Error> {
        self.text.parse().map_err(|_| invalid(self.keys, NO_OBJECT))
    }
}

const NO_OBJECT: &str = "something that is not one JSON object";

fn invalid(keys: &Keys, found: &str) -> Error {
    let article = if keys.name == "event" { "an" } else { "a" };
    Error::new(
        Code::PayloadInvalid,
        format!(
            "expected a JSON object with {article} `{}`, found {found}; it was signed with your key, so keep its bytes and look at what sends it",
            keys.name
        ),
    )
}

/// The fields that all payloads share, and where the one stands that differs from hook to hook.
pub(crate) struct Envelope {
    pub(crate) name: Box<str>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) hook_id: Option<Box<str>>,
    pub(crate) created_at: Option<Timestamp>,
    hook_member: Range<usize>,
}

impl Envelope {
    pub(crate) fn read(body: &[u8], keys: &Keys) -> Result<Self, Error> {
        let Payload { name, members, text, .. } = Payload::parse(body, keys)?;
        let text_of = |key: Option<&str>| members.text(key?).map(|text| Box::from(&*text));
        Ok(Self {
            id: text_of(keys.id),
            hook_id: text_of(keys.hook),
            created_at: members.text(keys.created_at).and_then(|text| text.parse().ok()),
            hook_member: keys.hook.map_or(0..0, |key| members.span(key, text)),
            name: Box::from(&*name),
        })
    }

    /// The body without its hook: the same bytes for every hook that tells of the same event.
    pub(crate) fn without_hook<'b>(&self, body: &'b [u8]) -> [&'b [u8]; 2] {
        [&body[..self.hook_member.start], &body[self.hook_member.end..]]
    }
}
