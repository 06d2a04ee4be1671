//! A TCP connection whose state can be looked at from outside, while something else reads and writes it.

use std::io;
use std::mem::MaybeUninit;
use std::net::{Shutdown, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;

/// Owns the connection: it is closed when this is dropped, whoever still watches it.
#[derive(Debug)]
pub(super) struct Socket(Arc<TcpStream>);

/// Sees whether a connection is still open.
#[derive(Debug, Clone)]
pub(super) struct Watcher(Weak<TcpStream>);

impl Socket {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        // A head and its body may be two writes: waiting to join them would cost 40 ms.
        stream.set_nodelay(true)?;
        Ok(Self(Arc::new(stream)))
    }

    /// What was sent may be lost then, and the other side is told of an error.
    pub(super) fn reset_when_closed(&self) -> io::Result<()> {
        SockRef::from(&*self.0).set_linger(Some(Duration::ZERO))
    }

    /// Reads what there is. Where that leaves room there is no more, and the runtime is told so: trying again would
    /// cost as much as reading did. Windows tells of more only after one has tried.
    fn read(&self, buf: &mut ReadBuf<'_>) -> io::Result<()> {
        let is_all = self.0.try_read_buf(buf)? > 0 && buf.remaining() > 0;
        if is_all && cfg!(unix) { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
    }

    pub(super) fn watcher(&self) -> Watcher {
        Watcher(Arc::downgrade(&self.0))
    }

    pub(super) fn addresses(&self) -> (Option<SocketAddr>, Option<SocketAddr>) {
        (self.0.local_addr().ok(), self.0.peer_addr().ok())
    }
}

impl Watcher {
    /// Whether nothing has come over a connection that idles. The end of it would be something, and so would bytes
    /// that nobody asked for. Asks the system itself: the runtime may not have heard yet.
    pub(super) fn is_quiet(&self) -> bool {
        self.0.upgrade().is_some_and(|stream| would_block(&peek(&stream)))
    }

    /// The same as far as the runtime has heard, which costs nothing: thousands can be asked.
    pub(super) fn seems_quiet(&self) -> bool {
        let seen = |stream: Arc<TcpStream>| stream.try_io(Interest::READABLE, || peek(&stream));
        self.0.upgrade().map(seen).is_some_and(|seen| would_block(&seen))
    }
}

fn peek(stream: &TcpStream) -> io::Result<usize> {
    SockRef::from(stream).peek(&mut [MaybeUninit::uninit()])
}

fn would_block<T>(result: &io::Result<T>) -> bool {
    matches!(result, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        loop {
            ready!(self.0.poll_read_ready(cx))?;
            let read = self.0.try_io(Interest::READABLE, || self.read(buf));
            if buf.filled().len() > before {
                return Poll::Ready(Ok(()));
            }
            if !would_block(&read) {
                return Poll::Ready(read);
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.poll_write_ready(cx))?;
            let written = self.0.try_write(buf);
            if !would_block(&written) {
                return Poll::Ready(written);
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(SockRef::from(&*self.0).shutdown(Shutdown::Write))
    }
}
