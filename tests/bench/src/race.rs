//! Times operations against each other: in turns, A B C A B C, so that whatever else the machine does meets them all
//! alike.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// Long enough that reading the clock costs nothing, short enough that a race has many rounds.
const TURN: Duration = Duration::from_micros(100);
/// An odd number, so that the median is a turn that was taken.
const FEWEST_ROUNDS: usize = 15;

/// What every operation took in every round: in nanoseconds for one operation, where it was timed here.
pub(crate) struct Rounds(Vec<Vec<f64>>);

/// Runs the operations in turns until the time is over.
pub(crate) fn race(time: Duration, operations: &mut [&mut dyn FnMut()]) -> Rounds {
    let repeats: Vec<u32> = operations.iter_mut().map(|operation| repeats_in_a_turn(*operation)).collect();
    let mut rounds = Vec::new();
    let start = Instant::now();
    while rounds.len() < FEWEST_ROUNDS || start.elapsed() < time {
        rounds.push(
            operations
                .iter_mut()
                .zip(&repeats)
                .map(|(operation, times)| time_one(*operation, *times))
                .collect(),
        );
    }
    Rounds(rounds)
}

/// Runs a future that has nothing to wait for. A runtime's `block_on` would take as long as some of the operations.
pub(crate) fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("it has nothing to wait for"),
    }
}

fn repeats_in_a_turn(operation: &mut dyn FnMut()) -> u32 {
    let mut repeats = 1;
    // Until the turn is long enough; the caches are warm then too.
    while time_one(operation, repeats) * f64::from(repeats) < TURN.as_secs_f64() * 1e9 {
        repeats *= 2;
    }
    repeats
}

fn time_one(operation: &mut dyn FnMut(), repeats: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        operation();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(repeats)
}

impl From<Vec<Vec<f64>>> for Rounds {
    /// Rounds that were run elsewhere.
    fn from(rounds: Vec<Vec<f64>>) -> Self {
        Self(rounds)
    }
}

impl Rounds {
    /// So many rounds of operations that measure themselves.
    pub(crate) fn of<E>(number: usize, round: impl Fn() -> Result<Vec<f64>, E>) -> Result<Self, E> {
        (0..number).map(|_| round()).collect::<Result<_, E>>().map(Self)
    }

    /// The median over all rounds of what is made of one. A ratio is made inside its round: both sides had the same
    /// machine then.
    pub(crate) fn median(&self, of_round: impl Fn(&[f64]) -> f64) -> f64 {
        let mut values: Vec<f64> = self.0.iter().map(|round| of_round(round)).collect();
        let middle = values.len() / 2;
        *values.select_nth_unstable_by(middle, f64::total_cmp).1
    }
}
