//! An endpoint for Logto's webhooks: the file to copy.
//!
//! ```sh
//! LOGTO_WEBHOOK_SIGNING_KEY=… PORT=3000 cargo run -p logto-webhook-examples --bin receiver
//! ```

use std::env;

use anyhow::Context;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use logto_webhook::logto::{Event, SIGNATURE_HEADER};
use logto_webhook::{Code, Error, SignatureHeader, SigningKey, Verified, Webhook};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // An endpoint without a key would believe anyone: it does not start.
    let webhook = Webhook::new(SigningKey::from_env()?);
    let port = env::var("PORT").map_or(Ok(3000), |port| port.parse()).context("PORT is no port number")?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("cannot listen on PORT")?;
    println!("http://{}/webhook", listener.local_addr()?);

    let app = Router::new().route("/webhook", post(receive)).with_state(webhook);
    let stop = async { tokio::signal::ctrl_c().await.expect("a process can listen for Ctrl-C") };
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}

async fn receive(State(webhook): State<Webhook>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    // The raw bytes are what was signed: JSON that was parsed and written again has another signature.
    let Ok(body) = to_bytes(body, webhook.body_limit()).await else {
        eprintln!("refused: the body is over {} bytes, or its sender went away", webhook.body_limit());
        return refusal(Code::BodyTooLarge);
    };
    // All values, so that two signatures are told from one.
    let signature = SignatureHeader::from_values(head.headers.get_all(SIGNATURE_HEADER));
    match webhook.verify(signature, body).and_then(|delivery| handle(&delivery)) {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => {
            eprintln!("refused: {error}");
            refusal(error.code())
        }
    }
}

/// Logto waits ten seconds for the answer, and may send a delivery again: leave long work to a queue, and remember
/// `delivery.id()` where doing it twice would hurt.
fn handle(delivery: &Verified) -> Result<(), Error> {
    let event = delivery.event()?;
    let user = event.user_id().unwrap_or("someone");
    match &event {
        Event::PostSignIn(e) => println!("{user} signed in, in session {:?}", e.session_id.as_str()),
        Event::UserCreated(_) => println!("{user} was made"),
        Event::UserDeleted(_) => println!("{user} was deleted: purge what was theirs"),
        Event::OrganizationMembershipUpdated(e) => println!("new members: {:?}", e.added_user_ids.items()),
        Event::IdentifierLockout(e) => println!("too many attempts with one {:?}", e.r#type),
        Event::Test(_) => println!("the endpoint works"),
        // Genuine, and not of the shape that this version knows: someone should look at it.
        Event::Unreadable(e) => eprintln!("report {}: {} in {}", event.name(), e.reason, e.path),
        other => println!("{} is not handled", other.name()),
    }
    Ok(())
}

/// The peer is told the code alone: the message is for the log.
fn refusal(code: Code) -> Response {
    let status = StatusCode::from_u16(code.http_status()).expect("HTTP knows the status of every code");
    let body = Json(serde_json::json!({ "error": { "code": code.as_str() } }));
    (status, [("logto-webhook-error", code.as_str())], body).into_response()
}
