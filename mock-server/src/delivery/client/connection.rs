//! One connection: opened to an origin, over TLS where the scheme says so, and used for one request at a time.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use url::Host;

use super::errors;
use super::hindrance::Hindrance;
use super::socket::{Socket, Watcher};
use super::target::Origin;
use super::tls::Tls;
use super::wire::{Noted, Wire};
use crate::cause::Cause;
use crate::config::{ADDRESS_TIME_LIMIT, RESPONSE_HEAD_LIMIT};

/// An open connection. Dropping it closes it.
pub(super) struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    transport: Transport,
    watcher: Watcher,
    noted: Arc<Noted>,
}

/// What reads and writes, as long as somebody waits for what comes of it. A task of its own would be woken for each
/// delivery, and would wake the one that sends it.
struct Transport(Option<Pin<Box<dyn Future<Output = hyper::Result<()>> + Send>>>);

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// A request that got no response.
pub(super) enum Unanswered {
    /// No byte of it went out, so it can be sent again.
    Unsent(Box<Request<Full<Bytes>>>),
    Lost(Cause),
}

impl Connection {
    pub(super) async fn open(
        origin: &Origin,
        tls: &Tls,
        hindrance: Option<Hindrance>,
    ) -> Result<Self, Cause> {
        let stream = connect(origin).await?;
        let socket = Socket::new(stream).map_err(|error| errors::broken(&error))?;
        if hindrance.as_ref().is_some_and(Hindrance::resets) {
            socket.reset_when_closed().map_err(|error| errors::broken(&error))?;
        }
        let (watcher, addresses) = (socket.watcher(), socket.addresses());
        if origin.secure {
            let secured = tls.secure(&origin.host, socket).await;
            let secured = secured.map_err(|error| errors::not_secured(&error, origin))?;
            Self::over(Wire::new(secured, addresses, hindrance), watcher).await
        } else {
            Self::over(Wire::new(socket, addresses, hindrance), watcher).await
        }
    }

    async fn over<S>(wire: Wire<S>, watcher: Watcher) -> Result<Self, Cause>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let noted = wire.noted();
        let (sender, connection) = http1::Builder::new()
            .max_header_size(RESPONSE_HEAD_LIMIT)
            .allow_obsolete_multiline_headers_in_responses(true)
            .handshake(TokioIo::new(wire))
            .await
            .map_err(|error| errors::lost(&error, &noted))?;
        Ok(Self { sender, transport: Transport(Some(Box::pin(connection))), watcher, noted })
    }

    /// Sends a request and waits for the head of its response.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Unanswered> {
        self.noted.begin();
        let response = self.sender.try_send_request(request);
        self.transport.until(response).await.map_err(|mut error| match error.take_message() {
            Some(request) => Unanswered::Unsent(Box::new(request)),
            None => Unanswered::Lost(errors::lost(error.error(), &self.noted)),
        })
    }

    /// Returns when another request can be sent, or `false` when none can any more.
    pub(super) async fn is_free_again(&mut self) -> bool {
        let Self { sender, transport, noted, .. } = self;
        let is_free = poll_fn(|cx| match ready!(sender.poll_ready(cx)) {
            Ok(()) if !noted.is_all_written() => Poll::Pending,
            ready => Poll::Ready(ready.is_ok()),
        });
        transport.until(is_free).await
    }

    /// Waits for what comes over this connection.
    pub(super) async fn until<T>(&mut self, comes: impl Future<Output = T>) -> T {
        self.transport.until(comes).await
    }

    /// Whether another request can be sent now: the last one is answered, and nothing of it is still to be written.
    pub(super) fn is_free(&self) -> bool {
        self.sender.is_ready() && self.noted.is_all_written()
    }

    /// Whether a connection that idled can still be used. A server may have closed it a moment ago.
    pub(super) fn is_usable(&self) -> bool {
        self.sender.is_ready() && self.watcher.is_quiet()
    }

    /// Whether nothing has come over a connection that idles, as far as the runtime has heard.
    pub(super) fn seems_usable(&self) -> bool {
        self.watcher.seems_quiet()
    }

    pub(super) fn noted(&self) -> &Arc<Noted> {
        &self.noted
    }
}

impl Transport {
    /// Reads and writes until what is waited for is there.
    async fn until<T>(&mut self, comes: impl Future<Output = T>) -> T {
        let mut comes = pin!(comes);
        poll_fn(|cx| {
            // It may be there already, and else this says what is wanted.
            if let Poll::Ready(come) = comes.as_mut().poll(cx) {
                return Poll::Ready(come);
            }
            self.go_on(cx);
            comes.as_mut().poll(cx)
        })
        .await
    }

    /// Reads and writes what can be. Whoever waits is told of errors.
    fn go_on(&mut self, cx: &mut Context<'_>) {
        if let Some(connection) = &mut self.0
            && connection.as_mut().poll(cx).is_ready()
        {
            self.0 = None;
        }
    }
}

/// Connects to the first address of an origin that can be connected to.
async fn connect(origin: &Origin) -> Result<TcpStream, Cause> {
    let addresses = addresses(origin).await?;
    let mut failed = Vec::new();
    for (number, address) in addresses.iter().enumerate() {
        let connecting = TcpStream::connect(address);
        let connected = if number + 1 == addresses.len() {
            connecting.await
        } else {
            let too_slow = |_| Err(io::ErrorKind::TimedOut.into());
            tokio::time::timeout(ADDRESS_TIME_LIMIT, connecting).await.unwrap_or_else(too_slow)
        };
        match connected {
            Ok(stream) => return Ok(stream),
            Err(error) => failed.push((*address, error)),
        }
    }
    Err(errors::unreachable(&failed))
}

async fn addresses(origin: &Origin) -> Result<Vec<SocketAddr>, Cause> {
    match &origin.host {
        Host::Domain(name) => {
            let found = tokio::net::lookup_host((name.as_str(), origin.port)).await;
            let found: Vec<_> = found.map_err(|_| errors::unknown_host(name))?.collect();
            if found.is_empty() { Err(errors::unknown_host(name)) } else { Ok(found) }
        }
        Host::Ipv4(address) => Ok(vec![(*address, origin.port).into()]),
        Host::Ipv6(address) => Ok(vec![(*address, origin.port).into()]),
    }
}
