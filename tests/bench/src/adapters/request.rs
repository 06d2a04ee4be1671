//! A delivery as a request, with the headers that Logto's fetch sends.

use actix_http::{Message, RequestHead};
use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use logto_webhook::testing::SignedDelivery;

pub(super) const PATH: &str = "/webhook";

/// A request of the crate `http`.
pub(super) fn of_http(delivery: &SignedDelivery) -> http::Request<Bytes> {
    let mut request = http::Request::post(PATH).body(body(delivery)).expect("a constant path is a URI");
    for (name, value) in headers(delivery) {
        request.headers_mut().insert(HeaderName::from_static(name), value);
    }
    request
}

/// What a request of actix's is made of: it cannot be cloned itself.
pub(super) struct OfActix {
    headers: actix_http::header::HeaderMap,
    body: Bytes,
}

impl OfActix {
    pub(super) fn new(delivery: &SignedDelivery) -> Self {
        let mut map = actix_http::header::HeaderMap::new();
        for (name, value) in headers(delivery) {
            let value = value.as_bytes().try_into().expect("it is a value to the crate `http` already");
            map.insert(actix_http::header::HeaderName::from_static(name), value);
        }
        Self { headers: map, body: body(delivery) }
    }

    pub(super) fn request(&self) -> actix_http::Request {
        let mut head = Message::<RequestHead>::new();
        head.method = actix_http::Method::POST;
        head.uri = actix_http::Uri::from_static(PATH);
        head.headers = self.headers.clone();
        actix_http::Request::from(head).replace_payload(self.body.clone().into()).0
    }
}

/// Names and values, in the order of the wire.
fn headers(delivery: &SignedDelivery) -> [(&'static str, HeaderValue); 10] {
    let constant = HeaderValue::from_static;
    [
        ("host", constant("app.example.com")),
        ("connection", constant("keep-alive")),
        ("content-type", constant("application/json")),
        (delivery.header, delivery.signature.parse().expect("64 digits are a header's value")),
        ("user-agent", constant("Logto (https://logto.io/)")),
        ("accept", constant("*/*")),
        ("accept-language", constant("*")),
        ("sec-fetch-mode", constant("cors")),
        ("accept-encoding", constant("gzip, deflate")),
        ("content-length", delivery.body.len().into()),
    ]
}

/// In one piece of a buffer that somebody else holds too, as a server does: whoever wants it owned must copy it.
fn body(delivery: &SignedDelivery) -> Bytes {
    Bytes::copy_from_slice(delivery.body.as_bytes())
}
