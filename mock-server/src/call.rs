//! What comes in: a request as the handlers see it.

use std::net::IpAddr;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode, Uri};
use logto_webhook::UnixMillis;
use serde_json::map::Entry;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::reply::{ErrorBody, Reply};
use crate::schema::Events;

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
    /// Whether hooks must lead to public https URLs.
    pub(crate) requires_public_https: bool,
    /// What stood in the path where the route's pattern has names.
    pub(crate) params: Vec<(&'static str, String)>,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// A named part of the path.
    pub(crate) fn param(&self, name: &str) -> &str {
        let found = self.params.iter().find(|(param, _)| *param == name);
        found
            .map(|(_, value)| value.as_str())
            .expect("a handler asks only for what its route's pattern names")
    }

    /// Every value that the query gives a name.
    pub(crate) fn query(&self, name: &str) -> Vec<String> {
        let query = self.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes());
        pairs.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
    }

    /// The whole query: a text for each name, and a list where it gives a name several.
    pub(crate) fn query_object(&self) -> Value {
        let query = self.uri.query().unwrap_or_default();
        let mut object = Map::new();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
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

    /// The body as Logto's parser, koa-body, gives it on: by its content type, an empty object where there is none.
    pub(crate) fn input(&self) -> Result<Value, Reply> {
        let content_type =
            self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media_type.as_str() {
            "application/json" => self.json(),
            "application/x-www-form-urlencoded" => Ok(self.form()),
            "text/plain" => Ok(Value::String(String::from_utf8_lossy(&self.body).into_owned())),
            _ => Ok(Value::Object(Map::new())),
        }
    }

    fn json(&self) -> Result<Value, Reply> {
        let refuse = |message: &str| ErrorBody::without_code(message).reply(StatusCode::BAD_REQUEST);
        if self.body.is_empty() {
            return Ok(Value::Object(Map::new()));
        }
        match serde_json::from_slice(&self.body) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => Ok(value),
            Ok(_) => Err(refuse("invalid JSON, only supports object and array")),
            Err(error) => Err(refuse(&error.to_string())),
        }
    }

    fn form(&self) -> Value {
        let pairs = form_urlencoded::parse(&self.body);
        pairs.map(|(key, value)| (key.into_owned(), Value::String(value.into_owned()))).collect()
    }
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
