//! actix's app, called as its own tests call it.

use std::hint::black_box;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::StatusCode;
use actix_web::test::{call_service, init_service};
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse};
use logto_webhook::Webhook;
use logto_webhook::adapter::actix::{LogtoDelivery, LogtoMiddleware};
use logto_webhook::logto::SIGNATURE_HEADER;
use logto_webhook::testing::SignedDelivery;

use super::by_hand::{ByHand, event_is_read, is_genuine};
use super::request::{OfActix, PATH};
use super::{Adapter, Contest, Operation, endpoint};
use crate::deliveries::webhook;
use crate::race::at_once;

pub(super) fn contest(delivery: &SignedDelivery) -> Contest {
    let made = OfActix::new(delivery);
    let routed = || web::resource(PATH);
    let behind_middleware = routed().wrap(LogtoMiddleware::new(endpoint())).to(delivered);
    Contest {
        by_hand: vec![
            (ByHand::RawBody, calling(routed().to(raw_body), delivery)),
            (ByHand::Verify, calling(routed().app_data(Data::new(webhook())).to(verify), delivery)),
            (ByHand::Event, calling(routed().app_data(Data::new(webhook())).to(event), delivery)),
        ],
        adapters: vec![
            Adapter::in_front(
                "actix extractor",
                calling(routed().app_data(endpoint()).to(delivered), delivery),
            ),
            Adapter::around("actix middleware", calling(behind_middleware, delivery)),
        ],
        request: Box::new(move || drop(black_box(made.request()))),
    }
}

fn calling(resource: impl HttpServiceFactory + 'static, delivery: &SignedDelivery) -> Operation {
    let (app, made) = (at_once(init_service(App::new().service(resource))), OfActix::new(delivery));
    Box::new(move || {
        let response = at_once(call_service(&app, made.request()));
        assert_eq!(response.status(), StatusCode::OK);
    })
}

async fn raw_body(body: Bytes) -> HttpResponse {
    black_box(body);
    answer(true)
}

async fn verify(webhook: Data<Webhook>, request: HttpRequest, body: Bytes) -> HttpResponse {
    answer(is_genuine(&webhook, request.headers().get(SIGNATURE_HEADER), body))
}

async fn event(webhook: Data<Webhook>, request: HttpRequest, body: Bytes) -> HttpResponse {
    answer(event_is_read(&webhook, request.headers().get(SIGNATURE_HEADER), body))
}

async fn delivered(LogtoDelivery(delivery): LogtoDelivery) -> HttpResponse {
    black_box(delivery.event());
    answer(true)
}

fn answer(is_well: bool) -> HttpResponse {
    HttpResponse::new(if is_well { StatusCode::OK } else { StatusCode::UNAUTHORIZED })
}
