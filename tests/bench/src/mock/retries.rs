//! How long a test waits for a delivery that fails four times, where the mock's clock jumps over the pauses between.

use std::io;
use std::time::Instant;

use serde_json::{Value, json};

use super::MOCK;
use super::process::Program;
use super::receiver::url_of_receiver;
use crate::contests::{Row, Target, Unit};
use crate::race::Rounds;

const MOST: Target = Target::Ours(10e6);

const DELIVERIES: usize = 51;

pub(super) fn rows(mock: &Program) -> io::Result<Vec<Row>> {
    let mock = mock.with("--no-auth").with("--clock").with("auto").start()?;
    let mut connection = mock.connect()?;
    connection
        .post("/__mock/hooks", &json!({ "url": url_of_receiver("500 Oops")?, "events": "User.Created" }))?
        .expect(201)?;

    let mut rounds = Vec::new();
    for _ in 0..DELIVERIES {
        let start = Instant::now();
        connection.post("/__mock/trigger", &json!({ "event": "User.Created" }))?.expect(202)?;
        connection.post("/__mock/idle", &json!({}))?.expect(200)?;
        let took = start.elapsed();
        let deliveries: Value = connection.get("/__mock/deliveries")?.expect(200)?.json()?;
        let last = deliveries.as_array().and_then(|deliveries| deliveries.last()).unwrap_or(&Value::Null);
        rounds.push(vec![took.as_secs_f64() * 1e9, pauses(last)?]);
    }
    let rounds = Rounds::from(rounds);
    Ok(vec![Row {
        what: MOCK,
        case: "a delivery that fails four times".to_owned(),
        bytes: None,
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[0]),
        peer: "by the mock's clock",
        theirs: rounds.median(|round| round[1]),
        ratio: rounds.median(|round| round[0] / round[1]),
        target: Some(MOST),
    }])
}

/// Nanoseconds from the first of four attempts to the last.
fn pauses(delivery: &Value) -> io::Result<f64> {
    let starts = delivery["attempts"].as_array().into_iter().flatten();
    let starts: Vec<_> = starts.filter_map(|attempt| attempt["startedAtMs"].as_f64()).collect();
    match starts.as_slice() {
        [first, _, _, last] => Ok((last - first) * 1e6),
        _ => Err(io::Error::other(format!("expected four attempts, found {}", starts.len()))),
    }
}
