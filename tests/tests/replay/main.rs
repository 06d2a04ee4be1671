//! The replay guard: what it lets through, and what it remembers.
//!
//! `guard.rs`: what a guard says of a delivery, and for how long. `failure.rs`: what it does when its store fails.
//! `memory.rs`: the store of one process. `model.rs`: both stores on generated steps.
//!
//! `redis.rs`: the store of a fleet, on a real `redis-server` (`redis_server.rs`) that each test starts for itself.
//! `outage.rs`: what becomes of it when that is killed, hangs, is full, or is lost behind a network (`network.rs`).
//!
//! Nothing sleeps: in memory the test moves the clock, and of a Redis it asks until the fact is there.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

mod failure;
mod guard;
mod memory;
mod model;
mod network;
mod outage;
mod redis;
mod redis_server;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use logto_webhook::replay::{Begun, Lease, MemoryStore, ReplayGuard};
use logto_webhook::{Code, Error, SigningKey, Verified, Webhook};

const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MILLISECOND: Duration = Duration::from_millis(1);

fn webhook() -> Webhook {
    Webhook::new(SigningKey::new(KEY).unwrap())
}

/// A delivery unlike those with another number.
fn delivery(number: u32) -> Verified {
    let body = format!(r#"{{"event":"User.Deleted","params":{{"userId":"u{number}"}}}}"#);
    let signature = SigningKey::new(KEY).unwrap().sign(&body).to_string();
    webhook().verify(&signature, body).unwrap()
}

#[track_caller]
fn leased(begun: Result<Begun, Error>) -> Lease {
    match begun {
        Ok(Begun::Lease(lease)) => lease,
        other => panic!("expected a lease, found {other:?}"),
    }
}

#[track_caller]
fn assert_completed(begun: Result<Begun, Error>) {
    match begun {
        Ok(Begun::Completed) => {}
        other => panic!("expected that it was completed before, found {other:?}"),
    }
}

#[track_caller]
fn assert_refused(begun: Result<Begun, Error>, code: Code) -> String {
    let refused = begun.unwrap_err();
    assert_eq!(refused.code(), code, "{refused}");
    refused.to_string()
}

/// A clock that stands still until the test moves it.
#[derive(Clone)]
struct Clock {
    start: Instant,
    milliseconds: Arc<AtomicU64>,
}

impl Clock {
    fn new() -> Self {
        Self { start: Instant::now(), milliseconds: Arc::default() }
    }

    fn advance(&self, by: Duration) {
        self.milliseconds.fetch_add(by.as_millis().try_into().unwrap(), Ordering::Relaxed);
    }

    fn now(&self) -> Instant {
        self.start + Duration::from_millis(self.milliseconds.load(Ordering::Relaxed))
    }

    fn store(&self) -> MemoryStore {
        let clock = self.clone();
        MemoryStore::new().with_clock(move || clock.now())
    }
}

/// A guard in memory, and the clock that it goes by.
fn guard_with_clock() -> (ReplayGuard, Clock) {
    let clock = Clock::new();
    (ReplayGuard::new(&webhook(), clock.store()), clock)
}
