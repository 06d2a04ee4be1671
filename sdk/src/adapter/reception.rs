//! A request from its head to its end. What became of it is told exactly once.

use std::time::{Duration, Instant};

use super::answer::Answer;
use super::delivery::Delivery;
use super::endpoint::Endpoint;
use super::head::Head;
use super::outcome::{Outcome, OutcomeKind};
use crate::error::{Code, Error};
use crate::logto::Event;
use crate::webhook::Verified;

/// A request that is being received. Dropped before it ended, as when its client goes away, it tells so.
pub(super) struct Reception {
    endpoint: Endpoint,
    started: Instant,
    size: Option<usize>,
    verified: Option<Verified>,
    is_over: bool,
}

impl Reception {
    pub(super) fn of(endpoint: &Endpoint) -> Self {
        Self {
            endpoint: endpoint.clone(),
            started: Instant::now(),
            size: None,
            verified: None,
            is_over: false,
        }
    }

    /// Refuses what cannot be a delivery before any of its body is read.
    pub(super) fn check(&self, head: &Head<'_>) -> Result<(), Error> {
        head.check()?;
        let announced = head.length().unwrap_or_default();
        self.endpoint.webhook().check_size(usize::try_from(announced).unwrap_or(usize::MAX))
    }

    /// Makes a delivery of a whole body.
    pub(super) fn take(
        &mut self,
        head: &Head<'_>,
        body: impl AsRef<[u8]> + Into<Vec<u8>>,
    ) -> Result<Delivery, Error> {
        self.size = Some(body.as_ref().len());
        head.check_taken(body.as_ref())?;
        let verified = self.endpoint.webhook().verify(head.signature(), body)?;
        Delivery::read(self.verified.insert(verified).clone())
    }

    /// Lets a delivery through to its handler, if it is one and no test.
    pub(super) fn admit(self, received: Result<Delivery, Error>) -> Result<Admitted, Answer> {
        match received {
            Ok(delivery) if matches!(delivery.event(), Event::Test(_)) => {
                self.endpoint.tell_test(&delivery);
                self.end(OutcomeKind::Test);
                Err(Answer::OK)
            }
            Ok(delivery) => Ok(Admitted { reception: self, delivery }),
            Err(error) => Err(self.refuse(&error)),
        }
    }

    /// Ends it with an error.
    pub(super) fn refuse(mut self, error: &Error) -> Answer {
        self.tell(kind_of(error), Some(error));
        Answer::of(error.code())
    }

    /// Ends it well.
    pub(super) fn end(mut self, kind: OutcomeKind) {
        self.tell(kind, None);
    }

    /// Ends it well, but without the replay guard's protection.
    #[cfg(any(feature = "tower", feature = "actix"))]
    pub(super) fn end_unguarded(mut self, why: &Error) {
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

impl Drop for Reception {
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
                "the request was dropped before its handler ended; did the client go away, as Logto does after ten \
                 seconds, or did this process stop? `respond_before` answers first",
            )
        } else {
            Error::new(Code::BodyIncomplete, "the request was dropped before its body was read")
        };
        self.tell(kind_of(&error), Some(&error));
    }
}

/// A request whose delivery is genuine and real: the handler is next.
pub(super) struct Admitted {
    pub(super) reception: Reception,
    pub(super) delivery: Delivery,
}

impl Admitted {
    /// Leaves the delivery to a handler whose end will not be seen.
    pub(super) fn hand_over(self) -> Delivery {
        self.reception.end(OutcomeKind::Delivered);
        self.delivery
    }
}
