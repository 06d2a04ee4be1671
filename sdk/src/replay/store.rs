//! What a guard asks of the place in which it remembers.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

/// Why a store could not answer, for the operator's log.
///
/// Say what was tried and what happened. Do not repeat credentials: the text is logged.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Remembers which deliveries were handled, and which are being handled.
///
/// Implement it for a store of yours; [`MemoryStore`](super::MemoryStore) and, with the feature `redis`,
/// `RedisStore` are here. Every method is one atomic step for all that share the store, and ends within a time limit of
/// its own: Logto waits ten seconds for the whole answer.
pub trait ReplayStore: Send + Sync + 'static {
    /// Takes the id for its holder until the lease ends, unless it is taken or completed.
    fn begin(
        &self,
        id: &str,
        holder: Holder,
        lease: Duration,
    ) -> impl Future<Output = Result<Claim, StoreError>> + Send;

    /// Remembers for the retention that the id was handled, whoever holds it: the work is done.
    fn complete(&self, id: &str, retention: Duration) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Gives the id back, if this holder still has it: after its lease another may have taken it.
    fn release(&self, id: &str, holder: Holder) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Gives the id back without waiting: a request was dropped in the middle of its handler.
    ///
    /// It must not block. Doing nothing is right, if slow: the lease ends by itself.
    fn abandon(&self, id: &str, holder: Holder) {
        let _ = (id, holder);
    }
}

/// What a store said to [`ReplayStore::begin`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The id was free and is the holder's now.
    Taken,
    /// Another holder has it, and its lease has not ended.
    InProgress,
    /// It was completed, and the retention has not ended.
    Completed,
}

/// Who has an id: a number that no other holder has, in this process or another.
///
/// It prints as 32 hexadecimal digits, and is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Holder(u128);

impl Holder {
    /// A holder unlike any other.
    pub fn unique() -> Self {
        // The standard library's own random keys: unguessable is not needed, different is.
        let random = || u128::from(RandomState::new().build_hasher().finish());
        Self(random() << 64 | random())
    }
}

impl FromStr for Holder {
    type Err = StoreError;

    /// Reads what it prints as: for a store that is asked in another language.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        let number = u128::from_str_radix(text, 16).ok();
        let holder = number.map(Self).filter(|holder| holder.to_string() == text);
        holder.ok_or_else(|| "expected a holder as 32 hexadecimal digits".into())
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

pub(super) type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// [`ReplayStore`] as the guard keeps it, so that no type of an endpoint has to name its store.
pub(super) trait AnyStore: Send + Sync {
    fn begin<'a>(&'a self, id: &'a str, holder: Holder, lease: Duration) -> StoreFuture<'a, Claim>;
    fn complete<'a>(&'a self, id: &'a str, retention: Duration) -> StoreFuture<'a, ()>;
    fn release<'a>(&'a self, id: &'a str, holder: Holder) -> StoreFuture<'a, ()>;
    fn abandon(&self, id: &str, holder: Holder);
}

impl<S: ReplayStore> AnyStore for S {
    fn begin<'a>(&'a self, id: &'a str, holder: Holder, lease: Duration) -> StoreFuture<'a, Claim> {
        Box::pin(ReplayStore::begin(self, id, holder, lease))
    }

    fn complete<'a>(&'a self, id: &'a str, retention: Duration) -> StoreFuture<'a, ()> {
        Box::pin(ReplayStore::complete(self, id, retention))
    }

    fn release<'a>(&'a self, id: &'a str, holder: Holder) -> StoreFuture<'a, ()> {
        Box::pin(ReplayStore::release(self, id, holder))
    }

    fn abandon(&self, id: &str, holder: Holder) {
        ReplayStore::abandon(self, id, holder);
    }
}
