use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use logto_webhook::{Signature, SigningKey};

use super::{Fault, odd_payload};
use crate::recipient::Recipient;

/// What an attempt sends, and how.
#[derive(Default)]
pub(crate) struct Sending {
    pub(crate) body: Bytes,
    /// What the signature's header says, if there is one.
    pub(crate) signature: Option<String>,
    pub(crate) is_signed_twice: bool,
    /// In the place of those that it would have.
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) manner: Manner,
    pub(crate) copy: Option<Copy>,
    /// How much later it begins.
    pub(crate) delay: Duration,
    /// How long the delivery lets others overtake it.
    pub(crate) held: Option<Duration>,
}

/// How a request is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Manner {
    #[default]
    AtOnce,
    /// The body takes so long.
    Slowly(Duration),
    /// Half of the body, then the end.
    HalfThenClosed,
    HalfThenReset,
    NotAtAll,
}

impl Manner {
    /// Whether the request never comes to its end.
    pub(crate) fn ends_early(self) -> bool {
        matches!(self, Self::HalfThenClosed | Self::HalfThenReset)
    }
}

/// When an attempt is made a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copy {
    Afterwards,
    AtOnce,
}

impl Sending {
    /// Signs a payload, and does with it what its faults want: first with what is signed, then with all else.
    pub(crate) fn of<'a>(
        faults: impl Iterator<Item = &'a Fault> + Clone,
        to: &Recipient,
        payload: &Bytes,
    ) -> Self {
        let payload = faults
            .clone()
            .fold(payload.clone(), |payload, fault| odd_payload::changed(fault, to.system(), payload));
        let signature = Some(signature(faults.clone(), to, &payload).to_string());
        let signed = Self { body: payload, signature, ..Self::default() };
        faults.fold(signed, Self::spoilt)
    }

    fn spoilt(mut self, fault: &Fault) -> Self {
        match fault {
            Fault::BodyChanged => self.body = change_a_byte(&self.body),
            Fault::SignatureMissing => self.signature = None,
            Fault::SignatureEmpty => self.signature = Some(String::new()),
            Fault::SignatureTruncated => {
                self.signature = self.signature.map(|digits| digits[..digits.len() / 2].to_owned());
            }
            Fault::SignatureUpperCase => {
                self.signature = self.signature.map(|digits| digits.to_ascii_uppercase());
            }
            Fault::SignatureDoubled => self.is_signed_twice = true,
            Fault::GzipEncoded => {
                self.body = gzip(&self.body);
                self.headers.push((CONTENT_ENCODING, "gzip".to_owned()));
            }
            Fault::WrongContentType { content_type } => {
                self.headers.push((CONTENT_TYPE, content_type.clone()));
            }
            Fault::Duplicated => self.copy = Some(Copy::Afterwards),
            Fault::DuplicatedAtOnce => self.copy = Some(Copy::AtOnce),
            Fault::Reordered { at_most } => self.held = Some(*at_most),
            Fault::Delayed { by } => self.delay = self.delay.saturating_add(*by),
            Fault::SentSlowly { within } => self.manner = Manner::Slowly(*within),
            Fault::CutHalfWay => self.manner = Manner::HalfThenClosed,
            Fault::ConnectionReset => self.manner = Manner::HalfThenReset,
            Fault::NeverSent => self.manner = Manner::NotAtAll,
            // Of the key and of what was signed.
            _ => {}
        }
        self
    }
}

/// With the key that the recipient has, or with the one that a fault puts in its place.
fn signature<'a>(faults: impl Iterator<Item = &'a Fault>, to: &Recipient, payload: &[u8]) -> Signature {
    let by_fault = faults.filter_map(|fault| match fault {
        Fault::OldKey => to.previous_key().map(|key| key.sign(payload)),
        Fault::OtherKey => Some(sign("a key that no hook of this mock has", payload)),
        // A hash with a key fills that up with zeros: the empty key signs as one zero does.
        Fault::EmptyKey => Some(sign("\0", payload)),
        _ => None,
    });
    by_fault.last().unwrap_or_else(|| to.key().sign(payload))
}

fn sign(key: &str, payload: &[u8]) -> Signature {
    SigningKey::from_bytes(key).expect("it is not empty").sign(payload)
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(body).and_then(|()| encoder.finish());
    written.expect("a Vec takes all").into()
}

/// Changes the last letter or digit inside a text, so that the body stays JSON that tells something else.
fn change_a_byte(json: &[u8]) -> Bytes {
    let mut changed = json.to_vec();
    match last_letter_or_digit_in_a_text(json) {
        Some(at) => changed[at] = another(changed[at]),
        // A body without any text: white space changes the bytes and nothing else.
        None => changed.push(b' '),
    }
    changed.into()
}

pub(super) fn last_letter_or_digit_in_a_text(json: &[u8]) -> Option<usize> {
    let (mut last, mut inside, mut escaped) = (None, false, 0);
    for (at, &byte) in json.iter().enumerate() {
        match byte {
            b'"' if escaped == 0 => inside = !inside,
            b'\\' if escaped == 0 => escaped = 2,
            b'u' if escaped == 1 => escaped = 5,
            _ if inside && escaped == 0 && byte.is_ascii_alphanumeric() => last = Some(at),
            _ => {}
        }
        escaped = u32::saturating_sub(escaped, 1);
    }
    last
}

fn another(letter_or_digit: u8) -> u8 {
    match letter_or_digit {
        b'9' => b'0',
        b'z' => b'a',
        b'Z' => b'A',
        other => other + 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::change_a_byte;

    #[test]
    fn a_changed_body_is_other_json_of_the_same_length() {
        for body in [
            r#"{"hookId":"abz"}"#,
            r#"{"a":"x","n":12}"#,
            r#"{"a":"b\u00e9\n\"\\"}"#,
            r#"["é9"]"#,
            r#"{"k":"\\\u0041"}"#,
        ] {
            let changed = change_a_byte(body.as_bytes());
            let value = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
            assert_ne!(value(&changed), value(body.as_bytes()), "{body}");
            let differing = body.bytes().zip(changed.iter()).filter(|(one, other)| one != *other).count();
            assert_eq!((changed.len(), differing), (body.len(), 1), "{body}");
        }
    }

    #[test]
    fn a_body_without_texts_only_gets_longer() {
        assert_eq!(change_a_byte(b"[1]"), "[1] ");
    }
}
