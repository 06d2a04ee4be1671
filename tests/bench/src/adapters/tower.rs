//! tower alone: functions as services.

use std::convert::Infallible;
use std::hint::black_box;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use logto_webhook::Webhook;
use logto_webhook::adapter::Delivery;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::logto::SIGNATURE_HEADER;
use logto_webhook::testing::SignedDelivery;
use tower::{Layer, Service, ServiceExt, service_fn};

use super::by_hand::{ByHand, event_is_read, is_genuine};
use super::request::of_http;
use super::{Adapter, Contest, Operation, endpoint};
use crate::deliveries::webhook;
use crate::race::at_once;

type Received = Request<Full<Bytes>>;
type Answered = Result<Response<Full<Bytes>>, Infallible>;

pub(super) fn contest(delivery: &SignedDelivery) -> Contest {
    let request = of_http(delivery).map(Full::new);
    let (verifies, reads) = (webhook(), webhook());
    let verify = service_fn(move |request| verify(verifies.clone(), request));
    let event = service_fn(move |request| event(reads.clone(), request));
    let layered = LogtoLayer::new(endpoint()).layer(service_fn(delivered));
    Contest {
        by_hand: vec![
            (ByHand::RawBody, calling(service_fn(raw_body), delivery)),
            (ByHand::Verify, calling(verify, delivery)),
            (ByHand::Event, calling(event, delivery)),
        ],
        adapters: vec![Adapter::around("tower layer", calling(layered, delivery))],
        request: Box::new(move || drop(black_box(request.clone()))),
    }
}

/// Calls as hyper-util does: a clone of the service for each request.
pub(super) fn calling<S, B>(service: S, delivery: &SignedDelivery) -> Operation
where
    S: Service<Received, Response = Response<B>, Error = Infallible> + Clone + 'static,
{
    let request = of_http(delivery).map(Full::new);
    Box::new(move || {
        let Ok(response) = at_once(service.clone().oneshot(request.clone()));
        assert_eq!(response.status(), StatusCode::OK);
    })
}

pub(super) fn status(is_well: bool) -> StatusCode {
    if is_well { StatusCode::OK } else { StatusCode::UNAUTHORIZED }
}

async fn raw_body(request: Received) -> Answered {
    black_box(whole(request).await);
    Ok(answer(StatusCode::OK))
}

async fn verify(webhook: Webhook, request: Received) -> Answered {
    let (headers, body) = whole(request).await;
    Ok(answer(status(is_genuine(&webhook, headers.get(SIGNATURE_HEADER), body))))
}

async fn event(webhook: Webhook, request: Received) -> Answered {
    let (headers, body) = whole(request).await;
    Ok(answer(status(event_is_read(&webhook, headers.get(SIGNATURE_HEADER), body))))
}

async fn delivered(request: Received) -> Answered {
    let delivery = request.extensions().get::<Delivery>().expect("the layer put it there");
    black_box(delivery.event());
    Ok(answer(StatusCode::OK))
}

async fn whole(request: Received) -> (HeaderMap, Bytes) {
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await;
    (parts.headers, body.to_bytes())
}

fn answer(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}
