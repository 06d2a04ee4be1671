//! The headers of an attempt: those of Logto's HTTP client and of fetch under it, in the order of the wire.

use std::fmt;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::client::late_message;
use crate::cause::Cause;
use crate::outcome::Failure;
use crate::store::CustomHeaders;
use crate::system::System;

const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// What JavaScript's fetch takes for white space around a value.
const WHITE_SPACE: [char; 4] = ['\t', '\n', '\r', ' '];

/// What fetch is given: sorted by name, values as the bytes of the wire.
///
/// `Debug` shows no values: they can be credentials.
#[derive(Clone)]
pub(super) struct Headers(Vec<(HeaderName, Vec<u8>)>);

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Headers {
    /// The hook's headers and the system's own, checked as `new Headers` does.
    ///
    /// Names that differ only in case are joined, so a hook can spoil the signature with a `Logto-Signature-Sha-256`.
    pub(super) fn new(
        system: System,
        custom: Option<&CustomHeaders>,
        signature: Option<&str>,
    ) -> Result<Self, Failure> {
        let merged = merged(system, custom, signature);
        for text in merged.iter().flat_map(|(name, value)| [name, value]) {
            byte_string(text)?;
        }
        let headers = merged.iter().map(|(name, value)| appended(name, value));
        let mut headers = headers.collect::<Result<Vec<_>, _>>()?;
        headers.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        headers.dedup_by(|(name, value), (before, joined)| {
            let is_same = name == before;
            if is_same {
                joined.extend_from_slice(b", ");
                joined.append(value);
            }
            is_same
        });
        Ok(Self(headers))
    }

    /// Sends a header with this value only, whatever the hook wants.
    pub(super) fn set(&mut self, name: HeaderName, value: String) {
        self.0.retain(|(present, _)| *present != name);
        let at = self.0.partition_point(|(present, _)| present.as_str() < name.as_str());
        self.0.insert(at, (name, value.into_bytes()));
    }

    /// Sends a header a second time, as fetch never does.
    pub(super) fn repeat(&mut self, name: &str) {
        if let Some(at) = self.0.iter().position(|(present, _)| present.as_str() == name) {
            self.0.insert(at, self.0[at].clone());
        }
    }

    pub(super) fn remove(&mut self, names: &[HeaderName]) {
        self.0.retain(|(name, _)| !names.contains(name));
    }

    /// All headers of one request. `host` is the authority that it goes to.
    pub(super) fn on_the_wire(
        &self,
        host: &HeaderValue,
        secure: bool,
        body_length: Option<usize>,
    ) -> Result<HeaderMap, Cause> {
        // The system's own and a few of the hook's: growing would hash all anew.
        let too_many = |_| Cause::new("too many headers");
        let mut headers = HeaderMap::try_with_capacity(self.0.len() + 16).map_err(too_many)?;
        headers.insert(header::HOST, host.clone());
        headers.insert(header::CONNECTION, HeaderValue::from_static("keep-alive"));
        let mut before = None;
        for (name, value) in &self.0 {
            match checked(name, value, body_length)? {
                Some(value) if before == Some(name) => {
                    headers.try_append(name, value).map_err(too_many)?;
                }
                Some(value) => {
                    headers.try_insert(name, value).map_err(too_many)?;
                }
                None => {}
            }
            before = Some(name);
        }
        for (name, value) in defaults(secure, body_length.is_some()) {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        if let Some(length) = body_length {
            headers.insert(header::CONTENT_LENGTH, length.into());
        }
        Ok(headers)
    }
}

/// What is added after the headers that fetch was given, unless it was given them.
fn defaults(secure: bool, has_body: bool) -> impl Iterator<Item = (HeaderName, &'static str)> {
    let encodings = if secure { "br, gzip, deflate" } else { "gzip, deflate" };
    let of_body = has_body.then_some((header::CONTENT_TYPE, "application/json"));
    of_body.into_iter().chain([
        (header::ACCEPT, "*/*"),
        (header::ACCEPT_LANGUAGE, "*"),
        (SEC_FETCH_MODE, "cors"),
        (header::ACCEPT_ENCODING, encodings),
    ])
}

/// The hook's headers and the system's own, merged as JavaScript objects are: the same spelling is replaced.
fn merged<'a>(
    system: System,
    custom: Option<&'a CustomHeaders>,
    signature: Option<&'a str>,
) -> Vec<(&'a str, &'a str)> {
    let mut merged = vec![("user-agent", system.user_agent())];
    // Among the hook's own, no name is there twice.
    for (name, value) in custom.into_iter().flat_map(CustomHeaders::iter) {
        if name == "user-agent" { merged[0].1 = value } else { merged.push((name, value)) }
    }
    if let Some(signature) = signature {
        let header = system.signature_header();
        match merged.iter_mut().find(|(name, _)| *name == header) {
            Some((_, value)) => *value = signature,
            None => merged.push((header, signature)),
        }
    }
    merged
}

/// A character is a byte on the wire, so those after U+00FF cannot be sent.
fn byte_string(text: &str) -> Result<(), Failure> {
    if text.is_ascii() {
        return Ok(());
    }
    match text.encode_utf16().enumerate().find(|(_, unit)| *unit > 0xff) {
        None => Ok(()),
        Some((index, unit)) => Err(Failure::BadHeader(format!(
            "Cannot convert argument to a ByteString because the character at index {index} has a value of {unit} \
             which is greater than 255."
        ))),
    }
}

/// What `Headers.append` takes.
fn appended(name: &str, value: &str) -> Result<(HeaderName, Vec<u8>), Failure> {
    let invalid = |text: &str, what| {
        Failure::BadHeader(format!("Headers.append: \"{text}\" is an invalid header {what}."))
    };
    let value = value.trim_matches(WHITE_SPACE);
    let name = name.parse().map_err(|_| invalid(name, "name"))?;
    if value.contains(['\0', '\r', '\n']) {
        return Err(invalid(value, "value"));
    }
    // A character is a byte. Most are ASCII, and need not be looked at one by one.
    let bytes = if value.is_ascii() {
        value.as_bytes().to_vec()
    } else {
        value.chars().filter_map(|character| u8::try_from(character).ok()).collect()
    };
    Ok((name, bytes))
}

/// The value with which a header is sent, if it is. undici refuses what would change how the request is framed.
fn checked(
    name: &HeaderName,
    value: &[u8],
    body_length: Option<usize>,
) -> Result<Option<HeaderValue>, Cause> {
    match name.as_str() {
        "host" => Ok(None),
        "sec-fetch-mode" => Ok(Some(HeaderValue::from_static("cors"))),
        "transfer-encoding" | "keep-alive" | "upgrade" => Err(invalid(name)),
        "expect" => Err(undici("expect header not supported", "NotSupportedError", "UND_ERR_NOT_SUPPORTED")),
        "content-length" => same_length(name, value, body_length).map(|()| None),
        "connection" => match value.to_ascii_lowercase().as_slice() {
            b"close" => Ok(Some(HeaderValue::from_static("close"))),
            b"keep-alive" => Ok(Some(HeaderValue::from_static("keep-alive"))),
            _ => Err(invalid(name)),
        },
        _ => HeaderValue::from_bytes(value).map(Some).map_err(|_| invalid(name)),
    }
}

/// A length of one's own must be the right one: it is fetch's that is sent.
fn same_length(name: &HeaderName, value: &[u8], body_length: Option<usize>) -> Result<(), Cause> {
    // `parseInt` reads the digits that a text begins with.
    let text = String::from_utf8_lossy(value);
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    match (text[..digits].parse::<usize>(), body_length) {
        (Ok(length), Some(body_length)) if length == body_length => Ok(()),
        _ if digits == 0 => Err(invalid(name)),
        _ => Err(late_message(
            "RequestContentLengthMismatchError",
            "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
            "Request body length does not match content-length header",
        )),
    }
}

fn invalid(name: &HeaderName) -> Cause {
    undici(&format!("invalid {name} header"), "InvalidArgumentError", "UND_ERR_INVALID_ARG")
}

fn undici(message: &str, name: &str, code: &str) -> Cause {
    Cause::new(message).with("name", name).with("code", code)
}
