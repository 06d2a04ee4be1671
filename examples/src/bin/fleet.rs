//! One of several instances of an endpoint, in axum: together they handle each delivery once, by a Redis that they
//! share.
//!
//! Before the handler runs, the guard takes the delivery's id in Redis for a minute; a copy that comes meanwhile, to
//! whichever instance, is answered 503. An answer of 2xx keeps the id, and later copies are answered 200 without the
//! handler. Any other answer, or a panic, gives it back. While Redis is down, everything is refused with 500.
//!
//! ```sh
//! export LOGTO_WEBHOOK_SIGNING_KEY=… REDIS_URL=redis://127.0.0.1/
//! PORT=3000 cargo run -p logto-webhook-examples --bin fleet
//! PORT=3001 cargo run -p logto-webhook-examples --bin fleet
//! ```
//!
//! It needs anyhow, axum, logto-webhook (features `axum` and `redis`) and tokio. An instance that dies between its work
//! and its answer lets the work be done again: where that must not be, see `once_in_sql.rs`.

use std::env;

use anyhow::Context;
use axum::Router;
use axum::routing::any;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::replay::ReplayGuard;
use logto_webhook::replay::redis::RedisStore;
use logto_webhook::{Delivery, Endpoint, Webhook};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // An endpoint without a key would believe anyone: it does not start.
    let webhook = Webhook::from_env()?;
    let redis = env::var("REDIS_URL").context("REDIS_URL is not set: where do the instances meet?")?;
    let guard = ReplayGuard::new(&webhook, RedisStore::connect(&redis, "example:logto")?);
    let endpoint = Endpoint::new(webhook)
        .on_test(|test| println!("the endpoint works: Logto sent a test of {}", test.name()))
        .on_outcome(|outcome| {
            if outcome.error().is_some() {
                eprintln!("{outcome}");
            }
        });
    let logto = LogtoLayer::new(endpoint).with_replay_guard(guard);
    let app = Router::new().route("/webhook", any(hook).layer(logto));

    let port = env::var("PORT").map_or(Ok(3000), |port| port.parse()).context("PORT is no port number")?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("cannot listen on PORT")?;
    println!("http://{}/webhook", listener.local_addr()?);

    let stop = async { tokio::signal::ctrl_c().await.expect("a process can listen for Ctrl-C") };
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}

/// How events are told apart stands in `receiver.rs`.
async fn hook(delivery: Delivery) {
    println!("{} about {}", delivery.name(), delivery.event().user_id().unwrap_or("no user"));
}
