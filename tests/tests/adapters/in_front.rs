//! What stands in front of an endpoint, and takes its body or sets limits of its own.
//!
//! In axum no extractor can: two of them that read the body do not compile.

use actix_web::HttpMessage;
use actix_web::dev::Service;
use actix_web::web::{self, Json, JsonConfig, PayloadConfig};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request as AxumRequest};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::any;
use logto_webhook::Delivery;
use logto_webhook::adapter::actix::LogtoDelivery as ActixDelivery;
use logto_webhook::adapter::axum::LogtoDelivery;
use serde_json::Value;
use tower_http::limit::RequestBodyLimitLayer;

use crate::frameworks::actix::HalfClosed;
use crate::frameworks::{Setup, actix, axum as in_axum};
use crate::site::{Refusal, Site, Wanted, delivery};
use crate::wire::Request;

/// The router of an endpoint, with the extractor or in the layer, and something in front.
async fn in_axum(is_layer: bool, in_front: impl FnOnce(Router) -> Router) -> Site {
    Site::serving(Wanted::default(), async |setup| {
        let hook = any({
            let handler = setup.handler.clone();
            async move |LogtoDelivery(delivery)| in_axum::answer(&handler, delivery).await
        });
        let hook = if is_layer { hook.layer(setup.layer()) } else { hook };
        in_axum::serve(in_front(Router::new().route("/webhook", hook).with_state(setup.endpoint))).await
    })
    .await
}

/// Something else reads the body, as one that logs it.
async fn read_it(request: AxumRequest, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    to_bytes(body, usize::MAX).await.unwrap();
    next.run(AxumRequest::from_parts(parts, Body::empty())).await
}

/// As [`Site::refusal`], where nothing ever gets through.
async fn refusal(site: &mut Site, request: &Request) -> Refusal {
    let answer = site.ask(request).await;
    let told = site.told().await;
    site.assert_nothing_was_handled();
    Refusal { answer, told }
}

#[track_caller]
fn assert_already_read(refusal: &Refusal) {
    refusal.assert_after(0, 500, "body_already_read");
    refusal.assert_says(
        "body_already_read: expected the raw body, found nothing left of it; something in front of this endpoint read it",
        "put the endpoint before extractors and middleware that read bodies",
    );
}

#[tokio::test]
async fn axum_says_that_a_middleware_read_the_body() {
    for is_layer in [false, true] {
        let mut site = in_axum(is_layer, |app| app.route_layer(from_fn(read_it))).await;
        assert_already_read(&refusal(&mut site, &Request::of(&delivery())).await);
    }
}

/// No length was announced, so that an empty body may be what was sent. Logto always announces it.
#[track_caller]
fn assert_perhaps_read(refusal: &Refusal) {
    refusal.assert_after(0, 401, "signature_mismatch");
    refusal.assert_says("signature_mismatch", "the body is empty: did something in front read it?");
}

#[tokio::test]
async fn axum_asks_whether_a_middleware_read_the_chunks() {
    let mut site = in_axum(false, |app| app.route_layer(from_fn(read_it))).await;
    assert_perhaps_read(&refusal(&mut site, &Request::of(&delivery()).chunked(100)).await);
}

#[tokio::test]
async fn axum_ignores_the_default_limit_of_other_extractors() {
    for is_layer in [false, true] {
        let mut site = in_axum(is_layer, |app| app.layer(DefaultBodyLimit::max(16))).await;
        for request in [Request::of(&delivery()), Request::of(&delivery()).chunked(100)] {
            site.ask(&request).await.assert_handled();
            assert_eq!(site.told().await.word, "delivered");
        }
    }
}

#[tokio::test]
async fn axum_tells_of_a_layer_in_front_that_limits_bodies() {
    for is_layer in [false, true] {
        let limit = |bytes| move |app: Router| app.layer(RequestBodyLimitLayer::new(bytes));
        let mut site = in_axum(is_layer, limit(delivery().body.len())).await;
        site.deliver(&delivery()).await.assert_handled();
        assert_eq!(site.told().await.word, "delivered");

        let mut site = in_axum(is_layer, limit(16)).await;
        // Of what is announced as too long, the endpoint does not even hear.
        let answer = site.deliver(&delivery()).await;
        assert_eq!((answer.status, answer.header("logto-webhook-error")), (413, None));

        let refusal = refusal(&mut site, &Request::of(&delivery()).chunked(100)).await;
        refusal.assert_early(413, "body_too_large");
        refusal.assert_says(
            "body_too_large: expected at most what a layer in front of this endpoint allows, found more; the endpoint itself \
             takes 4194304 bytes",
            "raise that layer's limit for this route",
        );
    }
}

async fn in_actix(configure: impl Fn(&mut web::ServiceConfig, &Setup) + Clone + Send + 'static) -> Site {
    Site::serving(Wanted::default(), |setup| {
        actix::serve(HalfClosed::Served, move |app| {
            app.app_data(setup.endpoint.clone());
            configure(app, &setup);
        })
    })
    .await
}

#[tokio::test]
async fn actix_says_that_an_extractor_read_the_body() {
    let mut site = in_actix(|app, setup| {
        let handler = setup.handler.clone();
        let hook = move |_: Json<Value>, delivery: ActixDelivery| actix::answer(handler.clone(), delivery);
        app.route("/webhook", web::to(hook));
    })
    .await;
    let request = Request::of(&delivery()).header("content-type", "application/json");
    assert_already_read(&refusal(&mut site, &request).await);
    assert_perhaps_read(&refusal(&mut site, &request.chunked(100)).await);
}

#[tokio::test]
async fn actix_says_that_a_middleware_read_the_body() {
    let mut site = in_actix(|app, setup| {
        let handler = setup.handler.clone();
        let hook = web::resource("/webhook").wrap(setup.middleware()).wrap_fn(|mut request, service| {
            drop(request.take_payload());
            service.call(request)
        });
        app.service(hook.to(move |delivery| actix::answer(handler.clone(), delivery)));
    })
    .await;
    assert_already_read(&refusal(&mut site, &Request::of(&delivery())).await);
}

#[tokio::test]
async fn actix_ignores_the_limits_of_other_extractors() {
    let mut site = in_actix(|app, setup| {
        let handler = setup.handler.clone();
        app.app_data(PayloadConfig::new(16)).app_data(JsonConfig::default().limit(16));
        app.route("/webhook", web::to(move |delivery| actix::answer(handler.clone(), delivery)));
    })
    .await;
    for request in [Request::of(&delivery()), Request::of(&delivery()).chunked(100)] {
        site.ask(&request).await.assert_handled();
        assert_eq!(site.told().await.word, "delivered");
    }
}

#[tokio::test]
async fn behind_actixs_middleware_extractors_read_the_raw_body_again() {
    let mut site = in_actix(|app, setup| {
        let handler = setup.handler.clone();
        let hook = move |json: Json<Value>, delivery: ActixDelivery| {
            let handler = handler.clone();
            async move {
                let event: Value = serde_json::from_slice(delivery.0.raw()).unwrap();
                assert_eq!(*json, event);
                actix::answer(handler, delivery).await
            }
        };
        app.service(web::resource("/webhook").wrap(setup.middleware()).to(hook));
    })
    .await;
    let delivery = delivery();
    let request = Request::of(&delivery).header("content-type", "application/json");
    site.ask(&request).await.assert_handled();
    site.told().await.assert_delivered(&delivery);
}

#[tokio::test]
async fn behind_the_layer_extractors_read_the_raw_body_again() {
    let mut site = Site::serving(Wanted::default(), async |setup| {
        let hook = any({
            let handler = setup.handler.clone();
            async move |axum::Extension::<Delivery>(delivery), body: axum::body::Bytes| {
                assert_eq!(body, delivery.raw());
                in_axum::answer(&handler, delivery).await
            }
        });
        in_axum::serve(Router::new().route("/webhook", hook.layer(setup.layer()))).await
    })
    .await;
    let delivery = delivery();
    site.deliver(&delivery).await.assert_handled();
    site.told().await.assert_delivered(&delivery);
}
