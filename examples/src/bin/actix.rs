//! An endpoint for Logto's webhooks in actix-web, which handles each delivery once.
//!
//! The middleware proves, answers test payloads, and asks the replay guard; the handler's answer tells whether the work
//! is done. The guard remembers in this process: for several see `fleet.rs`.
//!
//! ```sh
//! LOGTO_WEBHOOK_SIGNING_KEY=… PORT=3000 cargo run -p logto-webhook-examples --bin actix
//! ```
//!
//! It needs actix-web, anyhow and logto-webhook (feature `actix`).

use std::env;

use actix_web::rt::signal::ctrl_c;
use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::Context;
use logto_webhook::adapter::actix::LogtoMiddleware;
use logto_webhook::replay::ReplayGuard;
use logto_webhook::{Delivery, Endpoint, Webhook};

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    // An endpoint without a key would believe anyone: it does not start.
    let webhook = Webhook::from_env()?;
    let guard = ReplayGuard::in_memory(&webhook);
    let endpoint = Endpoint::new(webhook)
        .on_test(|test| println!("the endpoint works: Logto sent a test of {}", test.name()))
        .on_outcome(|outcome| {
            if outcome.error().is_some() {
                eprintln!("{outcome}");
            }
        });
    // Made once and cloned: actix makes an app for each of its workers, and they must share what the guard remembers.
    let logto = LogtoMiddleware::new(endpoint).with_replay_guard(guard);
    let app = move || App::new().service(web::resource("/webhook").wrap(logto.clone()).to(hook));

    let port = env::var("PORT").map_or(Ok(3000), |port| port.parse()).context("PORT is no port number")?;
    // On its own, actix would drop what it is at when it gets Ctrl-C.
    let stop = async { ctrl_c().await.expect("a process can listen for Ctrl-C") };
    let server = HttpServer::new(app).shutdown_signal(stop);
    let server = server.bind(("127.0.0.1", port)).context("cannot listen on PORT")?;
    for address in server.addrs() {
        println!("http://{address}/webhook");
    }
    Ok(server.run().await?)
}

/// How events are told apart stands in `receiver.rs`.
async fn hook(delivery: Delivery) -> HttpResponse {
    println!("{} about {}", delivery.name(), delivery.event().user_id().unwrap_or("no user"));
    HttpResponse::Ok().finish()
}
