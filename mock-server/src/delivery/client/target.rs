//! Where a request goes: a URL taken apart, and what fetch refuses before it connects.

use std::fmt;

use http::HeaderValue;
use http::uri::PathAndQuery;
use url::{Host, Position, Url};

use crate::cause::Cause;
use crate::outcome::Failure;
use crate::recipient::Recipient;

/// The ports that fetch does not connect to: those that the Fetch standard calls bad. Measured on Node's fetch.
const BLOCKED_PORTS: [u16; 82] = [
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
    526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/// A recipient's URL as `new Request` takes it: trimmed, percent-encoded, without credentials.
pub(super) fn of(to: &Recipient) -> Result<&Url, Failure> {
    let url = to.parsed_url().ok_or_else(|| Failure::BadUrl(to.url().to_owned()))?;
    if has_credentials(url) {
        return Err(Failure::UrlWithCredentials(to.url().to_owned()));
    }
    Ok(url)
}

pub(super) fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// What connections can be used for again.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    pub(super) secure: bool,
    pub(super) host: Host,
    pub(super) port: u16,
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl Origin {
    /// The host as Node's sockets name it: an IPv6 address without its brackets.
    pub(super) fn host(&self) -> String {
        match &self.host {
            Host::Ipv6(address) => address.to_string(),
            host => host.to_string(),
        }
    }
}

/// Where one request goes.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) origin: Origin,
    /// What the `host` header says: with the port where it is not the scheme's own.
    pub(super) authority: HeaderValue,
    pub(super) path: PathAndQuery,
}

impl Target {
    /// Takes an http or https URL apart.
    pub(super) fn of(url: &Url) -> Result<Self, Cause> {
        let invalid =
            || Cause::new("Invalid URL").with("code", "ERR_INVALID_URL").with("input", url.as_str());
        let host = url.host().ok_or_else(invalid)?.to_owned();
        let port = url.port_or_known_default().ok_or_else(invalid)?;
        Ok(Self {
            authority: url[Position::BeforeHost..Position::AfterPort].parse().map_err(|_| invalid())?,
            path: url[Position::BeforePath..Position::AfterQuery].parse().map_err(|_| invalid())?,
            origin: Origin { secure: url.scheme() == "https", host, port },
        })
    }
}

pub(super) fn is_blocked(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.port().is_some_and(|port| BLOCKED_PORTS.contains(&port))
}
