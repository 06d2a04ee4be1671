//! The mock server as people run it: the release build, as a process (`process.rs`), over a connection (`connection.rs`).
//!
//! `start.rs` times how soon it answers, `memory.rs` weighs it then, and `stats.rs` asks it how ten thousand deliveries
//! went that a receiver (`receiver.rs`) took. `arrival.rs` times one delivery, and `throughput.rs` many, which go to a
//! process of its own (`sink.rs`) as those of a client do that has nothing else to do (`bare.rs`). `lists.rs` asks for what
//! is in a large store, beside a server that has it at hand (`echo.rs`).

mod arrival;
mod bare;
mod connection;
mod echo;
mod lists;
mod memory;
mod process;
mod receiver;
mod retries;
pub(crate) mod sink;
mod start;
mod stats;
mod throughput;

use std::time::Duration;

use crate::contests::Row;
use process::Program;

const MOCK: &str = "mock";

/// Without those that this machine lacks something for: the mock's program, Node, or Linux's `/proc`.
pub(crate) fn rows(time: Duration) -> Vec<Row> {
    let mock = match Program::logto_mock() {
        Ok(program) => program,
        Err(missing) => {
            eprintln!("{missing}: the mock's rows are left out");
            return Vec::new();
        }
    };
    let all = [
        ("start", start::rows(&mock)),
        ("memory", memory::rows(&mock)),
        ("stats", stats::rows(time, &mock)),
        ("lists", lists::rows(time, &mock)),
        ("arrival", arrival::rows(&mock)),
        ("retries", retries::rows(&mock)),
        ("throughput", throughput::rows(time, &mock)),
    ];
    all.into_iter().flat_map(|(name, rows)| rows.unwrap_or_else(|error| left_out(name, &error))).collect()
}

fn left_out(name: &str, error: &std::io::Error) -> Vec<Row> {
    eprintln!("the mock's rows of {name} are left out: {error}");
    Vec::new()
}
