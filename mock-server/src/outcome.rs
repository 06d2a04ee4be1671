//! What an attempt, and with its last attempt a delivery, came to. Failures are worded as by Logto's HTTP client.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;

use crate::cause::Cause;

/// What an attempt came to.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// The endpoint answered, with whatever status.
    Answered(Answer),
    /// There was no whole answer.
    Failed(Failure),
}

impl Outcome {
    pub(crate) fn succeeded(&self) -> bool {
        matches!(self, Self::Answered(answer) if answer.is_success())
    }

    /// How many bytes of what the endpoint sent it holds, and of texts that quote it.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Answered(answer) => answer.body.len() + answer.reason.len(),
            Self::Failed(failure) => failure.bytes(),
        }
    }

    /// The status of the answer, or why there is none.
    pub(crate) fn status(&self) -> Result<u16, &Failure> {
        match self {
            Self::Answered(answer) => Ok(answer.status),
            Self::Failed(failure) => Err(failure),
        }
    }
}

/// An endpoint's answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The reason phrase as sent: Logto's error text quotes it.
    pub(crate) reason: String,
    pub(crate) body: Bytes,
    /// Whether the body went on where what is kept of it ends.
    pub(crate) cut: bool,
}

impl Answer {
    /// Logto counts any 2xx as a success, whatever the body says.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as fetch reads it: as UTF-8, whatever it says it is, and without a mark of the byte order.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body))
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why there was no whole answer. `Display` gives what JavaScript's `String(error)` does, as the test endpoint shows.
///
/// `Debug` shows the class only: the texts quote URLs and what stands in headers.
#[derive(Clone)]
pub(crate) enum Failure {
    /// No head of a response within the time limit.
    TimedOut,
    /// The hook's URL is none.
    BadUrl(String),
    /// `fetch` refuses a URL with a user name or a password.
    UrlWithCredentials(String),
    /// A custom header cannot be sent; the text is fetch's.
    BadHeader(String),
    /// The connection could not be made, or ended before the head of a response.
    FetchFailed(Cause),
    /// The response's body broke off, or took too long.
    Terminated(Cause),
    /// The mock was stopped before the next attempt.
    Stopped,
    /// The mock was stopped during the attempt, and could not wait any longer.
    Aborted,
    /// The mock has a fault of its own.
    Panicked,
}

impl Failure {
    /// The class of the JavaScript error.
    fn name(&self) -> &'static str {
        match self {
            Self::TimedOut => "TimeoutError",
            Self::Stopped | Self::Aborted => "AbortError",
            Self::Panicked => "Error",
            _ => "TypeError",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::TimedOut => "Request timed out".to_owned(),
            Self::BadUrl(url) => format!("Failed to parse URL from {url}"),
            Self::UrlWithCredentials(url) => {
                format!("Request cannot be constructed from a URL that includes credentials: {url}")
            }
            Self::BadHeader(text) => text.clone(),
            Self::FetchFailed(_) => "fetch failed".to_owned(),
            Self::Terminated(_) => "terminated".to_owned(),
            Self::Stopped => "logto-mock was stopped before the next attempt".to_owned(),
            Self::Aborted => "logto-mock was stopped during the attempt".to_owned(),
            Self::Panicked => "logto-mock failed, which is a fault of its own: please report it".to_owned(),
        }
    }

    fn cause(&self) -> Option<Cause> {
        match self {
            Self::BadUrl(url) => {
                let cause = Cause::new("Invalid URL").with("code", "ERR_INVALID_URL");
                Some(cause.with("input", url.as_str()))
            }
            Self::FetchFailed(cause) | Self::Terminated(cause) => Some(cause.clone()),
            _ => None,
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::BadUrl(text) | Self::UrlWithCredentials(text) | Self::BadHeader(text) => text.len(),
            Self::FetchFailed(cause) | Self::Terminated(cause) => cause.bytes(),
            Self::TimedOut | Self::Stopped | Self::Aborted | Self::Panicked => 0,
        }
    }

    /// The text for people: with the cause, which `Display` leaves out as JavaScript does.
    pub(crate) fn summary(&self) -> String {
        match self.cause() {
            Some(cause) => format!("{}: {}", self.message(), cause.summary()),
            None => self.message(),
        }
    }

    /// The `error` of a log entry: the error's name and, as JSON, what it carries.
    pub(crate) fn logged(&self) -> String {
        #[derive(Serialize)]
        struct Properties {
            message: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            cause: Option<Cause>,
            #[serde(skip_serializing_if = "Option::is_none")]
            request: Option<Empty>,
            #[serde(skip_serializing_if = "Option::is_none")]
            name: Option<&'static str>,
        }
        #[derive(Serialize)]
        struct Empty {}

        // ky's own errors keep their request and their name among their properties; fetch's errors do not.
        let from_ky = matches!(self, Self::TimedOut);
        let properties = Properties {
            message: self.message(),
            cause: self.cause(),
            request: from_ky.then_some(Empty {}),
            name: from_ky.then(|| self.name()),
        };
        let properties = serde_json::to_string(&properties).expect("texts can always be written as JSON");
        format!("{}: {properties}", self.name())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Failure").field(&self.name()).finish()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.message())
    }
}
