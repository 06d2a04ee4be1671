//! What Node and undici say when a connection fails.

use std::error::Error;
use std::io;
use std::net::SocketAddr;

use tokio_rustls::rustls;

use super::parser_error::parser_error;
use super::target::Origin;
use super::tls::RefusedCertificate;
use super::wire::Noted;
use crate::cause::Cause;

/// What libuv, which is under Node, calls a name that is not known: `UV__EAI_NONAME`.
const NAME_NOT_KNOWN: i64 = -3008;

/// No address could be connected to. Node tries all that a name has, and tells of each if there were several.
pub(super) fn unreachable(failed: &[(SocketAddr, io::Error)]) -> Cause {
    let described = |(address, error): &(SocketAddr, io::Error)| not_connected(*address, error);
    if let [only] = failed {
        return described(only);
    }
    let code = failed.first().and_then(|(_, error)| code(error)).unwrap_or("ETIMEDOUT");
    let errors: Vec<_> = failed.iter().map(described).collect();
    Cause::default().with("errors", errors).with("code", code)
}

fn not_connected(address: SocketAddr, error: &io::Error) -> Cause {
    let code = code(error).unwrap_or("ETIMEDOUT");
    system(format!("connect {code} {}:{}", address.ip(), address.port()), code, "connect", error)
        .with("address", address.ip().to_string())
        .with("port", i64::from(address.port()))
}

/// The resolver knows no address for a name. Why is not told apart: nobody can act on the difference here.
pub(super) fn unknown_host(host: &str) -> Cause {
    Cause::new(format!("getaddrinfo ENOTFOUND {host}"))
        .with("errno", NAME_NOT_KNOWN)
        .with("code", "ENOTFOUND")
        .with("syscall", "getaddrinfo")
        .with("hostname", host)
}

/// The connection could not be made secure.
pub(super) fn not_secured(error: &io::Error, origin: &Origin) -> Cause {
    if let Some(error) = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>()) {
        return refused(error);
    }
    if error.kind() == io::ErrorKind::UnexpectedEof {
        let message = "Client network socket disconnected before secure TLS connection was established";
        return Cause::new(message)
            .with("code", "ECONNRESET")
            .with("host", origin.host())
            .with("port", origin.port.to_string())
            .with("localAddress", crate::cause::Property::Null);
    }
    broken(error)
}

/// OpenSSL's words carry an address in memory and a line of its source; those are left out. Where we do not know its
/// words, rustls's stand.
fn refused(error: &rustls::Error) -> Cause {
    match error {
        rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)) => {
            match other.0.downcast_ref() {
                Some(RefusedCertificate(cause)) => cause.clone(),
                None => Cause::new(other.to_string()).with("code", "EPROTO"),
            }
        }
        rustls::Error::InvalidMessage(_) => {
            let reason = "wrong version number";
            Cause::new(format!("error:0A00010B:SSL routines::{reason}"))
                .with("library", "SSL routines")
                .with("reason", reason)
                .with("code", "ERR_SSL_WRONG_VERSION_NUMBER")
        }
        _ => Cause::new(error.to_string()).with("code", "EPROTO"),
    }
}

/// A connection ended before its time, or spoke no HTTP.
pub(super) fn lost(error: &hyper::Error, noted: &Noted) -> Cause {
    if let Some(cause) = io_error(error).and_then(of_socket) {
        return cause;
    }
    if error.is_parse_too_large() {
        return late_message("HeadersOverflowError", "UND_ERR_HEADERS_OVERFLOW", "Headers Overflow Error");
    }
    if error.is_parse() {
        return parser_error(&noted.beginning());
    }
    let in_a_chunk =
        |error: &io::Error| matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData);
    if io_error(error).is_some_and(in_a_chunk) {
        return Cause::new("Response does not match the HTTP/1.1 protocol (Invalid character in chunk size)")
            .with("name", "HTTPParserError")
            .with("code", "HPE_INVALID_CHUNK_SIZE");
    }
    socket_error("other side closed", noted)
}

pub(super) fn socket_error(message: &str, noted: &Noted) -> Cause {
    Cause::new(message)
        .with("name", "SocketError")
        .with("code", "UND_ERR_SOCKET")
        .with("socket", noted.socket())
}

/// The mock itself ended the request, as a fault wants.
pub(super) fn ended_on_request() -> Cause {
    Cause::new("logto-mock ended the request half-way, as a fault wants")
}

/// A body that does not come to its end.
pub(in super::super) fn body_timed_out() -> Cause {
    late_message("BodyTimeoutError", "UND_ERR_BODY_TIMEOUT", "Body Timeout Error")
}

/// An error of undici that sets its message last.
pub(in super::super) fn late_message(name: &str, code: &str, message: &str) -> Cause {
    Cause::default().with("name", name).with("code", code).with("message", message)
}

fn io_error(error: &hyper::Error) -> Option<&io::Error> {
    error.source()?.downcast_ref()
}

/// The system gives up on a connection that was just made.
pub(super) fn broken(error: &io::Error) -> Cause {
    of_socket(error).unwrap_or_else(|| Cause::new(error.to_string()))
}

/// What the system says of a connection that was open.
fn of_socket(error: &io::Error) -> Option<Cause> {
    let code = code(error)?;
    let syscall = if error.kind() == io::ErrorKind::BrokenPipe { "write" } else { "read" };
    Some(system(format!("{syscall} {code}"), code, syscall, error))
}

fn system(message: String, code: &'static str, syscall: &'static str, error: &io::Error) -> Cause {
    let mut cause = Cause::new(message);
    if let Some(number) = error.raw_os_error() {
        cause = cause.with("errno", -i64::from(number));
    }
    cause.with("code", code).with("syscall", syscall)
}

/// The name that the operating system has for an error of a connection.
fn code(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::ConnectionRefused => "ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "ECONNRESET",
        io::ErrorKind::ConnectionAborted => "ECONNABORTED",
        io::ErrorKind::BrokenPipe => "EPIPE",
        io::ErrorKind::HostUnreachable => "EHOSTUNREACH",
        io::ErrorKind::NetworkUnreachable => "ENETUNREACH",
        io::ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        io::ErrorKind::PermissionDenied => "EACCES",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        _ => return None,
    })
}
