//! The HTTP client of the command line: one request, one answer, with an end.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use url::{Position, Url};

use crate::delivery::Tls;

/// Ours: how much of an answer is read. A journal that is full has less.
const ANSWER_LIMIT: usize = 1 << 30;

/// What is sent, and where.
pub(super) struct Outgoing<'a> {
    pub(super) method: Method,
    pub(super) url: &'a Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why nothing came back.
#[derive(Debug)]
pub(super) enum Failure {
    /// Nobody is there, or no answer was made of what they said.
    Unreachable(String),
    TooLate(Duration),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(reason) => f.write_str(reason),
            Self::TooLate(within) => write!(f, "nothing came within {} s", within.as_secs()),
        }
    }
}

/// Sends a request and reads the answer, within a time.
pub(super) async fn send(outgoing: Outgoing<'_>, within: Duration) -> Result<Answer, Failure> {
    let exchange = async {
        let (head, body) = exchange(outgoing).await?.into_parts();
        let body = Limited::new(body, ANSWER_LIMIT).collect().await?.to_bytes();
        Ok(Answer { status: head.status, headers: head.headers, body })
    };
    in_time(exchange, within).await
}

/// The same for an answer whose body comes bit by bit: of that, only the head has a time.
pub(super) async fn open(outgoing: Outgoing<'_>, within: Duration) -> Result<Response<Incoming>, Failure> {
    in_time(exchange(outgoing), within).await
}

type AnyError = Box<dyn std::error::Error + Send + Sync>;

async fn in_time<T>(
    exchange: impl Future<Output = Result<T, AnyError>>,
    within: Duration,
) -> Result<T, Failure> {
    match tokio::time::timeout(within, exchange).await {
        Ok(exchanged) => exchanged.map_err(|error| Failure::Unreachable(reason(&*error))),
        Err(_) => Err(Failure::TooLate(within)),
    }
}

async fn exchange(outgoing: Outgoing<'_>) -> Result<Response<Incoming>, AnyError> {
    let url = outgoing.url;
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err("the URL names no host".into());
    };
    let name = host.to_string();
    let stream = TcpStream::connect((name.trim_matches(['[', ']']), port)).await?;
    stream.set_nodelay(true)?;
    if url.scheme() == "https" {
        let stream = Tls::new(false).secure(&host.to_owned(), stream).await?;
        return exchange_over(stream, outgoing).await;
    }
    exchange_over(stream, outgoing).await
}

async fn exchange_over(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    outgoing: Outgoing<'_>,
) -> Result<Response<Incoming>, AnyError> {
    let Outgoing { method, url, mut headers, body } = outgoing;
    headers.insert(HOST, HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort])?);
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let mut request = Request::builder().method(method).uri(path).body(Full::new(body))?;
    *request.headers_mut() = headers;

    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?)
}

/// An error with those below it, of which the last one says most.
fn reason(error: &dyn std::error::Error) -> String {
    let mut reason = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        reason = format!("{reason}: {error}");
        below = error.source();
    }
    reason
}
