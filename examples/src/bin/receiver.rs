//! An endpoint for Logto's webhooks in axum: the file to copy.
//!
//! What is not genuine is refused before the handler runs, and test payloads are answered. The handler gets what really
//! happened, typed, and has ten seconds. For what takes longer see `queue_worker.rs`; for what must not be done twice,
//! `once_in_sql.rs` and `fleet.rs`.
//!
//! ```sh
//! LOGTO_WEBHOOK_SIGNING_KEY=… PORT=3000 cargo run -p logto-webhook-examples --bin receiver
//! ```
//!
//! It needs anyhow, axum, logto-webhook (feature `axum`) and tokio.

use std::env;

use anyhow::Context;
use axum::Router;
use axum::routing::any;
use logto_webhook::adapter::axum::LogtoDelivery;
use logto_webhook::logto::Event;
use logto_webhook::{Endpoint, Webhook};
use tokio::net::TcpListener;

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
    // Every method: a GET with a signature is a delivery that something redirected, and the endpoint says so.
    let app = Router::new().route("/webhook", any(hook)).with_state(endpoint);

    let port = env::var("PORT").map_or(Ok(3000), |port| port.parse()).context("PORT is no port number")?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("cannot listen on PORT")?;
    println!("http://{}/webhook", listener.local_addr()?);

    let stop = async { tokio::signal::ctrl_c().await.expect("a process can listen for Ctrl-C") };
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}

async fn hook(LogtoDelivery(delivery): LogtoDelivery) {
    let event = delivery.event();
    let user = event.user_id().unwrap_or("someone");
    match event {
        Event::PostRegister(_) => println!("{user} registered: welcome"),
        Event::PostSignIn(e) => println!("{user} signed in, in session {:?}", e.session_id.as_str()),
        Event::UserCreated(_) => println!("{user} was made"),
        Event::UserDeleted(_) => println!("{user} was deleted: purge what was theirs"),
        Event::OrganizationMembershipUpdated(e) => println!("new members: {:?}", e.added_user_ids.items()),
        Event::IdentifierLockout(e) => println!("too many attempts with one {:?}", e.r#type),
        // Genuine, and not of the shape that this version knows: someone should look at it.
        Event::Unreadable(e) => eprintln!("report {}: {} in {}", event.name(), e.reason, e.path),
        other => println!("{} is not handled", other.name()),
    }
}
