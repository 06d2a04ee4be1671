//! The endpoint. It calls `verify_http` itself, where `receiver.rs` leaves that to an extractor: it reports also what it
//! refuses, and why.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use logto_webhook::logto::Event;
use logto_webhook::{Error, Verified, Webhook};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// One attempt as it came in, what the endpoint made of it, and what it answered.
pub(crate) struct Arrival {
    pub(crate) at: Instant,
    pub(crate) size: usize,
    pub(crate) judged: Result<(Verified, Event), Error>,
    pub(crate) answer: StatusCode,
}

/// The endpoint from outside.
pub(crate) struct Endpoint {
    pub(crate) arrivals: UnboundedReceiver<Arrival>,
    pub(crate) webhook: Webhook,
    failures_to_come: Arc<AtomicU32>,
}

/// The endpoint as its handler sees it.
#[derive(Clone)]
struct Receiving {
    webhook: Webhook,
    failures_to_come: Arc<AtomicU32>,
    report: UnboundedSender<Arrival>,
}

impl Endpoint {
    pub(crate) fn serve(listener: TcpListener, webhook: Webhook) -> Self {
        let (report, arrivals) = unbounded_channel();
        let failures_to_come = Arc::default();
        let receiving =
            Receiving { webhook: webhook.clone(), failures_to_come: Arc::clone(&failures_to_come), report };
        let app = Router::new().route("/webhook", post(receive)).with_state(receiving);
        tokio::spawn(async { axum::serve(listener, app).await });
        Self { arrivals, webhook, failures_to_come }
    }

    /// Answers 500 to so many deliveries that it would have accepted.
    pub(crate) fn fail_next(&self, times: u32) {
        self.failures_to_come.store(times, Ordering::Relaxed);
    }
}

async fn receive(State(receiving): State<Receiving>, request: Request) -> StatusCode {
    let at = Instant::now();
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, receiving.webhook.body_limit()).await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let size = body.len();
    let judged = judge(&receiving.webhook, &head.headers, body);
    let answer = match &judged {
        Ok(_) if receiving.is_to_fail() => StatusCode::INTERNAL_SERVER_ERROR,
        Ok(_) => StatusCode::OK,
        Err(error) => {
            StatusCode::from_u16(error.code().http_status()).expect("HTTP knows the status of every code")
        }
    };
    // Before the answer, so that all attempts of a delivery are reported when Logto says that it has ended. It fails
    // when the demo is over and nobody reads it.
    let _ = receiving.report.send(Arrival { at, size, judged, answer });
    answer
}

fn judge(webhook: &Webhook, headers: &HeaderMap, body: Bytes) -> Result<(Verified, Event), Error> {
    let delivery = webhook.verify_http(headers, body)?;
    let event = delivery.event()?;
    Ok((delivery, event))
}

impl Receiving {
    fn is_to_fail(&self) -> bool {
        let one_less = |failures: u32| failures.checked_sub(1);
        self.failures_to_come.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
    }
}
