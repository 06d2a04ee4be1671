//! What Logto's guide demands of an endpoint's URL and its API does not check: https, and reachable by anyone.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::StatusCode;
use url::{Host, Url};

use crate::call::Call;
use crate::reply::{ErrorBody, Reply};
use crate::store::HookConfig;

/// Refuses a hook's URL that only this machine or network could reach, or that is not https, where that is asked for.
pub(super) fn check(call: &Call, config: &HookConfig) -> Result<(), Reply> {
    if !call.requires_public_https {
        return Ok(());
    }
    public_https(&config.url).map_err(|message| {
        ErrorBody::new("mock.endpoint_not_public_https", &message).reply(StatusCode::BAD_REQUEST)
    })
}

/// Takes a URL that anyone could call over https, or says what it is instead.
pub(crate) fn public_https(url: &str) -> Result<(), String> {
    let found = match Url::parse(url) {
        Err(_) => "no URL",
        Ok(url) if url.scheme() != "https" => "another scheme",
        Ok(url) if url.port() == Some(0) => "a port that nobody listens on",
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            "credentials, with which no request is sent"
        }
        Ok(url) if url.host().is_none_or(|host| !is_public(&host)) => "a host that is not public",
        Ok(_) => return Ok(()),
    };
    Err(format!("Expected a public https URL, found {found}; `--require-public-https` asks for one."))
}

/// RFC 6761, 6762, 7686 and 8375, ICANN's name for private networks, and what home and office networks call themselves.
const PRIVATE_NAMES: [&str; 11] = [
    "localhost",
    "local",
    "test",
    "invalid",
    "example",
    "onion",
    "home.arpa",
    "internal",
    "localdomain",
    "lan",
    "corp",
];

/// IANA's registry of special-purpose addresses: those that are not globally reachable, and their prefixes' lengths.
const PRIVATE_NETWORKS: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_public_name(name.strip_suffix('.').unwrap_or(name)),
        Host::Ipv4(address) => is_public_v4(*address),
        Host::Ipv6(address) => is_public_v6(*address),
    }
}

fn is_public_name(name: &str) -> bool {
    let is_of = |private: &&str| {
        name.strip_suffix(*private).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    name.contains('.') && name.split('.').all(|label| !label.is_empty()) && !PRIVATE_NAMES.iter().any(is_of)
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let is_in =
        |(network, length): &(Ipv4Addr, u32)| (address.to_bits() ^ network.to_bits()) >> (32 - length) == 0;
    !PRIVATE_NETWORKS.iter().any(is_in)
}

/// Only `2000::/3` is given out, and of that not Teredo, documentation, or 6to4, which leads to addresses of version 4.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, ..] => address.to_ipv4_mapped().is_some_and(is_public_v4),
        [0x2001, second, ..] => second > 0x01ff && second != 0x0db8,
        [0x2002, ..] => false,
        [0x3fff, second, ..] => second > 0x0fff,
        [first, ..] => first >> 13 == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_of_the_public_network_is_taken() {
        for url in [
            "https://example.com/webhook",
            "https://hooks.example.com.:8443/",
            "https://8.8.8.8:8443/",
            "https://[2606:4700::1111]/",
            "https://[::ffff:8.8.8.8]/",
        ] {
            assert!(public_https(url).is_ok(), "{url}");
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
            "https://0.1.2.3/",
            "https://192.0.2.1/",
            "https://198.19.0.1/",
            "https://224.0.0.1/",
            "https://240.0.0.1/",
            "https://255.255.255.255/",
            "https://[ff02::1]/",
            "https://[fec0::1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[::127.0.0.1]/",
            "https://[2002:7f00:1::]/",
            "https://[2001:db8::1]/",
            "https://localhost.localdomain/",
            "https://printer.home.arpa/",
            "https://nas.lan/",
            "https://hidden.onion/",
            "https://app.example/",
            "https://example..com/",
            "https://.com/",
            "https://example.com:0/",
            "https://user:password@example.com/",
        ] {
            assert!(public_https(url).is_err(), "{url}");
        }
    }
}
