//! Bytes in JSON, which is made of text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bytes as the text that they are, or else in Base64, which goes by another name.
pub(crate) fn text_or_base64(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|_| to_base64(bytes))
}

pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a text in Base64.
pub(crate) fn from_base64(text: &str) -> Result<Vec<u8>, base64::DecodeError> {
    STANDARD.decode(text)
}
