//! The HTTP client: one request over one connection. Names and cases of headers go out as they are given.

use std::io;

use bytes::Bytes;
use http::uri::Uri;
use http::{HeaderValue, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::{Host, Url};

use crate::outcome::{Cause, Failure};

/// Where a request goes: a URL taken apart.
#[derive(Debug)]
pub(super) struct Target {
    address: Host,
    port: u16,
    /// What the `host` header says: with the port where it is not the scheme's own.
    pub(super) host: HeaderValue,
    pub(super) path: Uri,
}

impl Target {
    /// Reads a hook's URL as fetch does: trimmed, percent-encoded, without its fragment.
    pub(super) fn of(text: &str) -> Result<Self, Failure> {
        let bad = || Failure::BadUrl(text.to_owned());
        let url = Url::parse(text).map_err(|_| bad())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Failure::UrlWithCredentials(text.to_owned()));
        }
        match url.scheme() {
            "http" => {}
            "https" => return Err(failed("logto-mock sends to http URLs only, not yet to https", None)),
            _ => return Err(failed("unknown scheme", None)),
        }

        let address = url.host().ok_or_else(bad)?.to_owned();
        let port = url.port_or_known_default().ok_or_else(bad)?;
        let host = url.port().map_or_else(|| address.to_string(), |port| format!("{address}:{port}"));
        Ok(Self {
            address,
            port,
            host: host.parse().map_err(|_| bad())?,
            path: url[url::Position::BeforePath..url::Position::AfterQuery].parse().map_err(|_| bad())?,
        })
    }

    async fn connect(&self) -> Result<TcpStream, Failure> {
        let connected = match &self.address {
            Host::Domain(name) => TcpStream::connect((name.as_str(), self.port)).await,
            Host::Ipv4(address) => TcpStream::connect((*address, self.port)).await,
            Host::Ipv6(address) => TcpStream::connect((*address, self.port)).await,
        };
        let stream = connected.map_err(|error| self.unreachable(&error))?;
        // A head and its body are two writes: waiting to join them would cost 40 ms.
        stream.set_nodelay(true).map_err(|error| lost(&error))?;
        Ok(stream)
    }

    fn unreachable(&self, error: &io::Error) -> Failure {
        match (code(error), error.raw_os_error()) {
            (Some(code), _) => failed(format!("connect {code} {}:{}", self.address, self.port), Some(code)),
            // Only the resolver's errors have no number: it does not know the name.
            (None, None) => failed(format!("getaddrinfo ENOTFOUND {}", self.address), Some("ENOTFOUND")),
            (None, Some(_)) => failed(format!("connect {error}"), None),
        }
    }
}

/// Sends a request and waits for the head of its response. Dropping the response closes the connection.
pub(super) async fn send(
    target: &Target,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, Failure> {
    let stream = TokioIo::new(target.connect().await?);
    let (mut sender, connection) = http1::handshake(stream).await.map_err(|error| lost(&error))?;
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(|error| lost(&error))
}

/// What Node says when a connection ends before its time.
pub(super) fn cause_of(error: &(dyn std::error::Error + 'static)) -> Cause {
    let io_error = error.downcast_ref::<io::Error>().or_else(|| error.source()?.downcast_ref());
    if let Some(code) = io_error.and_then(code) {
        return Cause { message: format!("read {code}"), code: Some(code), input: None };
    }
    let not_http = error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse);
    let (message, code) = if not_http {
        ("Response does not match the HTTP/1.1 protocol", "HPE_INVALID_CONSTANT")
    } else {
        ("other side closed", "UND_ERR_SOCKET")
    };
    Cause { message: message.to_owned(), code: Some(code), input: None }
}

/// What undici says of a body that does not come to its end.
pub(super) fn body_timed_out() -> Cause {
    Cause { message: "Body Timeout Error".to_owned(), code: Some("UND_ERR_BODY_TIMEOUT"), input: None }
}

fn lost(error: &(dyn std::error::Error + 'static)) -> Failure {
    Failure::FetchFailed(cause_of(error))
}

fn failed(message: impl Into<String>, code: Option<&'static str>) -> Failure {
    Failure::FetchFailed(Cause { message: message.into(), code, input: None })
}

/// The name that the operating system has for an error of a connection.
fn code(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::ConnectionRefused => "ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "ECONNRESET",
        io::ErrorKind::BrokenPipe => "EPIPE",
        io::ErrorKind::HostUnreachable => "EHOSTUNREACH",
        io::ErrorKind::NetworkUnreachable => "ENETUNREACH",
        io::ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        _ => return None,
    })
}
