//! A request from its head to its end. What became of it is told exactly once.

use std::fmt;
use std::time::{Duration, Instant};

use super::answer::Answer;
use super::delivery::Delivery;
use super::endpoint::Endpoint;
use super::head::Head;
use super::outcome::{Outcome, OutcomeKind};
use crate::error::{Code, Error};
use crate::logto::Logto;
use crate::replay::Begun;
use crate::system::System;
use crate::webhook::Verified;

/// A request that is received step by step: for an adapter of your own, to a server or from a language that none of
/// those here knows. Dropped before it ended, as when its client goes away, it tells so.
///
/// ```
/// use logto_webhook::adapter::{Answer, Head, Reception};
/// use logto_webhook::{Endpoint, SignatureHeader, SigningKey, Webhook};
///
/// let endpoint = Endpoint::new(Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?));
///
/// fn receive(endpoint: &Endpoint, head: &Head<'_>, read: impl FnOnce() -> Vec<u8>) -> Answer {
///     let mut reception = Reception::of(endpoint);
///     let received = reception.check(head).and_then(|()| reception.take(head, read()));
///     match reception.admit(received) {
///         Ok(admitted) => {
///             println!("{}", admitted.delivery().name()); // the handler
///             admitted.answered(200).unwrap_or(Answer::OK)
///         }
///         Err(answer) => answer,
///     }
/// }
///
/// let head = Head::new("POST", SignatureHeader::from_values([""; 0]));
/// assert_eq!(receive(&endpoint, &head, Vec::new).status(), 401);
/// # Ok::<(), logto_webhook::Error>(())
/// ```
pub struct Reception<W: System = Logto> {
    endpoint: Endpoint<W>,
    started: Instant,
    size: Option<usize>,
    verified: Option<Verified<W>>,
    is_over: bool,
}

impl<W: System> Reception<W> {
    /// Begins: from here on the time is taken.
    pub fn of(endpoint: &Endpoint<W>) -> Self {
        Self {
            endpoint: endpoint.clone(),
            started: Instant::now(),
            size: None,
            verified: None,
            is_over: false,
        }
    }

    /// Refuses what cannot be a delivery before any of its body is read.
    ///
    /// # Errors
    ///
    /// As [`Head::check`], and [`Code::BodyTooLarge`] where that is announced.
    pub fn check(&self, head: &Head<'_>) -> Result<(), Error> {
        head.check()?;
        let announced = head.length().unwrap_or_default();
        self.endpoint.webhook().check_size(usize::try_from(announced).unwrap_or(usize::MAX))
    }

    /// Makes a delivery of a whole body.
    ///
    /// # Errors
    ///
    /// As [`Webhook::verify`](crate::Webhook::verify), [`Code::PayloadInvalid`], and [`Code::BodyAlreadyRead`] where
    /// nothing is left of a body that was announced.
    pub fn take(
        &mut self,
        head: &Head<'_>,
        body: impl AsRef<[u8]> + Into<Vec<u8>>,
    ) -> Result<Delivery<W>, Error> {
        self.size = Some(body.as_ref().len());
        head.check_taken(body.as_ref())?;
        let verified = self.endpoint.webhook().verify(head.signature(), body)?;
        Delivery::read(self.verified.insert(verified).clone())
    }

    /// Lets a delivery through to its handler, if it is one and no test.
    ///
    /// # Errors
    ///
    /// The answer, where the request is not the handler's to answer.
    pub fn admit(self, received: Result<Delivery<W>, Error>) -> Result<Admitted<W>, Answer> {
        match received {
            Ok(delivery) if W::is_test(delivery.event()) => {
                self.endpoint.tell_test(&delivery);
                self.end(OutcomeKind::Test);
                Err(Answer::OK)
            }
            Ok(delivery) => Ok(Admitted { reception: self, delivery }),
            Err(error) => Err(self.refuse(&error)),
        }
    }

    /// Ends it with an error.
    pub fn refuse(mut self, error: &Error) -> Answer {
        self.tell(kind_of(error), Some(error));
        Answer::of(error.code())
    }

    /// Ends a request whose body takes longer than it may.
    pub fn refuse_late(self) -> Answer {
        let error = late(&self.endpoint);
        self.refuse(&error)
    }

    /// Ends a request whose body could not be read to its end.
    pub fn refuse_broken(self) -> Answer {
        self.refuse(&broken())
    }

    /// Ends a request whose body is over the limit of something in front of the endpoint.
    pub fn refuse_over_a_limit_in_front(self) -> Answer {
        let error = over_a_limit_in_front(&self.endpoint);
        self.refuse(&error)
    }

    /// Ends it well.
    pub(super) fn end(mut self, kind: OutcomeKind) {
        self.tell(kind, None);
    }

    /// Ends it well, but without the replay guard's protection.
    fn end_unguarded(mut self, why: &Error) {
        self.tell(OutcomeKind::Delivered, Some(why));
    }

    fn tell(&mut self, kind: OutcomeKind, error: Option<&Error>) {
        self.is_over = true;
        let time: Duration = self.started.elapsed();
        let delivery = self.verified.as_ref();
        self.endpoint.tell(&Outcome { kind, error, delivery, size: self.size, time });
    }
}

fn kind_of(error: &Error) -> OutcomeKind {
    if error.code() == Code::HandlerFailed { OutcomeKind::Failed } else { OutcomeKind::Refused }
}

impl<W: System> Drop for Reception<W> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let error = if std::thread::panicking() {
            Error::new(
                Code::HandlerFailed,
                "something that the request was given to panicked: the handler, or `on_test`",
            )
        } else if self.verified.is_some() {
            Error::new(
                Code::HandlerFailed,
                "the request was dropped before its handler ended; did the sender stop waiting, or did this \
                 process stop? `respond_before` answers first",
            )
        } else {
            Error::new(Code::BodyIncomplete, "the request was dropped before its body was read")
        };
        self.tell(kind_of(&error), Some(&error));
    }
}

impl<W: System> fmt::Debug for Reception<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reception").field("verified", &self.verified).finish_non_exhaustive()
    }
}

/// A request whose delivery is genuine and real: the handler is next.
#[derive(Debug)]
#[must_use = "what became of the request is to be told"]
pub struct Admitted<W: System = Logto> {
    pub(super) reception: Reception<W>,
    pub(super) delivery: Delivery<W>,
}

impl<W: System> Admitted<W> {
    /// The delivery.
    pub fn delivery(&self) -> &Delivery<W> {
        &self.delivery
    }

    /// Leaves the delivery to a handler whose end will not be seen.
    pub fn hand_over(self) -> Delivery<W> {
        self.reception.end(OutcomeKind::Delivered);
        self.delivery
    }

    /// Goes on to the handler where a replay guard lets it.
    ///
    /// # Errors
    ///
    /// The answer, where it is not to be handled: it was handled before, or the guard refuses it.
    pub fn begun<L>(self, begun: Result<Begun<L>, Error>) -> Result<(Self, L), Answer> {
        match begun {
            Ok(Begun::Lease(lease)) => Ok((self, lease)),
            Ok(Begun::Completed) => {
                self.reception.end(OutcomeKind::Repeated);
                Err(Answer::OK)
            }
            Err(error) => Err(self.reception.refuse(&error)),
        }
    }

    /// Ends it as its handler answered. If that says that the work is not done, the refusal is given: send the
    /// handler's own answer all the same, with the refusal's [`ERROR_HEADER`](super::ERROR_HEADER).
    pub fn answered(self, status: u16) -> Option<Answer> {
        self.ended(status).tell(Ok(()))
    }

    /// Ends it with a handler that gave no answer: what it did instead, as `it raised ValueError`. Repeat nothing of
    /// what it says of itself: that can be someone's data.
    pub fn failed(self, found: &str) -> Answer {
        let _ = self.ended_badly(found).tell(Ok(()));
        Answer::of(Code::HandlerFailed)
    }

    /// As [`Admitted::answered`], with a replay guard to hear of it before it is told.
    pub fn ended(self, status: u16) -> Ended<W> {
        Ended { reception: self.reception, failed: failure_of(status) }
    }

    /// As [`Admitted::failed`], with a replay guard to hear of it before it is told.
    pub fn ended_badly(self, found: &str) -> Ended<W> {
        Ended { reception: self.reception, failed: Some(found.to_owned()) }
    }
}

/// A request whose handler has ended, and of which nobody has been told.
#[derive(Debug)]
#[must_use = "what became of the request is to be told"]
pub struct Ended<W: System = Logto> {
    pub(super) reception: Reception<W>,
    /// What the handler did instead of succeeding.
    pub(super) failed: Option<String>,
}

impl<W: System> Ended<W> {
    /// Whether the work is done: the lease is to be completed, else released.
    pub fn is_handled(&self) -> bool {
        self.failed.is_none()
    }

    /// Tells of it. The error says why nothing protects the delivery from being handled again. Gives the refusal of what
    /// was not handled, as [`Admitted::answered`].
    pub fn tell(self, guarded: Result<(), Error>) -> Option<Answer> {
        match (self.failed, guarded) {
            // A lease that cannot be given back runs out; what is told is the handler's failure.
            (Some(found), _) => Some(self.reception.refuse(&handler_failed(&found))),
            (None, Ok(())) => {
                self.reception.end(OutcomeKind::Delivered);
                None
            }
            (None, Err(why)) => {
                self.reception.end_unguarded(&why);
                None
            }
        }
    }
}

/// What a handler did instead of succeeding, if it did: only an answer of 2xx says that the work is done.
fn failure_of(status: u16) -> Option<String> {
    (!(200..300).contains(&status)).then(|| format!("it answered {status}"))
}

fn handler_failed(found: &str) -> Error {
    Error::new(
        Code::HandlerFailed,
        format!("expected the handler to answer 2xx, but {found}; the delivery was not handled"),
    )
}

/// A body that takes longer than it may.
pub(super) fn late<W: System>(endpoint: &Endpoint<W>) -> Error {
    Error::new(
        Code::BodyIncomplete,
        format!(
            "expected the whole body within {:?}, found it still coming; it is sent at once",
            endpoint.body_time_limit()
        ),
    )
}

/// A body that could not be read to its end. What the transport says is left out: it is not ours to repeat.
pub(super) fn broken() -> Error {
    Error::new(
        Code::BodyIncomplete,
        "expected the whole body, but it broke off: its sender went away, or framed it wrongly",
    )
}

pub(super) fn over_a_limit_in_front<W: System>(endpoint: &Endpoint<W>) -> Error {
    let limit = endpoint.webhook().body_limit();
    Error::new(
        Code::BodyTooLarge,
        format!(
            "expected at most what a layer in front of this endpoint allows, found more; the endpoint itself takes \
             {limit} bytes: raise that layer's limit for this route"
        ),
    )
}
