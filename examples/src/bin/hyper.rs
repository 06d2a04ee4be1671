//! An endpoint for Logto's webhooks without a framework: hyper, with tower's layer in front of a function.
//!
//! The layer answers whatever is no delivery, on every path: a health check wants a port of its own. Ctrl-C closes the
//! port, and lets what has begun come to its end.
//!
//! ```sh
//! LOGTO_WEBHOOK_SIGNING_KEY=… PORT=3000 cargo run -p logto-webhook-examples --bin hyper
//! ```
//!
//! It needs anyhow, http-body-util, hyper, hyper-util, logto-webhook (feature `tower`), tokio and tower.

use std::convert::Infallible;
use std::env;
use std::pin::pin;
use std::time::Duration;

use anyhow::Context;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::{Delivery, Endpoint, Webhook};
use tokio::net::TcpListener;
use tower::{Layer, service_fn};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // An endpoint without a key would believe anyone: it does not start.
    let endpoint = Endpoint::new(Webhook::from_env()?)
        .on_test(|test| println!("the endpoint works: Logto sent a test of {}", test.name()))
        .on_outcome(|outcome| {
            if outcome.error().is_some() {
                eprintln!("{outcome}");
            }
        });
    let service = TowerToHyperService::new(LogtoLayer::new(endpoint).layer(service_fn(hook)));

    let port = env::var("PORT").map_or(Ok(3000), |port| port.parse()).context("PORT is no port number")?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("cannot listen on PORT")?;
    println!("http://{}/webhook", listener.local_addr()?);

    // With a timer, hyper does not wait for ever for the head of a request.
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new());
    let connections = GracefulShutdown::new();
    let mut stop = pin!(tokio::signal::ctrl_c());
    loop {
        let accepted = tokio::select! {
            biased;
            stopped = &mut stop => break stopped?,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // There are too many open files: some will be closed.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        tokio::spawn(connections.watch(connection));
    }
    drop(listener);
    connections.shutdown().await;
    Ok(())
}

/// How events are told apart stands in `receiver.rs`.
async fn hook(request: Request<Full<Bytes>>) -> Result<Response<String>, Infallible> {
    let delivery = request.extensions().get::<Delivery>().expect("the layer puts it there");
    println!("{} about {}", delivery.name(), delivery.event().user_id().unwrap_or("no user"));
    Ok(Response::default())
}
