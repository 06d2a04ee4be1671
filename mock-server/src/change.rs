//! What happened, whoever hears of it: an event whose hook is filled in for each that it is sent to.

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::USER_AGENT;
use logto_webhook::logto::{Event, EventName};
use logto_webhook::{Timestamp, UnixMillis, Verified, testing};
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::call::Call;

/// One thing that happened in the mock's Logto.
pub(crate) struct Change {
    pub(crate) name: EventName,
    pub(crate) event: Event,
    /// By the machine's clock, as it is signed.
    at: UnixMillis,
}

/// The members of a payload by their keys. What users shape freely in them stays as it is, byte for byte.
pub(crate) type Members = BTreeMap<String, Box<RawValue>>;

/// Members of a payload: `members([("roleId", raw(&id))])`.
pub(crate) fn members<const N: usize>(members: [(&str, Box<RawValue>); N]) -> Members {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

impl Change {
    /// An example of what a real Logto tells of with this event. Who calls is who did it.
    pub(crate) fn sample(name: EventName, call: &Call) -> Self {
        Self::example(name, &testing::sample(name), call)
    }

    /// The same in the shape that one route gives it, if there is such a variant of [`Event`].
    pub(crate) fn sample_of(variant: &str, call: &Call) -> Option<Self> {
        let event = testing::sample_of(variant)?;
        Some(Self::example(event.event_name()?, &event, call))
    }

    /// The same, told as if it had happened so many milliseconds before.
    pub(crate) fn set_before(&mut self, millis: u32) {
        self.event.set_created_at(Timestamp::from_unix_millis(self.at.0 - i64::from(millis)));
    }

    fn example(name: EventName, event: &Event, call: &Call) -> Self {
        let mut members: Members = serde_json::from_str(&event.to_json()).expect("a payload is an object");
        for key in ["ip", "userIp"] {
            if let Some(ip) = members.get_mut(key) {
                *ip = raw(&call.ip);
            }
        }
        // The time is the change's, not the delivery's: all hooks are told the same one.
        members.insert("createdAt".to_owned(), raw(&Timestamp::from_unix_millis(call.wall.0)));
        Self { name, event: typed(&members), at: call.wall }
    }

    /// What a call of the Management API did. With the status of its answer, the payload tells of the call; the event's
    /// own members are given.
    pub(crate) fn of_call(
        name: EventName,
        call: &Call,
        status: Option<StatusCode>,
        mut members: Members,
    ) -> Self {
        let mut tell = |key: &str, value: Box<RawValue>| drop(members.insert(key.to_owned(), value));
        tell("ip", raw(&call.ip));
        if let Some(agent) = call.headers.get(USER_AGENT) {
            tell("userAgent", raw(&String::from_utf8_lossy(agent.as_bytes())));
        }
        if let Some(status) = status {
            let path = call.uri.path();
            tell("path", raw(&path.strip_prefix("/api").unwrap_or(path)));
            tell("method", raw(&call.method.as_str()));
            tell("status", raw(&status.as_u16()));
            tell("params", raw(&Params(call)));
            tell("matchedRoute", raw(&call.route.strip_prefix("/api").unwrap_or(call.route)));
        }
        Self::now(name, call, members)
    }

    /// What happens with a call, with all members of its payload but the name and the time.
    pub(crate) fn now(name: EventName, call: &Call, mut members: Members) -> Self {
        members.insert("event".to_owned(), raw(&name));
        members.insert("createdAt".to_owned(), raw(&Timestamp::from_unix_millis(call.wall.0)));
        // Of trusted devices Logto does not tell where they are.
        if matches!(name, EventName::TrustedDeviceCreated | EventName::TrustedDeviceDeleted) {
            members.remove("ip");
        }
        Self { name, event: typed(&members), at: call.wall }
    }

    /// What Logto's test endpoint tells of, which is nothing that happened.
    pub(crate) fn test(name: EventName, call: &Call) -> Self {
        let event = testing::test_payload(name, Timestamp::from_unix_millis(call.wall.0));
        Self { name, event, at: call.wall }
    }
}

/// A payload as the sdk reads it, which so writes it in Logto's key order.
fn typed(members: &Members) -> Event {
    let json = serde_json::to_vec(members).expect("texts and JSON can always be written");
    Verified::parse_already_verified(json).event().expect("it is an object that has a name")
}

/// The parameters of a path, in the order of the path.
struct Params<'a>(&'a Call);

impl Serialize for Params<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(call) = self;
        // Logto mounts what is below a role by a pattern, which leaves the rest of the path under this name.
        let rest =
            call.uri.path().strip_prefix("/api/roles").filter(|_| call.route.starts_with("/api/roles/:id"));
        let params = call.params.iter().map(|(name, value)| (*name, value.as_str()));
        serializer.collect_map(rest.map(|rest| ("0", rest)).into_iter().chain(params))
    }
}

pub(crate) fn raw(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).expect("a text can always be written as JSON")
}
