//! What every delivery says of itself, read without touching what it tells.

use std::borrow::Cow;
use std::ops::Range;

use super::event::Event;
use crate::error::{Code, Error};
use crate::json::{Json, Object, Timestamp};

/// A body that is a webhook: a JSON object with an event's name, and no key twice.
pub(crate) struct Payload<'a> {
    text: &'a str,
    pub(super) members: Object<'a>,
    pub(super) name: Cow<'a, str>,
}

impl<'a> Payload<'a> {
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let text = std::str::from_utf8(body).map_err(|_| invalid("bytes that are not UTF-8"))?;
        let members = Object::parse(text).map_err(|_| invalid("something that is not one JSON object"))?;
        if members.repeats_a_key() {
            return Err(invalid("an object with the same key twice, which readers would read differently"));
        }
        let name = members.text("event").ok_or_else(|| invalid("an object without a text as its `event`"))?;
        Ok(Self { text, members, name })
    }

    /// The whole payload, kept as it came.
    pub(super) fn json(&self) -> Result<Json, Error> {
        self.text.parse().map_err(|_| invalid("something that is not one JSON object"))
    }

    pub(crate) fn event(self) -> Result<Event, Error> {
        Event::read(self)
    }
}

fn invalid(found: &str) -> Error {
    Error::new(
        Code::PayloadInvalid,
        format!(
            "expected a JSON object with an `event`, found {found}; it was signed with your key, so keep its bytes and look at what sends it"
        ),
    )
}

/// The fields that all payloads share, and where the one stands that differs from hook to hook.
pub(crate) struct Envelope {
    pub(crate) name: Box<str>,
    pub(crate) hook_id: Option<Box<str>>,
    pub(crate) created_at: Option<Timestamp>,
    hook_member: Range<usize>,
}

impl Envelope {
    pub(crate) fn read(body: &[u8]) -> Result<Self, Error> {
        let Payload { name, members, text } = Payload::parse(body)?;
        Ok(Self {
            hook_id: members.text("hookId").map(|id| Box::from(&*id)),
            created_at: members.text("createdAt").and_then(|text| text.parse().ok()),
            hook_member: members.span("hookId", text),
            name: Box::from(&*name),
        })
    }

    /// The body without its `hookId`: the same bytes for every hook that tells of the same event.
    pub(crate) fn without_hook<'b>(&self, body: &'b [u8]) -> [&'b [u8]; 2] {
        [&body[..self.hook_member.start], &body[self.hook_member.end..]]
    }
}
