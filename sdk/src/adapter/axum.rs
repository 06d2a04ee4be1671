//! An extractor for axum's handlers.

use axum_core::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum_core::response::{IntoResponse, Response};
use http::request::Parts;

use super::answer::Answer;
use super::body;
use super::delivery::Delivery;
use super::endpoint::Endpoint;
use super::head::Head;
use crate::error::Code;
use crate::platform::Platform;
use crate::system::System;
use crate::webhook::Webhook;

/// Extracts a genuine delivery of something that really happened.
///
/// What is not the handler's to answer (a refusal, a test payload) is answered before it runs. It reads the raw body
/// itself, up to the webhook's limit, whatever axum's `DefaultBodyLimit` is. The router's state is an [`Endpoint`], a
/// [`Webhook`], or gives an [`Endpoint`] by `FromRef`. Behind a [`LogtoLayer`](super::tower::LogtoLayer) it takes the
/// layer's delivery.
///
/// Route every method here: a GET that carries a signature is a delivery which something redirected, and the endpoint
/// says so.
///
/// An extractor does not see the handler's end: for a replay guard, or to answer first, put a
/// [`LogtoLayer`](super::tower::LogtoLayer) around the route.
///
/// ```
/// use axum::{Router, response::IntoResponse, routing::any};
/// use logto_webhook::adapter::axum::LogtoDelivery;
/// use logto_webhook::{Endpoint, SigningKey, Webhook};
///
/// async fn hook(LogtoDelivery(delivery): LogtoDelivery) -> impl IntoResponse {
///     println!("{}", delivery.name());
/// }
///
/// let endpoint = Endpoint::new(Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?));
/// let app: Router = Router::new().route("/webhook", any(hook)).with_state(endpoint);
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LogtoDelivery(pub Delivery);

impl<S: Send + Sync> FromRequest<S> for LogtoDelivery
where
    Endpoint: FromRef<S>,
{
    type Rejection = Answer;

    async fn from_request(request: Request, state: &S) -> Result<Self, Answer> {
        receive(request, state).await.map(Self)
    }
}

/// Extracts a genuine delivery of the platform's, as [`LogtoDelivery`] does Logto's.
#[derive(Debug, Clone)]
pub struct PlatformDelivery(pub Delivery<Platform>);

impl<S: Send + Sync> FromRequest<S> for PlatformDelivery
where
    Endpoint<Platform>: FromRef<S>,
{
    type Rejection = Answer;

    async fn from_request(request: Request, state: &S) -> Result<Self, Answer> {
        receive(request, state).await.map(Self)
    }
}

async fn receive<S, W: System>(request: Request, state: &S) -> Result<Delivery<W>, Answer>
where
    Endpoint<W>: FromRef<S>,
{
    if let Some(delivery) = request.extensions().get::<Delivery<W>>() {
        return Ok(delivery.clone());
    }
    let endpoint = Endpoint::from_ref(state);
    let (parts, body) = request.into_parts();
    let head = Head::of_request::<W>(&parts.method, &parts.headers);
    let admitted = endpoint.admit(head, body::read(&endpoint, body)).await?;
    Ok(admitted.hand_over())
}

/// The delivery of a [`LogtoLayer`](super::tower::LogtoLayer) in front of the route, whatever the router's state is.
///
/// Without the layer nothing is verified, and so everything is refused with `handler_failed`.
impl<S: Sync, W: System> FromRequestParts<S> for Delivery<W> {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Answer> {
        parts.extensions.get().cloned().ok_or(Answer::of(Code::HandlerFailed))
    }
}

impl<W: System> FromRef<Webhook<W>> for Endpoint<W> {
    fn from_ref(webhook: &Webhook<W>) -> Self {
        Self::new(webhook.clone())
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        self.into()
    }
}
