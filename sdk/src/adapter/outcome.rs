//! What became of a request, for logs and metrics.

use std::fmt;
use std::time::Duration;

use crate::error::{Action, Code, Error};
use crate::logto::Logto;
use crate::system::System;
use crate::webhook::{MatchedKey, Verified};

/// What became of a request: what `on_outcome` is told, once for each.
///
/// Nothing that it prints or logs is secret or a person's. An error's message is for the operator. It prints as a line
/// for a log, `delivered User.Created of hook 3x48h88z6wbqkd6iezzn7 in 12ms`.
#[derive(Debug, Clone)]
pub struct Outcome<'a, W: System = Logto> {
    pub(super) kind: OutcomeKind,
    pub(super) error: Option<&'a Error>,
    pub(super) delivery: Option<&'a Verified<W>>,
    pub(super) size: Option<usize>,
    pub(super) time: Duration,
}

/// The ways in which a request can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutcomeKind {
    /// The handler got the delivery; where a layer sees its end, it succeeded.
    Delivered,
    /// A test payload, answered 200 and given to `on_test`.
    Test,
    /// Handled before, answered 200: the replay guard knew it.
    Repeated,
    /// Refused: [`Outcome::error`] says why.
    Refused,
    /// The handler did not succeed: [`Outcome::error`] says what is known of it.
    Failed,
}

impl OutcomeKind {
    /// The word for it, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Test => "test",
            Self::Repeated => "repeated",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// How loud a log is to be of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// All is well.
    Information,
    /// Something was refused, as it should be.
    Warning,
    /// Somebody must act.
    Error,
}

impl<W: System> Outcome<'_, W> {
    /// In which way it ended.
    pub fn kind(&self) -> OutcomeKind {
        self.kind
    }

    /// One word for a metric's label: `delivered`, `test`, `repeated`, or the code of what was refused or failed.
    pub fn as_str(&self) -> &'static str {
        match self.error {
            Some(error) if self.kind != OutcomeKind::Delivered => error.code().as_str(),
            _ => self.kind.as_str(),
        }
    }

    /// Why it was refused, or delivered unguarded, in words for the operator's log.
    pub fn error(&self) -> Option<&Error> {
        self.error
    }

    /// The code of the error.
    pub fn code(&self) -> Option<Code> {
        self.error.map(Error::code)
    }

    /// The delivery; `None` for what was not verified.
    ///
    /// What is genuine and was not handled (`payload_invalid`, `handler_failed`) is seen here for the last time:
    /// released Logto servers do not send it again. Keep its [`Verified::raw`] where people's data may be kept, not in
    /// a log.
    pub fn verified(&self) -> Option<&Verified<W>> {
        self.delivery
    }

    /// The event's name; `None` for what was not verified.
    pub fn name(&self) -> Option<&str> {
        self.delivery?.name()
    }

    /// The hook's id; `None` for what was not verified.
    pub fn hook_id(&self) -> Option<&str> {
        self.delivery?.hook_id()
    }

    /// Which key matched; `None` for what was not verified.
    pub fn key(&self) -> Option<&MatchedKey> {
        self.delivery?.key()
    }

    /// The delivery's id; `None` for what was not verified.
    pub fn delivery_id(&self) -> Option<&str> {
        self.delivery.map(Verified::id)
    }

    /// How many bytes the body has; `None` where it was not read to its end.
    pub fn size(&self) -> Option<usize> {
        self.size
    }

    /// How long it took, from the head of the request to its end: the handler's time is in it where a layer sees it.
    pub fn time(&self) -> Duration {
        self.time
    }

    /// How loud a log is to be of it: an error where the endpoint's own people must act on what is genuine, a warning for
    /// whatever else was refused, else information.
    pub fn severity(&self) -> Severity {
        match self.code().map(Code::action) {
            None => Severity::Information,
            Some(Action::Refuse | Action::Retry) => Severity::Warning,
            // Anybody can send what looks redirected, encoded or too large: nobody is to be woken for that.
            Some(Action::FixConfiguration) if self.verified().is_none() => Severity::Warning,
            Some(Action::FixConfiguration | Action::FixCode | Action::Report) => Severity::Error,
        }
    }

    /// Whether the delivery was handled although the replay store could not answer: [`Outcome::error`] says why.
    pub fn is_unguarded(&self) -> bool {
        self.kind == OutcomeKind::Delivered && self.error.is_some()
    }
}

impl<W: System> fmt::Display for Outcome<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        if let Some(name) = self.name() {
            write!(f, " {}", name.escape_debug())?;
        }
        if let Some(hook) = self.hook_id() {
            write!(f, " of hook {}", hook.escape_debug())?;
        }
        write!(f, " in {:.0?}", self.time)?;
        match self.error {
            Some(error) if self.kind == OutcomeKind::Delivered => write!(f, ", unguarded: {error}"),
            Some(error) => write!(f, ": {error}"),
            None => Ok(()),
        }
    }
}

/// Reports an outcome as an event of `tracing`, as loud as [`Outcome::severity`] says.
#[cfg(feature = "tracing")]
pub(super) fn trace<W: System>(outcome: &Outcome<'_, W>) {
    macro_rules! report {
        ($level:ident) => {
            tracing::$level!(
                target: "logto_webhook",
                outcome = outcome.as_str(),
                event = outcome.name(),
                hook_id = outcome.hook_id(),
                delivery_id = outcome.delivery_id(),
                key = outcome.key().map(MatchedKey::index),
                key_name = outcome.key().and_then(MatchedKey::name),
                size = outcome.size(),
                time_ms = outcome.time().as_secs_f64() * 1e3,
                unguarded = outcome.is_unguarded(),
                error = outcome.error().map(tracing::field::display),
                "webhook request"
            )
        };
    }
    match outcome.severity() {
        Severity::Information => report!(info),
        Severity::Warning => report!(warn),
        Severity::Error => report!(error),
    }
}
