//! A layer for whatever speaks tower: axum's routes, hyper's connections, tonic, or a service of your own.

use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use http_body::Body;
use http_body_util::{Either, Full};
use tower_layer::Layer;
use tower_service::Service;

use super::answer::{Answer, ERROR_HEADER};
use super::body;
use super::endpoint::Endpoint;
use super::handling::{Handling, InHand};
use super::head::Head;
use crate::error::Code;
use crate::logto::Logto;
use crate::platform::Platform;
use crate::replay::ReplayGuard;
use crate::system::System;

/// Receives deliveries in front of a service, which gets those that are genuine and real, and sees how it ended.
///
/// The service finds a [`Delivery`](super::Delivery) and a [`Verified`](crate::Verified) in the request's extensions,
/// and the raw body as its body. An answer of 2xx says that the work is done. Anything else, and a panic, says that it
/// is not: the answer then gets the header `logto-webhook-error: handler_failed`, and the replay guard lets a retry
/// through.
///
/// It runs in tokio's runtime, with its time turned on.
///
/// ```
/// use std::convert::Infallible;
///
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use logto_webhook::adapter::{Delivery, tower::LogtoLayer};
/// use logto_webhook::replay::ReplayGuard;
/// use logto_webhook::{Endpoint, SigningKey, Webhook};
/// use tower_layer::Layer;
///
/// async fn handle(request: Request<Full<bytes::Bytes>>) -> Result<Response<Full<bytes::Bytes>>, Infallible> {
///     let delivery = request.extensions().get::<Delivery>().expect("the layer put it there");
///     println!("{} of hook {:?}", delivery.name(), delivery.hook_id());
///     Ok(Response::default())
/// }
///
/// let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
/// let guard = ReplayGuard::in_memory(&webhook);
/// let layer = LogtoLayer::new(Endpoint::new(webhook)).with_replay_guard(guard);
/// let service = layer.layer(tower::service_fn(handle));
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct WebhookLayer<W: System> {
    endpoint: Endpoint<W>,
    handling: Handling,
}

/// The layer for Logto's deliveries.
pub type LogtoLayer = WebhookLayer<Logto>;

/// The layer for the platform's deliveries.
pub type PlatformLayer = WebhookLayer<Platform>;

impl<W: System> WebhookLayer<W> {
    /// Takes an endpoint, or a [`Webhook`](crate::Webhook) alone.
    pub fn new(endpoint: impl Into<Endpoint<W>>) -> Self {
        Self { endpoint: endpoint.into(), handling: Handling::default() }
    }

    /// Lets each delivery be handled once.
    #[must_use]
    pub fn with_replay_guard(mut self, guard: ReplayGuard) -> Self {
        self.handling.guard = Some(guard.covering(self.endpoint.webhook().window()));
        self
    }

    /// Answers 200 as soon as a delivery is genuine, and handles it after, in a task of its own.
    ///
    /// For handlers that may take longer than the ten seconds after which Logto gives up. Logto then counts the
    /// delivery as done whatever the handler does, and a process that ends takes the tasks with it: where that must not
    /// lose anything, write the delivery to a queue and answer after. Every delivery has its task, however many there
    /// are: with a replay guard a copy gets none, if the guard's lease is longer than the handler takes.
    #[must_use]
    pub fn respond_before(mut self) -> Self {
        self.handling.respond_before = true;
        self
    }
}

impl<S, W: System> Layer<S> for WebhookLayer<W> {
    type Service = WebhookService<S, W>;

    fn layer(&self, inner: S) -> Self::Service {
        WebhookService { endpoint: self.endpoint.clone(), handling: self.handling.clone(), inner }
    }
}

/// A service with the receiver in front: see [`WebhookLayer`].
#[derive(Clone)]
pub struct WebhookService<S, W: System> {
    endpoint: Endpoint<W>,
    handling: Handling,
    inner: S,
}

/// The service for Logto's deliveries.
pub type LogtoService<S> = WebhookService<S, Logto>;

/// The service for the platform's deliveries.
pub type PlatformService<S> = WebhookService<S, Platform>;

impl<S, W: System> fmt::Debug for WebhookService<S, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookService")
            .field("endpoint", &self.endpoint)
            .field("handling", &self.handling)
            .finish_non_exhaustive()
    }
}

impl<S, W, B, R> Service<Request<B>> for WebhookService<S, W>
where
    S: Service<Request<Full<Bytes>>, Response = Response<R>, Error: Send, Future: Send>
        + Clone
        + Send
        + 'static,
    W: System,
    B: Body<Data: Send, Error: Into<Box<dyn StdError + Send + Sync>>> + Send + 'static,
    R: Send + 'static,
{
    type Response = Response<Either<R, Full<Bytes>>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    /// Always ready: the service behind is asked when there is a delivery for it, so that no request that is refused
    /// takes a place in its queue.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        Box::pin(self.clone().receive(request))
    }
}

impl<S, W, R> WebhookService<S, W>
where
    S: Service<Request<Full<Bytes>>, Response = Response<R>, Error: Send, Future: Send> + Send + 'static,
    W: System,
    R: Send + 'static,
{
    async fn receive<B>(self, request: Request<B>) -> Result<Response<Either<R, Full<Bytes>>>, S::Error>
    where
        B: Body<Data: Send, Error: Into<Box<dyn StdError + Send + Sync>>> + Send + 'static,
    {
        let (parts, body) = request.into_parts();
        let head = Head::of_request::<W>(&parts.method, &parts.headers);
        let in_hand = match self.endpoint.admit(head, body::read(&self.endpoint, body)).await {
            Ok(admitted) => self.handling.begin(admitted).await,
            Err(answer) => Err(answer),
        };
        let in_hand = match in_hand {
            Ok(in_hand) => in_hand,
            Err(answer) => return Ok(own(answer)),
        };

        let mut request = Request::from_parts(parts, Full::new(Bytes::from_owner(in_hand.raw_body())));
        request.extensions_mut().insert(in_hand.delivery().verified().clone());
        request.extensions_mut().insert(in_hand.delivery().clone());
        let handled = handle(in_hand, self.inner, request);
        if self.handling.respond_before {
            tokio::spawn(handled);
            return Ok(own(Answer::OK));
        }
        handled.await
    }
}

async fn handle<S, W, R>(
    in_hand: InHand<W>,
    mut inner: S,
    request: Request<Full<Bytes>>,
) -> Result<Response<Either<R, Full<Bytes>>>, S::Error>
where
    S: Service<Request<Full<Bytes>>, Response = Response<R>>,
    W: System,
{
    let status_of = |answer: &Result<Response<R>, S::Error>| Some(answer.as_ref().ok()?.status().as_u16());
    let handler = async move {
        poll_fn(|context| inner.poll_ready(context)).await?;
        inner.call(request).await
    };
    let (answer, ending) = in_hand.run(handler, status_of).await;
    let has_failed = ending.has_failed();
    if ending.takes_time() {
        let _ = tokio::spawn(ending.see_through()).await;
    } else {
        ending.see_through().await;
    }
    let Some(answer) = answer else { return Ok(own(Answer::of(Code::HandlerFailed))) };
    let mut answer = answer?.map(Either::Left);
    if has_failed {
        let (name, value) = (HeaderName::from_static(ERROR_HEADER), Code::HandlerFailed.as_str());
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
}

fn own<R>(answer: Answer) -> Response<Either<R, Full<Bytes>>> {
    Response::<String>::from(answer).map(|body| Either::Right(Full::new(body.into())))
}
