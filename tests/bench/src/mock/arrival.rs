//! From the beginning of an API call to the arrival of what it makes happen, in the whole, at an endpoint.

use std::io::{self, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::MOCK;
use super::connection::{content_length, read_head};
use super::process::Program;
use crate::contests::{Row, Target, Unit};
use crate::race::Rounds;

const MOST: Target = Target::Ours(1e6);

const CALLS: usize = 301;

pub(super) fn rows(mock: &Program) -> io::Result<Vec<Row>> {
    let mock = mock.with("--no-auth").start()?;
    let mut connection = mock.connect()?;
    let (url, arrivals) = endpoint()?;
    let new = json!({ "events": ["User.Created"], "config": { "url": url } });
    connection.post("/api/hooks", &new)?.expect(201)?;
    let trigger = json!({ "event": "User.Created" });

    let mut rounds = Vec::new();
    for _ in 0..CALLS {
        let start = Instant::now();
        connection.post("/__mock/trigger", &trigger)?.expect(202)?;
        let answered = start.elapsed();
        let arrived = arrivals.recv_timeout(Duration::from_secs(20)).map_err(io::Error::other)?;
        rounds.push(vec![nanoseconds(arrived.duration_since(start)), nanoseconds(answered)]);
    }
    let rounds = Rounds::from(rounds);
    Ok(vec![Row {
        what: MOCK,
        case: "API call to arrival".to_owned(),
        bytes: None,
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[0]),
        peer: "the call itself",
        theirs: rounds.median(|round| round[1]),
        ratio: rounds.median(|round| round[0] / round[1]),
        target: Some(MOST),
    }])
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

/// The URL of an endpoint that keeps its connections, and when what was delivered there had come.
fn endpoint() -> io::Result<(String, Receiver<Instant>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let sender = sender.clone();
            // A delivery that is lost here never arrives, and that is told.
            thread::spawn(move || stream.and_then(|stream| take_all(stream, &sender)));
        }
    });
    Ok((url, receiver))
}

fn take_all(stream: TcpStream, arrivals: &Sender<Instant>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let head = read_head(&mut stream)?;
        if head.is_empty() {
            return Ok(());
        }
        let mut body = vec![0; content_length(&head)];
        stream.read_exact(&mut body)?;
        // Nobody listens any more at the end of the bench.
        let _ = arrivals.send(Instant::now());
        stream.get_mut().write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
}
