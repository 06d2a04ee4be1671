//! A store in the memory of one process.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::future::{Future, ready};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::store::{Claim, Holder, ReplayStore, StoreError};

/// Remembers in the memory of **this process alone**, up to a number of ids.
///
/// Behind several instances each has a memory of its own, and a restart forgets. When it is full of ids that must be
/// kept, it refuses to take more, as a store that is down: forgetting one early would let it be replayed.
///
/// ```
/// use std::time::Duration;
/// use logto_webhook::replay::{Claim, Holder, MemoryStore};
///
/// let store = MemoryStore::new();
/// let (mine, other) = (Holder::unique(), Holder::unique());
/// let minute = Duration::from_secs(60);
/// assert_eq!(store.begin("id", mine, minute)?, Claim::Taken);
/// assert_eq!(store.begin("id", other, minute)?, Claim::InProgress);
/// store.complete("id", minute)?;
/// assert_eq!(store.begin("id", other, minute)?, Claim::Completed);
/// # Ok::<(), logto_webhook::replay::StoreError>(())
/// ```
pub struct MemoryStore {
    capacity: usize,
    now: Clock,
    ids: Mutex<Ids>,
}

type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

impl MemoryStore {
    /// How many ids are remembered unless another number is set: about 60 MB when it is full, which takes three
    /// deliveries a second for 24 h.
    pub const DEFAULT_CAPACITY: usize = 250_000;

    /// Remembers up to [`MemoryStore::DEFAULT_CAPACITY`] ids. Memory is taken as it is needed.
    pub fn new() -> Self {
        Self { capacity: Self::DEFAULT_CAPACITY, now: Arc::new(Instant::now), ids: Mutex::default() }
    }

    /// Sets how many ids are remembered.
    #[must_use]
    pub fn with_capacity(self, ids: usize) -> Self {
        Self { capacity: ids, ..self }
    }

    /// Takes the time from elsewhere than the system, as from a test.
    #[must_use]
    pub fn with_clock(self, now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), ..self }
    }

    /// As [`ReplayStore::begin`], without waiting.
    ///
    /// # Errors
    ///
    /// When it is full.
    pub fn begin(&self, id: &str, holder: Holder, lease: Duration) -> Result<Claim, StoreError> {
        let now = (self.now)();
        let mut ids = self.ids();
        ids.forget_until(now);
        match ids.of.get(id) {
            Some(Kept { state: State::Completed, .. }) => return Ok(Claim::Completed),
            Some(_) => return Ok(Claim::InProgress),
            None => {}
        }
        self.keep(&mut ids, id, State::Held(holder), now, lease)?;
        Ok(Claim::Taken)
    }

    /// As [`ReplayStore::complete`], without waiting.
    ///
    /// # Errors
    ///
    /// When it is full, and the lease has run out.
    pub fn complete(&self, id: &str, retention: Duration) -> Result<(), StoreError> {
        let now = (self.now)();
        let mut ids = self.ids();
        ids.forget_until(now);
        self.keep(&mut ids, id, State::Completed, now, retention)
    }

    /// As [`ReplayStore::release`], without waiting.
    pub fn release(&self, id: &str, holder: Holder) {
        let mut ids = self.ids();
        if ids.of.get(id).is_some_and(|kept| kept.state == State::Held(holder)) {
            ids.forget(id);
        }
    }

    fn keep(
        &self,
        ids: &mut Ids,
        id: &str,
        state: State,
        now: Instant,
        time: Duration,
    ) -> Result<(), StoreError> {
        if ids.of.len() >= self.capacity && !ids.of.contains_key(id) {
            return Err(format!(
                "it holds {} ids, as many as it may; raise its capacity, keep ids for a shorter time, or use Redis",
                self.capacity
            )
            .into());
        }
        ids.keep(id, state, now + time.min(FOREVER));
        Ok(())
    }

    /// A poisoned lock is as good as a whole one: nothing panics while it is held.
    fn ids(&self) -> MutexGuard<'_, Ids> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A longer time would overflow what the clock can say. A hundred years.
const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("guards", &"this process alone")
            .field("capacity", &self.capacity)
            .field("ids", &self.ids().of.len())
            .finish_non_exhaustive()
    }
}

impl ReplayStore for MemoryStore {
    fn begin(
        &self,
        id: &str,
        holder: Holder,
        lease: Duration,
    ) -> impl Future<Output = Result<Claim, StoreError>> + Send {
        ready(MemoryStore::begin(self, id, holder, lease))
    }

    fn complete(&self, id: &str, retention: Duration) -> impl Future<Output = Result<(), StoreError>> + Send {
        ready(MemoryStore::complete(self, id, retention))
    }

    fn release(&self, id: &str, holder: Holder) -> impl Future<Output = Result<(), StoreError>> + Send {
        MemoryStore::release(self, id, holder);
        ready(Ok(()))
    }

    fn abandon(&self, id: &str, holder: Holder) {
        MemoryStore::release(self, id, holder);
    }
}

#[derive(Default)]
struct Ids {
    of: HashMap<Arc<str>, Kept>,
    /// The same ids by when they are to be forgotten, the next first.
    ends: BTreeSet<(Instant, Arc<str>)>,
}

struct Kept {
    state: State,
    until: Instant,
}

#[derive(PartialEq)]
enum State {
    Held(Holder),
    Completed,
}

impl Ids {
    fn keep(&mut self, id: &str, state: State, until: Instant) {
        let id = self.forget(id).unwrap_or_else(|| id.into());
        self.ends.insert((until, Arc::clone(&id)));
        self.of.insert(id, Kept { state, until });
    }

    /// Gives back the id as it was kept.
    fn forget(&mut self, id: &str) -> Option<Arc<str>> {
        let (id, kept) = self.of.remove_entry(id)?;
        let end = (kept.until, id);
        self.ends.remove(&end);
        Some(end.1)
    }

    fn forget_until(&mut self, now: Instant) {
        while let Some((end, _)) = self.ends.first()
            && *end <= now
            && let Some((_, id)) = self.ends.pop_first()
        {
            self.of.remove(&id);
        }
    }
}
