//! Generated steps: the memory against a model that is too simple to be wrong, and Redis against the memory.

use std::collections::HashMap;
use std::time::Duration;

use logto_webhook::replay::redis::RedisStore;
use logto_webhook::replay::{Claim, Holder, MemoryStore, ReplayStore};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use super::redis_server::RedisServer;
use super::{Clock, MINUTE};

const IDS: [&str; 4] = ["a", "b", "c", "d"];
const HOLDERS: usize = 3;
const CAPACITY: usize = 3;

/// The inputs are the same at every run, so that a failure comes again; `PROPTEST_CASES=100000` tries more of them.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(4231), failure_persistence: None, ..ProptestConfig::default() }
}

/// What is done, by the numbers of ids and holders.
#[derive(Clone, Debug)]
enum Step {
    Begin { id: usize, holder: usize, lease: u64 },
    Complete { id: usize, retention: u64 },
    Release { id: usize, holder: usize },
    Advance { milliseconds: u64 },
}

/// Times are few and small, so that steps often meet at the very millisecond in which something ends.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (id, holder, time) = (0..IDS.len(), 0..HOLDERS, 0..6_u64);
    let step = prop_oneof![
        4 => (id.clone(), holder.clone(), time.clone())
            .prop_map(|(id, holder, lease)| Step::Begin { id, holder, lease }),
        2 => (id.clone(), time.clone()).prop_map(|(id, retention)| Step::Complete { id, retention }),
        2 => (id, holder).prop_map(|(id, holder)| Step::Release { id, holder }),
        3 => time.prop_map(|milliseconds| Step::Advance { milliseconds }),
    ];
    proptest::collection::vec(step, 1..60)
}

/// What stands under an id: who holds it, or none where it is completed; and until when.
#[derive(Default)]
struct Model {
    now: u64,
    ids: HashMap<usize, (Option<usize>, u64)>,
}

impl Model {
    fn begin(&mut self, id: usize, holder: usize, lease: u64) -> Option<Claim> {
        match self.ids.get(&id) {
            Some((None, _)) => Some(Claim::Completed),
            Some((Some(_), _)) => Some(Claim::InProgress),
            None => self.keep(id, Some(holder), lease).then_some(Claim::Taken),
        }
    }

    /// False where it is full.
    fn keep(&mut self, id: usize, holder: Option<usize>, time: u64) -> bool {
        if self.ids.len() == CAPACITY && !self.ids.contains_key(&id) {
            return false;
        }
        self.ids.insert(id, (holder, self.now + time));
        true
    }

    fn release(&mut self, id: usize, holder: usize) {
        if self.ids.get(&id).is_some_and(|(held, _)| *held == Some(holder)) {
            self.ids.remove(&id);
        }
    }

    fn forget(&mut self) {
        let now = self.now;
        self.ids.retain(|_, (_, until)| *until > now);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_memory_does_what_the_model_does(steps in steps()) {
        let (clock, mut model) = (Clock::new(), Model::default());
        let store = clock.store().with_capacity(CAPACITY);
        let holders: Vec<_> = (0..HOLDERS).map(|_| Holder::unique()).collect();
        let milliseconds = Duration::from_millis;
        for step in steps {
            model.forget();
            match step {
                Step::Begin { id, holder, lease } => prop_assert_eq!(
                    store.begin(IDS[id], holders[holder], milliseconds(lease)).ok(),
                    model.begin(id, holder, lease)
                ),
                Step::Complete { id, retention } => prop_assert_eq!(
                    store.complete(IDS[id], milliseconds(retention)).is_ok(),
                    model.keep(id, None, retention)
                ),
                Step::Release { id, holder } => {
                    store.release(IDS[id], holders[holder]);
                    model.release(id, holder);
                }
                Step::Advance { milliseconds } => {
                    clock.advance(Duration::from_millis(milliseconds));
                    model.now += milliseconds;
                }
            }
            let shown = format!("{store:?}");
            let ids = shown.split("ids: ").nth(1).and_then(|ids| ids.split(',').next()).map(str::parse::<usize>);
            prop_assert!(ids.unwrap().unwrap() <= CAPACITY, "{}", shown);
        }
    }
}

/// What is done to both stores: each begin has a holder of its own, and a release is by any of them. No time passes: a
/// real Redis has its own.
#[derive(Clone, Debug)]
enum TimelessStep {
    Begin(usize),
    Complete(usize),
    Release(usize, Index),
}

fn timeless_steps() -> impl Strategy<Value = Vec<TimelessStep>> {
    let id = 0..IDS.len();
    let step = prop_oneof![
        3 => id.clone().prop_map(TimelessStep::Begin),
        1 => id.clone().prop_map(TimelessStep::Complete),
        2 => (id, any::<Index>()).prop_map(|(id, holder)| TimelessStep::Release(id, holder)),
    ];
    proptest::collection::vec(step, 1..30)
}

#[test]
fn redis_says_what_the_memory_says() {
    let redis = RedisServer::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    proptest!(config(), |(steps in timeless_steps())| {
        redis.ask::<()>(&["FLUSHALL"]);
        let fleet = RedisStore::connect(&redis.url(), "a").unwrap().with_time_limit(MINUTE);
        let memory = MemoryStore::new();
        let mut holders = Vec::new();
        for step in steps {
            match step {
                TimelessStep::Begin(id) => {
                    let holder = Holder::unique();
                    holders.push(holder);
                    let claim = runtime.block_on(fleet.begin(IDS[id], holder, MINUTE)).unwrap();
                    prop_assert_eq!(claim, memory.begin(IDS[id], holder, MINUTE).unwrap());
                }
                TimelessStep::Complete(id) => {
                    runtime.block_on(fleet.complete(IDS[id], MINUTE)).unwrap();
                    memory.complete(IDS[id], MINUTE).unwrap();
                }
                TimelessStep::Release(id, holder) if !holders.is_empty() => {
                    let holder = *holder.get(&holders);
                    runtime.block_on(fleet.release(IDS[id], holder)).unwrap();
                    memory.release(IDS[id], holder);
                }
                TimelessStep::Release(..) => {}
            }
        }
    });
}
