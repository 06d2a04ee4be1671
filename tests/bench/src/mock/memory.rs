//! What an idle server keeps of the machine's memory, after its first answer.

use std::io;

use super::MOCK;
use super::process::Program;
use crate::contests::{Row, Target, Unit};
use crate::race::Rounds;

/// It differs by little from start to start.
const STARTS: usize = 5;

const MOST: Target = Target::Ours(10.0 * 1024.0 * 1024.0);

pub(super) fn rows(mock: &Program) -> io::Result<Vec<Row>> {
    let node = Program::node();
    let rounds = Rounds::of(STARTS, || Ok::<_, io::Error>(vec![idle(mock)?, idle(&node)?]))?;
    Ok(vec![Row {
        what: MOCK,
        case: "memory when idle".to_owned(),
        bytes: None,
        unit: Unit::Bytes,
        ours: rounds.median(|round| round[0]),
        peer: "node:http, 204",
        theirs: rounds.median(|round| round[1]),
        ratio: rounds.median(|round| round[0] / round[1]),
        target: Some(MOST),
    }])
}

fn idle(program: &Program) -> io::Result<f64> {
    let server = program.start()?;
    server.connect()?.get("/api/status")?.expect(204)?;
    server.resident_bytes()
}
