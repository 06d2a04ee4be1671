//! axum's router.

use std::hint::black_box;

use axum::Router;
use axum::extract::State;
use axum::routing::{MethodRouter, any};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body_util::Full;
use logto_webhook::Webhook;
use logto_webhook::adapter::axum::LogtoDelivery;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::logto::SIGNATURE_HEADER;
use logto_webhook::testing::SignedDelivery;

use super::by_hand::{ByHand, event_is_read, is_genuine};
use super::request::{PATH, of_http};
use super::tower::{calling, status};
use super::{Adapter, Contest, endpoint};
use crate::deliveries::webhook;

pub(super) fn contest(delivery: &SignedDelivery) -> Contest {
    let request = of_http(delivery).map(Full::new);
    let behind_layer = any(delivered).layer(LogtoLayer::new(endpoint()));
    Contest {
        by_hand: vec![
            (ByHand::RawBody, calling(router(any(raw_body), ()), delivery)),
            (ByHand::Verify, calling(router(any(verify), webhook()), delivery)),
            (ByHand::Event, calling(router(any(event), webhook()), delivery)),
        ],
        adapters: vec![
            Adapter::in_front("axum extractor", calling(router(any(delivered), endpoint()), delivery)),
            Adapter::around("axum layer", calling(router(behind_layer, endpoint()), delivery)),
        ],
        request: Box::new(move || drop(black_box(request.clone()))),
    }
}

fn router<S: Clone + Send + Sync + 'static>(route: MethodRouter<S>, state: S) -> Router {
    Router::new().route(PATH, route).with_state(state)
}

async fn raw_body(body: Bytes) -> StatusCode {
    black_box(body);
    StatusCode::OK
}

async fn verify(State(webhook): State<Webhook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    status(is_genuine(&webhook, headers.get(SIGNATURE_HEADER), body))
}

async fn event(State(webhook): State<Webhook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    status(event_is_read(&webhook, headers.get(SIGNATURE_HEADER), body))
}

async fn delivered(LogtoDelivery(delivery): LogtoDelivery) -> StatusCode {
    black_box(delivery.event());
    StatusCode::OK
}
