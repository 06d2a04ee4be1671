//! What comes in: a request as the handlers see it.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode, Uri};
use logto_webhook::UnixMillis;
use percent_encoding::percent_decode_str;
use serde_json::map::Entry;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::config::{Config, SHORT_BODY_LIMIT};
use crate::delivery::Clock;
use crate::reply::{ErrorBody, Reply};
use crate::schema::Events;
use crate::store::json::with_numbers_of_javascript;

/// A request that was read to its end and found its route.
pub(crate) struct Call {
    /// When it came, by the mock's clock.
    pub(crate) at: UnixMillis,
    /// When it came, by the machine's: what is signed says so.
    pub(crate) wall: UnixMillis,
    /// Who called, as Logto reports it.
    pub(crate) ip: String,
    /// The events that this Logto has.
    pub(crate) events: Events,
    /// Where the mock is reached, if that was configured.
    pub(crate) endpoint: Option<String>,
    /// Whether hooks must lead to public https URLs.
    pub(crate) requires_public_https: bool,
    pub(crate) method: Method,
    /// The pattern of the route that was found.
    pub(crate) route: &'static str,
    /// What stood in the path where the route's pattern has names.
    pub(crate) params: Vec<(&'static str, String)>,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// Nothing where it did not come whole or is too large: what does not look at it, does not care.
    pub(crate) body: Option<Bytes>,
}

/// What koa-body makes of a body, by its content type.
enum Kind {
    Json,
    Form,
    Text,
}

impl Call {
    /// As if this process had called, over no connection at all.
    pub(crate) fn in_process(clock: &Clock, config: &Config) -> Self {
        Self {
            at: clock.now(),
            wall: clock.wall(),
            ip: address(Ipv4Addr::LOCALHOST.into(), &HeaderMap::new(), false),
            events: Events::of(config),
            endpoint: config.public_url.clone(),
            requires_public_https: config.require_public_https,
            method: Method::POST,
            route: "",
            params: Vec::new(),
            uri: Uri::default(),
            headers: HeaderMap::new(),
            body: None,
        }
    }

    /// A named part of the path.
    pub(crate) fn param(&self, name: &str) -> &str {
        let found = self.params.iter().find(|(param, _)| *param == name);
        found
            .map(|(_, value)| value.as_str())
            .expect("a handler asks only for what its route's pattern names")
    }

    /// All names that the query has, with their values, in its order.
    pub(crate) fn query_pairs(&self) -> form_urlencoded::Parse<'_> {
        form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes())
    }

    /// Every value that the query gives a name.
    pub(crate) fn query(&self, name: &str) -> Vec<String> {
        self.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
    }

    /// The whole query: a text for each name, and a list where it gives a name several.
    pub(crate) fn query_object(&self) -> Value {
        pairs(self.uri.query().unwrap_or_default().as_bytes())
    }

    /// Whether there is no body at all, or one of a kind that is read.
    pub(crate) fn is_read_or_absent(&self) -> bool {
        !self.headers.contains_key(CONTENT_TYPE) || self.kind().is_some()
    }

    /// The body as it came.
    pub(crate) fn whole_body(&self) -> Result<&[u8], Reply> {
        self.body.as_deref().ok_or_else(Reply::not_found)
    }

    /// The body as Logto's parser, koa-body, gives it on: by its content type, an empty object where there is none.
    pub(crate) fn input(&self) -> Result<Value, Reply> {
        match self.kind() {
            None => Ok(Value::Object(Map::new())),
            Some(Kind::Json) => json(self.whole_body()?),
            Some(Kind::Form) => self.short_body().map(pairs),
            Some(Kind::Text) => Ok(String::from_utf8_lossy(self.short_body()?).into()),
        }
    }

    fn kind(&self) -> Option<Kind> {
        let content_type = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media_type.as_str() {
            "application/json"
            | "application/json-patch+json"
            | "application/vnd.api+json"
            | "application/csp-report" => Some(Kind::Json),
            "application/x-www-form-urlencoded" => Some(Kind::Form),
            _ if media_type.starts_with("text/") => Some(Kind::Text),
            _ => None,
        }
    }

    fn short_body(&self) -> Result<&[u8], Reply> {
        let body = self.whole_body()?;
        if body.len() > SHORT_BODY_LIMIT { Err(Reply::not_found()) } else { Ok(body) }
    }
}

fn json(body: &[u8]) -> Result<Value, Reply> {
    let refuse = |message: &str| ErrorBody::without_code(message).reply(StatusCode::BAD_REQUEST);
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    // Looked at before anything is parsed.
    if !matches!(body.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return Err(refuse("invalid JSON, only supports object and array"));
    }
    serde_json::from_slice(body).map(with_numbers_of_javascript).map_err(|error| refuse(&error.to_string()))
}

/// A text for each name, and a list where a name is given several.
fn pairs(encoded: &[u8]) -> Value {
    let mut object = Map::new();
    for (key, value) in form_urlencoded::parse(encoded) {
        let value = Value::String(value.into_owned());
        match object.entry(key) {
            Entry::Vacant(entry) => drop(entry.insert(value)),
            Entry::Occupied(mut entry) => match entry.get_mut() {
                Value::Array(values) => values.push(value),
                first => *first = Value::Array(vec![first.take(), value]),
            },
        }
    }
    Value::Object(object)
}

/// What JavaScript's `decodeURIComponent` makes of a text; nothing where it throws.
pub(crate) fn uri_component(text: &str) -> Option<String> {
    let is_encoding = text
        .split('%')
        .skip(1)
        .all(|rest| rest.len() >= 2 && rest.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit));
    percent_decode_str(text).decode_utf8().ok().filter(|_| is_encoding).map(Cow::into_owned)
}

/// A caller's address as Logto reports it: its socket takes both families, so one of IPv4 is mapped into IPv6. Behind
/// a proxy that is trusted, the proxy says whom it speaks for: the first that it names.
pub(crate) fn address(peer: IpAddr, headers: &HeaderMap, trust_proxy: bool) -> String {
    let forwarded = headers.get("x-forwarded-for").filter(|_| trust_proxy);
    let first = forwarded.and_then(|value| value.to_str().ok()?.split(',').next());
    match (first.map(str::trim).filter(|first| !first.is_empty()), peer) {
        (Some(first), _) => first.to_owned(),
        (None, IpAddr::V4(peer)) => format!("::ffff:{peer}"),
        (None, IpAddr::V6(peer)) => peer.to_string(),
    }
}
