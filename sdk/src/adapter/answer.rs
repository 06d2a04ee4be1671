//! What an endpoint answers by itself.

use std::fmt;

use crate::error::Code;

/// The header of an answer that holds the error's code.
///
/// Logto keeps an endpoint's answer with the hook's log, so that its Console shows why a delivery was refused.
pub const ERROR_HEADER: &str = "logto-webhook-error";

/// What an endpoint answers without its handler: that all is well, or an error's code.
///
/// The code is all that a peer is told. The message goes to `on_outcome`.
///
/// ```
/// use logto_webhook::{Code, adapter::Answer};
///
/// let answer = Answer::of(Code::SignatureMissing);
/// assert_eq!(answer.status(), 401);
/// assert_eq!(answer.body(), r#"{"error":{"code":"signature_missing"}}"#);
/// let headers: Vec<_> = answer.headers().collect();
/// assert_eq!(headers, [("content-type", "application/json"), ("logto-webhook-error", "signature_missing")]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Answer(Option<Code>);

impl Answer {
    /// 200 and nothing more: a test payload, a delivery that was handled before, or one that is handled later.
    pub const OK: Self = Self(None);

    /// Refuses with a code.
    pub const fn of(code: Code) -> Self {
        Self(Some(code))
    }

    /// The code with which it refuses.
    pub fn code(self) -> Option<Code> {
        self.0
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        self.0.map_or(200, Code::http_status)
    }

    /// Names, in lower case, and values of the headers.
    pub fn headers(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let allow = (self.status() == 405).then_some(("allow", "POST"));
        let error = self.0.map(|code| [("content-type", "application/json"), (ERROR_HEADER, code.as_str())]);
        error.into_iter().flatten().chain(allow)
    }

    /// The body; empty where there is nothing to tell.
    pub fn body(self) -> String {
        self.0.map_or_else(String::new, |code| format!(r#"{{"error":{{"code":"{code}"}}}}"#))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code() {
            Some(code) => write!(f, "{code}"),
            None => f.write_str("received"),
        }
    }
}
