//! The headers of an attempt: those of Logto's HTTP client and of fetch under it, in the order of the wire.

use std::collections::BTreeMap;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use logto_webhook::Signature;
use logto_webhook::logto::SIGNATURE_HEADER;

use crate::outcome::{Cause, Failure};
use crate::store::CustomHeaders;

const USER_AGENT: &str = "Logto (https://logto.io/)";

/// What fetch adds after the headers that it was given, unless it was given them.
const DEFAULTS: [(HeaderName, &str); 5] = [
    (header::CONTENT_TYPE, "application/json"),
    (header::ACCEPT, "*/*"),
    (header::ACCEPT_LANGUAGE, "*"),
    (HeaderName::from_static("sec-fetch-mode"), "cors"),
    (header::ACCEPT_ENCODING, "gzip, deflate"),
];

/// All headers of an attempt. `host` is the authority that the request goes to.
pub(super) fn all(
    host: &HeaderValue,
    custom: Option<&CustomHeaders>,
    signature: &Signature,
    body_length: usize,
) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, host.clone());
    headers.insert(header::CONNECTION, HeaderValue::from_static("keep-alive"));
    for (name, value) in joined(&merged(custom, signature)) {
        let (name, value) = (to_name(&name)?, to_value(&value)?);
        let value = match name.as_str() {
            "host" => continue,
            "sec-fetch-mode" => HeaderValue::from_static("cors"),
            "content-length" | "transfer-encoding" | "keep-alive" | "upgrade" | "expect" => {
                return Err(unsupported(&name));
            }
            _ => value,
        };
        headers.insert(name, value);
    }
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_LENGTH, body_length.into());
    Ok(headers)
}

/// The hook's headers and Logto's own, merged as JavaScript objects are: the same spelling is replaced.
fn merged<'a>(custom: Option<&'a CustomHeaders>, signature: &Signature) -> Vec<(&'a str, String)> {
    let mut merged = vec![("user-agent", USER_AGENT.to_owned())];
    let custom =
        custom.into_iter().flat_map(CustomHeaders::iter).map(|(name, value)| (name, value.to_owned()));
    for (name, value) in custom.chain([(SIGNATURE_HEADER, signature.to_string())]) {
        match merged.iter_mut().find(|(present, _)| *present == name) {
            Some((_, present)) => *present = value,
            None => merged.push((name, value)),
        }
    }
    merged
}

/// The headers as fetch takes them: sorted, and names that differ only in case joined. So a hook can replace the
/// user agent, and spoil the signature with a `Logto-Signature-Sha-256` of its own.
fn joined(merged: &[(&str, String)]) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, value) in merged {
        values.entry(name.to_lowercase()).or_default().push(value.trim());
    }
    values.into_iter().map(|(name, values)| (name, values.join(", "))).collect()
}

fn to_name(name: &str) -> Result<HeaderName, Failure> {
    name.parse()
        .map_err(|_| Failure::BadHeader(format!("Headers.append: \"{name}\" is an invalid header name.")))
}

/// A character is a byte on the wire, so those after U+00FF cannot be sent.
fn to_value(value: &str) -> Result<HeaderValue, Failure> {
    if let Some((index, unit)) = value.encode_utf16().enumerate().find(|(_, unit)| *unit > 0xff) {
        return Err(Failure::BadHeader(format!(
            "Cannot convert argument to a ByteString because the character at index {index} has a value of {unit} \
             which is greater than 255."
        )));
    }
    let bytes: Vec<u8> = value.chars().filter_map(|character| u8::try_from(character).ok()).collect();
    HeaderValue::from_bytes(&bytes)
        .map_err(|_| Failure::BadHeader(format!("Headers.append: \"{value}\" is an invalid header value.")))
}

/// What would change how the request is framed. fetch refuses it when it sends.
fn unsupported(name: &HeaderName) -> Failure {
    let message = format!("invalid {name} header");
    Failure::FetchFailed(Cause { message, code: Some("UND_ERR_INVALID_ARG"), input: None })
}
