//! Values of options, looked at before anything begins: here a slip shows at once.

use std::net::IpAddr;
use std::time::Duration;

use logto_webhook::platform;
use serde_json::Value;
use url::{Host, Url};

use crate::store::NewWebhook;

/// Stricter than the API, which takes any text as Logto does.
pub(super) fn endpoint(text: &str) -> Result<String, String> {
    http_url(text).map(|_| text.to_owned())
}

/// As the platform's API takes it.
pub(super) fn platform_endpoint(text: &str) -> Result<String, String> {
    let webhook = NewWebhook::new(text, platform::EventName::ALL);
    webhook.check().map(|()| text.to_owned()).map_err(|refused| refused.flaw.to_string())
}

pub(super) fn public_url(text: &str) -> Result<String, String> {
    let url = http_url(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err("expected a URL that ends with its path, found a query or a fragment".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// A URL of a server that speaks HTTP.
pub(super) fn http_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "expected a URL that begins with http:// or https://".to_owned())
}

/// A name without a scheme, a port, or anything that stands for several.
pub(super) fn host_name(text: &str) -> Result<String, String> {
    match Host::parse(text) {
        Ok(Host::Domain(name)) if !name.contains('*') => Ok(name),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => {
            Err("addresses are allowed without it; expected a name, as logto-mock".to_owned())
        }
        _ => Err("expected the name alone, as logto-mock: no scheme, no port, no `*`".to_owned()),
    }
}

pub(super) fn address(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| "expected an address, as 127.0.0.1, ::1, or 0.0.0.0 for all".to_owned())
}

/// HTTP Basic ends an id at its first colon.
pub(super) fn client_id(text: &str) -> Result<String, String> {
    if text.is_empty() || text.contains(':') {
        return Err("expected an id without a colon, which HTTP Basic could not send".to_owned());
    }
    Ok(text.to_owned())
}

/// A time with its unit, as `500ms`, `10s`, `5m`, `24h` or `7d`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1), ("s", 1000), ("m", 60 * 1000), ("h", 60 * 60 * 1000), ("d", 24 * 60 * 60 * 1000)];
    let millis = in_units(text, &units);
    millis
        .map(Duration::from_millis)
        .ok_or_else(|| "expected a time with its unit, as 500ms, 10s, 5m, 24h or 7d".to_owned())
}

/// A number of bytes, alone or with its unit, as `4096`, `500kB`, `32MiB` or `1GiB`.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let thousands = [("", 1), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000)];
    let units = [&thousands[..], &[("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]].concat();
    let bytes = in_units(text, &units).and_then(|bytes| usize::try_from(bytes).ok());
    bytes.ok_or_else(|| "expected a number of bytes, as 4096, 500kB, 32MiB or 1GiB".to_owned())
}

/// How many of the smallest unit a number is whose unit follows it.
fn in_units(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

/// A fault by its name, or with its details as a JSON object.
pub(super) fn fault(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('{') { json_object(text) } else { Ok(Value::from(text)) }
}

pub(super) fn json_object(text: &str) -> Result<Value, String> {
    let read: Result<Value, _> = serde_json::from_str(text);
    match read {
        Ok(object @ Value::Object(_)) => Ok(object),
        Ok(_) => Err("expected a JSON object, found another kind of JSON".to_owned()),
        Err(error) => Err(format!("expected a JSON object: {error}")),
    }
}

/// A JSON Pointer and the value that is expected there, as `/data/username=ada`.
pub(super) fn member(text: &str) -> Result<(String, Value), String> {
    let parts = text.split_once('=').filter(|(pointer, _)| pointer.is_empty() || pointer.starts_with('/'));
    let (pointer, value) =
        parts.ok_or_else(|| "expected a JSON Pointer, `=` and a value, as /data/username=ada".to_owned())?;
    // What is no JSON is a text: a shell takes quotes away.
    let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    Ok((pointer.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_duration_has_a_unit() {
        assert_eq!(duration("1500ms"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("24h"), Ok(Duration::from_secs(24 * 60 * 60)));
        for text in ["", "10", "s", "-1s", "1.5s", "1 s", "99999999999999999999s", "18446744073709551615d"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_size_may_have_a_unit() {
        for (text, bytes) in
            [("0", 0), ("4096", 4096), ("500kB", 500_000), ("32MiB", 32 << 20), ("1GiB", 1 << 30)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in
            ["", "kB", "-1", "1.5MiB", "1 MB", "1mb", "99999999999999999999", "18446744073709551615GiB"]
        {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_member_is_a_pointer_and_json_or_text() {
        assert_eq!(member("/data/username=ada"), Ok(("/data/username".to_owned(), json!("ada"))));
        assert_eq!(member("/a=1"), Ok(("/a".to_owned(), json!(1))));
        assert_eq!(member("/a=b=c"), Ok(("/a".to_owned(), json!("b=c"))));
        for text in ["", "data=1", "/data"] {
            assert!(member(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_is_a_name_alone() {
        for name in ["logto-mock", "logto.example.com", "Logto-Mock"] {
            assert_eq!(host_name(name).unwrap(), name.to_ascii_lowercase());
        }
        for text in ["", "*", "*.example.com", "foo:80", "http://foo", "foo/bar", "127.0.0.1", "[::1]"] {
            assert!(host_name(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_public_url_ends_with_its_path() {
        assert_eq!(public_url("https://logto.test/base/").unwrap(), "https://logto.test/base");
        for text in ["", "logto.test", "ftp://logto.test", "http://logto.test/?q", "http://logto.test/#f"] {
            assert!(public_url(text).is_err(), "{text}");
        }
    }
}
