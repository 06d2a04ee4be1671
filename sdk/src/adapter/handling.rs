//! What is done around a handler by an adapter that sees its end.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use super::answer::Answer;
use super::delivery::Delivery;
use super::outcome::OutcomeKind;
use super::reception::{Admitted, Reception};
use crate::error::{Code, Error};
use crate::replay::{Begun, Lease, ReplayGuard};
use crate::webhook::Verified;

/// How an endpoint's handler is run.
#[derive(Debug, Clone, Default)]
pub(super) struct Handling {
    pub(super) guard: Option<ReplayGuard>,
    pub(super) respond_before: bool,
}

impl Handling {
    /// Takes a delivery in hand, if it was not handled before.
    pub(super) async fn begin(&self, admitted: Admitted) -> Result<InHand, Answer> {
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
pub(super) struct InHand {
    /// Dropped first, so that the delivery is free again when its outcome is told.
    lease: Option<Lease>,
    reception: Reception,
    pub(super) delivery: Delivery,
}

/// The bytes that were verified, as a body that owns them: they are not copied.
pub(super) struct RawBody(Verified);

impl AsRef<[u8]> for RawBody {
    fn as_ref(&self) -> &[u8] {
        self.0.raw()
    }
}

impl InHand {
    pub(super) fn raw_body(&self) -> RawBody {
        RawBody(self.delivery.verified().clone())
    }

    /// Runs the handler, and remembers how it ended: only an answer of 2xx says that the work is done.
    ///
    /// The answer is none where the handler panicked.
    pub(super) async fn run<T>(
        self,
        handler: impl Future<Output = T>,
        status_of: impl FnOnce(&T) -> Option<u16>,
    ) -> Handled<T> {
        let Some(answer) = unless_it_panics(handler).await else {
            self.failed("it panicked").await;
            return Handled::Failed(None);
        };
        match status_of(&answer) {
            Some(200..300) => {
                self.succeeded().await;
                return Handled::Succeeded(answer);
            }
            Some(status) => self.failed(&format!("it answered {status}")).await,
            None => self.failed("it gave an error").await,
        }
        Handled::Failed(Some(answer))
    }

    async fn succeeded(self) {
        let Some(lease) = self.lease else { return self.reception.end(OutcomeKind::Delivered) };
        let unguarded = lease.unguarded().cloned();
        match lease.complete().await.err().or(unguarded) {
            Some(why) => self.reception.end_unguarded(&why),
            None => self.reception.end(OutcomeKind::Delivered),
        }
    }

    async fn failed(self, found: &str) {
        if let Some(lease) = self.lease {
            // A lease that cannot be given back runs out; what is told is the handler's failure.
            let _ = lease.release().await;
        }
        let message =
            format!("expected the handler to answer 2xx, but {found}; the delivery was not handled");
        let _ = self.reception.refuse(&Error::new(Code::HandlerFailed, message));
    }
}

/// How a handler ended.
pub(super) enum Handled<T> {
    /// With an answer of its own.
    Succeeded(T),
    /// With an answer of its own, which is to carry `handler_failed`, or none.
    Failed(Option<T>),
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
