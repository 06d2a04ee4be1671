//! What the platform refuses: THE table of its words, and the one body that they stand in.

use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::Serialize;

use crate::reply::Reply;
use crate::schema::Issues;
use crate::store::Unstorable;
use crate::store::column::Flaw;

/// The words of the platform's documentation. It does not speak of the last two.
const MESSAGES: [(StatusCode, &str); 8] = [
    (StatusCode::BAD_REQUEST, "Bad Request - Invalid parameters"),
    (StatusCode::UNAUTHORIZED, "Unauthorized - Authentication required"),
    (StatusCode::FORBIDDEN, "Forbidden - Insufficient permissions"),
    (StatusCode::NOT_FOUND, "Not Found - Webhook does not exist"),
    (StatusCode::UNPROCESSABLE_ENTITY, "Unprocessable Entity - Invalid webhook URL"),
    (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests - Rate limit exceeded"),
    (StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"),
    (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
];

#[derive(Serialize)]
struct Body {
    success: bool,
    error: Error,
}

#[derive(Serialize)]
struct Error {
    code: u16,
    message: String,
}

fn with(status: StatusCode, message: String) -> Reply {
    let error = Error { code: status.as_u16(), message };
    let reply = Reply::json(status, &Body { success: false, error });
    match status {
        StatusCode::UNAUTHORIZED => reply.with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        _ => reply,
    }
}

fn message(status: StatusCode) -> &'static str {
    let of_status = MESSAGES.iter().find(|(known, _)| *known == status);
    of_status.map(|(_, message)| *message).expect("whoever refuses does so with a status of the table")
}

/// Refuses with the words for one of the table's statuses.
pub(crate) fn plain(status: StatusCode) -> Reply {
    with(status, message(status).to_owned())
}

/// The same with a detail after them.
pub(super) fn detailed(status: StatusCode, detail: &str) -> Reply {
    with(status, format!("{}: {detail}", message(status)))
}

pub(super) fn invalid(detail: &str) -> Reply {
    detailed(StatusCode::BAD_REQUEST, detail)
}

pub(super) fn unknown_webhook() -> Reply {
    plain(StatusCode::NOT_FOUND)
}

/// Too many calls; another may be made in so many seconds.
pub(crate) fn too_many(seconds: u32) -> Reply {
    plain(StatusCode::TOO_MANY_REQUESTS).with(RETRY_AFTER, HeaderValue::from(seconds))
}

/// A path below the platform's at which there is nothing. That no webhook is there would mislead.
pub(crate) fn unknown_path() -> Reply {
    with(StatusCode::NOT_FOUND, "Not Found: there is nothing at this path, only /api/v1/webhooks".to_owned())
}

/// What the rules refuse.
pub(super) fn unruly(issues: &Issues) -> Reply {
    invalid(&issues.in_a_line())
}

/// What passed the rules and cannot be kept. The URL has a status of its own where it is none.
impl Unstorable {
    pub(super) fn refused(&self) -> Reply {
        let Self { column, flaw } = self;
        match flaw {
            Flaw::No(_) if *column == "url" => detailed(StatusCode::UNPROCESSABLE_ENTITY, &flaw.to_string()),
            _ => invalid(&format!("`{column}`: {flaw}")),
        }
    }
}
