//! The platform's deliveries in each framework: the same adapters, told apart from Logto's by type.

use std::sync::Arc;

use actix_web::web;
use axum::Router;
use axum::routing::any;
use logto_webhook::adapter::actix::{PlatformDelivery as ActixDelivery, PlatformMiddleware};
use logto_webhook::adapter::axum::PlatformDelivery;
use logto_webhook::adapter::tower::PlatformLayer;
use logto_webhook::platform::{self, EventName, Platform};
use logto_webhook::replay::ReplayGuard;
use logto_webhook::testing::SignedDelivery;
use logto_webhook::testing::platform::{deliver, sample};
use logto_webhook::{Delivery, Endpoint, SigningKey};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::frameworks::actix::HalfClosed;
use crate::frameworks::{Server, actix, axum as in_axum};
use crate::wire::{Request, Wire};

const SECRET: &str = "whsec_abcdefghijklmnopqrstuvwxyz1234";

fn delivery() -> SignedDelivery {
    deliver(&sample(EventName::ReportGenerated), &SigningKey::new(SECRET).unwrap())
}

fn endpoint() -> Endpoint<Platform> {
    Endpoint::new(platform::webhook(SigningKey::new(SECRET).unwrap()))
}

/// Tells the test what a handler got.
fn note(handled: &UnboundedSender<String>, delivery: &Delivery<Platform>) {
    handled.send(format!("{} {}", delivery.id(), delivery.name())).unwrap();
}

/// It gives its handler what the platform sends, and nothing that is signed as Logto signs.
async fn assert_receives(server: &Server, mut handled: UnboundedReceiver<String>) {
    let delivery = delivery();
    let mut connection = Wire::to(server.address).await;
    assert_eq!(connection.ask(&Request::of(&delivery)).await.status, 200);
    assert_eq!(handled.recv().await.unwrap(), "evt_123462 report.generated");
    let as_logto = Request::post(&*delivery.body).header("logto-signature-sha-256", &*delivery.signature);
    Wire::to(server.address).await.ask(&as_logto).await.assert_refused(401, "signature_missing");
    assert!(handled.try_recv().is_err(), "nothing else was handled");
}

/// And each once, where it sees the handler's end.
async fn assert_receives_once(server: &Server, mut handled: UnboundedReceiver<String>) {
    for _ in 0..2 {
        let mut connection = Wire::to(server.address).await;
        assert_eq!(connection.ask(&Request::of(&delivery())).await.status, 200);
    }
    assert_eq!(handled.recv().await.unwrap(), "evt_123462 report.generated");
    assert!(handled.try_recv().is_err(), "a copy was handled");
}

#[tokio::test]
async fn axums_extractor_takes_it() {
    let (tell, handled) = unbounded_channel();
    let hook = any(async move |PlatformDelivery(delivery)| note(&tell, &delivery));
    let server = in_axum::serve(Router::new().route("/webhook", hook).with_state(endpoint())).await;
    assert_receives(&server, handled).await;
}

#[tokio::test]
async fn towers_layer_takes_it_once() {
    let (tell, handled) = unbounded_channel();
    let endpoint = endpoint();
    let guard = ReplayGuard::in_memory(endpoint.webhook());
    let layer = PlatformLayer::new(endpoint).with_replay_guard(guard);
    let hook = any(async move |delivery: Delivery<Platform>| note(&tell, &delivery));
    let server = in_axum::serve(Router::new().route("/webhook", hook.layer(layer))).await;
    assert_receives_once(&server, handled).await;
}

#[tokio::test]
async fn actixs_extractor_takes_it() {
    let (tell, handled) = unbounded_channel();
    let (tell, endpoint) = (Arc::new(tell), endpoint());
    let server = actix::serve(HalfClosed::Served, move |app| {
        let tell = Arc::clone(&tell);
        let hook = web::to(move |ActixDelivery(delivery)| {
            note(&tell, &delivery);
            async { "" }
        });
        app.app_data(endpoint.clone()).route("/webhook", hook);
    })
    .await;
    assert_receives(&server, handled).await;
}

#[tokio::test]
async fn actixs_middleware_takes_it_once() {
    let (tell, handled) = unbounded_channel();
    let endpoint = endpoint();
    let guard = ReplayGuard::in_memory(endpoint.webhook());
    let middleware = PlatformMiddleware::new(endpoint).with_replay_guard(guard);
    let server = actix::serve(HalfClosed::Served, move |app| {
        let tell = tell.clone();
        let hook = move |delivery: Delivery<Platform>| {
            note(&tell, &delivery);
            async { "" }
        };
        app.service(web::resource("/webhook").wrap(middleware.clone()).to(hook));
    })
    .await;
    assert_receives_once(&server, handled).await;
}
