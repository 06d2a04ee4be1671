//! Checks the token that a call carries.

use std::sync::PoisonError;

use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use logto_webhook::UnixMillis;
use serde::Serialize;
use serde_json::Value;

use super::Auth;
use super::jwt::{Claims, JoseError};
use crate::config::{MANAGEMENT_API, MANAGEMENT_SCOPE, MOST_CACHED_TOKENS};
use crate::reply::{ErrorBody, Reply};

/// What is remembered of a token that was verified: that costs half a millisecond.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verified {
    /// In seconds since 1970.
    until: i64,
    may_manage: bool,
}

/// Why a caller may use the Management API.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Caller {
    /// It has a token.
    Proved,
    /// It is believed: it says that it is a developer, or nobody is asked.
    Trusted,
}

impl Auth {
    /// Lets a call pass that may use the Management API.
    pub(crate) fn check(&self, headers: &HeaderMap, now: UnixMillis) -> Result<Caller, Reply> {
        let is_developer = headers.get("development-user-id").is_some_and(|id| !id.is_empty());
        if is_developer || !self.is_required {
            return Ok(Caller::Trusted);
        }
        let token = bearer(headers)?;
        if self.verified(token, now.0 / 1000)?.may_manage {
            return Ok(Caller::Proved);
        }
        let message = "Forbidden. Please check your user roles and permissions.";
        Err(ErrorBody::new("auth.forbidden", message).reply(StatusCode::FORBIDDEN))
    }

    fn verified(&self, token: &str, now: i64) -> Result<Verified, Reply> {
        let mut cache = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        match cache.get(token) {
            Some(verified) if verified.until > now => return Ok(*verified),
            _ => {}
        }
        let verified = self.verify(token, now)?;
        if cache.len() == MOST_CACHED_TOKENS {
            cache.clear();
        }
        cache.insert(token.to_owned(), verified);
        Ok(verified)
    }

    fn verify(&self, token: &str, now: i64) -> Result<Verified, Reply> {
        let claims = self.key().verify(token).map_err(|error| unauthorized(&error))?;
        let (claims, until) = Claims::read(claims, &self.issuer(), MANAGEMENT_API, now)
            .map_err(|error| unauthorized(&error))?;
        if !matches!(claims.sub, Some(Value::String(subject)) if !subject.is_empty()) {
            return Err(refusal("auth.jwt_sub_missing", "Missing `sub` in JWT."));
        }
        let scopes = claims.scope.as_ref().and_then(Value::as_str).unwrap_or_default();
        Ok(Verified { until, may_manage: scopes.split(' ').any(|scope| scope == MANAGEMENT_SCOPE) })
    }
}

/// Logto: all after `Bearer` and one more character, whatever that is.
fn bearer(headers: &HeaderMap) -> Result<&str, Reply> {
    let Some(value) = headers.get(AUTHORIZATION).filter(|value| !value.is_empty()) else {
        return Err(refusal("auth.authorization_header_missing", "Authorization header is missing."));
    };
    let Some(rest) = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer")) else {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Supported {
            supported_types: [&'static str; 1],
        }
        let error = ErrorBody::new(
            "auth.authorization_token_type_not_supported",
            "Authorization type is not supported.",
        );
        return Err(error.data(Supported { supported_types: ["Bearer"] }).reply(StatusCode::UNAUTHORIZED));
    };
    let mut rest = rest.chars();
    rest.next();
    Ok(rest.as_str())
}

fn unauthorized(error: &JoseError) -> Reply {
    ErrorBody::new("auth.unauthorized", "Unauthorized. Please check credentials and its scope.")
        .data(error)
        .reply(StatusCode::UNAUTHORIZED)
}

fn refusal(code: &str, message: &str) -> Reply {
    ErrorBody::new(code, message).reply(StatusCode::UNAUTHORIZED)
}
