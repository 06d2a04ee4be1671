//! What the replay guard takes: for a delivery that is new, begun and completed, and for one that was handled before.
//!
//! `memory.rs` has the store of one process, `redis.rs` that of a fleet, on a server of its own (`server.rs`). A
//! delivery's id is made beforehand: what that takes stands in the rows that read it.

mod memory;
mod redis;
mod server;

use std::time::Duration;

use logto_webhook::Verified;
use logto_webhook::replay::{Begun, ReplayGuard};

use crate::contests::{Row, Target, Unit};
use crate::race::Rounds;

const GUARD: &str = "guard";

pub(crate) fn rows(time: Duration) -> Vec<Row> {
    let deliveries = Deliveries::new();
    let mut rows = memory::rows(time, &deliveries);
    rows.extend(redis::rows(time, &deliveries));
    rows
}

/// Deliveries of different ids.
struct Deliveries(Vec<Verified>);

impl Deliveries {
    /// More than any store here remembers, so that each is new when its turn comes again; and more than fit into a
    /// processor's caches, as with an endpoint that runs for a day.
    const NUMBER: u32 = 100_000;

    fn new() -> Self {
        Self((0..Self::NUMBER).map(delivery).collect())
    }

    /// All of them in turn, again and again.
    fn in_turn<'d>(&'d self) -> impl FnMut() -> &'d Verified {
        let mut deliveries = self.0.iter().cycle();
        move || deliveries.next().expect("there are some: a cycle has no end")
    }
}

fn delivery(number: u32) -> Verified {
    let body = format!(r#"{{"event":"User.Deleted","params":{{"userId":"u758hu{number:06}"}}}}"#);
    let delivery = Verified::parse_already_verified(body);
    // It is made when it is first asked for.
    delivery.id();
    delivery
}

/// What a layer does around a handler.
async fn handled_once(guard: &ReplayGuard, delivery: &Verified) {
    match guard.begin(delivery).await {
        Ok(Begun::Lease(lease)) => lease.complete().await.expect("the store answers"),
        found => panic!("expected a new delivery, found {found:?}"),
    }
}

async fn handled_before(guard: &ReplayGuard, delivery: &Verified) {
    let begun = guard.begin(delivery).await;
    assert!(matches!(begun, Ok(Begun::Completed)), "expected a delivery that was completed, found {begun:?}");
}

/// A row against one of the peers: ours is the first candidate of the race.
fn row(rounds: &Rounds, what: &str, peer: &'static str, of_peer: usize, target: Option<Target>) -> Row {
    Row {
        what: GUARD,
        case: what.to_owned(),
        bytes: Some(delivery(0).raw().len()),
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[0]),
        peer,
        theirs: rounds.median(|round| round[of_peer]),
        ratio: rounds.median(|round| round[0] / round[of_peer]),
        target,
    }
}
