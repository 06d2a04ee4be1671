//! The other ways in which an application hands an endpoint to an adapter.

use std::convert::Infallible;
use std::iter::repeat_with;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

use actix_web::web::{self, Data};
use axum::extract::{FromRef, State};
use axum::routing::any;
use axum::{Extension, Router};
use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use logto_webhook::adapter::actix::{self as logto_actix, LogtoMiddleware};
use logto_webhook::adapter::axum::LogtoDelivery;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::{Delivery, Endpoint, Error, Webhook};
use tower::{Layer, Service, service_fn};

use crate::frameworks::actix::HalfClosed;
use crate::frameworks::{Framework, Setup, actix, axum as in_axum, hyper as in_hyper};
use crate::handler::{Failure, Handler, Plan};
use crate::site::{Site, Wanted, delivery, signed};
use crate::wire::{Request, chunk};

/// An application's own state.
#[derive(Clone)]
struct App {
    endpoint: Endpoint,
    handler: Handler,
}

impl FromRef<App> for Endpoint {
    fn from_ref(app: &App) -> Self {
        app.endpoint.clone()
    }
}

/// It accepts what is genuine, and refuses what is not. Without an endpoint of its own it tells nobody.
async fn assert_verifies(site: &mut Site) {
    let delivery = delivery();
    site.deliver(&delivery).await.assert_handled();
    assert_eq!(site.handled().await.raw(), delivery.body.as_bytes());
    let unsigned = site.ask(&Request::post(&*delivery.body)).await;
    unsigned.assert_refused(401, "signature_missing");
}

#[tokio::test]
async fn axum_takes_an_endpoint_out_of_the_applications_state() {
    let mut site = Site::serving(Wanted::default(), async |Setup { endpoint, handler, .. }| {
        let hook = any(async |State(app): State<App>, LogtoDelivery(delivery)| {
            in_axum::answer(&app.handler, delivery).await
        });
        in_axum::serve(Router::new().route("/webhook", hook).with_state(App { endpoint, handler })).await
    })
    .await;
    assert_verifies(&mut site).await;
    assert_eq!(site.told().await.word, "delivered");
    assert_eq!(site.told().await.word, "signature_missing");
    site.assert_silent().await;
}

#[tokio::test]
async fn axum_takes_a_webhook_alone() {
    let mut site = Site::serving(Wanted::default(), async |Setup { endpoint, handler, .. }| {
        let hook = any(async move |LogtoDelivery(delivery)| in_axum::answer(&handler, delivery).await);
        in_axum::serve(Router::new().route("/webhook", hook).with_state(endpoint.webhook().clone())).await
    })
    .await;
    assert_verifies(&mut site).await;
}

#[tokio::test]
async fn axums_extractor_takes_the_delivery_of_the_layer_around_it() {
    let mut site = Site::serving(Wanted::default(), async |setup| {
        let layer = setup.layer();
        let hook = any(async move |LogtoDelivery(delivery)| in_axum::answer(&setup.handler, delivery).await);
        in_axum::serve(Router::new().route("/webhook", hook.layer(layer)).with_state(setup.endpoint)).await
    })
    .await;
    // Received once: with the status that a layer sees, and with one outcome.
    let delivery = delivery();
    site.plan(Plan::Answer(404));
    assert_eq!(site.deliver(&delivery).await.header("logto-webhook-error"), Some("handler_failed"));
    site.told().await.assert_failed(&delivery);
    site.handled().await;
    site.assert_silent().await;
}

#[tokio::test]
async fn the_layer_takes_a_webhook_alone() {
    let mut site = Site::serving(Wanted::default(), async |Setup { endpoint, handler, .. }| {
        let layer = LogtoLayer::new(endpoint.webhook().clone());
        let hook = any(async move |Extension(delivery)| in_axum::answer(&handler, delivery).await);
        in_axum::serve(Router::new().route("/webhook", hook.layer(layer))).await
    })
    .await;
    assert_verifies(&mut site).await;
}

#[tokio::test]
async fn axum_gives_the_delivery_of_the_layer_whatever_the_state_is() {
    let mut site = Site::serving(Wanted::default(), async |setup| {
        let layer = setup.layer();
        let hook = any(async |State(handler): State<Handler>, delivery: Delivery| {
            in_axum::answer(&handler, delivery).await
        });
        in_axum::serve(Router::new().route("/webhook", hook.layer(layer)).with_state(setup.handler)).await
    })
    .await;
    assert_verifies(&mut site).await;
}

#[tokio::test]
async fn axum_gives_no_delivery_without_a_layer() {
    let site = Site::serving(Wanted::default(), async |Setup { handler, .. }| {
        let hook = any(async move |delivery: Delivery| in_axum::answer(&handler, delivery).await);
        in_axum::serve(Router::new().route("/webhook", hook)).await
    })
    .await;
    site.deliver(&delivery()).await.assert_refused(500, "handler_failed");
    site.assert_nothing_was_handled();
}

/// A service that wants to be asked whether it is ready, each time and each clone, as those that limit or queue do.
struct MustBeReady {
    handler: Handler,
    is_ready: bool,
    asked: Arc<AtomicU32>,
}

impl Clone for MustBeReady {
    fn clone(&self) -> Self {
        Self { handler: self.handler.clone(), is_ready: false, asked: Arc::clone(&self.asked) }
    }
}

impl<B> Service<http::Request<B>> for MustBeReady {
    type Response = Response<Full<Bytes>>;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Failure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        self.is_ready = true;
        self.asked.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        assert!(mem::take(&mut self.is_ready), "it was not asked whether it is ready");
        let delivery = request.extensions().get::<Delivery>().unwrap().clone();
        let handler = self.handler.clone();
        Box::pin(async move {
            handler.handle(delivery).await?;
            Ok(Response::new("handled".into()))
        })
    }
}

#[tokio::test]
async fn the_layer_asks_the_service_whether_it_is_ready_for_what_is_genuine_and_for_nothing_else() {
    let asked = Arc::<AtomicU32>::default();
    let counted = Arc::clone(&asked);
    let mut site = Site::serving(Wanted::default(), async |setup| {
        let service = MustBeReady { handler: setup.handler.clone(), is_ready: false, asked: counted };
        in_hyper::serve(setup.layer().layer(service)).await
    })
    .await;
    site.ask(&Request::post("{}")).await.assert_refused(401, "signature_missing");
    assert_eq!(asked.load(Ordering::Relaxed), 0, "what is refused takes no place in its queue");
    assert_verifies(&mut site).await;
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_layer_around_a_router_receives_for_all_its_routes() {
    let mut site = Site::serving(Wanted::default(), async |setup| {
        let layer = setup.layer();
        let hook = any(async move |Extension(delivery)| in_axum::answer(&setup.handler, delivery).await);
        in_axum::serve(Router::new().fallback_service(any(hook)).layer(layer)).await
    })
    .await;
    assert_verifies(&mut site).await;
}

#[tokio::test]
async fn actix_takes_an_endpoint_that_its_workers_share() {
    let mut site = Site::serving(Wanted::default(), |Setup { endpoint, handler, .. }| {
        let endpoint = Data::new(endpoint);
        actix::serve(HalfClosed::Served, move |app| {
            let handler = handler.clone();
            app.app_data(endpoint.clone());
            app.route("/webhook", web::to(move |delivery| actix::answer(handler.clone(), delivery)));
        })
    })
    .await;
    assert_verifies(&mut site).await;
    assert_eq!(site.told().await.word, "delivered");
    assert_eq!(site.told().await.word, "signature_missing");
    site.assert_silent().await;
}

#[tokio::test]
async fn actix_without_an_endpoint_refuses_everything() {
    let site = Site::serving(Wanted::default(), |Setup { handler, .. }| {
        actix::serve(HalfClosed::Served, move |app| {
            let handler = handler.clone();
            app.route("/webhook", web::to(move |delivery| actix::answer(handler.clone(), delivery)));
        })
    })
    .await;
    site.deliver(&delivery()).await.assert_refused(500, "signing_key_empty");
    site.ask(&Request::new("GET")).await.assert_refused(500, "signing_key_empty");
    site.assert_nothing_was_handled();
}

#[tokio::test]
async fn actixs_middleware_takes_a_webhook_alone() {
    let mut site = Site::serving(Wanted::default(), |Setup { endpoint, handler, .. }| {
        actix::serve(HalfClosed::Served, move |app| {
            let handler = handler.clone();
            let middleware = LogtoMiddleware::new(endpoint.webhook().clone());
            let hook = web::resource("/webhook").wrap(middleware);
            app.service(hook.to(move |delivery| actix::answer(handler.clone(), delivery)));
        })
    })
    .await;
    assert_verifies(&mut site).await;
}

#[tokio::test]
async fn actix_gives_the_delivery_of_the_middleware() {
    let mut site = Site::serving(Wanted::default(), |setup| {
        actix::serve(HalfClosed::Served, move |app| {
            let handler = setup.handler.clone();
            let hook = web::resource("/webhook").wrap(setup.middleware());
            app.service(
                hook.to(move |delivery| actix::answer(handler.clone(), logto_actix::LogtoDelivery(delivery))),
            );
        })
    })
    .await;
    assert_verifies(&mut site).await;
}

#[tokio::test]
async fn actix_gives_no_delivery_without_the_middleware() {
    let site = Site::serving(Wanted::default(), |Setup { handler, .. }| {
        actix::serve(HalfClosed::Served, move |app| {
            let handler = handler.clone();
            let hook =
                web::to(move |delivery| actix::answer(handler.clone(), logto_actix::LogtoDelivery(delivery)));
            app.route("/webhook", hook);
        })
    })
    .await;
    site.deliver(&delivery()).await.assert_refused(500, "handler_failed");
    site.assert_nothing_was_handled();
}

#[tokio::test]
async fn a_service_that_reads_the_body_itself_tells_of_none_that_it_gives_up() {
    let mut site = Site::of(Framework::HyperHttp).await;
    let limit = Webhook::DEFAULT_BODY_LIMIT;
    let announced = Request::of(&delivery()).announcing(limit as u64 + 1).head();
    let answer = site.connect().await.answer_while(announced, None).await;
    answer.assert_refused(413, "body_too_large");

    let endless = repeat_with(|| chunk(&[b' '; 16 * 1024]));
    let chunked = Request::of(&delivery()).chunked(1).head();
    let answer = site.connect().await.answer_while(chunked, endless).await;
    answer.assert_refused(413, "body_too_large");
    site.assert_silent().await;
}

#[tokio::test]
async fn verify_http_takes_the_headers_as_they_are() {
    let verify = |endpoint: Endpoint, request: http::Request<Incoming>| async move {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        endpoint.webhook().verify_http(&parts.headers, body)
    };
    let answer = |verified: Result<_, Error>| match verified {
        Ok(_) => Response::new(Full::<Bytes>::from("handled")),
        Err(error) => {
            let status = StatusCode::from_u16(error.code().http_status()).unwrap();
            Response::builder().status(status).body(Full::from(error.code().as_str())).unwrap()
        }
    };
    let site = Site::serving(Wanted::default(), async |Setup { endpoint, .. }| {
        in_hyper::serve(service_fn(move |request| {
            let endpoint = endpoint.clone();
            async move { Ok::<_, Infallible>(answer(verify(endpoint, request).await)) }
        }))
        .await
    })
    .await;

    let delivery = delivery();
    let genuine = Request::of(&delivery);
    site.ask(&genuine).await.assert_handled();
    let doubled = genuine.clone().header(delivery.header, &*delivery.signature);
    let encoded = genuine.header("content-encoding", "br");
    let changed = Request::post("{ }").header(delivery.header, signed("{}").signature);
    for (request, status, code) in [
        (Request::post("{}"), 401, "signature_missing"),
        (doubled, 401, "signature_ambiguous"),
        (encoded, 415, "body_encoded"),
        (changed, 401, "signature_mismatch"),
    ] {
        let answer = site.ask(&request).await;
        assert_eq!((answer.status, &*answer.body), (status, code));
    }
}
