//! What is done around a handler by an adapter that sees its end.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use super::answer::Answer;
use super::delivery::Delivery;
use super::outcome::OutcomeKind;
use super::reception::{Admitted, Reception, failure_of, handler_failed};
use crate::replay::{Begun, Lease, ReplayGuard};
use crate::system::System;
use crate::webhook::Verified;

/// How an endpoint's handler is run.
#[derive(Debug, Clone, Default)]
pub(super) struct Handling {
    pub(super) guard: Option<ReplayGuard>,
    pub(super) respond_before: bool,
}

impl Handling {
    /// Takes a delivery in hand, if it was not handled before.
    pub(super) async fn begin<W: System>(&self, admitted: Admitted<W>) -> Result<InHand<W>, Answer> {
        let Admitted { reception, delivery } = admitted;
        let lease = match &self.guard {
            None => None,
            Some(guard) => match guard.begin(delivery.verified()).await {
                Ok(Begun::Lease(lease)) => Some(lease),
                Ok(Begun::Completed) => {
                    reception.end(OutcomeKind::Repeated);
                    return Err(Answer::OK);
                }
                Err(error) => return Err(reception.refuse(&error)),
            },
        };
        Ok(InHand { lease, reception, delivery })
    }
}

/// A delivery that is being handled. Dropped, it gives its lease back.
pub(super) struct InHand<W: System> {
    /// Dropped first, so that the delivery is free again when its outcome is told.
    lease: Option<Lease>,
    reception: Reception<W>,
    pub(super) delivery: Delivery<W>,
}

/// The bytes that were verified, as a body that owns them: they are not copied.
pub(super) struct RawBody<W: System>(Verified<W>);

impl<W: System> AsRef<[u8]> for RawBody<W> {
    fn as_ref(&self) -> &[u8] {
        self.0.raw()
    }
}

impl<W: System> InHand<W> {
    pub(super) fn raw_body(&self) -> RawBody<W> {
        RawBody(self.delivery.verified().clone())
    }

    /// Runs the handler, and gives its answer, if it did not panic, with what is to be done after it.
    pub(super) async fn run<T>(
        self,
        handler: impl Future<Output = T>,
        status_of: impl FnOnce(&T) -> Option<u16>,
    ) -> (Option<T>, Ending<W>) {
        let answer = unless_it_panics(handler).await;
        // Only an answer of 2xx says that the work is done.
        let failed = match answer.as_ref().map(status_of) {
            Some(Some(status)) => failure_of(status),
            Some(None) => Some("it gave an error".to_owned()),
            None => Some("it panicked".to_owned()),
        };
        (answer, Ending { in_hand: self, failed })
    }
}

/// What is to be done when a handler has ended. It is to be seen through even if the request is dropped: the work is
/// done, and a store that takes its time must still hear of it.
pub(super) struct Ending<W: System> {
    in_hand: InHand<W>,
    /// What the handler did instead of succeeding.
    failed: Option<String>,
}

impl<W: System> Ending<W> {
    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Whether a store is to be asked, which takes its time.
    pub(super) fn takes_time(&self) -> bool {
        self.in_hand.lease.is_some()
    }

    /// Remembers how the handler ended, and tells of it.
    pub(super) async fn see_through(self) {
        let InHand { lease, reception, .. } = self.in_hand;
        let Some(found) = self.failed else {
            let Some(lease) = lease else { return reception.end(OutcomeKind::Delivered) };
            let unguarded = lease.unguarded().cloned();
            return match lease.complete().await.err().or(unguarded) {
                Some(why) => reception.end_unguarded(&why),
                None => reception.end(OutcomeKind::Delivered),
            };
        };
        if let Some(lease) = lease {
            // A lease that cannot be given back runs out; what is told is the handler's failure.
            let _ = lease.release().await;
        }
        let _ = reception.refuse(&handler_failed(&found));
    }
}

/// Runs a future; `None` where it panics. The panic hook has told of it by then.
async fn unless_it_panics<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    // A future that panicked is not polled again, so that nobody sees what it left half-done.
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_panic) => Poll::Ready(None),
    })
    .await
}
