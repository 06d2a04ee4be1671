use std::time::Duration;

use http::header::{HeaderValue, RETRY_AFTER};
use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::fault::millis;
use crate::auth::oidc_error;
use crate::platform::{self, refusal};
use crate::reply::{ErrorBody, Reply};

/// A way in which a call of Logto's Management API, of its token endpoint, or of the platform's API goes wrong.
///
/// The answer has the shape of their own errors. [`FaultRule::of_api`](crate::FaultRule::of_api) says when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiFault {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, rename = "delayMs", with = "millis", skip_serializing_if = "Duration::is_zero")]
    delay: Duration,
    /// For 429: the seconds that the client is asked to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
}

/// Where tokens come from: its errors are those of OAuth.
const TOKEN_ENDPOINT: &str = "/oidc/token";

impl ApiFault {
    /// The token is refused, however good it is.
    pub fn unauthorized() -> Self {
        Self { status: Some(401), ..Self::default() }
    }

    /// There were too many calls; another may be made in so many seconds, says `Retry-After`.
    pub fn too_many_requests(retry_after: u32) -> Self {
        Self { status: Some(429), retry_after: Some(retry_after), ..Self::default() }
    }

    /// Something broke.
    pub fn server_error() -> Self {
        Self { status: Some(500), ..Self::default() }
    }

    /// The answer comes later, in real time. It is the right one: [`after`](Self::after) delays another.
    pub fn delay(by: Duration) -> Self {
        Self { delay: by, ..Self::default() }
    }

    /// The same, so much later.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Is for one path, as `/api/users/abc`, one route, as `/api/users/:userId`, or the beginning of paths and a `*`.
    #[must_use]
    pub fn path(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// Is for one method, as `PATCH`.
    #[must_use]
    pub fn method(self, method: impl Into<String>) -> Self {
        Self { method: Some(method.into()), ..self }
    }

    pub(super) fn mistake(&self) -> Option<&'static str> {
        match self {
            Self { status: None, delay: Duration::ZERO, .. } => {
                Some("missing field `status` or `delayMs` in `api`")
            }
            Self { status: Some(status), .. } if !matches!(status, 401 | 429 | 500) => {
                Some("the `status` of `api` is 401, 429 or 500")
            }
            Self { retry_after: Some(_), status, .. } if *status != Some(429) => {
                Some("`retryAfter` goes with the `status` 429")
            }
            _ => None,
        }
    }

    pub(super) fn is_for(&self, method: &Method, path: &str, route: &str) -> bool {
        let is_path = |wanted: &String| match wanted.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => wanted == path || wanted == route,
        };
        (route.starts_with("/api/") || route == TOKEN_ENDPOINT)
            && self.path.as_ref().is_none_or(is_path)
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
    }

    /// Waits as long as it wants, in real time as the caller does, and gives the answer that stands in for the right one.
    pub(crate) async fn strike(&self, route: &str) -> Result<(), Reply> {
        tokio::time::sleep(self.delay).await;
        let Some(status) = self.status else { return Ok(()) };
        let retry_after = self.retry_after.unwrap_or(1);
        if platform::has(route) {
            return Err(of_platform(status, retry_after));
        }
        let refusal = if route == TOKEN_ENDPOINT { of_oauth(status) } else { of_management(status) };
        Err(match status {
            429 => refusal.with(RETRY_AFTER, HeaderValue::from(retry_after)),
            _ => refusal,
        })
    }
}

/// 401 and 500 are Logto's own. It limits no calls by itself: 429 is what stands in front of it, in the same shape.
fn of_management(status: u16) -> Reply {
    match status {
        401 => ErrorBody::new("auth.unauthorized", "Unauthorized. Please check credentials and its scope.")
            .reply(StatusCode::UNAUTHORIZED),
        429 => ErrorBody::new("request.too_many_requests", "Too many requests. Please try again later.")
            .reply(StatusCode::TOO_MANY_REQUESTS),
        _ => ErrorBody::without_code("Internal server error.").reply(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn of_platform(status: u16, retry_after: u32) -> Reply {
    match status {
        401 => refusal::plain(StatusCode::UNAUTHORIZED),
        429 => refusal::too_many(retry_after),
        _ => refusal::plain(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn of_oauth(status: u16) -> Reply {
    let (status, error, message, description) = match status {
        401 => (
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "An OIDC error occurred: oidc.invalid_client.",
            "client authentication failed",
        ),
        429 => (
            StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable",
            "Too many requests. Please try again later.",
            "too many requests",
        ),
        _ => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            "An OIDC error occurred: oidc.server_error.",
            "oops! something went wrong",
        ),
    };
    oidc_error(status, false, error, message, description)
}
