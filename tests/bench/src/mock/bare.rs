//! The least that sends signed deliveries: hyper over connections that stay open, and the sdk's signature.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use logto_webhook::SigningKey;
use logto_webhook::logto::SIGNATURE_HEADER;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::deliveries::KEY;

pub(super) struct Bare {
    runtime: Runtime,
    senders: Vec<SendRequest<Full<Bytes>>>,
    delivery: Arc<Delivery>,
}

struct Delivery {
    address: String,
    key: SigningKey,
    body: Bytes,
}

impl Bare {
    /// One that has so many connections, with a thread for each of the machine's processors as the mock has.
    pub(super) fn new(connections: usize, address: &str, body: String) -> io::Result<Self> {
        let runtime = Runtime::new()?;
        let senders = runtime.block_on(async {
            let mut senders = Vec::new();
            for _ in 0..connections {
                senders.push(connected(address).await?);
            }
            Ok::<_, io::Error>(senders)
        })?;
        let key = SigningKey::new(KEY).map_err(io::Error::other)?;
        let delivery = Arc::new(Delivery { address: address.to_owned(), key, body: body.into() });
        Ok(Self { runtime, senders, delivery })
    }

    /// Sends so many deliveries, one after another over each connection.
    pub(super) fn send(&mut self, count: u32) -> io::Result<()> {
        let left = Arc::new(AtomicU32::new(count));
        let mut sending = JoinSet::new();
        for sender in self.senders.drain(..) {
            let delivery = Arc::clone(&self.delivery);
            sending.spawn_on(over(sender, delivery, Arc::clone(&left)), self.runtime.handle());
        }
        self.senders = self.runtime.block_on(sending.join_all()).into_iter().collect::<Result<_, _>>()?;
        Ok(())
    }
}

async fn connected(address: &str) -> io::Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn over(
    mut sender: SendRequest<Full<Bytes>>,
    delivery: Arc<Delivery>,
    left: Arc<AtomicU32>,
) -> io::Result<SendRequest<Full<Bytes>>> {
    let take_one = |left: u32| left.checked_sub(1);
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take_one).is_ok() {
        let response = sender.send_request(delivery.request()?).await.map_err(io::Error::other)?;
        response.into_body().collect().await.map_err(io::Error::other)?;
        sender.ready().await.map_err(io::Error::other)?;
    }
    Ok(sender)
}

impl Delivery {
    /// With as many headers as Logto sends.
    fn request(&self) -> io::Result<Request<Full<Bytes>>> {
        Request::post("/webhook")
            .header("host", &self.address)
            .header("connection", "keep-alive")
            .header(SIGNATURE_HEADER, self.key.sign(&self.body).to_string())
            .header("user-agent", "Logto (https://logto.io/)")
            .header("content-type", "application/json")
            .header("accept", "*/*")
            .header("accept-language", "*")
            .header("sec-fetch-mode", "cors")
            .header("accept-encoding", "gzip, deflate")
            .body(Full::new(self.body.clone()))
            .map_err(io::Error::other)
    }
}
