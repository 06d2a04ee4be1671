//! Who may call the platform's API, and what: by API keys, one that may do everything and one that only reads.

use std::fmt;

use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use logto_webhook::UnixMillis;
use ring::hmac;
use serde::Serialize;

use super::rate::Rate;
use super::refusal;
use crate::config::Config;
use crate::origin;
use crate::reply::Reply;
use crate::store::api_key;

/// The API keys of the platform: what goes after `Bearer`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlatformKeys {
    /// May do everything.
    pub read_write: String,
    /// May look at everything, and change and send nothing.
    pub read_only: String,
}

impl PlatformKeys {
    /// Draws both.
    pub fn generate() -> Self {
        Self { read_write: api_key("rw"), read_only: api_key("ro") }
    }
}

impl fmt::Debug for PlatformKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlatformKeys(..)")
    }
}

/// What a key lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Permission {
    ReadWrite,
    ReadOnly,
}

/// Whose keys count, and how often they may call.
pub(crate) struct Access {
    is_required: bool,
    keys: PlatformKeys,
    rate: Option<Rate>,
}

impl Access {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            is_required: config.auth,
            keys: config.platform_keys.clone().unwrap_or_else(PlatformKeys::generate),
            rate: config.platform_rate_limit.map(Rate::new),
        }
    }

    /// The keys, where they are asked for.
    pub(crate) fn keys(&self) -> Option<&PlatformKeys> {
        self.is_required.then_some(&self.keys)
    }

    /// Lets a call pass that has come from an address: within the rate of its key, and then by what the key may do.
    pub(crate) fn check(
        &self,
        head: &Parts,
        address: &str,
        now: UnixMillis,
        config: &Config,
    ) -> Result<(), Reply> {
        let given = bearer(&head.headers);
        let permission = given.and_then(|key| self.permission(key));
        if !self.is_required {
            // Any page could call through a browser, and use up what others may.
            origin::check(head, config)
                .map_err(|refused| refusal::detailed(StatusCode::FORBIDDEN, &refused.message()))?;
        }
        self.rate.as_ref().map_or(Ok(()), |rate| rate.count(permission, address, now))?;
        if self.is_required { allowed(given, permission, &head.method) } else { Ok(()) }
    }

    /// Begins to count anew.
    pub(crate) fn reset(&self) {
        if let Some(rate) = &self.rate {
            rate.reset();
        }
    }

    fn permission(&self, given: &[u8]) -> Option<Permission> {
        let PlatformKeys { read_write, read_only } = &self.keys;
        let [writes, reads] = [read_write, read_only].map(|key| is_same(key.as_bytes(), given));
        match (writes, reads) {
            (true, _) => Some(Permission::ReadWrite),
            (false, true) => Some(Permission::ReadOnly),
            (false, false) => None,
        }
    }
}

/// Whether a key was given that may do this.
fn allowed(given: Option<&[u8]>, permission: Option<Permission>, method: &Method) -> Result<(), Reply> {
    let unauthorized = |detail| Err(refusal::detailed(StatusCode::UNAUTHORIZED, detail));
    match (permission, given) {
        (Some(Permission::ReadWrite), _) => Ok(()),
        (Some(Permission::ReadOnly), _) if method.is_safe() => Ok(()),
        (Some(Permission::ReadOnly), _) => {
            Err(refusal::detailed(StatusCode::FORBIDDEN, "this API key may only read"))
        }
        (None, Some(_)) => unauthorized("this is no API key of the platform"),
        (None, None) => unauthorized("expected the header `Authorization: Bearer` and an API key"),
    }
}

/// The keys are left out.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("is_required", &self.is_required).finish_non_exhaustive()
    }
}

/// What is given after `Bearer`, once and not emptily. RFC 9110: the scheme is the same in any case.
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, rest) = value.as_bytes().split_at_checked("Bearer ".len())?;
    let key = rest.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"Bearer ") && !key.is_empty()).then_some(key)
}

/// Compares in a time that tells nothing of how much is the same.
fn is_same(known: &[u8], given: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, known);
    hmac::verify(&key, given, hmac::sign(&key, known).as_ref()).is_ok()
}
