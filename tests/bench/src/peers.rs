//! The same work, done with other crates: as somebody would who has no `logto-webhook`.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The bare `hmac` crate. The header is decoded before: the least that a verifier can do.
pub(crate) struct BareHmac {
    keyed: Hmac<Sha256>,
}

impl BareHmac {
    pub(crate) fn new(key: &str) -> Self {
        Self { keyed: keyed(key) }
    }

    /// With the state that was keyed once.
    pub(crate) fn verifies(&self, tag: &[u8; 32], body: &[u8]) -> bool {
        is_tag_of(self.keyed.clone(), tag, body)
    }
}

/// The bare `hmac` crate, keyed for each call.
pub(crate) fn keyed_per_call_verifies(key: &str, tag: &[u8; 32], body: &[u8]) -> bool {
    is_tag_of(keyed(key), tag, body)
}

fn keyed(key: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length")
}

fn is_tag_of(mut mac: Hmac<Sha256>, tag: &[u8; 32], body: &[u8]) -> bool {
    mac.update(body);
    mac.finalize().into_bytes().ct_eq(tag.as_slice()).into()
}

pub(crate) fn ring_key(key: &str) -> ring::hmac::Key {
    ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key.as_bytes())
}

/// The tag of a signature as the header carries it.
pub(crate) fn tag_of(signature: &str) -> [u8; 32] {
    let mut tag = [0; 32];
    for (byte, at) in tag.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&signature[at..at + 2], 16).expect("`sign` gives 64 hexadecimal digits");
    }
    tag
}

/// What many receivers do with a body: everything in it, typed as nothing.
pub(crate) fn parse_value(body: &[u8]) -> serde_json::Value {
    serde_json::from_slice(body).expect("the bodies are JSON")
}
