//! The endpoint: what every adapter does with a request, whatever its framework.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::answer::Answer;
use super::delivery::Delivery;
use super::head::Head;
use super::outcome::Outcome;
use super::reception::{Admitted, Reception};
use crate::logto::Logto;
use crate::system::System;
use crate::webhook::Webhook;

/// A [`Webhook`] where requests arrive: what an adapter is built of.
///
/// Clones are cheap and are the same endpoint.
///
/// ```
/// use logto_webhook::{Endpoint, SigningKey, Webhook};
///
/// let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
/// let endpoint = Endpoint::new(webhook)
///     .on_test(|test| println!("the endpoint works: Logto tested {}", test.name()))
///     .on_outcome(|outcome| {
///         if let Some(error) = outcome.error() {
///             eprintln!("refused: {error}");
///         }
///     });
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Clone)]
pub struct Endpoint<W: System = Logto> {
    webhook: Webhook<W>,
    body_time_limit: Duration,
    on_test: Option<OnTest<W>>,
    on_outcome: Option<OnOutcome<W>>,
}

type OnTest<W> = Arc<dyn Fn(&Delivery<W>) + Send + Sync>;
type OnOutcome<W> = Arc<dyn Fn(&Outcome<'_, W>) + Send + Sync>;

impl Endpoint {
    /// How long a body may take to come unless another limit is set: 10 s, after which Logto has given up.
    pub const DEFAULT_BODY_TIME_LIMIT: Duration = Duration::from_secs(10);
}

impl<W: System> Endpoint<W> {
    /// Takes what verifies.
    pub fn new(webhook: Webhook<W>) -> Self {
        Self { webhook, body_time_limit: Endpoint::DEFAULT_BODY_TIME_LIMIT, on_test: None, on_outcome: None }
    }

    /// Sets who is told of test payloads. They are answered 200, told or not, and reach no handler.
    ///
    /// It runs before the answer, so it must not block; and no replay guard stands before it: do nothing costly there.
    #[must_use]
    pub fn on_test(self, on_test: impl Fn(&Delivery<W>) + Send + Sync + 'static) -> Self {
        Self { on_test: Some(Arc::new(on_test)), ..self }
    }

    /// Sets who is told what became of each request, once, when it has ended. It observes, and changes nothing, but it
    /// runs before the answer, so it must not block.
    #[must_use]
    pub fn on_outcome(self, on_outcome: impl Fn(&Outcome<'_, W>) + Send + Sync + 'static) -> Self {
        Self { on_outcome: Some(Arc::new(on_outcome)), ..self }
    }

    /// Sets how long a body may take to come, for adapters that read it themselves.
    #[must_use]
    pub fn with_body_time_limit(self, limit: Duration) -> Self {
        Self { body_time_limit: limit, ..self }
    }

    /// What verifies.
    pub fn webhook(&self) -> &Webhook<W> {
        &self.webhook
    }

    /// How long a body may take to come.
    pub fn body_time_limit(&self) -> Duration {
        self.body_time_limit
    }

    /// Takes a request whose body is there already, as from a server that reads it for you.
    ///
    /// # Errors
    ///
    /// The answer, where the request is not the handler's to answer: it was refused, or it is a test.
    pub fn receive(
        &self,
        head: &Head<'_>,
        body: impl AsRef<[u8]> + Into<Vec<u8>>,
    ) -> Result<Delivery<W>, Answer> {
        let mut reception = Reception::of(self);
        let received = reception.check(head).and_then(|()| reception.take(head, body));
        reception.admit(received).map(Admitted::hand_over)
    }

    pub(super) fn tell_test(&self, test: &Delivery<W>) {
        if let Some(on_test) = &self.on_test {
            whatever_it_does(|| on_test(test));
        }
    }

    pub(super) fn tell(&self, outcome: &Outcome<'_, W>) {
        #[cfg(feature = "tracing")]
        super::outcome::trace(outcome);
        if let Some(on_outcome) = &self.on_outcome {
            whatever_it_does(|| on_outcome(outcome));
        }
    }
}

/// An observer that panics, as `println!` does on a closed pipe, changes no answer. The panic hook tells of it.
fn whatever_it_does(observe: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(observe));
}

impl<W: System> From<Webhook<W>> for Endpoint<W> {
    fn from(webhook: Webhook<W>) -> Self {
        Self::new(webhook)
    }
}

impl<W: System> fmt::Debug for Endpoint<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("webhook", &self.webhook)
            .field("body_time_limit", &self.body_time_limit)
            .finish_non_exhaustive()
    }
}
