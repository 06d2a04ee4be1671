//! What is done around a handler by an adapter that sees its end.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use super::answer::Answer;
use super::delivery::Delivery;
use super::reception::{Admitted, Ended};
use crate::replay::{Lease, ReplayGuard};
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
        let Some(guard) = &self.guard else { return Ok(InHand { lease: None, admitted }) };
        let begun = guard.begin(admitted.delivery.verified()).await;
        let (admitted, lease) = admitted.begun(begun)?;
        Ok(InHand { lease: Some(lease), admitted })
    }
}

/// A delivery that is being handled. Dropped, it gives its lease back.
pub(super) struct InHand<W: System> {
    /// Dropped first, so that the delivery is free again when its outcome is told.
    lease: Option<Lease>,
    admitted: Admitted<W>,
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
        RawBody(self.delivery().verified().clone())
    }

    pub(super) fn delivery(&self) -> &Delivery<W> {
        self.admitted.delivery()
    }

    /// Runs the handler, and gives its answer, if it did not panic, with what is to be done after it.
    pub(super) async fn run<T>(
        self,
        handler: impl Future<Output = T>,
        status_of: impl FnOnce(&T) -> Option<u16>,
    ) -> (Option<T>, Ending<W>) {
        let answer = unless_it_panics(handler).await;
        let Self { lease, admitted } = self;
        let ended = match answer.as_ref().map(status_of) {
            Some(Some(status)) => admitted.ended(status),
            Some(None) => admitted.ended_badly("it gave an error"),
            None => admitted.ended_badly("it panicked"),
        };
        (answer, Ending { lease, ended })
    }
}

/// What is to be done when a handler has ended. It is to be seen through even if the request is dropped: the work is
/// done, and a store that takes its time must still hear of it.
pub(super) struct Ending<W: System> {
    lease: Option<Lease>,
    ended: Ended<W>,
}

impl<W: System> Ending<W> {
    pub(super) fn has_failed(&self) -> bool {
        !self.ended.is_handled()
    }

    /// Whether a store is to be asked, which takes its time.
    pub(super) fn takes_time(&self) -> bool {
        self.lease.is_some()
    }

    /// Remembers how the handler ended, and tells of it.
    pub(super) async fn see_through(self) {
        let guarded = match self.lease {
            Some(lease) => lease.end(self.ended.is_handled()).await,
            None => Ok(()),
        };
        let _ = self.ended.tell(guarded);
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
