//! An endpoint as the README has it: axum, the layer, and a guard by occurrence.

use std::time::Duration;

use axum::Router;
use axum::routing::any;
use http::StatusCode;
use logto_webhook::adapter::Outcome;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::replay::{Identity, ReplayGuard};
use logto_webhook::{Delivery, Endpoint, SigningKey, Verified, Webhook};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::timeout;

pub(crate) struct Receiver {
    pub(crate) webhook: Webhook,
    handlers: UnboundedReceiver<InHand>,
    outcomes: UnboundedReceiver<Told>,
}

/// A handler that waits for the test to say how it ends.
pub(crate) struct InHand(oneshot::Sender<StatusCode>);

impl InHand {
    pub(crate) fn end(self, status: StatusCode) {
        self.0.send(status).expect("the handler waits for it");
    }
}

/// What an operator is told of one request.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) word: &'static str,
    pub(crate) key: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) occurrence_id: Option<String>,
}

impl Told {
    fn of(outcome: &Outcome<'_>) -> Self {
        Self {
            word: outcome.as_str(),
            key: outcome.key().and_then(|key| key.name()).map(str::to_owned),
            id: outcome.delivery_id().map(str::to_owned),
            occurrence_id: outcome.verified().map(Verified::occurrence_id).map(str::to_owned),
        }
    }
}

impl Receiver {
    /// Serves it on the listener until the test's runtime ends.
    pub(crate) fn serve(listener: TcpListener, key: SigningKey) -> Self {
        let webhook = Webhook::new(key);
        let (in_hand, handlers) = unbounded_channel();
        let (told, outcomes) = unbounded_channel();
        let endpoint = Endpoint::new(webhook.clone())
            .on_outcome(move |outcome| told.send(Told::of(outcome)).expect("the test waits for it"));
        let guard = ReplayGuard::in_memory(&webhook).with_identity(Identity::Occurrence);
        let handler = any(async move |_: Delivery| {
            let (end, status) = oneshot::channel();
            in_hand.send(InHand(end)).expect("the test waits for it");
            status.await.expect("the test says it")
        });
        let app = Router::new()
            .route("/webhook", handler.layer(LogtoLayer::new(endpoint).with_replay_guard(guard)));
        tokio::spawn(axum::serve(listener, app).into_future());
        Self { webhook, handlers, outcomes }
    }

    /// The next handler that runs.
    pub(crate) async fn in_hand(&mut self) -> InHand {
        soon(self.handlers.recv()).await
    }

    /// The next outcome.
    pub(crate) async fn told(&mut self) -> Told {
        soon(self.outcomes.recv()).await
    }

    #[track_caller]
    pub(crate) fn assert_silent(&self) {
        assert!(self.handlers.is_empty() && self.outcomes.is_empty());
    }
}

/// Waits for a fact that is bound to come.
async fn soon<T>(fact: impl Future<Output = Option<T>>) -> T {
    let came = timeout(Duration::from_secs(10), fact).await.expect("it should have come within ten seconds");
    came.expect("the endpoint is there as long as the test")
}
