//! An extractor and a middleware for actix-web.

use std::fmt;
use std::future::{Future, Ready, poll_fn, ready};
use std::pin::Pin;
use std::rc::Rc;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue};
use actix_web::rt::time::timeout;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use futures_core::Stream;

use super::admission::Collected;
use super::answer::{Answer, ERROR_HEADER};
use super::delivery::Delivery;
use super::endpoint::Endpoint;
use super::handling::{Handling, InHand};
use super::head::Head;
use super::reception::{broken, late};
use crate::error::{Code, Error};
use crate::logto::Logto;
use crate::platform::Platform;
use crate::replay::ReplayGuard;
use crate::signature::SignatureHeader;
use crate::system::System;

/// Extracts a genuine delivery of something that really happened.
///
/// What is not the handler's to answer (a refusal, a test payload) is answered before it runs. It reads the raw body
/// itself, up to the webhook's limit, whatever actix's `PayloadConfig` is. The [`Endpoint`] stands in the app's data.
/// Behind a [`LogtoMiddleware`] it takes the middleware's delivery. No extractor before it may read the body.
///
/// Route every method here: a GET that carries a signature is a delivery which something redirected, and the endpoint
/// says so.
///
/// An extractor does not see the handler's end: for a replay guard, or to answer first, wrap the resource in a
/// [`LogtoMiddleware`].
///
/// ```
/// use actix_web::{App, HttpResponse, web};
/// use logto_webhook::adapter::actix::LogtoDelivery;
/// use logto_webhook::{Endpoint, SigningKey, Webhook};
///
/// async fn hook(LogtoDelivery(delivery): LogtoDelivery) -> HttpResponse {
///     println!("{}", delivery.name());
///     HttpResponse::Ok().finish()
/// }
///
/// let endpoint = Endpoint::new(Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?));
/// let app = App::new().app_data(endpoint).route("/webhook", web::to(hook));
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LogtoDelivery(pub Delivery);

impl FromRequest for LogtoDelivery {
    type Error = Answer;
    type Future = Received<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        receive(request, payload, Self)
    }
}

/// Extracts a genuine delivery of the platform's, as [`LogtoDelivery`] does Logto's.
#[derive(Debug, Clone)]
pub struct PlatformDelivery(pub Delivery<Platform>);

impl FromRequest for PlatformDelivery {
    type Error = Answer;
    type Future = Received<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        receive(request, payload, Self)
    }
}

type Received<T> = Pin<Box<dyn Future<Output = Result<T, Answer>>>>;

fn receive<T: 'static, W: System>(
    request: &HttpRequest,
    payload: &mut Payload,
    extracted: fn(Delivery<W>) -> T,
) -> Received<T> {
    if let Some(delivery) = request.extensions().get::<Delivery<W>>() {
        return Box::pin(ready(Ok(extracted(delivery.clone()))));
    }
    let endpoint = endpoint_of(request);
    let (request, payload) = (request.clone(), payload.take());
    Box::pin(async move {
        let endpoint = endpoint?;
        let head = head_of::<W>(&request);
        let admitted = endpoint.admit(head, read(&endpoint, &head, payload)).await?;
        Ok(extracted(admitted.hand_over()))
    })
}

/// The delivery of a [`LogtoMiddleware`] in front of the resource.
///
/// Without the middleware nothing is verified, and so everything is refused with `handler_failed`.
impl<W: System> FromRequest for Delivery<W> {
    type Error = Answer;
    type Future = Ready<Result<Self, Answer>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get().cloned().ok_or(Answer::of(Code::HandlerFailed)))
    }
}

/// The endpoint in the app's data. Without one nothing can be verified: as without a key, everything is refused.
fn endpoint_of<W: System>(request: &HttpRequest) -> Result<Endpoint<W>, Answer> {
    let shared = request.app_data::<Data<Endpoint<W>>>().map(Data::get_ref);
    let endpoint = shared.or_else(|| request.app_data::<Endpoint<W>>()).cloned();
    endpoint.ok_or(Answer::of(Code::SigningKeyEmpty))
}

fn head_of<W: System>(request: &HttpRequest) -> Head<'_> {
    let headers = request.headers();
    Head::new(request.method().as_str(), SignatureHeader::from_values(headers.get_all(W::SIGNATURE_HEADER)))
        .content_encodings(headers.get_all(CONTENT_ENCODING))
        .content_length(headers.get(CONTENT_LENGTH))
}

/// Reads a body to its end, or to the endpoint's limits of size and time.
async fn read<W: System>(
    endpoint: &Endpoint<W>,
    head: &Head<'_>,
    payload: Payload,
) -> Result<Vec<u8>, Error> {
    let collected = Collected::new(endpoint, head.length().unwrap_or_default());
    let read = timeout(endpoint.body_time_limit(), read_to_end(collected, payload));
    read.await.unwrap_or_else(|_elapsed| Err(late(endpoint)))
}

async fn read_to_end<W: System>(
    mut collected: Collected<'_, W>,
    mut payload: Payload,
) -> Result<Vec<u8>, Error> {
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut payload).poll_next(context)).await {
        collected.add(&chunk.map_err(|_| broken())?)?;
    }
    Ok(collected.whole())
}

/// An extractor can answer only by failing, so an answer of 200 passes for an error here.
impl ResponseError for Answer {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status()).expect("HTTP knows the status of every code")
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        for header in self.headers() {
            response.insert_header(header);
        }
        response.body(self.body())
    }
}

/// Receives deliveries in front of a resource, which gets those that are genuine and real, and sees how it ended.
///
/// The handler takes a [`Delivery`]; the request's extensions have that and a [`Verified`](crate::Verified); the raw
/// body is there to be read again. An answer of 2xx says that the work is done. Anything else, and a panic, says that
/// it is not: the answer then gets the header `logto-webhook-error: handler_failed`, and the replay guard lets a retry
/// through. A client that closes its connection, as Logto does after ten seconds, does not end the handler: actix drops
/// it on a reset only, or where `h1_allow_half_closed(false)` says so.
///
/// ```
/// use actix_web::{App, HttpResponse, web};
/// use logto_webhook::adapter::actix::LogtoMiddleware;
/// use logto_webhook::replay::ReplayGuard;
/// use logto_webhook::{Delivery, Endpoint, SigningKey, Webhook};
///
/// async fn hook(delivery: Delivery) -> HttpResponse {
///     println!("{}", delivery.name());
///     HttpResponse::Ok().finish()
/// }
///
/// let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
/// let guard = ReplayGuard::in_memory(&webhook);
/// let middleware = LogtoMiddleware::new(Endpoint::new(webhook)).with_replay_guard(guard);
/// let app = App::new().service(web::resource("/webhook").wrap(middleware).to(hook));
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct WebhookMiddleware<W: System> {
    endpoint: Endpoint<W>,
    handling: Handling,
}

/// The middleware for Logto's deliveries.
pub type LogtoMiddleware = WebhookMiddleware<Logto>;

/// The middleware for the platform's deliveries.
pub type PlatformMiddleware = WebhookMiddleware<Platform>;

impl<W: System> WebhookMiddleware<W> {
    /// Takes an endpoint, or a [`Webhook`](crate::Webhook) alone.
    pub fn new(endpoint: impl Into<Endpoint<W>>) -> Self {
        Self { endpoint: endpoint.into(), handling: Handling::default() }
    }

    /// Lets each delivery be handled once.
    ///
    /// Make the guard outside of the closure that builds the app: actix calls that for each of its workers, and they
    /// share what they remember only if they share the guard.
    #[must_use]
    pub fn with_replay_guard(mut self, guard: ReplayGuard) -> Self {
        self.handling.guard = Some(guard.covering(self.endpoint.webhook().window()));
        self
    }

    /// Answers 200 as soon as a delivery is genuine, and handles it after, in a task of the same worker.
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

impl<S, W, B> Transform<S, ServiceRequest> for WebhookMiddleware<W>
where
    W: System,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Transform = WebhookService<S, W>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        let Self { endpoint, handling } = self.clone();
        ready(Ok(WebhookService { endpoint, handling, inner: Rc::new(inner) }))
    }
}

/// A service with the receiver in front: see [`WebhookMiddleware`].
pub struct WebhookService<S, W: System> {
    endpoint: Endpoint<W>,
    handling: Handling,
    inner: Rc<S>,
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

impl<S, W, B> Service<ServiceRequest> for WebhookService<S, W>
where
    W: System,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>>>>;

    forward_ready!(inner);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let Self { endpoint, handling, inner } = self;
        let (endpoint, handling, inner) = (endpoint.clone(), handling.clone(), Rc::clone(inner));
        Box::pin(async move {
            let payload = request.take_payload();
            let head = head_of::<W>(request.request());
            let in_hand = match endpoint.admit(head, read(&endpoint, &head, payload)).await {
                Ok(admitted) => handling.begin(admitted).await,
                Err(answer) => Err(answer),
            };
            let in_hand = match in_hand {
                Ok(in_hand) => in_hand,
                Err(answer) => {
                    return Ok(request.into_response(answer.error_response()).map_into_right_body());
                }
            };

            let delivery = in_hand.delivery().clone();
            request.set_payload(Payload::from(Bytes::from_owner(in_hand.raw_body())));
            request.extensions_mut().insert(delivery.verified().clone());
            request.extensions_mut().insert(delivery);
            let handled = handle(in_hand, inner, request);
            if handling.respond_before {
                actix_web::rt::spawn(handled);
                // The handler has the request, and actix routes by a request only while there is no clone of it. An
                // error needs none.
                return Err(Answer::OK.into());
            }
            handled.await
        })
    }
}

async fn handle<S, W, B>(
    in_hand: InHand<W>,
    inner: Rc<S>,
    request: ServiceRequest,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
    W: System,
{
    let status_of = |answer: &Result<ServiceResponse<B>, actix_web::Error>| match answer {
        Ok(answer) => Some(answer.status().as_u16()),
        Err(error) => Some(error.as_response_error().status_code().as_u16()),
    };
    let (answer, ending) = in_hand.run(async move { inner.call(request).await }, status_of).await;
    let has_failed = ending.has_failed();
    if ending.takes_time() {
        let _ = actix_web::rt::spawn(ending.see_through()).await;
    } else {
        ending.see_through().await;
    }
    let Some(answer) = answer else { return Err(Answer::of(Code::HandlerFailed).into()) };
    let answer = answer.map(ServiceResponse::map_into_left_body);
    if !has_failed {
        return answer;
    }
    let (name, value) = (HeaderName::from_static(ERROR_HEADER), Code::HandlerFailed.as_str());
    let value = HeaderValue::from_static(value);
    match answer {
        Ok(mut answer) => {
            answer.headers_mut().insert(name, value);
            Ok(answer)
        }
        Err(error) => {
            let mut answer = error.error_response();
            answer.headers_mut().insert(name, value);
            Err(InternalError::from_response(error, answer).into())
        }
    }
}
