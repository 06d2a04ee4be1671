//! What Logto's guide demands of an endpoint's URL and its API does not check: https, and reachable by anyone.

use std::net::IpAddr;

use http::StatusCode;
use url::{Host, Url};

use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::store::HookConfig;

/// Refuses a hook's URL that only this machine or network could reach, or that is not https, where that is asked for.
pub(super) fn check(call: &Call, config: &HookConfig) -> Result<(), Reply> {
    if call.requires_public_https { check_url(&config.url) } else { Ok(()) }
}

fn check_url(url: &str) -> Result<(), Reply> {
    let found = match Url::parse(url) {
        Err(_) => "no URL",
        Ok(url) if url.scheme() != "https" => "another scheme",
        Ok(url) if url.host().is_none_or(|host| !is_public(&host)) => "a host that is not public",
        Ok(_) => return Ok(()),
    };
    let message =
        format!("Expected a public https URL, found {found}; `--require-public-https` asks for one.");
    Err(ErrorBody::new("mock.endpoint_not_public_https", &message).reply(StatusCode::BAD_REQUEST))
}

fn is_public(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let is_of = |suffix: &str| name == suffix || name.ends_with(&format!(".{suffix}"));
            // RFC 6761, RFC 6762, and ICANN's name for private networks.
            name.contains('.')
                && !["localhost", "local", "internal", "test", "invalid"].iter().any(|suffix| is_of(suffix))
        }
        Host::Ipv4(address) => is_public_address(IpAddr::V4(*address)),
        Host::Ipv6(address) => is_public_address(address.to_canonical()),
    }
}

fn is_public_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            // RFC 6598: the addresses of carriers' own networks.
            let is_shared = first == 100 && second & 0b1100_0000 == 64;
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || is_shared)
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_of_the_public_network_is_taken() {
        for url in ["https://example.com/webhook", "https://203.0.113.7:8443/", "https://[2001:db8::1]/"] {
            assert!(check_url(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn what_only_this_machine_or_network_reaches_is_refused() {
        for url in [
            "",
            "not_work_url",
            "http://example.com/",
            "ftp://example.com/",
            "https://localhost/",
            "https://app.localhost./",
            "https://printer.local/",
            "https://intranet/",
            "https://db.internal/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://10.1.2.3/",
            "https://192.168.0.1/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[::ffff:127.0.0.1]/",
        ] {
            assert!(check_url(url).is_err(), "{url}");
        }
    }
}
