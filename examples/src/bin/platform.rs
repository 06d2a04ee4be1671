//! An endpoint for the platform's webhooks in axum: as `receiver.rs`, for the other system.
//!
//! Both can be routes of one application. The key here is the whole secret that was shown when the webhook was made, with its
//! `whsec_`.
//!
//! ```sh
//! PLATFORM_WEBHOOK_SECRET=whsec_… PORT=3000 cargo run -p logto-webhook-examples --bin platform
//! logto-mock trigger user.created --system platform --to http://127.0.0.1:3000/webhook --key whsec_…
//! ```
//!
//! It needs anyhow, axum, logto-webhook (feature `axum`) and tokio.

use std::env;

use anyhow::Context;
use axum::Router;
use axum::routing::any;
use logto_webhook::adapter::tower::PlatformLayer;
use logto_webhook::platform::{self, Event, Platform, Severity};
use logto_webhook::replay::ReplayGuard;
use logto_webhook::{Delivery, Endpoint, SigningKey};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // No secret is an error, never a reason to believe anyone.
    let secret = SigningKey::new(env::var("PLATFORM_WEBHOOK_SECRET").unwrap_or_default())
        .context("PLATFORM_WEBHOOK_SECRET")?;
    let webhook = platform::webhook(secret);
    // A delivery that comes twice, because its answer was lost or somebody replays it, is handled once.
    let guard = ReplayGuard::in_memory(&webhook);
    let endpoint = Endpoint::new(webhook).on_outcome(|outcome| {
        if outcome.error().is_some() {
            eprintln!("{outcome}");
        }
    });
    let layer = PlatformLayer::new(endpoint).with_replay_guard(guard);
    let app = Router::new().route("/webhook", any(hook).layer(layer));

    let port = env::var("PORT").map_or(Ok(3000), |port| port.parse()).context("PORT is no port number")?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("cannot listen on PORT")?;
    println!("http://{}/webhook", listener.local_addr()?);

    let stop = async { tokio::signal::ctrl_c().await.expect("a process can listen for Ctrl-C") };
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}

async fn hook(delivery: Delivery<Platform>) {
    match delivery.event() {
        Event::UserCreated(e) => {
            let user = e.data.value();
            let name = user.and_then(|user| user.name.as_str()).unwrap_or("someone");
            let role = user.and_then(|user| user.role.as_str()).unwrap_or("a guest");
            println!("{name} joined as {role}");
        }
        Event::ReportGenerated(e) => {
            let url = e.data.value().and_then(|report| report.url.as_str());
            println!("a report is at {}", url.unwrap_or("an unknown place"));
        }
        Event::SystemAlert(e) => {
            let is_critical = |severity: &Severity| *severity == Severity::Critical;
            let severity = e.data.value().and_then(|alert| alert.severity.value());
            println!(
                "{}",
                if severity.is_some_and(is_critical) { "wake someone up" } else { "look at it tomorrow" }
            );
        }
        // Genuine, and not of the shape that this version knows: someone should look at it.
        Event::Unreadable(e) => eprintln!("report {}: {} in {}", delivery.name(), e.reason, e.path),
        other => println!("{} is not handled", other.name()),
    }
}
