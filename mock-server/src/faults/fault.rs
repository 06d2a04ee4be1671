use std::time::Duration;

use serde::de::{Deserializer, Error};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::odd_payload;
use crate::config::{DEEPEST_CUSTOM_DATA, HUGE_BODY_AT_MOST, LONGEST_TEXT_OF_A_FAULT};
use crate::recipient::Recipient;
use crate::system::System;

/// A way in which a delivery goes wrong.
///
/// In JSON it is its name, as `"body_changed"`, or an object with more to say, as `{"kind":"delayed","ms":500}`. What is
/// not said has the default that stands here. Those from [`InvalidJson`](Self::InvalidJson) on change what is signed:
/// the sender is genuine, and odd. The others change what was signed, or how it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
// What this derives is what the two below write and read by. It would stand among the methods: who reads of it is shown the
// traits.
#[cfg_attr(not(doc), serde(remote = "Self"))]
#[non_exhaustive]
pub enum Fault {
    /// One byte of the body changes after it was signed. The body stays JSON that tells something else.
    BodyChanged,
    /// A key that the recipient never had signs.
    OtherKey,
    /// The key that the hook had before its present one signs. A hook that never had another one is not struck.
    OldKey,
    /// The empty key signs, as of a sender whose configuration is missing.
    EmptyKey,
    /// There is no signature header.
    SignatureMissing,
    /// The signature header has no value.
    SignatureEmpty,
    /// Half of the signature is missing.
    SignatureTruncated,
    /// The signature is right, in upper-case digits.
    SignatureUpperCase,
    /// The signature header stands there twice, both times with the right value.
    SignatureDoubled,
    /// Each attempt is made twice, the second time when the first one was answered. The first answer counts.
    Duplicated,
    /// Each attempt is made twice at the same moment, over two connections. The first one's answer counts.
    DuplicatedAtOnce,
    /// The delivery is held back until the next one to the same hook has ended.
    Reordered {
        /// How long at most, by the mock's clock. A second.
        #[serde(rename = "ms", with = "millis", default = "a_second")]
        at_most: Duration,
    },
    /// The attempt begins later.
    Delayed {
        /// How much, by the mock's clock. A second.
        #[serde(rename = "ms", with = "millis", default = "a_second")]
        by: Duration,
    },
    /// The body is sent piece by piece.
    SentSlowly {
        /// How long that takes, in real time. A second.
        #[serde(rename = "ms", with = "millis", default = "a_second")]
        within: Duration,
    },
    /// The connection is closed after half of the body.
    CutHalfWay,
    /// The connection is reset after half of the body.
    ConnectionReset,
    /// The connection is opened and nothing is sent, until the attempt's time is over.
    NeverSent,
    /// The body is compressed after it was signed, as something on the way could do.
    GzipEncoded,
    /// The content type is another one.
    WrongContentType {
        /// What it is. `text/plain`.
        #[serde(rename = "contentType", default = "text_plain")]
        content_type: String,
    },
    /// The payload's last brace is missing.
    InvalidJson,
    /// A byte inside a text is none of UTF-8.
    InvalidUtf8,
    /// The payload names two events.
    DuplicateKeys,
    /// The payload has a member of many bytes.
    HugeBody {
        /// How many. 5 MiB; 64 MiB are the most.
        #[serde(default = "five_mib")]
        bytes: usize,
    },
    /// The custom data of who the event is about is nested.
    DeepCustomData {
        /// How deep. 1000; a million is the most.
        #[serde(default = "a_thousand")]
        depth: usize,
    },
    /// The event is one that the system does not have, yet.
    UnknownEvent {
        /// Its name. `Future.Event`.
        #[serde(default = "future_event")]
        name: String,
    },
    /// There is a field that the system does not have, yet.
    ExtraField {
        /// Where, as JSON Pointer. `/futureField`.
        #[serde(default = "future_field")]
        pointer: String,
    },
    /// A field is not there. A delivery without it is not struck, here and below.
    MissingField {
        /// Which, as JSON Pointer. What the event is about: the first that is there of `/data/id`, `/user/id`,
        /// `/params`, `/userId` and `/hookId`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pointer: Option<String>,
    },
    /// A field is `null`.
    NullField {
        /// Which, as in [`MissingField`](Self::MissingField).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pointer: Option<String>,
    },
    /// A field is a number where it was none, and a text where it was one.
    ChangedType {
        /// Which, as in [`MissingField`](Self::MissingField).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pointer: Option<String>,
    },
    /// The payload says that it was made long ago.
    StaleCreatedAt {
        /// How long ago. A day.
        #[serde(rename = "ms", with = "millis", default = "a_day")]
        by: Duration,
    },
}

impl Fault {
    /// Why the fault cannot be shown with this delivery, if it cannot.
    pub(crate) fn impossible_with(&self, to: &Recipient, payload: &[u8]) -> Option<String> {
        match self {
            Self::OldKey if to.system() == System::Platform => {
                Some("a webhook of the platform has one secret for good".to_owned())
            }
            Self::OldKey if to.previous_key().is_none() => Some(
                "it never had another signing key; give it a new one first, with PATCH /api/hooks/:id/signing-key"
                    .to_owned(),
            ),
            _ => odd_payload::impossible_with(self, payload),
        }
    }

    /// What is wrong with what it says of itself, if something is.
    fn mistake(&self) -> Option<String> {
        match self {
            Self::HugeBody { bytes } if *bytes > HUGE_BODY_AT_MOST => {
                Some(format!("`bytes` is at most {HUGE_BODY_AT_MOST}"))
            }
            Self::DeepCustomData { depth } if *depth > DEEPEST_CUSTOM_DATA => {
                Some(format!("`depth` is at most {DEEPEST_CUSTOM_DATA}"))
            }
            Self::ExtraField { pointer }
            | Self::MissingField { pointer: Some(pointer) }
            | Self::NullField { pointer: Some(pointer) }
            | Self::ChangedType { pointer: Some(pointer) }
                if !pointer.starts_with('/') =>
            {
                Some("`pointer` is a JSON Pointer, which begins with `/`".to_owned())
            }
            Self::WrongContentType { content_type: text }
            | Self::UnknownEvent { name: text }
            | Self::ExtraField { pointer: text }
            | Self::MissingField { pointer: Some(text) }
            | Self::NullField { pointer: Some(text) }
            | Self::ChangedType { pointer: Some(text) }
                if text.len() > LONGEST_TEXT_OF_A_FAULT =>
            {
                Some(format!("a text of a fault has at most {LONGEST_TEXT_OF_A_FAULT} bytes"))
            }
            Self::WrongContentType { content_type } if content_type.parse::<http::HeaderValue>().is_err() => {
                Some("`contentType` is no value of a header".to_owned())
            }
            _ => None,
        }
    }
}

fn a_second() -> Duration {
    Duration::from_secs(1)
}

fn a_day() -> Duration {
    Duration::from_secs(24 * 60 * 60)
}

fn text_plain() -> String {
    "text/plain".to_owned()
}

fn five_mib() -> usize {
    5 << 20
}

fn a_thousand() -> usize {
    1000
}

fn future_event() -> String {
    "Future.Event".to_owned()
}

fn future_field() -> String {
    "/futureField".to_owned()
}

/// A name alone where there is no more to say.
#[cfg(not(doc))]
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Self::serialize(self, serde_json::value::Serializer).expect("its keys are texts");
        match written.as_object() {
            Some(members) if members.len() == 1 => members["kind"].serialize(serializer),
            _ => written.serialize(serializer),
        }
    }
}

#[cfg(not(doc))]
impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = match Value::deserialize(deserializer)? {
            Value::String(kind) => json!({ "kind": kind }),
            given => given,
        };
        let fault = Self::deserialize(&given).map_err(D::Error::custom)?;
        let known = Self::serialize(&fault, serde_json::value::Serializer).expect("its keys are texts");
        // serde looks for no others beside a tag.
        let other = given
            .as_object()
            .into_iter()
            .flatten()
            .find(|(key, value)| known.get(key).is_none() && !(value.is_null() || *key == "pointer"));
        match other {
            Some((key, _)) => {
                Err(D::Error::custom(format_args!("the fault {} has no `{key}`", known["kind"])))
            }
            None => fault.mistake().map_or(Ok(fault), |mistake| Err(D::Error::custom(mistake))),
        }
    }
}

/// A duration as a number of milliseconds.
pub(super) mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        time: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
