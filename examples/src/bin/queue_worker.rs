//! An endpoint that writes deliveries down and answers at once, and a worker that handles them after.
//!
//! Logto waits ten seconds, and mostly does not try again. So nothing slow stands between a delivery and its answer:
//! what was proved genuine goes into a table, synced to the disk, and then is answered 200. The worker takes it from
//! there: it tells a CRM who registered, and tries again for as long as that fails. A row is done when its work is, so
//! that nothing is lost when the process is killed; what it was at then is done again.
//!
//! ```sh
//! export LOGTO_WEBHOOK_SIGNING_KEY=… CRM_URL=http://127.0.0.1:9000/customers
//! DATABASE=queue.db PORT=3000 cargo run -p logto-webhook-examples --bin queue_worker
//! ```
//!
//! It needs anyhow, axum, hyper-util, logto-webhook (feature `axum`), rusqlite and tokio. One process has the file:
//! several want a queue that can lend its rows out.

use std::env;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::Router;
use axum::extract::State;
use axum::http::Request;
use axum::routing::any;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use logto_webhook::adapter::Answer;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::logto::Event;
use logto_webhook::{Code, Delivery, Endpoint, Verified, Webhook};
use rusqlite::{Connection, OptionalExtension};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Notify};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

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
    let crm = env::var("CRM_URL").context("CRM_URL is not set: whom does the worker tell?")?;
    let queue = Queue::open(env::var_os("DATABASE").unwrap_or("queue.db".into()))?;
    let app =
        Router::new().route("/webhook", any(hook).layer(LogtoLayer::new(endpoint))).with_state(queue.clone());

    let port = env::var("PORT").map_or(Ok(3000), |port| port.parse()).context("PORT is no port number")?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("cannot listen on PORT")?;
    println!("http://{}/webhook", listener.local_addr()?);

    let stop = async { tokio::signal::ctrl_c().await.expect("a process can listen for Ctrl-C") };
    tokio::select! {
        served = axum::serve(listener, app).with_graceful_shutdown(stop).into_future() => Ok(served?),
        // An endpoint does not go on to fill a queue that nobody empties.
        failed = work(&queue, &crm) => failed,
    }
}

async fn hook(State(queue): State<Queue>, delivery: Delivery) -> Result<(), Answer> {
    let about = format!("{} about {}", delivery.name(), delivery.event().user_id().unwrap_or("no user"));
    match queue.put(delivery).await {
        Ok(true) => println!("{about}: stored"),
        Ok(false) => println!("{about}: was stored before"),
        Err(error) => {
            eprintln!("{about}: not stored: {error}");
            return Err(Answer::of(Code::HandlerFailed));
        }
    }
    Ok(())
}

/// Handles what is due, one after the other, for ever.
async fn work(queue: &Queue, crm: &str) -> anyhow::Result<()> {
    loop {
        let Some(delivery) = queue.next().await? else {
            // Something new wakes it. After a second it looks by itself: something may be due again.
            let _ = timeout(Duration::from_secs(1), queue.filled.notified()).await;
            continue;
        };
        let marked = match handle(&delivery, crm).await {
            Ok(()) => queue.done(delivery).await,
            Err(error) => {
                eprintln!("later again: {error:#}");
                queue.again(delivery).await
            }
        };
        marked?;
    }
}

/// What takes long, and fails at times. It may be done twice: the id lets the other side see that.
async fn handle(delivery: &Verified, crm: &str) -> anyhow::Result<()> {
    let event = delivery.event()?;
    if let Event::PostRegister(_) = event
        && let Some(user) = event.user_id()
    {
        let customer = Request::post(crm).header("idempotency-key", delivery.id()).body(user.to_owned())?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        let answer = timeout(Duration::from_secs(60), client.request(customer)).await??;
        ensure!(answer.status().is_success(), "the CRM answered {}", answer.status());
        println!("the CRM knows {user}");
    }
    Ok(())
}

/// Deliveries on the disk: the bodies of those that are to be handled, and the ids of those that were. How old ids are
/// forgotten stands in `once_in_sql.rs`.
#[derive(Clone)]
struct Queue {
    database: Arc<Mutex<Connection>>,
    filled: Arc<Notify>,
}

impl Queue {
    fn open(path: impl AsRef<Path>) -> rusqlite::Result<Self> {
        let database = Connection::open(path)?;
        database.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL; -- a commit survives a loss of power
             CREATE TABLE IF NOT EXISTS queue (
                 id TEXT PRIMARY KEY, -- what comes again is stored once
                 body BLOB,           -- null when it was handled: it has people's data in it
                 attempts INTEGER NOT NULL DEFAULT 0,
                 due INTEGER NOT NULL DEFAULT (unixepoch())
             );
             CREATE INDEX IF NOT EXISTS queue_due ON queue (due) WHERE body IS NOT NULL;",
        )?;
        Ok(Self { database: Arc::new(Mutex::new(database)), filled: Arc::default() })
    }

    /// Says whether it is new.
    async fn put(&self, delivery: Delivery) -> rusqlite::Result<bool> {
        const PUT: &str = "INSERT INTO queue (id, body) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        let is_new =
            self.run(move |database| database.execute(PUT, (delivery.id(), delivery.raw()))).await? == 1;
        self.filled.notify_one();
        Ok(is_new)
    }

    async fn next(&self) -> rusqlite::Result<Option<Verified>> {
        const NEXT: &str =
            "SELECT body FROM queue WHERE body IS NOT NULL AND due <= unixepoch() ORDER BY due LIMIT 1";
        let body =
            self.run(|database| database.query_row(NEXT, (), |row| row.get::<_, Vec<u8>>(0)).optional());
        // It was verified before it was stored. Whoever else can write to the file can say anything.
        Ok(body.await?.map(Verified::parse_already_verified))
    }

    async fn done(&self, delivery: Verified) -> rusqlite::Result<usize> {
        const DONE: &str = "UPDATE queue SET body = NULL WHERE id = ?1";
        self.run(move |database| database.execute(DONE, [delivery.id()])).await
    }

    /// Puts it off: for a second, then for two, for four, … and for an hour at most.
    async fn again(&self, delivery: Verified) -> rusqlite::Result<usize> {
        const AGAIN: &str = "
            UPDATE queue SET due = unixepoch() + min(3600, 1 << min(attempts, 12)), attempts = attempts + 1
            WHERE id = ?1";
        self.run(move |database| database.execute(AGAIN, [delivery.id()])).await
    }

    /// A statement blocks: it runs on a thread of its own, not on those that answer.
    async fn run<T: Send + 'static>(
        &self,
        statement: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> rusqlite::Result<T> {
        let database = Arc::clone(&self.database);
        let statement = spawn_blocking(move || statement(&database.blocking_lock()));
        statement.await.expect("a statement does not panic, and nobody cancels it")
    }
}
