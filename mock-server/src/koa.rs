//! What Logto's framework, Koa, and the middleware in front of its routes put around every answer: the headers of
//! helmet, a request id, and entity tags.

use std::mem;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};
use http::{Method, Response, StatusCode};
use http_body_util::{Either, Full};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::reply::Outgoing;
use crate::store::request_id;

/// In the order in which Logto sends them. Measured.
const HEADERS: [(HeaderName, HeaderValue); 10] = [
    (HeaderName::from_static("vary"), HeaderValue::from_static("Accept-Encoding, Origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("origin-agent-cluster"), HeaderValue::from_static("?1")),
    (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("strict-origin-when-cross-origin")),
    (
        HeaderName::from_static("strict-transport-security"),
        HeaderValue::from_static("max-age=15552000; includeSubDomains"),
    ),
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("x-download-options"), HeaderValue::from_static("noopen")),
    (HeaderName::from_static("x-frame-options"), HeaderValue::from_static("SAMEORIGIN")),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), HeaderValue::from_static("none")),
    (HeaderName::from_static("x-xss-protection"), HeaderValue::from_static("0")),
];

const REQUEST_ID: HeaderName = HeaderName::from_static("logto-core-request-id");

/// Puts around an answer what Logto puts around it, in the order in which Logto does.
pub(crate) fn around(
    method: &Method,
    asked: &HeaderMap,
    answer: Response<Outgoing>,
    body: &Bytes,
) -> Response<Outgoing> {
    let mut answer = answer;
    let mut own = mem::replace(answer.headers_mut(), HEADERS.into_iter().collect());
    let is_text = own.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/"));
    let text = if is_text && answer.status().is_client_error() { own.remove(CONTENT_TYPE) } else { None };
    answer.headers_mut().extend(own);
    // Measured: an answer to HEAD has none.
    if method == Method::GET && answer.status() == StatusCode::OK && !body.is_empty() {
        let tag = etag(body);
        if is_fresh(asked, &tag) {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            *answer.body_mut() = Either::Left(Full::default());
            answer.headers_mut().remove(CONTENT_TYPE);
        }
        answer
            .headers_mut()
            .insert(ETAG, HeaderValue::try_from(tag).expect("hexadecimal and base64 are ASCII"));
    }
    let id = HeaderValue::try_from(request_id()).expect("letters, digits, `-` and `_` are ASCII");
    answer.headers_mut().insert(REQUEST_ID, id);
    // Where nobody answered, Koa has the last word, a text: its type comes when all else was said.
    if let Some(text) = text {
        answer.headers_mut().insert(CONTENT_TYPE, text);
    }
    answer
}

/// Koa's: the length in hexadecimal and the beginning of the SHA-1 in base64.
fn etag(body: &[u8]) -> String {
    let hash = STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, body));
    format!("\"{:x}-{}\"", body.len(), &hash[..27])
}

/// Whether the client has it already, and would take what it has.
fn is_fresh(asked: &HeaderMap, tag: &str) -> bool {
    let wants_it_anew = tokens(asked, &CACHE_CONTROL).contains(&"no-cache");
    let known = tokens(asked, &IF_NONE_MATCH);
    !wants_it_anew
        && (known == ["*"] || known.iter().any(|known| known.strip_prefix("W/").unwrap_or(known) == tag))
}

/// What stands between the commas of a header, which may be given several times.
fn tokens<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<&'a str> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_those_of_a_recorded_logto() {
        assert_eq!(etag(b"[]"), "\"2-l9Fw4VUO7kr8CvBlt4zaMCqXZ0w\"");
    }
}
