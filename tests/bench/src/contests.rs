//! What is compared with what, and what is wanted: here for verifying and reading, in `adapters` for requests, in `guard`
//! for the replay guard, in `mock` for the mock server.

use std::hint::black_box;
use std::time::Duration;

use logto_webhook::testing::SignedDelivery;
use logto_webhook::{Verified, Webhook};

use crate::adapters;
use crate::deliveries::{self, KEY, Labelled, webhook};
use crate::guard;
use crate::mock;
use crate::peers::{BareHmac, keyed_per_call_verifies, parse_value, ring_key, tag_of};
use crate::race::{Rounds, race};

/// One comparison: ours, a peer, and the target if there is one.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) case: String,
    /// How large the body is, where there is one.
    pub(crate) bytes: Option<usize>,
    pub(crate) unit: Unit,
    pub(crate) ours: f64,
    pub(crate) peer: &'static str,
    pub(crate) theirs: f64,
    pub(crate) ratio: f64,
    pub(crate) target: Option<Target>,
}

/// What is measured.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    Nanoseconds,
    Bytes,
}

/// The most that is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// So many times what the peer takes.
    Ratio(f64),
    /// This much, whatever the peer takes.
    Ours(f64),
}

impl Row {
    pub(crate) fn is_over(&self) -> bool {
        match self.target {
            None => false,
            Some(Target::Ratio(most)) => self.ratio > most,
            Some(Target::Ours(most)) => self.ours > most,
        }
    }
}

/// How long one may take in place of the other.
const VERIFY_TO_BARE_HMAC: Target = Target::Ratio(1.15);
const ENVELOPE_TO_VALUE: Target = Target::Ratio(0.5);
const EVENT_TO_VALUE: Target = Target::Ratio(1.0);
/// From which size on the envelope has a target, in bytes. Of a smaller body `id` alone, which hashes it, takes a
/// fifth of what `Value` does.
const SMALLEST: usize = 1000;

pub(crate) fn run_all(time_of_a_race: Duration) -> Vec<Row> {
    let by_size = deliveries::by_size();
    let by_event = deliveries::by_event();
    let verify = by_size.iter().flat_map(|delivery| verify_rows(time_of_a_race, delivery));
    let read = by_size.iter().chain(&by_event).flat_map(|delivery| read_rows(time_of_a_race, delivery));
    let mut rows: Vec<Row> = verify.chain(read).collect();
    // One block for each thing that is compared; the sort keeps the order inside.
    rows.sort_by_key(|row| [VERIFY, NAME, ENVELOPE, EVENT].iter().position(|what| *what == row.what));
    let typical = by_size.iter().find(|delivery| delivery.label == deliveries::TYPICAL);
    rows.extend(adapters::rows(time_of_a_race, typical.expect("it is one of the sizes")));
    rows.extend(guard::rows(time_of_a_race));
    rows.extend(mock::rows(time_of_a_race));
    rows
}

const VERIFY: &str = "verify";
const NAME: &str = "name, hook";
const ENVELOPE: &str = "name, hook, id";
const EVENT: &str = "event";

fn verify(webhook: &Webhook, delivery: &SignedDelivery) -> Verified {
    webhook
        .verify(&delivery.signature, delivery.body.as_bytes())
        .expect("the delivery is signed with the key")
}

fn verify_rows(time: Duration, Labelled { label, delivery }: &Labelled) -> Vec<Row> {
    let webhook = webhook();
    let (bare, ring) = (BareHmac::new(KEY), ring_key(KEY));
    let (tag, body) = (tag_of(&delivery.signature), delivery.body.as_bytes());
    let rounds = race(
        time,
        &mut [
            &mut || drop(black_box(verify(black_box(&webhook), black_box(delivery)))),
            &mut || assert!(bare.verifies(black_box(&tag), black_box(body))),
            &mut || assert!(keyed_per_call_verifies(black_box(KEY), black_box(&tag), black_box(body))),
            &mut || assert!(ring::hmac::verify(black_box(&ring), black_box(body), black_box(&tag)).is_ok()),
        ],
    );
    let row = |peer, of_peer: usize, target| Row {
        what: VERIFY,
        case: label.clone(),
        bytes: Some(body.len()),
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[0]),
        peer,
        theirs: rounds.median(|round| round[of_peer]),
        ratio: rounds.median(|round| round[0] / round[of_peer]),
        target,
    };
    let target = Some(VERIFY_TO_BARE_HMAC).filter(|_| label == deliveries::TYPICAL);
    vec![row("hmac, state cloned", 1, target), row("hmac, keyed per call", 2, None), row("ring", 3, None)]
}

/// Reading alone cannot be run: what is read must be verified first. So the time of `verify` is taken off, in each
/// round its own.
fn read_rows(time: Duration, Labelled { label, delivery }: &Labelled) -> Vec<Row> {
    let webhook = webhook();
    let verify = || verify(black_box(&webhook), black_box(delivery));
    let rounds = race(
        time,
        &mut [
            &mut || drop(black_box(verify())),
            &mut || {
                let verified = verify();
                black_box((verified.name(), verified.hook_id()));
            },
            &mut || {
                let verified = verify();
                black_box((verified.name(), verified.hook_id(), verified.id()));
            },
            &mut || drop(black_box(verify().event())),
            &mut || drop(black_box(parse_value(verify().raw()))),
        ],
    );
    let row = |what, ours: usize, target| read_row(&rounds, label, delivery, what, ours, target);
    vec![
        row(NAME, 1, None),
        row(ENVELOPE, 2, Some(ENVELOPE_TO_VALUE).filter(|_| delivery.body.len() >= SMALLEST)),
        row(EVENT, 3, Some(EVENT_TO_VALUE)),
    ]
}

fn read_row(
    rounds: &Rounds,
    label: &str,
    delivery: &SignedDelivery,
    what: &'static str,
    ours: usize,
    target: Option<Target>,
) -> Row {
    const VALUE: usize = 4;
    Row {
        what,
        case: label.to_owned(),
        bytes: Some(delivery.body.len()),
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[ours] - round[0]),
        peer: "serde_json::Value",
        theirs: rounds.median(|round| round[VALUE] - round[0]),
        ratio: rounds.median(|round| (round[ours] - round[0]) / (round[VALUE] - round[0])),
        target,
    }
}
