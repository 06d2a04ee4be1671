//! What is given back instead of something that is not accepted.

use logto_webhook::Error;
use napi_derive::napi;

/// Why something was not accepted.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
pub struct Refusal {
    /// The stable name of the reason.
    pub code: &'static str,
    /// What was expected, what was found and what to do.
    pub message: String,
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        Self { code: error.code().as_str(), message: error.message().to_owned() }
    }
}
