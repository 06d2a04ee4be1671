use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Method;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::Serialize;

use super::rule::When;
use super::{ApiFault, FaultRule, Strikes};
use crate::config::MOST_FAULT_RULES;
use crate::recipient::Recipient;
use crate::system::EventName;

/// The rules that were set, in their order.
#[derive(Debug)]
pub(crate) struct Rules {
    /// Whether there is a rule at all. Most mocks have none, and thousands of deliveries a second ask.
    are_any: AtomicBool,
    set: Mutex<Set>,
}

#[derive(Debug)]
struct Set {
    made: u64,
    rules: Vec<Rule>,
    random: StdRng,
}

/// A rule, and what it did so far. As JSON it is what the control API shows.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Rule {
    pub(crate) id: String,
    #[serde(flatten)]
    set: FaultRule,
    /// How many it was for.
    matched: u64,
    struck: u64,
}

impl Rules {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let random = seed.map_or_else(|| StdRng::from_rng(&mut rand::rng()), StdRng::seed_from_u64);
        let set = Set { made: 0, rules: Vec::new(), random };
        Self { are_any: AtomicBool::new(false), set: Mutex::new(set) }
    }

    /// Adds a rule, which has struck nothing yet.
    pub(crate) fn add(&self, rule: FaultRule) -> Rule {
        self.add_to(&mut self.set(), rule)
    }

    /// The same where there are not too many yet. Those that will strike nothing any more give way, the oldest first.
    pub(crate) fn add_if_there_is_room(&self, rule: FaultRule) -> Option<Rule> {
        let mut set = self.set();
        if set.rules.len() >= MOST_FAULT_RULES {
            let spent = set.rules.iter().position(Rule::is_spent)?;
            set.rules.remove(spent);
        }
        Some(self.add_to(&mut set, rule))
    }

    fn add_to(&self, set: &mut Set, rule: FaultRule) -> Rule {
        set.made += 1;
        let rule = Rule { id: format!("fault-{}", set.made), set: rule, matched: 0, struck: 0 };
        set.rules.push(rule.clone());
        self.are_any.store(true, Ordering::Release);
        rule
    }

    pub(crate) fn all(&self) -> Vec<Rule> {
        self.set().rules.clone()
    }

    /// Removes a rule, and says whether there was one. What it has struck already stays so.
    pub(crate) fn remove(&self, id: &str) -> bool {
        let mut set = self.set();
        let before = set.rules.len();
        set.rules.retain(|rule| rule.id != id);
        self.are_any.store(!set.rules.is_empty(), Ordering::Release);
        set.rules.len() < before
    }

    pub(crate) fn clear(&self) {
        let mut set = self.set();
        set.rules.clear();
        self.are_any.store(false, Ordering::Release);
    }

    /// Adds what strikes a delivery that is made now. Who is asked in the order of the deliveries tells the same each time.
    pub(crate) fn strike(&self, strikes: &mut Strikes, to: &Recipient, event: EventName, payload: &[u8]) {
        if !self.are_any.load(Ordering::Acquire) {
            return;
        }
        let set = &mut *self.set();
        for rule in &mut set.rules {
            let FaultRule { fault: Some(fault), system, hook_id, event: only, attempts, .. } = &rule.set
            else {
                continue;
            };
            let is_for_it = system.is_none_or(|system| system == to.system())
                && hook_id.as_ref().is_none_or(|id| id == to.id())
                && only.is_none_or(|only| only == event)
                && fault.impossible_with(to, payload).is_none();
            if is_for_it {
                let (fault, attempts) = (fault.clone(), attempts.clone());
                if rule.counts_and_strikes(&mut set.random) {
                    strikes.add(fault, attempts);
                }
            }
        }
    }

    /// The first fault that strikes a call. `route` is the pattern that its path fits.
    pub(crate) fn of_call(&self, method: &Method, path: &str, route: &str) -> Option<ApiFault> {
        if !self.are_any.load(Ordering::Acquire) {
            return None;
        }
        let set = &mut *self.set();
        set.rules.iter_mut().find_map(|rule| {
            let api = rule.set.api.clone().filter(|api| api.is_for(method, path, route))?;
            rule.counts_and_strikes(&mut set.random).then_some(api)
        })
    }

    /// Nothing panics while it has the lock.
    fn set(&self) -> MutexGuard<'_, Set> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rule {
    /// How often it strikes at most.
    fn most(&self) -> Option<u64> {
        let FaultRule { when, times, .. } = self.set;
        times.map(u64::from).or((when == When::Next).then_some(1))
    }

    fn is_spent(&self) -> bool {
        let is_over = matches!(self.set.when, When::Nth(number) if self.matched >= number.get());
        is_over || self.most().is_some_and(|most| self.struck >= most)
    }

    fn counts_and_strikes(&mut self, random: &mut StdRng) -> bool {
        self.matched += 1;
        let strikes = self.most().is_none_or(|most| self.struck < most)
            && match self.set.when {
                When::Next | When::Always => true,
                When::Nth(number) => self.matched == number.get(),
                When::Every(number) => self.matched.is_multiple_of(number.get()),
                When::Chance(chance) => random.random::<f64>() < chance,
            };
        self.struck += u64::from(strikes);
        strikes
    }
}
