//! axum, with the extractor and with the layer.

use ::axum::http::StatusCode;
use ::axum::response::IntoResponse;
use ::axum::routing::any;
use ::axum::{Extension, Router, serve as serve_axum};
use logto_webhook::Delivery;
use logto_webhook::adapter::axum::LogtoDelivery;
use tokio::net::TcpListener;

use super::{Server, Setup};
use crate::handler::Handler;

pub(crate) async fn extractor(setup: Setup) -> Server {
    let handler = setup.handler;
    let hook = any(async move |LogtoDelivery(delivery)| answer(&handler, delivery).await);
    serve(Router::new().route("/webhook", hook).with_state(setup.endpoint)).await
}

pub(crate) async fn layer(setup: Setup) -> Server {
    let layer = setup.layer();
    let hook = any(async move |Extension(delivery)| answer(&setup.handler, delivery).await);
    serve(Router::new().route("/webhook", hook.layer(layer))).await
}

pub(crate) async fn answer(handler: &Handler, delivery: Delivery) -> impl IntoResponse + use<> {
    match handler.handle(delivery).await {
        Ok(status) => (StatusCode::from_u16(status).unwrap(), "handled"),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "failed"),
    }
}

pub(crate) async fn serve(app: Router) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    Server::at(address, tokio::spawn(serve_axum(listener, app).into_future()))
}
