//! The guard in the memory of one process.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use logto_webhook::replay::{Claim, Holder, MemoryStore, ReplayGuard};

use super::{Deliveries, handled_before, handled_once, row};
use crate::contests::Row;
use crate::deliveries::webhook;
use crate::race::{at_once, race};

/// How many ids a store keeps when as many end as come: half of the deliveries that there are.
const KEPT: u32 = Deliveries::NUMBER / 2;
const RETENTION: Duration = ReplayGuard::DEFAULT_RETENTION;
const LEASE: Duration = ReplayGuard::DEFAULT_LEASE;

const STORE: &str = "MemoryStore alone";
const MAP: &str = "Mutex<HashMap>";

pub(super) fn rows(time: Duration, deliveries: &Deliveries) -> Vec<Row> {
    let mut rows = new(time, deliveries);
    rows.extend(completed(time, deliveries));
    rows
}

/// Each delivery sets its candidate's clock forward, so that as many ids end as come.
fn new(time: Duration, deliveries: &Deliveries) -> Vec<Row> {
    let (of_guard, of_store, of_map) = (Clock::default(), Clock::default(), Clock::default());
    let guard = ReplayGuard::new(&webhook(), of_guard.store());
    let (store, map) = (of_store.store(), HandledByHand::new(of_map.clone()));

    let mut for_guard = deliveries.in_turn();
    let mut guard = || {
        of_guard.set_forward();
        at_once(handled_once(&guard, for_guard()));
    };
    let mut for_store = deliveries.in_turn();
    let mut store = || {
        of_store.set_forward();
        let id = for_store().id();
        assert_eq!(store.begin(id, Holder::unique(), LEASE).ok(), Some(Claim::Taken));
        store.complete(id, RETENTION).expect("it keeps half of what it may");
    };
    let mut for_map = deliveries.in_turn();
    let mut map = || {
        of_map.set_forward();
        assert!(map.is_new(for_map().id()));
    };
    let operations: &mut [&mut dyn FnMut()] = &mut [&mut guard, &mut store, &mut map];
    // Filled first: an endpoint's store is not empty but once.
    for operation in operations.iter_mut() {
        (0..Deliveries::NUMBER).for_each(|_| operation());
    }
    let rounds = race(time, operations);
    let what = "new, in memory";
    vec![row(&rounds, what, STORE, 1, None), row(&rounds, what, MAP, 2, None)]
}

fn completed(time: Duration, deliveries: &Deliveries) -> Vec<Row> {
    let clock = Clock::default();
    let guard = ReplayGuard::new(&webhook(), clock.store());
    let (store, map) = (clock.store(), HandledByHand::new(clock));
    for delivery in &deliveries.0 {
        at_once(handled_once(&guard, delivery));
        store.complete(delivery.id(), RETENTION).expect("there are fewer than it may keep");
        assert!(map.is_new(delivery.id()));
    }

    let (mut for_guard, mut for_store, mut for_map) =
        (deliveries.in_turn(), deliveries.in_turn(), deliveries.in_turn());
    let rounds = race(
        time,
        &mut [
            &mut || at_once(handled_before(&guard, for_guard())),
            &mut || {
                let id = for_store().id();
                assert_eq!(store.begin(id, Holder::unique(), LEASE).ok(), Some(Claim::Completed));
            },
            &mut || assert!(!map.is_new(for_map().id())),
        ],
    );
    let what = "handled before, in memory";
    vec![row(&rounds, what, STORE, 1, None), row(&rounds, what, MAP, 2, None)]
}

/// The system's clock, set forward by each delivery so far that the retention is over after as many as are kept.
#[derive(Clone, Default)]
struct Clock {
    deliveries: Arc<AtomicU32>,
}

impl Clock {
    fn now(&self) -> Instant {
        Instant::now() + RETENTION / KEPT * self.deliveries.load(Ordering::Relaxed)
    }

    fn set_forward(&self) {
        self.deliveries.fetch_add(1, Ordering::Relaxed);
    }

    fn store(&self) -> MemoryStore {
        let clock = self.clone();
        MemoryStore::new().with_clock(move || clock.now())
    }
}

/// What somebody would write first: when each id came. It has no leases, and forgets nothing.
struct HandledByHand {
    clock: Clock,
    at: Mutex<HashMap<Box<str>, Instant>>,
}

impl HandledByHand {
    fn new(clock: Clock) -> Self {
        Self { clock, at: Mutex::default() }
    }

    fn is_new(&self, id: &str) -> bool {
        let now = self.clock.now();
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        if at.get(id).is_some_and(|at| now < *at + RETENTION) {
            return false;
        }
        at.insert(id.into(), now);
        true
    }
}
