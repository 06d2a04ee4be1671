//! The frameworks: each serves the same endpoint, `/webhook`, in the way that its adapter's documentation shows.

pub(crate) mod actix;
pub(crate) mod axum;
pub(crate) mod hyper;

use std::any::Any;
use std::fmt;
use std::net::SocketAddr;

use logto_webhook::Endpoint;
use logto_webhook::adapter::actix::LogtoMiddleware;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::replay::ReplayGuard;

use crate::handler::Handler;

/// A way to serve an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    AxumExtractor,
    AxumLayer,
    HyperLayer,
    /// `Endpoint::receive_http`, on bytes that the service itself has read.
    HyperHttp,
    ActixExtractor,
    /// Around a resource.
    ActixMiddleware,
    /// Around the whole app, where actix has still to route the request.
    ActixAppMiddleware,
}

impl Framework {
    pub(crate) async fn serve(self, setup: Setup) -> Server {
        match self {
            Self::AxumExtractor => axum::extractor(setup).await,
            Self::AxumLayer => axum::layer(setup).await,
            Self::HyperLayer => hyper::layer(setup).await,
            Self::HyperHttp => hyper::http(setup).await,
            Self::ActixExtractor => actix::extractor(setup).await,
            Self::ActixMiddleware => actix::middleware(setup, actix::HalfClosed::Served).await,
            Self::ActixAppMiddleware => actix::app_middleware(setup).await,
        }
    }
}

/// What is served.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) endpoint: Endpoint,
    pub(crate) handler: Handler,
    pub(crate) guard: Option<ReplayGuard>,
    pub(crate) respond_before: bool,
}

impl Setup {
    pub(crate) fn layer(&self) -> LogtoLayer {
        let mut layer = LogtoLayer::new(self.endpoint.clone());
        if let Some(guard) = &self.guard {
            layer = layer.with_replay_guard(guard.clone());
        }
        if self.respond_before { layer.respond_before() } else { layer }
    }

    pub(crate) fn middleware(&self) -> LogtoMiddleware {
        let mut middleware = LogtoMiddleware::new(self.endpoint.clone());
        if let Some(guard) = &self.guard {
            middleware = middleware.with_replay_guard(guard.clone());
        }
        if self.respond_before { middleware.respond_before() } else { middleware }
    }
}

/// A server that runs until it is dropped, or the test's runtime is.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    _running: Box<dyn Any + Send>,
}

impl Server {
    pub(crate) fn at(address: SocketAddr, running: impl Any + Send) -> Self {
        Self { address, _running: Box::new(running) }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.address)
    }
}
