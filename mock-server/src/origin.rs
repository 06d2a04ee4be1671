//! Whose requests are answered. The mock gives its signing keys to whoever can reach it, and a web page in a browser
//! on this machine can: under a name of its own that leads here (DNS rebinding), or blindly from its own origin.

use std::net::IpAddr;

use http::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use http::request::Parts;
use http::{StatusCode, Uri};

use crate::config::Config;
use crate::reply::{ErrorBody, Reply};

/// Lets a request pass that was sent to this machine by one of its names or an address, and not by a foreign page.
///
/// A browser always says where a request goes to, so one that does not say it is from none.
pub(crate) fn check(head: &Parts, config: &Config) -> Result<(), Reply> {
    let own = config.public_url.as_deref().and_then(host_of);
    let allowed = |name: &str| {
        config
            .allowed_hosts
            .iter()
            .map(String::as_str)
            .chain(own.as_deref())
            .any(|own| own.eq_ignore_ascii_case(name))
    };
    let called = head.headers.get_all(HOST).iter().map(HeaderValue::as_bytes);
    let hosts: Vec<_> = called
        .chain(head.uri.authority().map(|authority| authority.as_str().as_bytes()))
        .map(|host| Place::of(host, allowed))
        .collect();
    if hosts.contains(&Place::Foreign) {
        return Err(refusal(
            &HOST,
            "call `localhost` or an IP address, or allow the name with `--allow-host NAME`",
        ));
    }
    match head.headers.get(ORIGIN).map(|origin| Place::of(origin.as_bytes(), allowed)) {
        // A page of the mock's own may be read over any address.
        Some(origin) if !origin.is_here() && !hosts.contains(&origin) => Err(refusal(
            &ORIGIN,
            "only pages of `localhost`, and of names given with `--allow-host NAME`, may call",
        )),
        _ => Ok(()),
    }
}

fn host_of(url: &str) -> Option<String> {
    Uri::try_from(url).ok()?.host().map(str::to_owned)
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
    fn of(value: &[u8], is_allowed: impl Fn(&str) -> bool) -> Self {
        let uri = Uri::try_from(value).ok();
        let host = uri.as_ref().and_then(Uri::host).unwrap_or_default().to_ascii_lowercase();
        if host == "localhost" || host.ends_with(".localhost") {
            return Self::Localhost;
        }
        if is_allowed(&host) {
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
    use http::{Request, request};

    use super::*;

    fn is_let_in(request: request::Builder) -> bool {
        let config = Config {
            allowed_hosts: vec!["logto-mock".to_owned()],
            public_url: Some("https://logto.example.com:8443/base".to_owned()),
            ..Config::default()
        };
        check(&request.body(()).unwrap().into_parts().0, &config).is_ok()
    }

    fn passes(host: &str, origin: Option<&str>) -> bool {
        let mut request = Request::builder().header(HOST, host);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        is_let_in(request)
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
            "logto.example.com",
            "logto.example.com:443",
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
        assert!(is_let_in(Request::builder()));
    }

    #[test]
    fn every_host_that_is_named_counts() {
        let twice = Request::builder().header(HOST, "localhost").header(HOST, "evil.example");
        assert!(!is_let_in(twice));
        assert!(!is_let_in(
            Request::builder().uri("http://evil.example/__mock/health").header(HOST, "localhost")
        ));
        assert!(is_let_in(
            Request::builder().uri("http://localhost/__mock/health").header(HOST, "localhost")
        ));
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
