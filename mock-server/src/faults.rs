//! What the mock can do wrong on request. Every delivery is made of [`signature`] and [`body`], and nothing else
//! misbehaves.

use bytes::Bytes;
use logto_webhook::Signature;
use serde::{Deserialize, Serialize};

use crate::store::Hook;

/// A way to misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    /// One byte of the body changes after it was signed.
    BodyChanged,
    /// The signature is made with the key that the hook had before the present one.
    OldKey,
}

impl Fault {
    /// Why the fault cannot be shown with this hook, if it cannot.
    pub(crate) fn impossible_with(self, hook: &Hook) -> Option<&'static str> {
        match self {
            Self::OldKey if hook.previous_signing_key.is_none() => Some(
                "it never had another signing key; give it a new one first, with PATCH /api/hooks/:id/signing-key",
            ),
            Self::OldKey | Self::BodyChanged => None,
        }
    }
}

/// What the header of every attempt says.
pub(crate) fn signature(fault: Option<Fault>, hook: &Hook, payload: &[u8]) -> Signature {
    let key = match fault {
        Some(Fault::OldKey) => hook.previous_signing_key.as_ref().unwrap_or(&hook.signing_key),
        None | Some(Fault::BodyChanged) => &hook.signing_key,
    };
    key.sign(payload)
}

/// What is sent of a payload.
pub(crate) fn body(fault: Option<Fault>, payload: &Bytes) -> Bytes {
    match fault {
        Some(Fault::BodyChanged) => change_a_byte(payload),
        None | Some(Fault::OldKey) => payload.clone(),
    }
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

fn last_letter_or_digit_in_a_text(json: &[u8]) -> Option<usize> {
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
