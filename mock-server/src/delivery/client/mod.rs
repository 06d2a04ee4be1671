//! The HTTP client: Node's fetch as Logto uses it, down to the bytes on the wire and the words of its errors.
//!
//! A [`Request`] names a URL, which [`target`] takes apart and may refuse. A connection that idles in the [`pool`] is
//! used for it, or a new [`connection`] is opened: a [`socket`], with [`tls`] over it where the scheme says so, and a
//! [`wire`] that notes what passes, and a [`hindrance`] where a fault wants one. The head of the response may [`redirect`] to another URL, over which it all begins
//! anew; all of it is [`traffic`]. The [`body`] of the last one is read when it is asked for, and [`decoding`] undoes each [`coding`]. What goes
//! wrong on the way gets the words of Node in [`errors`] and [`parser_error`]. As text, a request is a command for [`curl`].

mod body;
mod coding;
mod connection;
mod curl;
mod decoding;
mod errors;
mod hindrance;
mod kept;
mod parser_error;
mod pool;
mod redirect;
mod socket;
mod target;
mod tls;
mod traffic;
mod wire;

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use data_url::DataUrl;
use http::{Method, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::ext::ReasonPhrase;
use url::Url;

use super::headers::Headers;
use crate::cause::Cause;
use crate::faults::Manner;
use crate::outcome::Failure;
use crate::recipient::Recipient;

use body::{Body, Lent};
use connection::{Connection, Unanswered};
use decoding::Codings;
pub(super) use errors::{body_timed_out, late_message};
use hindrance::Hindrance;
use kept::Held;
pub(super) use kept::Kept;
use pool::Pool;
use target::{Origin, Target};
pub(crate) use tls::Tls;
pub(super) use traffic::{Passed, Traffic, Whole};

/// Sends requests. Its connections are kept alive between them.
#[derive(Debug)]
pub(super) struct Client {
    pool: Arc<Pool>,
    tls: Tls,
    held: Held,
}

/// What is sent, and where.
pub(super) struct Request<'a> {
    method: Method,
    url: Cow<'a, Url>,
    headers: Headers,
    body: Option<Bytes>,
    manner: Manner,
}

impl<'a> Request<'a> {
    pub(super) fn post(to: &'a Recipient, headers: Headers, body: Bytes) -> Result<Self, Failure> {
        let url = Cow::Borrowed(target::of(to)?);
        Ok(Self { method: Method::POST, url, headers, body: Some(body), manner: Manner::AtOnce })
    }

    /// The same, written as a fault wants it.
    pub(super) fn written(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }
}

/// What came back: the last answer, after all redirects.
pub(super) struct Response {
    pub(super) status: u16,
    /// The reason phrase as sent.
    pub(super) reason: String,
    body: Body,
}

impl Response {
    /// Reads the body, of which so many bytes are kept.
    pub(super) async fn read(self, limit: usize) -> Result<Kept, Cause> {
        self.body.read(limit).await
    }
}

impl Client {
    /// With `insecure` any certificate counts.
    pub(super) fn new(insecure: bool) -> Self {
        Self { pool: Arc::default(), tls: Tls::new(insecure), held: Held::default() }
    }

    /// Sends a request, and again wherever it is redirected to, until there is the head of the last answer.
    pub(super) async fn send(
        &self,
        mut request: Request<'_>,
        traffic: &mut Traffic,
    ) -> Result<Response, Cause> {
        let mut followed = 0;
        loop {
            if target::is_blocked(&request.url) {
                return Err(Cause::new("bad port"));
            }
            match request.url.scheme() {
                "http" | "https" => {}
                other => return of_no_server(other, &request.url),
            }
            let target = Target::of(&request.url)?;
            let noting = Noting { traffic: &mut *traffic, is_redirected: followed > 0 };
            let (connection, response) = self.exchange(&request, &target, noting).await?;
            if !redirect::follow(&mut request, response.status(), response.headers(), followed)? {
                return self.answer(target.origin, connection, response);
            }
            // The body of a redirect is not read: its connection is closed, as undici does.
            followed += 1;
        }
    }

    /// Sends a request to one server. What was not sent over a connection that idled is sent over a new one; what was
    /// may have been received, and is never sent again.
    async fn exchange(
        &self,
        request: &Request<'_>,
        target: &Target,
        mut noting: Noting<'_>,
    ) -> Result<(Connection, http::Response<Incoming>), Cause> {
        let mut message = request.on_the_wire(target)?;
        while let Some(mut connection) = self.idle_for(request, target) {
            match noting.send(&mut connection, request, message).await {
                Ok(response) => return Ok((connection, response)),
                Err(Unanswered::Unsent(unsent)) => message = *unsent,
                Err(Unanswered::Lost(cause)) => return Err(cause),
            }
        }
        // On the heap: what opening one needs would else have its place in every delivery's task.
        let body_length = request.body.as_ref().map_or(0, Bytes::len);
        let hindrance = Hindrance::of(request.manner, body_length);
        let mut connection = Box::pin(Connection::open(&target.origin, &self.tls, hindrance)).await?;
        if request.manner == Manner::NotAtAll {
            // Whoever waits for an answer has a time limit.
            std::future::pending::<()>().await;
        }
        match noting.send(&mut connection, request, message).await {
            Ok(response) => Ok((connection, response)),
            Err(Unanswered::Lost(_)) if request.manner.ends_early() => Err(errors::ended_on_request()),
            Err(Unanswered::Lost(cause)) => Err(cause),
            Err(Unanswered::Unsent(_)) => Err(errors::socket_error("other side closed", connection.noted())),
        }
    }

    /// A connection that idles, unless the request is to be hindered: that is done to new ones only.
    fn idle_for(&self, request: &Request<'_>, target: &Target) -> Option<Connection> {
        if request.manner == Manner::AtOnce { self.pool.take(&target.origin) } else { None }
    }

    fn answer(
        &self,
        origin: Origin,
        connection: Connection,
        response: http::Response<Incoming>,
    ) -> Result<Response, Cause> {
        let (head, incoming) = response.into_parts();
        if head.status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(errors::socket_error("bad upgrade", connection.noted()));
        }
        let reason = match head.extensions.get::<ReasonPhrase>() {
            Some(reason) => String::from_utf8_lossy(reason.as_bytes()).into_owned(),
            None => head.status.canonical_reason().unwrap_or_default().to_owned(),
        };
        let codings = Codings::of(&head.headers)?;
        let keep = pool::kept_alive(&head.headers);
        let lent = Lent { connection, origin, pool: Arc::clone(&self.pool), held: self.held.clone(), keep };
        Ok(Response { status: head.status.as_u16(), reason, body: Body::Coming { incoming, codings, lent } })
    }
}

/// Where it is noted what passes.
struct Noting<'a> {
    traffic: &'a mut Traffic,
    is_redirected: bool,
}

impl Noting<'_> {
    async fn send(
        &mut self,
        connection: &mut Connection,
        request: &Request<'_>,
        message: http::Request<Full<Bytes>>,
    ) -> Result<http::Response<Incoming>, Unanswered> {
        let redirected = self.is_redirected.then(|| Whole::of(&message, request.body.as_ref()));
        self.traffic.begin(connection.noted(), redirected);
        let response = connection.send(message).await?;
        self.traffic.answered();
        Ok(response)
    }
}

impl Request<'_> {
    /// The bytes that are sent first.
    pub(super) fn bytes(&self) -> Result<Whole, Cause> {
        let message = self.on_the_wire(&Target::of(&self.url)?)?;
        Ok(Whole::of(&message, self.body.as_ref()))
    }

    fn on_the_wire(&self, target: &Target) -> Result<http::Request<Full<Bytes>>, Cause> {
        let body_length = self.body.as_ref().map(Bytes::len);
        let headers = self.headers.on_the_wire(&target.authority, target.origin.secure, body_length)?;
        let mut message = http::Request::new(Full::new(self.body.clone().unwrap_or_default()));
        *message.method_mut() = self.method.clone();
        *message.uri_mut() = Uri::from(target.path.clone());
        *message.headers_mut() = headers;
        Ok(message)
    }
}

/// What fetch makes of URLs that name no server.
fn of_no_server(scheme: &str, url: &Url) -> Result<Response, Cause> {
    match scheme {
        "data" => data(url),
        "about" => Err(Cause::new("about scheme is not supported")),
        // Blobs can only be got.
        "blob" => Err(Cause::new("invalid method")),
        "file" => Err(Cause::new("not implemented... yet...")),
        _ => Err(Cause::new("unknown scheme")),
    }
}

fn data(url: &Url) -> Result<Response, Cause> {
    let wrong = || Cause::new("failed to fetch the data URL");
    let data = DataUrl::process(url.as_str()).map_err(|_| wrong())?;
    let (bytes, _) = data.decode_to_vec().map_err(|_| wrong())?;
    Ok(Response { status: 200, reason: "OK".to_owned(), body: Body::Whole(bytes.into()) })
}
