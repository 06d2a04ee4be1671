//! What can go wrong, sorted by who must act.
//!
//! The codes are the same strings in Rust, Python and Node, and in the header of an endpoint's answer.

use std::borrow::Cow;
use std::fmt;

/// Why a verifier could not be built, or why a delivery was not accepted.
///
/// The message says what was expected, what was found and what to do. It is meant for the operator's log: answer
/// the peer with the [code](Error::code) and its [status](Code::http_status) alone. No key, signature or body ever
/// stands in it.
///
/// ```
/// use logto_webhook::{Action, Code, SigningKey, Webhook};
///
/// let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
/// let error = webhook.verify("deadbeef", b"{}").unwrap_err();
///
/// assert_eq!(error.code(), Code::SignatureMalformed);
/// assert_eq!(error.code().as_str(), "signature_malformed");
/// assert_eq!(error.code().http_status(), 401);
/// assert_eq!(error.code().action(), Action::Refuse);
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    code: Code,
    message: Cow<'static, str>,
}

impl Error {
    pub(crate) fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }

    /// What kind of error this is, as a stable code to match on.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What was expected, what was found and what to do: what is printed after the code.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Something made of the body stands where the body belongs. For bindings to languages whose types do not keep it
    /// out; `found` is the name of its type, `remedy` how the raw bytes are had there.
    #[must_use]
    pub fn body_already_parsed(found: &str, remedy: &str) -> Self {
        Self::new(
            Code::BodyAlreadyParsed,
            format!(
                "expected the raw bytes of the body, found it parsed, as {found}; written again it would have another \
                 signature: {remedy}"
            ),
        )
    }

    /// Something else stands where the body belongs, as [`Error::body_already_parsed`].
    #[must_use]
    pub fn body_not_bytes(found: &str, remedy: &str) -> Self {
        Self::new(Code::BodyNotBytes, format!("expected the raw bytes of the body, found {found}: {remedy}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Error {}

/// What the one who meets an error does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// The operator mends the configuration; the peer did nothing wrong.
    FixConfiguration,
    /// The developer mends the code of the endpoint; the peer did nothing wrong.
    FixCode,
    /// The delivery is not to be trusted: answer with the status and forget it.
    Refuse,
    /// The delivery is genuine and still of no use: keep its bytes and report it.
    Report,
    /// Nothing: the peer may send the delivery again later.
    Retry,
}

/// Expands the table of codes: the enum, its strings, who acts, and the HTTP status of an answer.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $text:literal, $action:ident, $status:literal;)*) => {
        /// The stable name of an error: the same in every language, and in an endpoint's answer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $code,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$code,)*];

            /// The code as it stands in logs, answers and the other languages.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$code => $text,)* }
            }

            /// What the one who meets it does next.
            pub const fn action(self) -> Action {
                match self { $(Code::$code => Action::$action,)* }
            }

            /// The HTTP status with which an endpoint answers.
            ///
            /// Logto retries, if it retries at all, on 500 and above only.
            pub const fn http_status(self) -> u16 {
                match self { $(Code::$code => $status,)* }
            }
        }
    };
}

codes! {
    /// There is no key, or a blank one. An endpoint without a key would accept anything: it must not start.
    SigningKeyEmpty = "signing_key_empty", FixConfiguration, 500;
    /// The key has white space around it, as the newline of an environment file.
    SigningKeyWhitespace = "signing_key_whitespace", FixConfiguration, 500;
    /// More than [`SigningKeys::MAX`](crate::SigningKeys::MAX) keys: each costs a hash for every forged request.
    SigningKeysTooMany = "signing_keys_too_many", FixConfiguration, 500;
    /// The replay guard would forget an id while its delivery is still accepted. No guard is made.
    RetentionTooShort = "retention_too_short", FixConfiguration, 500;
    /// A replay store that several endpoints may share has no name of its own for this one's ids. None is made.
    NamespaceEmpty = "namespace_empty", FixConfiguration, 500;
    /// A GET or HEAD with a signature: something redirected the delivery, and its body was lost on the way.
    RedirectedDelivery = "redirected_delivery", FixConfiguration, 405;
    /// Neither a POST nor a delivery.
    MethodNotAllowed = "method_not_allowed", Refuse, 405;
    /// The body is compressed: something on the way changed what Logto sends plain.
    BodyEncoded = "body_encoded", FixConfiguration, 415;
    /// The body is over the limit.
    BodyTooLarge = "body_too_large", FixConfiguration, 413;
    /// The body ended before it was whole, or took too long to come.
    BodyIncomplete = "body_incomplete", Refuse, 400;
    /// What was handed over is no body any more, but what something made of it. In languages whose types allow that.
    BodyAlreadyParsed = "body_already_parsed", FixCode, 500;
    /// What was handed over is neither bytes nor text. In languages whose types allow that.
    BodyNotBytes = "body_not_bytes", FixCode, 500;
    /// Something in front of the endpoint took the body.
    BodyAlreadyRead = "body_already_read", FixCode, 500;
    /// The request has no signature header.
    SignatureMissing = "signature_missing", Refuse, 401;
    /// The signature is not 64 hexadecimal digits.
    SignatureMalformed = "signature_malformed", Refuse, 401;
    /// There are several signatures, and no rule says which one counts.
    SignatureAmbiguous = "signature_ambiguous", Refuse, 401;
    /// The signature is of another body, or made with another key.
    SignatureMismatch = "signature_mismatch", Refuse, 401;
    /// Genuine, but told at another time than the window allows.
    TimestampOutOfWindow = "timestamp_out_of_window", Refuse, 400;
    /// Genuine, but not a webhook: not JSON, not an object, or without an event.
    PayloadInvalid = "payload_invalid", Report, 400;
    /// Genuine, and the same delivery is being handled at this moment.
    DeliveryInProgress = "delivery_in_progress", Retry, 503;
    /// Genuine, but the replay store could not say whether the delivery was handled before.
    StoreUnavailable = "store_unavailable", FixConfiguration, 500;
    /// Genuine, and the handler did not succeed.
    HandlerFailed = "handler_failed", FixCode, 500;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
