//! Whose requests are answered. The mock gives its signing keys to whoever can reach it, and a web page in a browser
//! on this machine can: under a name of its own that leads here (DNS rebinding), or blindly from its own origin.

use std::net::IpAddr;

use http::header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use http::{StatusCode, Uri};

use crate::reply::{ErrorBody, Reply};

/// Lets a request pass that was sent to this machine by one of its names or an address, and not by a foreign page.
///
/// A browser always says where a request goes to, so one that does not say it is from none.
pub(crate) fn check(headers: &HeaderMap, allowed: &[String]) -> Result<(), Reply> {
    let host = headers.get(HOST).map(|host| Place::of(host, allowed));
    if host == Some(Place::Foreign) {
        return Err(refusal(
            &HOST,
            "call `localhost` or an IP address, or allow the name with `--allow-host NAME`",
        ));
    }
    match headers.get(ORIGIN).map(|origin| Place::of(origin, allowed)) {
        // A page of the mock's own may be read over any address.
        Some(origin) if !origin.is_here() && Some(&origin) != host.as_ref() => Err(refusal(
            &ORIGIN,
            "only pages of `localhost`, and of names given with `--allow-host NAME`, may call",
        )),
        _ => Ok(()),
    }
}

/// What a host stands for.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Localhost,
    /// A name that was allowed, as a container's.
    Allowed,
    Address(IpAddr),
    Foreign,
}

impl Place {
    /// Of an authority (`localhost:3001`) or a URL (`http://localhost:3000`).
    fn of(value: &HeaderValue, allowed: &[String]) -> Self {
        let uri = Uri::try_from(value.as_bytes()).ok();
        let host = uri.as_ref().and_then(Uri::host).unwrap_or_default().to_ascii_lowercase();
        if host == "localhost" || host.ends_with(".localhost") {
            return Self::Localhost;
        }
        if allowed.iter().any(|name| name.eq_ignore_ascii_case(&host)) {
            return Self::Allowed;
        }
        host.trim_matches(['[', ']']).parse().map_or(Self::Foreign, Self::Address)
    }

    fn is_here(&self) -> bool {
        match self {
            Self::Localhost | Self::Allowed => true,
            Self::Address(address) => address.is_loopback(),
            Self::Foreign => false,
        }
    }
}

fn refusal(header: &HeaderName, way_out: &str) -> Reply {
    let message = format!("The header `{header}` names another host than this machine: {way_out}.");
    ErrorBody::new("mock.foreign_request", &message).reply(StatusCode::FORBIDDEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(host: &str, origin: Option<&str>) -> bool {
        let origin = origin.map(|origin| (ORIGIN, origin.parse().unwrap()));
        let headers: HeaderMap = [(HOST, host.parse().unwrap())].into_iter().chain(origin).collect();
        check(&headers, &["logto-mock".to_owned()]).is_ok()
    }

    #[test]
    fn a_host_is_localhost_or_an_address() {
        for host in [
            "localhost",
            "LOCALHOST:3001",
            "logto.localhost:3001",
            "logto-mock:3001",
            "Logto-Mock",
            "127.0.0.1:3001",
            "192.168.1.5",
            "[::1]:3001",
            "[::1]",
        ] {
            assert!(passes(host, None), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "logto-mock.evil.example",
            "evil.example:3001",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "localhost:3001, evil.example",
            "/localhost",
            ".",
        ] {
            assert!(!passes(host, None), "{host}");
        }
        assert!(check(&HeaderMap::new(), &[]).is_ok());
    }

    #[test]
    fn an_origin_is_of_this_machine_or_of_the_mock_itself() {
        for (host, origin) in [
            ("localhost:3001", "http://localhost:5173"),
            ("localhost:3001", "http://127.0.0.1:3000"),
            ("127.0.0.1:3001", "https://app.localhost"),
            ("127.0.0.1:3001", "http://[::1]:8080"),
            ("192.168.1.5:3001", "http://192.168.1.5:3001"),
            ("logto-mock:3001", "http://logto-mock:3001"),
        ] {
            assert!(passes(host, Some(origin)), "{origin}");
        }
        for origin in [
            "https://evil.example",
            "null",
            "http://203.0.113.7",
            "http://localhost.evil.example:3001",
            "",
            "file://",
        ] {
            assert!(!passes("localhost:3001", Some(origin)), "{origin}");
        }
    }
}
