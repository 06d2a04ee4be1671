//! The guard: which id a delivery has, how long it is held and kept, and what happens when the store is down.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::lease::{Begun, Claiming, Lease};
use super::memory::MemoryStore;
use super::store::{AnyStore, Holder, ReplayStore};
use crate::error::{Code, Error};
use crate::system::System;
use crate::webhook::{Verified, Webhook, Window};

/// Lets each delivery be handled once.
///
/// Make one at start and hand it to an adapter's layer, which then does what this example does by hand. Clones share
/// the store.
///
/// ```
/// # async fn example() -> Result<(), logto_webhook::Error> {
/// use logto_webhook::replay::{Begun, ReplayGuard};
/// use logto_webhook::{SigningKey, Webhook};
///
/// let key = SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?;
/// let body = r#"{"event":"User.Deleted","params":{"userId":"u758hu661ovk"}}"#;
/// let signature = key.sign(body).to_string();
///
/// let webhook = Webhook::new(key);
/// let guard = ReplayGuard::in_memory(&webhook);
/// for expected in ["handled", "completed before"] {
///     let verified = webhook.verify(&signature, body)?;
///     let found = match guard.begin(&verified).await? {
///         Begun::Lease(lease) => {
///             // … the work …
///             if let Err(error) = lease.complete().await {
///                 eprintln!("{error}"); // the work is done: answer 200 all the same
///             }
///             "handled"
///         }
///         Begun::Completed => "completed before", // answer 200, and do nothing
///     };
///     assert_eq!(found, expected);
/// }
/// # Ok(())
/// # }
/// # let mut example = std::pin::pin!(example());
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert_eq!(std::future::Future::poll(example.as_mut(), &mut context), std::task::Poll::Ready(Ok(())));
/// ```
#[derive(Clone)]
pub struct ReplayGuard {
    pub(super) store: Arc<dyn AnyStore>,
    identity: Identity,
    lease: Duration,
    retention: Duration,
    /// How long a delivery is accepted by the webhook's window: it must be remembered as long.
    window: Option<Duration>,
    on_failure: StoreFailure,
    unguarded: Arc<AtomicU64>,
}

impl ReplayGuard {
    /// How long a handler has an id unless another lease is set: 60 s, six times what Logto waits for an answer.
    pub const DEFAULT_LEASE: Duration = Duration::from_secs(60);
    /// How long a handled id is kept unless another retention is set: 24 h.
    pub const DEFAULT_RETENTION: Duration = Duration::from_secs(24 * 60 * 60);

    /// Remembers in this process's memory: see [`MemoryStore`].
    ///
    /// It guards this process alone. Behind several instances, or where a restart must not forget, use a store that
    /// they share. It takes 250,000 ids in 24 h and then refuses: an import of users fills it in half an hour. Give a
    /// larger one to [`ReplayGuard::new`], or keep ids for less.
    pub fn in_memory<W: System>(webhook: &Webhook<W>) -> Self {
        Self::new(webhook, MemoryStore::new())
    }

    /// Remembers in a store, for the deliveries that the webhook verifies.
    ///
    /// The retention is 24 h, or as long as the webhook's window accepts a delivery if that is longer. Without a window
    /// a delivery is accepted for ever, so that one which is sent again after the retention is handled again.
    pub fn new<W: System>(webhook: &Webhook<W>, store: impl ReplayStore) -> Self {
        Self::before_webhook(store).covering(webhook.window())
    }

    /// As [`ReplayGuard::new`], where the webhook is not there yet: [`ReplayGuard::covering`] tells of its window.
    pub fn before_webhook(store: impl ReplayStore) -> Self {
        Self {
            store: Arc::new(store),
            identity: Identity::Delivery,
            lease: Self::DEFAULT_LEASE,
            retention: Self::DEFAULT_RETENTION,
            window: None,
            on_failure: StoreFailure::Refuse,
            unguarded: Arc::default(),
        }
    }

    /// Sets which deliveries count as the same.
    #[must_use]
    pub fn with_identity(self, identity: Identity) -> Self {
        Self { identity, ..self }
    }

    /// Sets how long a handler has an id. If it takes longer, the same delivery may be handled beside it.
    ///
    /// The retention is at least as long.
    #[must_use]
    pub fn with_lease(self, lease: Duration) -> Self {
        Self { lease, retention: self.retention.max(lease), ..self }
    }

    /// Sets how long a handled id is kept.
    ///
    /// # Errors
    ///
    /// [`Code::RetentionTooShort`] if the webhook's window accepts a delivery for longer: it could be replayed. Also if
    /// the lease is longer.
    pub fn with_retention(self, retention: Duration) -> Result<Self, Error> {
        let (shortest, what) = match self.window {
            Some(window) if window > self.lease => (window, "for which the window accepts a delivery"),
            _ => (self.lease, "for which a handler has it"),
        };
        if retention < shortest {
            return Err(Error::new(
                Code::RetentionTooShort,
                format!(
                    "expected a retention of at least {shortest:?}, {what}, found {retention:?}; keep ids longer, or \
                     narrow the window or the lease"
                ),
            ));
        }
        Ok(Self { retention, ..self })
    }

    /// Keeps ids at least as long as this window accepts a delivery: that of the endpoint which the guard is for.
    #[must_use]
    pub fn covering(self, window: Option<Window>) -> Self {
        let window = self.window.max(window.map(Window::span));
        Self { window, retention: self.retention.max(window.unwrap_or_default()), ..self }
    }

    /// Sets what happens while the store cannot answer.
    #[must_use]
    pub fn with_store_failure(self, on_failure: StoreFailure) -> Self {
        Self { on_failure, ..self }
    }

    /// How many deliveries were handled although the store could not answer: by [`StoreFailure::Deliver`], or because
    /// it failed when the work was done.
    pub fn unguarded(&self) -> u64 {
        self.unguarded.load(Ordering::Relaxed)
    }

    /// Asks whether a delivery is to be handled, and takes it if it is.
    ///
    /// # Errors
    ///
    /// [`Code::DeliveryInProgress`] while another has it, [`Code::StoreUnavailable`] if the store cannot answer.
    pub async fn begin<W: System>(&self, delivery: &Verified<W>) -> Result<Begun, Error> {
        let claiming = self.claim(delivery);
        // Before it is asked: if this future is dropped, or no answer comes, what the store took is given back.
        let mut asked = Lease(claiming.held());
        let claim = self.store.begin(claiming.id(), claiming.holder(), claiming.lease()).await;
        if claim.is_ok() {
            asked.0.holder = None; // it took nothing, or for the lease below
        }
        Ok(match claiming.answered(claim)? {
            Begun::Lease(held) => Begun::Lease(Lease(held)),
            Begun::Completed => Begun::Completed,
        })
    }

    /// The first step of [`ReplayGuard::begin`], for a store that you ask yourself: one of another language, to which
    /// no [`ReplayStore`] leads. The guard's own store is not asked.
    pub fn claim<W: System>(&self, delivery: &Verified<W>) -> Claiming {
        let id = self.identity.of(delivery).into();
        Claiming { guard: self.clone(), id, holder: Holder::unique() }
    }

    /// How long a handler has an id.
    pub fn lease(&self) -> Duration {
        self.lease
    }

    /// How long a handled id is kept.
    pub fn retention(&self) -> Duration {
        self.retention
    }

    pub(super) fn refuses_without_store(&self) -> bool {
        self.on_failure == StoreFailure::Refuse
    }

    pub(super) fn count_unguarded(&self) {
        self.unguarded.fetch_add(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for ReplayGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayGuard")
            .field("identity", &self.identity)
            .field("lease", &self.lease)
            .field("retention", &self.retention)
            .field("on_failure", &self.on_failure)
            .field("unguarded", &self.unguarded())
            .finish_non_exhaustive()
    }
}

/// Which deliveries count as the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identity {
    /// Those with the same body: retries and replays. See [`Verified::id`].
    Delivery,
    /// Those that tell of the same event, whichever hook they are of: also what two hooks send while a key is being
    /// replaced. See [`Verified::occurrence_id`].
    Occurrence,
}

impl Identity {
    fn of<W: System>(self, delivery: &Verified<W>) -> &str {
        match self {
            Self::Delivery => delivery.id(),
            Self::Occurrence => delivery.occurrence_id(),
        }
    }
}

/// What happens to a delivery while the store cannot say whether it was handled before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreFailure {
    /// It is refused with `store_unavailable`. Released Logto servers do not send it again.
    Refuse,
    /// It is handled, unguarded, and counted in [`ReplayGuard::unguarded`].
    Deliver,
}
