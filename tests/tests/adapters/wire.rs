//! A client that writes the bytes itself: what it announces and what it sends need not be the same.

use std::future::pending;
use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use logto_webhook::testing::SignedDelivery;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Waits for a fact that is bound to come.
pub(crate) async fn soon<T>(fact: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(10), fact).await.expect("it should have come within ten seconds")
}

/// A request to `/webhook`.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    method: &'static str,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
}

impl Request {
    /// A request without a body.
    pub(crate) fn new(method: &'static str) -> Self {
        Self { method, headers: vec![("host", b"localhost".to_vec())], body: Vec::new() }
    }

    /// A POST without a signature.
    pub(crate) fn post(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = body.len();
        Self { body, ..Self::new("POST").header("content-length", length.to_string()) }
    }

    /// A POST of a delivery, as Logto makes it.
    pub(crate) fn of(delivery: &SignedDelivery) -> Self {
        Self::post(&*delivery.body).header(delivery.header, &*delivery.signature)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Announces another length than that of its body.
    pub(crate) fn announcing(mut self, length: u64) -> Self {
        self.headers.retain(|(name, _)| *name != "content-length");
        self.header("content-length", length.to_string())
    }

    /// Sends the body in chunks, and so without a length.
    pub(crate) fn chunked(mut self, size: usize) -> Self {
        let mut chunks: Vec<u8> = self.body.chunks(size).flat_map(chunk).collect();
        chunks.extend(b"0\r\n\r\n");
        self.body = chunks;
        self.headers.retain(|(name, _)| *name != "content-length");
        self.header("transfer-encoding", "chunked")
    }

    pub(crate) fn head(&self) -> Vec<u8> {
        let mut head = format!("{} /webhook HTTP/1.1\r\n", self.method).into_bytes();
        for (name, value) in &self.headers {
            write!(head, "{name}: ").unwrap();
            head.extend(value);
            head.extend(b"\r\n");
        }
        head.extend(b"\r\n");
        head
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.head(), self.body.clone()].concat()
    }
}

pub(crate) fn chunk(data: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", data.len()).as_bytes(), data, b"\r\n"].concat()
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    received: Vec<u8>,
    /// The answer to a HEAD announces a body, and has none.
    asked_for_head: bool,
}

impl Wire {
    pub(crate) async fn to(address: SocketAddr) -> Self {
        let stream = soon(TcpStream::connect(address)).await.unwrap();
        Self { stream, received: Vec::new(), asked_for_head: false }
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        soon(self.stream.write_all(bytes)).await.unwrap();
    }

    /// The answer to a request, which may come before all of it is sent.
    pub(crate) async fn ask(&mut self, request: &Request) -> Answer {
        self.asked_for_head = request.method == "HEAD";
        self.answer_while(request.bytes(), std::iter::empty()).await
    }

    /// The next answer.
    pub(crate) async fn answer(&mut self) -> Answer {
        self.answer_while(Vec::new(), std::iter::empty()).await
    }

    /// The next answer, while the client sends piece after piece.
    pub(crate) async fn answer_while(
        &mut self,
        first: Vec<u8>,
        then: impl IntoIterator<Item = Vec<u8>>,
    ) -> Answer {
        let (mut reading, mut writing) = self.stream.split();
        let mut pieces = std::iter::once(first).chain(then);
        let write = async {
            // A server that has answered need not read on.
            while let Some(piece) = pieces.next()
                && writing.write_all(&piece).await.is_ok()
            {}
            pending::<()>().await;
        };
        let read = async {
            loop {
                if let Some((answer, length)) = Answer::parse(&self.received, self.asked_for_head) {
                    self.received.drain(..length);
                    return answer;
                }
                let read = reading.read_buf(&mut self.received).await.unwrap();
                assert_ne!(read, 0, "the connection was closed without an answer");
            }
        };
        soon(async {
            tokio::select! { answer = read => answer, () = write => unreachable!("it is pending") }
        })
        .await
    }

    /// Says that nothing more will be sent; what was asked can still be answered.
    pub(crate) async fn close_half(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// Waits until the server has closed the connection without another word.
    pub(crate) async fn closed(mut self) {
        soon(async { while self.stream.read_buf(&mut self.received).await.is_ok_and(|read| read > 0) {} })
            .await;
        assert_eq!(String::from_utf8_lossy(&self.received), "");
    }

    /// Goes away as a process does that was killed: the server's system is told that nobody is there.
    pub(crate) fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// The first answer in these bytes, once it is whole, and its length.
    fn parse(bytes: &[u8], is_head: bool) -> Option<(Self, usize)> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let mut answer = Self { status, headers, body: String::new() };
        let length = answer.header("content-length").filter(|_| !is_head);
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        answer.body = String::from_utf8(bytes.get(end..end + length)?.to_vec()).unwrap();
        Some((answer, end + length))
    }

    /// The value of a header that stands there once.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(other, _)| other == name);
        let value = values.next();
        assert_eq!(values.next(), None, "{name} stands there twice");
        value.map(|(_, value)| &**value)
    }

    /// It is the endpoint's own 200: empty, and no error.
    #[track_caller]
    pub(crate) fn assert_ok(&self) {
        assert_eq!((self.status, &*self.body), (200, ""), "{self:?}");
        assert_eq!(self.header("logto-webhook-error"), None);
    }

    /// It is the handler's own 200.
    #[track_caller]
    pub(crate) fn assert_handled(&self) {
        assert_eq!((self.status, &*self.body), (200, "handled"), "{self:?}");
        assert_eq!(self.header("logto-webhook-error"), None);
    }

    /// It is the endpoint's refusal, and tells the code and nothing more.
    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, code: &str) {
        self.assert_refused_without_body(status, code);
        assert_eq!(self.body, format!(r#"{{"error":{{"code":"{code}"}}}}"#));
    }

    /// It is the endpoint's refusal of a HEAD.
    #[track_caller]
    pub(crate) fn assert_refused_without_body(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert_eq!(self.header("logto-webhook-error"), Some(code));
        assert_eq!(self.header("allow"), (status == 405).then_some("POST"));
    }
}
