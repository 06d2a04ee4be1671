//! What passes over a connection, noted as it passes: Node's errors quote it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::hindrance::Hindrance;
use crate::cause::Cause;
use crate::config::RESPONSE_HEAD_LIMIT;

/// A connection that notes what passes.
pub(super) struct Wire<S> {
    stream: S,
    noted: Arc<Noted>,
    hindrance: Option<Box<Hindrance>>,
}

/// What has passed over a connection.
pub(super) struct Noted {
    local: Option<SocketAddr>,
    remote: Option<SocketAddr>,
    written: AtomicI64,
    read: AtomicI64,
    /// Whether all is written of the request that was begun last.
    all_written: AtomicBool,
    /// How the present response begins: as much of it as a head may have.
    beginning: Mutex<Vec<u8>>,
}

impl<S> Wire<S> {
    pub(super) fn new(
        stream: S,
        (local, remote): (Option<SocketAddr>, Option<SocketAddr>),
        hindrance: Option<Hindrance>,
    ) -> Self {
        let (written, read) = (AtomicI64::new(0), AtomicI64::new(0));
        let (all_written, beginning) = (AtomicBool::new(true), Mutex::default());
        let noted = Noted { local, remote, written, read, all_written, beginning };
        Self { stream, noted: Arc::new(noted), hindrance: hindrance.map(Box::new) }
    }

    pub(super) fn noted(&self) -> Arc<Noted> {
        Arc::clone(&self.noted)
    }
}

impl Noted {
    /// A request is about to be sent: what was read so far is not its response.
    pub(super) fn begin(&self) {
        self.all_written.store(false, Ordering::Relaxed);
        self.beginning.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn beginning(&self) -> Vec<u8> {
        self.beginning.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The head of the present response as it came, with those of the informational ones before it; else all that came.
    pub(super) fn answer_head(&self) -> Box<[u8]> {
        let beginning = self.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        beginning[..head_length(&beginning)].into()
    }

    /// Whether nothing is still to be written. A response can come before that.
    pub(super) fn is_all_written(&self) -> bool {
        self.all_written.load(Ordering::Relaxed)
    }

    /// How many bytes were written.
    pub(super) fn written(&self) -> usize {
        usize::try_from(self.written.load(Ordering::Relaxed)).unwrap_or(0)
    }

    /// The connection as undici's errors describe it.
    pub(super) fn socket(&self) -> Cause {
        let mut socket = Cause::default();
        if let Some(local) = self.local {
            socket = socket
                .with("localAddress", local.ip().to_string())
                .with("localPort", i64::from(local.port()));
        }
        if let Some(remote) = self.remote {
            let family = if remote.is_ipv4() { "IPv4" } else { "IPv6" };
            socket = socket
                .with("remoteAddress", remote.ip().to_string())
                .with("remotePort", i64::from(remote.port()))
                .with("remoteFamily", family);
        }
        socket
            .with("bytesWritten", self.written.load(Ordering::Relaxed))
            .with("bytesRead", self.read.load(Ordering::Relaxed))
    }

    fn read(&self, bytes: &[u8]) {
        add(&self.read, bytes.len());
        let mut beginning = self.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        let room = RESPONSE_HEAD_LIMIT.saturating_sub(beginning.len());
        beginning.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

/// How long the head is with which a response begins. An answer of 100 to 199 is none, but for the switch of protocols.
fn head_length(response: &[u8]) -> usize {
    let (mut at, mut is_final) = (0, true);
    for line in response.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if line.starts_with(b"HTTP/") {
            let status = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
            is_final = !status.starts_with(b"1") || status == b"101";
        } else if matches!(line, b"\r\n" | b"\n") && is_final {
            return at;
        }
    }
    response.len()
}

fn add(count: &AtomicI64, bytes: usize) {
    count.fetch_add(i64::try_from(bytes).unwrap_or(i64::MAX), Ordering::Relaxed);
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match ready!(Pin::new(&mut self.stream).poll_read(cx, buf)) {
            // TLS that ends without saying so. Whether something is missing is HTTP's to tell, as in Node.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
            read => read?,
        }
        self.noted.read(&buf.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let room = match &mut self.hindrance {
            Some(hindrance) => ready!(hindrance.poll_room(cx, buf))?,
            None => buf.len(),
        };
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &buf[..room]))?;
        if let Some(hindrance) = &mut self.hindrance {
            hindrance.wrote(&buf[..written]);
        }
        add(&self.noted.written, written);
        Poll::Ready(Ok(written))
    }

    /// hyper flushes when it has written all that it has.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.noted.all_written.store(true, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::head_length;

    #[test]
    fn a_head_ends_with_an_empty_line_after_all_that_is_informational() {
        for (head, rest) in [
            ("HTTP/1.1 200 OK\r\na: b\r\n\r\n", "body\r\n\r\n"),
            ("HTTP/1.1 103 Early Hints\r\na: b\r\n\r\nHTTP/1.1 204 No Content\n\n", ""),
            ("HTTP/1.1 101 Switching Protocols\r\n\r\n", "x"),
            ("HTTP/1.1 200 OK\r\na: b\r\n", ""),
            ("", ""),
        ] {
            assert_eq!(head_length(format!("{head}{rest}").as_bytes()), head.len(), "{head}");
        }
    }
}
