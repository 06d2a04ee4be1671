//! How fast deliveries are made and sent, with log and journal on, beside a client that only signs and sends; and what
//! memory the mock keeps of them.

use std::io;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::MOCK;
use super::bare::Bare;
use super::connection::Connection;
use super::process::{Program, Server};
use super::sink::Sink;
use crate::contests::{Row, Target, Unit};
use crate::race::Rounds;

/// Six tenths of the bare client's deliveries a second.
const MOST_TIME: Target = Target::Ratio(1.0 / 0.6);

const MOST_MEMORY: Target = Target::Ours(128.0 * 1024.0 * 1024.0);

/// After which memory is looked at, at the least.
const DELIVERIES: u32 = 100_000;

/// How the mock is brought to have so many under way: one dispatch of many hooks has ten slots, and of many dispatches
/// of one hook 64 are under way. Many hooks are told of a user who is made, with 900 bytes of custom data; one is told of
/// examples, again and again.
struct Load {
    in_flight: usize,
    hooks: u32,
    times: u32,
}

const LOADS: [Load; 2] =
    [Load { in_flight: 10, hooks: 2_000, times: 1 }, Load { in_flight: 64, hooks: 1, times: 10_000 }];

pub(super) fn rows(time: Duration, mock: &Program) -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for load in LOADS {
        rows.push(deliveries(time, mock, &load)?);
    }
    rows.push(memory(mock)?);
    Ok(rows)
}

fn deliveries(time: Duration, mock: &Program, load: &Load) -> io::Result<Row> {
    let mut sink = Sink::start()?;
    let mut sending = Sending::start(mock, &sink, load)?;
    let (body, count) = (sending.body(&mut sink)?, load.hooks * load.times);
    let bytes = body.len();
    let mut bare = Bare::new(load.in_flight, sink.address(), body)?;

    let mut rounds = Vec::new();
    let start = Instant::now();
    // A round takes long, and the median wants some.
    while rounds.len() < 7 || start.elapsed() < time {
        let of_mock = timed(count, || sending.send(&mut sink))?;
        let of_bare = timed(count, || bare.send(count).and_then(|()| sink.takes(count)))?;
        rounds.push(vec![of_mock, of_bare]);
    }
    let rounds = Rounds::from(rounds);
    Ok(Row {
        what: MOCK,
        case: format!("a delivery, {} in flight", load.in_flight),
        bytes: Some(bytes),
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[0]),
        peer: "hyper, signing",
        theirs: rounds.median(|round| round[1]),
        ratio: rounds.median(|round| round[0] / round[1]),
        target: Some(MOST_TIME),
    })
}

/// Nanoseconds for one of so many.
fn timed(count: u32, work: impl FnOnce() -> io::Result<()>) -> io::Result<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64() * 1e9 / f64::from(count))
}

fn memory(mock: &Program) -> io::Result<Row> {
    let mut sink = Sink::start()?;
    let load = &LOADS[1];
    let mut sending = Sending::start(mock, &sink, load)?;
    let before = sending.server.resident_bytes()?;
    for _ in 0..DELIVERIES.div_ceil(load.times) {
        sending.send(&mut sink)?;
    }
    let ours = sending.server.resident_bytes()?;
    Ok(Row {
        what: MOCK,
        case: format!("memory after {DELIVERIES} deliveries"),
        bytes: None,
        unit: Unit::Bytes,
        ours,
        peer: "before them",
        theirs: before,
        ratio: ours / before,
        target: Some(MOST_MEMORY),
    })
}

/// A mock with hooks that lead to the sink.
struct Sending {
    server: Server,
    connection: Connection,
    times: u32,
    hooks: u32,
    users: u32,
}

impl Sending {
    fn start(mock: &Program, sink: &Sink, load: &Load) -> io::Result<Self> {
        let server = mock.with("--no-auth").start()?;
        let mut connection = server.connect()?;
        let url = format!("http://{}/webhook", sink.address());
        let new = json!({ "events": ["User.Created"], "config": { "url": url } });
        for _ in 0..load.hooks {
            connection.post("/api/hooks", &new)?.expect(201)?;
        }
        Ok(Self { server, connection, times: load.times, hooks: load.hooks, users: 0 })
    }

    /// Makes it happen, and waits until all deliveries have arrived.
    fn send(&mut self, sink: &mut Sink) -> io::Result<()> {
        self.trigger()?;
        sink.takes(self.hooks * self.times)
    }

    fn trigger(&mut self) -> io::Result<()> {
        if self.times == 1 {
            self.users += 1;
            let custom_data = json!({ "notes": "x".repeat(900) });
            let user = json!({ "username": format!("user{}", self.users), "customData": custom_data });
            return self.connection.post("/api/users", &user)?.expect(200).map(drop);
        }
        let trigger = json!({ "event": "User.Created", "times": self.times });
        self.connection.post("/__mock/trigger", &trigger)?.expect(202).map(drop)
    }

    /// What it sends.
    fn body(&mut self, sink: &mut Sink) -> io::Result<String> {
        self.send(sink)?;
        let deliveries: Value = self.connection.get("/__mock/deliveries")?.expect(200)?.json()?;
        let body = deliveries[0]["body"].as_str().map(str::to_owned);
        body.ok_or_else(|| io::Error::other("expected a delivery with a body, found none"))
    }
}
