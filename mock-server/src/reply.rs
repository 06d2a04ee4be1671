//! What goes out: JSON, Logto's error bodies, and its plain texts.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::schema::Issues;
use crate::store::Unstorable;
use crate::store::column::Flaw;

/// An answer: whole, but for one that goes on.
pub(crate) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

enum Body {
    Whole(Bytes),
    Live(Channel<Bytes>),
}

/// A body on its way out.
pub(crate) type Outgoing = Either<Full<Bytes>, Channel<Bytes>>;

impl Reply {
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        Self::json_as("application/json; charset=utf-8", status, value)
    }

    /// JSON that goes by another type.
    pub(crate) fn json_as(content_type: &'static str, status: StatusCode, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("all that is replied has texts for keys");
        Self::new(status, body.into()).with(CONTENT_TYPE, HeaderValue::from_static(content_type))
    }

    /// JSON that was written before.
    pub(crate) fn json_text(text: String) -> Self {
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        Self::new(StatusCode::OK, text.into()).with(CONTENT_TYPE, json)
    }

    pub(crate) fn text(status: StatusCode, text: &'static str) -> Self {
        let body = Bytes::from_static(text.as_bytes());
        Self::new(status, body).with(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))
    }

    /// One whose body comes piece by piece, as long as it is listened to.
    pub(crate) fn live(content_type: &'static str, body: Channel<Bytes>) -> Self {
        let reply = Self { status: StatusCode::OK, headers: Vec::new(), body: Body::Live(body) };
        reply.with(CONTENT_TYPE, HeaderValue::from_static(content_type))
    }

    /// A text of any bytes.
    pub(crate) fn plain(text: Vec<u8>) -> Self {
        let content_type = HeaderValue::from_static("text/plain; charset=utf-8");
        Self::new(StatusCode::OK, text.into()).with(CONTENT_TYPE, content_type)
    }

    pub(crate) fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, Bytes::new())
    }

    /// What Logto says to a path that it does not know, and to a body that is too large.
    pub(crate) fn not_found() -> Self {
        Self::text(StatusCode::NOT_FOUND, "Not Found")
    }

    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same with headers before all others.
    pub(crate) fn led_by(mut self, headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>) -> Self {
        self.headers.splice(..0, headers);
        self
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The body, where it is JSON.
    pub(crate) fn json_body(&self) -> Option<Box<RawValue>> {
        serde_json::from_slice(&self.body()).ok()
    }

    /// The body, where it is whole.
    pub(crate) fn body(&self) -> Bytes {
        match &self.body {
            Body::Whole(body) => body.clone(),
            Body::Live(_) => Bytes::new(),
        }
    }

    /// What a refusal says to people.
    pub(crate) fn message(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body()).unwrap_or_default();
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        text("message").unwrap_or_else(|| String::from_utf8_lossy(&self.body()).into_owned())
    }

    pub(crate) fn into_response(self) -> Response<Outgoing> {
        let mut response = Response::new(match self.body {
            Body::Whole(body) => Either::Left(Full::new(body)),
            Body::Live(body) => Either::Right(body),
        });
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }

    fn new(status: StatusCode, body: Bytes) -> Self {
        Self { status, headers: Vec::new(), body: Body::Whole(body) }
    }
}

/// Logto's error body. What is not said is left out.
#[derive(Serialize)]
pub(crate) struct ErrorBody<'a, D = ()> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<D>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<String>,
    message: &'a str,
}

impl<'a> ErrorBody<'a> {
    pub(crate) fn new(code: &'a str, message: &'a str) -> Self {
        Self { code: Some(code), data: None, details: None, message }
    }

    /// What Logto's body parser says: it has no codes.
    pub(crate) fn without_code(message: &'a str) -> Self {
        Self { code: None, data: None, details: None, message }
    }

    pub(crate) fn data<D: Serialize>(self, data: D) -> ErrorBody<'a, D> {
        ErrorBody { code: self.code, data: Some(data), details: self.details, message: self.message }
    }
}

impl<D: Serialize> ErrorBody<'_, D> {
    pub(crate) fn reply(self, status: StatusCode) -> Reply {
        Reply::json(status, &self)
    }
}

impl From<Issues> for Reply {
    /// A body that the schema refuses.
    fn from(issues: Issues) -> Self {
        Self::invalid_input("The request body is invalid.", &issues)
    }
}

impl From<Unstorable> for Reply {
    /// What the database refuses after the schema let it through. Logto has words only for what is too long.
    fn from(refused: Unstorable) -> Self {
        match refused.flaw {
            Flaw::LongerThan(_) => {
                let message = "The length of value is too long and exceeds the limit.";
                ErrorBody::new("entity.value_too_long", message).reply(StatusCode::UNPROCESSABLE_ENTITY)
            }
            Flaw::Nul | Flaw::No(_) => {
                ErrorBody::without_code("Internal server error.").reply(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

impl Reply {
    /// A query that the schema refuses.
    pub(crate) fn invalid_query(issues: &Issues) -> Self {
        Self::invalid_input("The request query is invalid.", issues)
    }

    fn invalid_input(message: &str, issues: &Issues) -> Self {
        let body = ErrorBody::new("guard.invalid_input", message).data(issues.data());
        ErrorBody { details: Some(issues.details()), ..body }.reply(StatusCode::BAD_REQUEST)
    }
}
