//! Where an answer sends a request on to, by the rules of fetch.

use std::borrow::Cow;

use http::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, LOCATION, PROXY_AUTHORIZATION,
};
use http::header::{CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, HeaderMap, HeaderName};
use http::{Method, StatusCode};
use url::Url;

use super::{Request, target};
use crate::cause::Cause;
use crate::config::MOST_REDIRECTS;

/// What tells of a body, and goes with it.
const OF_A_BODY: [HeaderName; 5] =
    [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, CONTENT_LENGTH];

/// What is meant for one origin only. The signature is not among them: fetch does not know it.
const OF_AN_ORIGIN: [HeaderName; 4] = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, HOST];

/// Changes a request into the one that its answer asks for, or says with `false` that the answer is the last.
pub(super) fn follow(
    request: &mut Request<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    followed: u32,
) -> Result<bool, Cause> {
    let Some(location) = location(status, headers) else { return Ok(false) };
    let url = resolve(&request.url, &location)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Cause::new("URL scheme must be a HTTP(S) scheme"));
    }
    if followed == MOST_REDIRECTS {
        return Err(Cause::new("redirect count exceeded"));
    }
    if target::has_credentials(&url) {
        return Err(Cause::new("cross origin not allowed for request mode \"cors\""));
    }
    if becomes_a_get(status, &request.method) {
        request.method = Method::GET;
        request.body = None;
        request.headers.remove(&OF_A_BODY);
    }
    if url.origin() != request.url.origin() {
        request.headers.remove(&OF_AN_ORIGIN);
    }
    request.url = Cow::Owned(url);
    Ok(true)
}

/// What the answer says where to go, read as UTF-8.
fn location(status: StatusCode, headers: &HeaderMap) -> Option<String> {
    let location = match status.as_u16() {
        301 | 302 | 303 | 307 | 308 => headers.get(LOCATION)?,
        _ => return None,
    };
    Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
}

fn resolve(base: &Url, location: &str) -> Result<Url, Cause> {
    base.join(location).map_err(|_| {
        Cause::new("Invalid URL")
            .with("code", "ERR_INVALID_URL")
            .with("input", location)
            .with("base", base.as_str())
    })
}

fn becomes_a_get(status: StatusCode, method: &Method) -> bool {
    match status.as_u16() {
        301 | 302 => *method == Method::POST,
        303 => *method != Method::GET,
        _ => false,
    }
}
