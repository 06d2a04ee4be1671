//! An endpoint as a process of its own: it takes whatever is delivered, over connections that stay open, and tells when
//! so much has come. One thread does all: what it takes of the machine is the same for whoever sends.

use std::io;
use std::rc::Rc;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{LocalSet, spawn_local};

use super::connection::{Connection, content_length};
use super::process::{Program, Server};

/// The argument with which this program is one, instead of a bench.
pub(crate) const ARGUMENT: &str = "--sink";

/// What it answers to a delivery.
const TAKEN: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

/// Serves until the process is killed.
pub(crate) fn run() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    LocalSet::new().block_on(&runtime, async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", json!({ "url": format!("http://{}", listener.local_addr()?) }));
        let taken = Rc::new(watch::Sender::new(0));
        loop {
            let (stream, _) = listener.accept().await?;
            // What is lost with a connection, the sender tells as a failure.
            spawn_local(connection(stream, Rc::clone(&taken)));
        }
    })
}

async fn connection(mut stream: TcpStream, taken: Rc<watch::Sender<u64>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut bytes = Vec::with_capacity(16 << 10);
    loop {
        let Some(request) = whole_request(&bytes) else {
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(());
            }
            continue;
        };
        match request.asked_for {
            None => {
                stream.write_all(TAKEN).await?;
                taken.send_modify(|taken| *taken += 1);
            }
            Some(count) => {
                // It cannot end: the sender is here.
                let _ = taken.subscribe().wait_for(|taken| *taken >= count).await;
                stream.write_all(TAKEN).await?;
            }
        }
        bytes.drain(..request.length);
    }
}

struct Request {
    length: usize,
    /// How many deliveries a `GET /after/…` waits for.
    asked_for: Option<u64>,
}

fn whole_request(bytes: &[u8]) -> Option<Request> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).ok()?;
    let length = head + content_length(text);
    let path = text.strip_prefix("GET /after/").and_then(|rest| rest.split(' ').next());
    (bytes.len() >= length).then(|| Request { length, asked_for: path.and_then(|count| count.parse().ok()) })
}

/// A sink that runs, and how many deliveries it has taken so far.
pub(super) struct Sink {
    server: Server,
    connection: Connection,
    taken: u64,
}

impl Sink {
    pub(super) fn start() -> io::Result<Self> {
        let server = Program::this(ARGUMENT)?.start()?;
        let connection = server.connect()?;
        Ok(Self { server, connection, taken: 0 })
    }

    pub(super) fn address(&self) -> &str {
        self.server.address()
    }

    /// Waits until it has taken so many more.
    pub(super) fn takes(&mut self, count: u32) -> io::Result<()> {
        self.taken += u64::from(count);
        self.connection.get(&format!("/after/{}", self.taken))?.expect(204).map(drop)
    }
}
