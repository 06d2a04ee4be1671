use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use crate::process::{Example, in_time};
use crate::wire::{Answer, USER, signed};

/// The CRM that the worker tells, and that answers when and what a test says.
struct Crm {
    url: String,
    calls: UnboundedReceiver<Call>,
}

struct Call {
    idempotency_key: String,
    user: String,
    answer: oneshot::Sender<StatusCode>,
}

impl Crm {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, calls) = unbounded_channel();
        let app = Router::new().route("/", post(Self::called)).with_state(sender);
        tokio::spawn(async { axum::serve(listener, app).await });
        Self { url, calls }
    }

    async fn called(
        State(calls): State<UnboundedSender<Call>>,
        headers: HeaderMap,
        user: String,
    ) -> StatusCode {
        let idempotency_key = headers["idempotency-key"].to_str().unwrap().to_owned();
        let (answer, answered) = oneshot::channel();
        calls.send(Call { idempotency_key, user, answer }).ok().unwrap();
        answered.await.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    async fn call(&mut self) -> Call {
        in_time(self.calls.recv()).await.unwrap()
    }
}

impl Example {
    fn queue_worker(crm: &Crm) -> Self {
        let mut example = Self::named("queue_worker");
        example.command.env("CRM_URL", &crm.url);
        example
    }

    /// How many bodies are in the queue.
    fn waiting(&self) -> i64 {
        let queue = Connection::open(self.database()).unwrap();
        queue.query_row("SELECT count(body) FROM queue", (), |row| row.get(0)).unwrap()
    }
}

#[tokio::test]
async fn a_delivery_is_answered_before_it_is_handled_and_kept_until_it_was() {
    let mut crm = Crm::start().await;
    let mut example = Example::queue_worker(&crm);
    let mut running = example.start().await;

    assert_eq!(running.deliver(&signed("PostRegister")).await, Answer::accepted());
    assert_eq!(running.line().await, "PostRegister about u758hu661ovk: stored");
    let call = crm.call().await;
    assert_eq!(call.user, USER);
    assert_eq!(example.waiting(), 1);

    call.answer.send(StatusCode::OK).unwrap();
    assert_eq!(running.line().await, "the CRM knows u758hu661ovk");
    // The next is only begun when this one was marked.
    assert_eq!(running.deliver(&signed("PostRegister")).await, Answer::accepted());
    crm.call().await;
    assert_eq!(example.waiting(), 1);
}

#[tokio::test]
async fn what_a_killed_process_was_at_is_handled_by_the_next() {
    let mut crm = Crm::start().await;
    let mut example = Example::queue_worker(&crm);
    let mut running = example.start().await;

    assert_eq!(running.deliver(&signed("PostRegister")).await, Answer::accepted());
    let cut_off = crm.call().await;
    running.kill().await;

    let mut running = example.start().await;
    let call = crm.call().await;
    assert_eq!(call.idempotency_key, cut_off.idempotency_key);
    call.answer.send(StatusCode::OK).unwrap();
    assert_eq!(running.line().await, "the CRM knows u758hu661ovk");
}

#[tokio::test]
async fn what_failed_is_tried_again() {
    let mut crm = Crm::start().await;
    let mut running = Example::queue_worker(&crm).start().await;

    assert_eq!(running.deliver(&signed("PostRegister")).await, Answer::accepted());
    let first = crm.call().await;
    first.answer.send(StatusCode::SERVICE_UNAVAILABLE).unwrap();
    assert_eq!(running.error_line().await, "later again: the CRM answered 503 Service Unavailable");

    let second = crm.call().await;
    assert_eq!(second.idempotency_key, first.idempotency_key);
    second.answer.send(StatusCode::OK).unwrap();
    assert_eq!(running.line().await, "PostRegister about u758hu661ovk: stored");
    assert_eq!(running.line().await, "the CRM knows u758hu661ovk");
}

#[tokio::test]
async fn a_duplicate_is_stored_and_handled_once() {
    let mut crm = Crm::start().await;
    let mut running = Example::queue_worker(&crm).start().await;
    let (delivery, next) = (signed("PostRegister"), signed("PostRegister"));

    for delivery in [&delivery, &delivery, &next] {
        assert_eq!(running.deliver(delivery).await, Answer::accepted());
    }
    let told = crm.call().await;
    told.answer.send(StatusCode::OK).unwrap();
    assert_ne!(crm.call().await.idempotency_key, told.idempotency_key);

    let mut lines =
        vec![running.line().await, running.line().await, running.line().await, running.line().await];
    lines.sort();
    assert_eq!(
        lines,
        [
            "PostRegister about u758hu661ovk: stored",
            "PostRegister about u758hu661ovk: stored",
            "PostRegister about u758hu661ovk: was stored before",
            "the CRM knows u758hu661ovk",
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_stored_is_not_accepted() {
    let mut example = Example::queue_worker(&Crm::start().await);
    let mut running = example.start().await;

    let full = "CREATE TRIGGER full BEFORE INSERT ON queue BEGIN SELECT raise(ABORT, 'disk full'); END";
    Connection::open(example.database()).unwrap().execute_batch(full).unwrap();
    let answer = running.deliver(&signed("PostRegister")).await;
    assert_eq!(answer, Answer::refused(500, "handler_failed"));
    let line = running.error_line().await;
    assert_eq!(line, "PostRegister about u758hu661ovk: not stored: disk full");
}

#[tokio::test]
async fn an_endpoint_whose_worker_cannot_go_on_ends() {
    let mut example = Example::queue_worker(&Crm::start().await);
    let mut running = example.start().await;

    Connection::open(example.database()).unwrap().execute_batch("DROP TABLE queue").unwrap();
    assert_eq!(running.ended().await, Some(1));
    assert_eq!(running.error_line().await, "Error: no such table: queue");
}
