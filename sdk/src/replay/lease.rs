//! A delivery in a guard's hands: asked for, held, and let go.

use std::fmt;
use std::time::Duration;

use super::guard::ReplayGuard;
use super::store::{Claim, Holder, StoreError};
use crate::error::{Code, Error};

/// What a guard says of a delivery that is not being handled by another.
#[derive(Debug)]
#[must_use = "a lease that is dropped is released"]
pub enum Begun<L = Lease> {
    /// It is to be handled, and this is the proof.
    Lease(L),
    /// It was handled before: answer 200, and do nothing.
    Completed,
}

/// The right to handle a delivery. Dropped without a word, as by a panic, it is released as well as the store can.
#[must_use = "a lease that is dropped is released"]
pub struct Lease(pub(super) Held);

impl Lease {
    /// Why the store knows nothing of it, if so: see [`StoreFailure::Deliver`](super::StoreFailure::Deliver).
    pub fn unguarded(&self) -> Option<&Error> {
        self.0.unguarded()
    }

    /// Remembers that the delivery was handled, also where the store could not answer before.
    ///
    /// # Errors
    ///
    /// [`Code::StoreUnavailable`]. The work is done all the same: answer 2xx. If the delivery comes again after the
    /// lease, it will be handled again. No error where [`Lease::unguarded`] has told already.
    pub async fn complete(mut self) -> Result<(), Error> {
        // Taken first: if this future is dropped half-way, the lease runs out rather than being released.
        self.0.holder = None;
        let held = &self.0;
        held.completed(held.guard.store.complete(held.id(), held.retention()).await)
    }

    /// Gives the delivery back, because it was not handled: a retry will be.
    ///
    /// # Errors
    ///
    /// [`Code::StoreUnavailable`]; the lease then runs out by itself.
    pub async fn release(mut self) -> Result<(), Error> {
        let Some(holder) = self.0.holder.take() else { return Ok(()) };
        let held = &self.0;
        held.released(held.guard.store.release(held.id(), holder).await)
    }

    /// Lets go of it as its handler ended. The error says why nothing protects it from being handled again.
    #[cfg(any(feature = "tower", feature = "actix"))]
    pub(crate) async fn end(self, is_handled: bool) -> Result<(), Error> {
        if !is_handled {
            return self.release().await;
        }
        let unguarded = self.unguarded().cloned();
        self.complete().await.and(unguarded.map_or(Ok(()), Err))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(holder) = self.0.holder.take() {
            self.0.guard.store.abandon(&self.0.id, holder);
        }
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease")
            .field("id", &self.0.id)
            .field("holder", &self.0.holder)
            .finish_non_exhaustive()
    }
}

/// A delivery that a store is asked for, which you do yourself: see [`ReplayGuard::claim`].
///
/// Where no answer comes, ask the store to give back what it may have taken: [`ReplayStore::release`], when there is
/// time for it.
///
/// ```
/// use logto_webhook::replay::{Begun, MemoryStore, ReplayGuard};
/// # use logto_webhook::{SigningKey, Verified, Webhook};
/// # let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
/// # let verified = Verified::parse_already_verified(*b"{}");
///
/// let elsewhere = MemoryStore::new(); // whatever remembers
/// let guard = ReplayGuard::in_memory(&webhook);
///
/// let claiming = guard.claim(&verified);
/// let claim = elsewhere.begin(claiming.id(), claiming.holder(), claiming.lease());
/// if let Begun::Lease(held) = claiming.answered(claim)? {
///     // … the work …
///     held.completed(elsewhere.complete(held.id(), held.retention()))?;
/// }
/// # Ok::<(), logto_webhook::Error>(())
/// ```
///
/// [`ReplayStore::release`]: super::ReplayStore::release
#[derive(Debug)]
pub struct Claiming {
    pub(super) guard: ReplayGuard,
    pub(super) id: Box<str>,
    pub(super) holder: Holder,
}

impl Claiming {
    /// The id to ask for.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// For whom.
    pub fn holder(&self) -> Holder {
        self.holder
    }

    /// For how long.
    pub fn lease(&self) -> Duration {
        self.guard.lease()
    }

    /// Goes on as the store answered, or as it could not.
    ///
    /// # Errors
    ///
    /// As [`ReplayGuard::begin`].
    pub fn answered(self, claim: Result<Claim, StoreError>) -> Result<Begun<Held>, Error> {
        match claim {
            Ok(Claim::Taken) => Ok(Begun::Lease(self.held())),
            Ok(Claim::Completed) => Ok(Begun::Completed),
            Ok(Claim::InProgress) => Err(Error::new(
                Code::DeliveryInProgress,
                format!(
                    "the same delivery is being handled; it is free again after {:?} at most",
                    self.lease()
                ),
            )),
            Err(error) => self.unanswered(&error).map(Begun::Lease),
        }
    }

    fn unanswered(&self, error: &StoreError) -> Result<Held, Error> {
        let error = unavailable("say whether the delivery was handled before", error);
        if self.guard.refuses_without_store() {
            return Err(error);
        }
        self.guard.count_unguarded();
        Ok(Held { holder: None, unguarded: Some(error), ..self.held() })
    }

    pub(super) fn held(&self) -> Held {
        Held { guard: self.guard.clone(), id: self.id.clone(), holder: Some(self.holder), unguarded: None }
    }
}

/// A [`Lease`] of a store that you ask yourself: see [`Claiming`]. Dropped, it runs out.
#[derive(Debug)]
pub struct Held {
    pub(super) guard: ReplayGuard,
    id: Box<str>,
    /// None where the store could not answer, and where the lease has ended.
    pub(super) holder: Option<Holder>,
    unguarded: Option<Error>,
}

impl Held {
    /// The id that is held.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// By whom; `None` where there is nothing to give back.
    pub fn holder(&self) -> Option<Holder> {
        self.holder
    }

    /// How long the store is to remember that it was handled.
    pub fn retention(&self) -> Duration {
        self.guard.retention()
    }

    /// As [`Lease::unguarded`].
    pub fn unguarded(&self) -> Option<&Error> {
        self.unguarded.as_ref()
    }

    /// Goes on as the store answered to what [`Lease::complete`] asks of it.
    ///
    /// # Errors
    ///
    /// As [`Lease::complete`].
    pub fn completed(&self, remembered: Result<(), StoreError>) -> Result<(), Error> {
        match remembered {
            Err(error) if self.unguarded.is_none() => {
                self.guard.count_unguarded();
                Err(unavailable("remember that the delivery was handled", &error))
            }
            _ => Ok(()),
        }
    }

    /// Goes on as the store answered to what [`Lease::release`] asks of it.
    ///
    /// # Errors
    ///
    /// As [`Lease::release`].
    pub fn released(&self, released: Result<(), StoreError>) -> Result<(), Error> {
        released.map_err(|error| unavailable("give the delivery back", &error))
    }
}

fn unavailable(what: &str, error: &StoreError) -> Error {
    Error::new(Code::StoreUnavailable, format!("the replay store could not {what}: {error}"))
}
