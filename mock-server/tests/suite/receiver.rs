//! An endpoint of raw sockets: it sees every byte, and answers with any.

use std::collections::VecDeque;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// The head, a byte a character.
    pub(crate) head: String,
    pub(crate) body: String,
    /// The same, where it is no text.
    pub(crate) bytes: Vec<u8>,
}

impl Seen {
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    pub(crate) fn path(&self) -> &str {
        self.line().split(' ').nth(1).unwrap()
    }

    /// The names and values of the headers, in order.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let lines = self.head.split("\r\n").skip(1).filter(|line| !line.is_empty());
        let split = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_owned(), value.strip_prefix(' ').unwrap_or(value).to_owned())
        };
        lines.map(split).collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.headers().into_iter().find(|(present, _)| present == name).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What an endpoint does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Reaction {
    /// Sends these bytes and waits for more requests.
    Answer(Vec<u8>),
    /// Sends these bytes and closes.
    Last(Vec<u8>),
    /// Sends these bytes, says that it sends no more when the receiver is told to, and waits until the other side closes.
    HalfClosed(Vec<u8>),
    Reset,
    /// Never answers, and waits until the other side closes.
    Hang,
    /// Sends the first bytes, later the second.
    Slow(Vec<u8>, Duration, Vec<u8>),
    /// Sends the first bytes, then the second again and again, each after a pause.
    Drip(Vec<u8>, Duration, Vec<u8>),
    /// Answers when the receiver is told to.
    Held(Vec<u8>),
    /// Sends the bytes again and again until the other side closes.
    Endless(Vec<u8>, Vec<u8>),
}

pub(crate) fn answer(status: u16, reason: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = if status == 304 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    [format!("HTTP/1.1 {status} {reason}\r\n{headers}{length}\r\n").as_bytes(), body].concat()
}

pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn ok() -> Reaction {
    Reaction::Answer(answer(200, "OK", "", br#"{"ok":true}"#))
}

type React = dyn Fn(&Seen) -> Reaction + Send + Sync;

pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    state: Arc<State>,
}

struct State {
    seen: watch::Sender<Vec<Seen>>,
    /// How many connections the other side has closed while that was waited for.
    closed: watch::Sender<usize>,
    /// Held answers may go out, and held ends take place, one for each permit.
    released: Semaphore,
    connections: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    react: Box<React>,
}

impl Receiver {
    pub(crate) async fn new(react: impl Fn(&Seen) -> Reaction + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            seen: watch::Sender::default(),
            closed: watch::Sender::default(),
            released: Semaphore::new(0),
            connections: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
            react: Box::new(react),
        });
        let served = Arc::clone(&state);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(connection(stream, Arc::clone(&served)));
            }
        });
        Self { address, state }
    }

    /// One that reacts to the first requests in turn, and to all others as to the last.
    pub(crate) async fn of(reactions: Vec<Reaction>) -> Self {
        let reactions = Mutex::new(VecDeque::from(reactions));
        Self::new(move |_| {
            let mut reactions = reactions.lock().unwrap();
            if reactions.len() > 1 { reactions.pop_front().unwrap() } else { reactions[0].clone() }
        })
        .await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.seen.borrow().clone()
    }

    /// Waits until so many requests have come.
    pub(crate) async fn has_seen(&self, count: usize) -> Vec<Seen> {
        self.state.seen.subscribe().wait_for(|seen| seen.len() >= count).await.unwrap().clone()
    }

    /// Waits until the other side has closed so many connections for which that is waited.
    pub(crate) async fn was_left(&self, count: usize) {
        self.state.closed.subscribe().wait_for(|closed| *closed >= count).await.unwrap();
    }

    pub(crate) fn release(&self, count: usize) {
        self.state.released.add_permits(count);
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        self.state.most_in_flight.load(Ordering::SeqCst)
    }
}

/// A case's connection breaks off in many ways, none of which is the receiver's concern.
async fn connection(mut stream: TcpStream, state: Arc<State>) {
    state.connections.fetch_add(1, Ordering::SeqCst);
    let mut bytes = Vec::new();
    while let Some(seen) = request(&mut stream, &mut bytes).await {
        let in_flight = state.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        state.most_in_flight.fetch_max(in_flight, Ordering::SeqCst);
        let reaction = (state.react)(&seen);
        state.seen.send_modify(|all| all.push(seen));
        let goes_on = react(&mut stream, &state, reaction).await;
        state.in_flight.fetch_sub(1, Ordering::SeqCst);
        if goes_on.is_none() {
            return;
        }
    }
}

async fn request(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Seen> {
    loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head: String = bytes[..at + 2].iter().map(|byte| char::from(*byte)).collect();
            let lower = head.to_ascii_lowercase();
            let length = lower.split("\r\n").find_map(|line| line.strip_prefix("content-length: "));
            let end = at + 4 + length.map_or(0, |length| length.parse().unwrap());
            if bytes.len() >= end {
                let body = bytes[at + 4..end].to_vec();
                bytes.drain(..end);
                return Some(Seen { head, body: String::from_utf8_lossy(&body).into_owned(), bytes: body });
            }
        }
        match stream.read_buf(bytes).await {
            Ok(0) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Does what is to be done, and says with `None` that the connection is over.
async fn react(stream: &mut TcpStream, state: &State, reaction: Reaction) -> Option<()> {
    match reaction {
        Reaction::Answer(bytes) => stream.write_all(&bytes).await.ok(),
        Reaction::Last(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            None
        }
        Reaction::HalfClosed(bytes) => {
            let _ = stream.write_all(&bytes).await;
            state.released.acquire().await.unwrap().forget();
            let _ = stream.shutdown().await;
            until_closed(stream, state).await
        }
        Reaction::Reset => {
            stream.set_zero_linger().unwrap();
            None
        }
        Reaction::Hang => until_closed(stream, state).await,
        Reaction::Slow(first, pause, second) => {
            stream.write_all(&first).await.ok()?;
            tokio::time::sleep(pause).await;
            stream.write_all(&second).await.ok()
        }
        Reaction::Drip(first, pause, drop) => {
            stream.write_all(&first).await.ok()?;
            loop {
                tokio::time::sleep(pause).await;
                stream.write_all(&drop).await.ok()?;
            }
        }
        Reaction::Held(bytes) => {
            state.released.acquire().await.unwrap().forget();
            stream.write_all(&bytes).await.ok()
        }
        Reaction::Endless(head, piece) => {
            let _ = stream.write_all(&head).await;
            while stream.write_all(&piece).await.is_ok() {}
            state.closed.send_modify(|closed| *closed += 1);
            None
        }
    }
}

async fn until_closed(stream: &mut TcpStream, state: &State) -> Option<()> {
    // Whether it is closed or reset.
    let _ = stream.read(&mut [0]).await;
    state.closed.send_modify(|closed| *closed += 1);
    None
}
