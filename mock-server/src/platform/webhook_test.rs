use std::sync::Arc;

use http::StatusCode;
use logto_webhook::UnixMillis;
use serde::Serialize;

use super::refusal::{detailed, unknown_webhook, unruly};
use super::webhooks::input;
use crate::call::Call;
use crate::delivery::{Dispatcher, Entry};
use crate::faults::Strikes;
use crate::payload::platform as payload;
use crate::reply::Reply;
use crate::schema::{Found, platform};
use crate::store::{seconds, without_credentials};

/// `POST /api/v1/webhooks/:webhook_id/test`: sends an example once, as any delivery is sent, and tells what came of it.
pub(crate) async fn send(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let event = platform::test_request(Found::body(&input(call)?)).map_err(|issues| unruly(&issues))?;
    let webhook = dispatcher.store.webhook(call.param("webhook_id")).ok_or_else(unknown_webhook)?;
    if !webhook.is_active() {
        return Err(detailed(StatusCode::UNPROCESSABLE_ENTITY, "an inactive webhook is not tested"));
    }
    let delivery = dispatcher.store.draws.within(|| {
        let payload = payload::bytes(event, call.wall);
        dispatcher.delivery(event.into(), webhook.into(), payload, Strikes::default())
    });
    let ended = dispatcher.dispatch_one(delivery.without_retries()).await;
    Ok(Reply::json(StatusCode::OK, &Tested::of(&ended, call.at)))
}

#[derive(Serialize)]
struct Tested {
    success: bool,
    message: &'static str,
    details: Details,
}

#[derive(Serialize)]
struct Details {
    status_code: Option<u16>,
    /// In milliseconds.
    response_time: u128,
    #[serde(with = "seconds")]
    timestamp: UnixMillis,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Tested {
    /// What came of a delivery that has ended. One that the mock's end kept from being sent has no attempt.
    fn of(delivery: &Entry, called_at: UnixMillis) -> Self {
        let success = delivery.succeeded() == Some(true);
        let message = if success { "Test event sent successfully" } else { "Test event delivery failed" };
        let details = match delivery.attempts().first() {
            Some(attempt) => Details {
                status_code: attempt.status(),
                response_time: attempt.duration().as_millis(),
                timestamp: attempt.started_at(),
                error: attempt.error().map(|error| without_the_password(error, delivery.recipient().url())),
            },
            None => Details {
                status_code: None,
                response_time: 0,
                timestamp: called_at,
                error: Some("logto-mock was stopped before it was sent".to_owned()),
            },
        };
        Self { success, message, details }
    }
}

/// An error quotes the URL, whose user and password the answer need not tell.
fn without_the_password(error: &str, url: &str) -> String {
    error.replace(url, &without_credentials(url))
}
