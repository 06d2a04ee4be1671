use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use logto_webhook::UnixMillis;
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

use crate::config::{ClockMode, Config};

/// The mock's clock, by which it writes times and waits, and which knows how many tasks work. It is never set back.
///
/// Where it jumps ([`ClockMode::Auto`]), it does so when all that work wait for it.
#[derive(Debug)]
pub(crate) struct Clock {
    mode: ClockMode,
    tells_own_time: bool,
    started: Instant,
    started_at: UnixMillis,
    /// How far it was moved, in milliseconds.
    moved: AtomicI64,
    sleepers: Mutex<Sleepers>,
    /// How many tasks work at deliveries, those that pause among them.
    working: AtomicUsize,
    /// None does any more, or all wait for a clock that stands still.
    at_rest: Notify,
}

/// Who waits for the clock to be moved, in the order in which they wake up.
#[derive(Debug, Default)]
struct Sleepers {
    by_time: BTreeMap<Key, Sleeper>,
    begun: u64,
    /// How many of them are all that a task does, unlike those that watch over something else.
    pausing: usize,
}

type Key = (UnixMillis, u64);

#[derive(Debug)]
struct Sleeper {
    wake: oneshot::Sender<()>,
    pauses: bool,
}

impl Clock {
    pub(crate) fn new(config: &Config) -> Arc<Self> {
        Arc::new(Self {
            mode: config.clock,
            tells_own_time: config.signs_mock_time,
            started: Instant::now(),
            started_at: SystemTime::now().into(),
            moved: AtomicI64::new(0),
            sleepers: Mutex::default(),
            working: AtomicUsize::new(0),
            at_rest: Notify::new(),
        })
    }

    /// The time that receivers go by, however this clock was moved: what is signed tells it, unless that is asked for.
    pub(crate) fn wall(&self) -> UnixMillis {
        if self.mode == ClockMode::Real || self.tells_own_time {
            self.now()
        } else {
            SystemTime::now().into()
        }
    }

    pub(crate) fn now(&self) -> UnixMillis {
        let moved = later_by(self.started_at, self.moved.load(Ordering::Acquire));
        // Evenly, whoever sets the machine's clock.
        if self.mode == ClockMode::Manual { moved } else { later(moved, self.started.elapsed()) }
    }

    /// Moves the clock on, and wakes who waited for a time that has come. One that only goes by itself stays, and says
    /// so with `false`.
    pub(crate) fn advance(&self, by: Duration) -> bool {
        if self.mode == ClockMode::Real {
            return false;
        }
        let mut sleepers = self.sleepers();
        self.move_on(&mut sleepers, i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
        drop(sleepers);
        self.settle();
        true
    }

    /// What is between two attempts: the task does nothing else until then.
    pub(crate) async fn pause(&self, duration: Duration) {
        let until = later(self.now(), duration);
        if self.mode == ClockMode::Real {
            return tokio::time::sleep(duration).await;
        }
        let sleep = self.fall_asleep(until, true);
        self.settle();
        match self.mode {
            ClockMode::Manual => sleep.await,
            // What else is under way may take longer than this.
            ClockMode::Real | ClockMode::Auto => tokio::select! {
                () = sleep => {}
                () = tokio::time::sleep(duration) => {}
            },
        }
    }

    /// Returns when something has taken too long. Sockets take real time, so only a clock that stands still is asked.
    pub(crate) async fn time_limit(&self, duration: Duration) {
        self.limit(duration, false).await;
    }

    /// The same for a task that does nothing but wait for it and for others: it pauses.
    pub(crate) async fn patience(&self, duration: Duration) {
        self.limit(duration, true).await;
    }

    /// Does not jump: what is waited for comes in real time, or not at all.
    async fn limit(&self, duration: Duration, pauses: bool) {
        match self.mode {
            ClockMode::Real | ClockMode::Auto => tokio::time::sleep(duration).await,
            ClockMode::Manual => {
                let sleep = self.fall_asleep(later(self.now(), duration), pauses);
                if pauses {
                    self.settle();
                }
                sleep.await;
            }
        }
    }

    /// Sleeps from now on, not only when it is awaited.
    fn fall_asleep(&self, until: UnixMillis, pauses: bool) -> impl Future<Output = ()> {
        let (wake, woken) = oneshot::channel();
        let mut sleepers = self.sleepers();
        let key = (until, sleepers.begun);
        sleepers.begun += 1;
        // The clock may have been moved since the caller looked at it.
        if self.now() < until {
            sleepers.by_time.insert(key, Sleeper { wake, pauses });
            sleepers.pausing += usize::from(pauses);
        }
        drop(sleepers);
        let asleep = Asleep { clock: self, key };
        async move {
            // It was woken, or never fell asleep.
            let _ = woken.await;
            drop(asleep);
        }
    }

    fn move_on(&self, sleepers: &mut Sleepers, by: i64) {
        let moved = self.moved.load(Ordering::Acquire).saturating_add(by);
        self.moved.store(moved, Ordering::Release);
        let now = self.now();
        while let Some(first) = sleepers.by_time.first_entry().filter(|first| first.key().0 <= now) {
            let sleeper = first.remove();
            sleepers.pausing -= usize::from(sleeper.pauses);
            // Who gave up waiting needs no waking.
            let _ = sleeper.wake.send(());
        }
    }

    /// A task begins to work, which it does until what this gives back is dropped.
    pub(crate) fn begin_work(self: &Arc<Self>) -> AtWork {
        self.working.fetch_add(1, Ordering::AcqRel);
        AtWork(Arc::clone(self))
    }

    /// Jumps to where it goes on, if it is a clock that does and everything waits for that; tells who waits for rest.
    fn settle(&self) {
        let mut sleepers = self.sleepers();
        if self.working.load(Ordering::Acquire) > sleepers.pausing {
            return;
        }
        match (self.mode, sleepers.by_time.first_key_value()) {
            (ClockMode::Auto, Some(((at, _), _))) => {
                let by = at.0.saturating_sub(self.now().0).max(0);
                self.move_on(&mut sleepers, by);
            }
            _ => self.at_rest.notify_waiters(),
        }
    }

    /// Returns when no task works any more, or none that goes on before the clock is moved: how many such there are.
    pub(crate) async fn rest(&self) -> usize {
        loop {
            let mut at_rest = pin!(self.at_rest.notified());
            at_rest.as_mut().enable();
            if let Some(pausing) = self.pausing_at_rest() {
                return pausing;
            }
            at_rest.await;
        }
    }

    /// How many tasks wait for the clock.
    pub(crate) fn pausing(&self) -> usize {
        self.sleepers().pausing
    }

    fn pausing_at_rest(&self) -> Option<usize> {
        let sleepers = self.sleepers();
        let pausing = if self.mode == ClockMode::Manual { sleepers.pausing } else { 0 };
        (self.working.load(Ordering::Acquire) <= pausing).then_some(pausing)
    }

    /// No change here is left half done by a panic, so a poisoned lock is as good as a whole one.
    fn sleepers(&self) -> MutexGuard<'_, Sleepers> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever stops waiting is forgotten.
struct Asleep<'a> {
    clock: &'a Clock,
    key: Key,
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        let mut sleepers = self.clock.sleepers();
        if let Some(sleeper) = sleepers.by_time.remove(&self.key) {
            sleepers.pausing -= usize::from(sleeper.pauses);
        }
    }
}

/// A task works as long as this is there.
#[derive(Debug)]
pub(crate) struct AtWork(Arc<Clock>);

impl Drop for AtWork {
    fn drop(&mut self) {
        let Self(clock) = self;
        let others = clock.working.fetch_sub(1, Ordering::AcqRel) - 1;
        if others == 0 || clock.mode != ClockMode::Real {
            clock.settle();
        }
    }
}

/// A time and a duration after it.
fn later(at: UnixMillis, by: Duration) -> UnixMillis {
    later_by(at, i64::try_from(by.as_millis()).unwrap_or(i64::MAX))
}

fn later_by(at: UnixMillis, millis: i64) -> UnixMillis {
    UnixMillis(at.0.saturating_add(millis))
}
