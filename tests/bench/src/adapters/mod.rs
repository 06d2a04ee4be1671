//! What an adapter takes over the framework's own handler of a raw body, one request at a time and without a socket.
//!
//! Each framework has a file, which gives a [`Contest`]: handlers that are written without an adapter (`by_hand.rs` has
//! what they do), and the adapters. `request.rs` makes the request, which costs all candidates the same and is taken off.

mod actix;
mod axum;
mod by_hand;
mod http;
mod request;
mod tower;

use std::time::Duration;

use logto_webhook::Endpoint;
use logto_webhook::testing::SignedDelivery;

use self::by_hand::ByHand;
use crate::contests::{Row, Target, Unit};
use crate::deliveries::{Labelled, webhook};
use crate::race::race;

const REQUEST: &str = "request";

/// How long a handler with an adapter may take in place of one that verifies and reads the event by hand.
const IN_FRONT_TO_BY_HAND: Target = Target::Ratio(1.1);
/// The same for an adapter that runs the handler itself: it passes a request on, and catches panics.
const AROUND_TO_BY_HAND: Target = Target::Ratio(1.3);

/// The same request for every candidate of one framework.
struct Contest {
    /// Makes the request and drops it, as every candidate does.
    request: Operation,
    by_hand: Vec<(ByHand, Operation)>,
    adapters: Vec<Adapter>,
}

struct Adapter {
    name: &'static str,
    target: Target,
    operation: Operation,
}

type Operation = Box<dyn FnMut()>;

impl Adapter {
    /// An adapter that is done before the handler runs.
    fn in_front(name: &'static str, operation: Operation) -> Self {
        Self { name, target: IN_FRONT_TO_BY_HAND, operation }
    }

    /// An adapter that sees the handler's end.
    fn around(name: &'static str, operation: Operation) -> Self {
        Self { name, target: AROUND_TO_BY_HAND, operation }
    }
}

pub(crate) fn rows(time: Duration, Labelled { label, delivery }: &Labelled) -> Vec<Row> {
    // The adapters limit how long a body may take, by tokio's clock.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime of one thread takes nothing that could be missing");
    let _inside = runtime.enter();
    [axum::contest, tower::contest, actix::contest, http::contest]
        .map(|contest| contest(delivery))
        .into_iter()
        .flat_map(|contest| contest.run(time, label, delivery))
        .collect()
}

impl Contest {
    fn run(mut self, time: Duration, label: &str, delivery: &SignedDelivery) -> Vec<Row> {
        let by_hand = self.by_hand.iter_mut().map(|(_, operation)| operation);
        let adapters = self.adapters.iter_mut().map(|adapter| &mut adapter.operation);
        let all = [&mut self.request].into_iter().chain(by_hand).chain(adapters);
        let mut operations: Vec<&mut dyn FnMut()> = Vec::new();
        operations.extend(all.map(|operation| operation as &mut dyn FnMut()));
        let rounds = race(time, &mut operations);

        let mut rows = Vec::new();
        for (ours, adapter) in (1 + self.by_hand.len()..).zip(&self.adapters) {
            for (theirs, (by_hand, _)) in (1..).zip(&self.by_hand) {
                rows.push(Row {
                    what: REQUEST,
                    case: format!("{label}, {}", adapter.name),
                    bytes: Some(delivery.body.len()),
                    unit: Unit::Nanoseconds,
                    ours: rounds.median(|round| round[ours] - round[0]),
                    peer: by_hand.label(),
                    theirs: rounds.median(|round| round[theirs] - round[0]),
                    ratio: rounds.median(|round| (round[ours] - round[0]) / (round[theirs] - round[0])),
                    target: (*by_hand == ByHand::Event).then_some(adapter.target),
                });
            }
        }
        rows
    }
}

fn endpoint() -> Endpoint {
    Endpoint::new(webhook())
}
