//! From the start of the process to the first answer.

use std::io;
use std::process::Command;
use std::time::Instant;

use super::MOCK;
use super::process::Program;
use crate::contests::{Row, Target, Unit};
use crate::race::Rounds;

/// An odd number, so that the median is a start that was taken.
const STARTS: usize = 21;

/// A test that starts a mock of its own must not notice it.
const MOST: Target = Target::Ours(15e6);

pub(super) fn rows(mock: &Program) -> io::Result<Vec<Row>> {
    let node = Program::node();
    let rounds = Rounds::of(STARTS, || {
        Ok::<_, io::Error>(vec![first_answer(mock)?, first_answer(&node)?, nothing()?])
    })?;
    let row = |peer, of_peer: usize, target| Row {
        what: MOCK,
        case: "start to the first answer".to_owned(),
        bytes: None,
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[0]),
        peer,
        theirs: rounds.median(|round| round[of_peer]),
        ratio: rounds.median(|round| round[0] / round[of_peer]),
        target,
    };
    Ok(vec![row("node:http, 204", 1, Some(MOST)), row("true, to its end", 2, None)])
}

/// Its end is not part of it.
fn first_answer(program: &Program) -> io::Result<f64> {
    let start = Instant::now();
    let server = program.start()?;
    server.connect()?.get("/api/status")?.expect(204)?;
    Ok(nanoseconds(start))
}

/// What any process takes here.
fn nothing() -> io::Result<f64> {
    let start = Instant::now();
    Command::new("true").status()?;
    Ok(nanoseconds(start))
}

fn nanoseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e9
}
