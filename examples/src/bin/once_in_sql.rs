//! An effect that must not be had twice: whoever registers gets ten credits, in a table of a SQL database.
//!
//! The id of what happened is written in the same transaction as the effect: both are there, or neither is. What is
//! sent again (a retry, a replay, the copy of a second hook) finds the id and does nothing. If the effect failed, or
//! the process died, there is no id, and what is sent again is handled. No replay guard can promise that.
//!
//! ```sh
//! LOGTO_WEBHOOK_SIGNING_KEY=… DATABASE=credits.db PORT=3000 cargo run -p logto-webhook-examples --bin once_in_sql
//! ```
//!
//! It needs anyhow, axum, logto-webhook (feature `axum`), rusqlite and tokio. A file stands for the database in which
//! your effects are: others have statements like these.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::routing::any;
use logto_webhook::adapter::Answer;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::logto::Event;
use logto_webhook::{Code, Delivery, Endpoint, Webhook, Window};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

/// What is older than a month is refused, and so its id can be forgotten.
const WINDOW: Window = Window::new(Duration::from_secs(30 * 24 * 60 * 60), Duration::from_secs(60));

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS handled (
        occurrence TEXT PRIMARY KEY,
        at INTEGER NOT NULL DEFAULT (unixepoch())
    );
    CREATE INDEX IF NOT EXISTS handled_at ON handled (at);
    CREATE TABLE IF NOT EXISTS account (
        user_id TEXT PRIMARY KEY,
        credits INTEGER NOT NULL
    );";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // An endpoint without a key would believe anyone: it does not start.
    let endpoint = Endpoint::new(Webhook::from_env()?.with_window(WINDOW))
        .on_test(|test| println!("the endpoint works: Logto sent a test of {}", test.name()))
        .on_outcome(|outcome| {
            if outcome.error().is_some() {
                eprintln!("{outcome}");
            }
        });
    let database = Connection::open(env::var_os("DATABASE").unwrap_or("credits.db".into()))?;
    database.execute_batch(TABLES)?;
    let app = Router::new()
        .route("/webhook", any(hook).layer(LogtoLayer::new(endpoint)))
        .with_state(Arc::new(Mutex::new(database)));

    let port = env::var("PORT").map_or(Ok(3000), |port| port.parse()).context("PORT is no port number")?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("cannot listen on PORT")?;
    println!("http://{}/webhook", listener.local_addr()?);

    let stop = async { tokio::signal::ctrl_c().await.expect("a process can listen for Ctrl-C") };
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}

type Database = Arc<Mutex<Connection>>;

async fn hook(State(database): State<Database>, delivery: Delivery) -> Result<(), Answer> {
    let about = format!("{} about {}", delivery.name(), delivery.event().user_id().unwrap_or("no user"));
    // SQLite blocks: it runs on a thread of its own, not on those that answer.
    let handled = spawn_blocking(move || handle_once(&mut database.blocking_lock(), &delivery));
    match handled.await.expect("it does not panic, and nobody cancels it") {
        Ok(true) => println!("{about}: handled"),
        Ok(false) => println!("{about}: was handled before"),
        Err(error) => {
            eprintln!("{about}: {error}");
            return Err(Answer::of(Code::HandlerFailed));
        }
    }
    Ok(())
}

/// Says whether it was to be handled. What fails here leaves the transaction without its `commit`, and so neither the
/// id nor the effect is there.
fn handle_once(database: &mut Connection, delivery: &Delivery) -> rusqlite::Result<bool> {
    const REMEMBER: &str = "INSERT INTO handled (occurrence) VALUES (?1) ON CONFLICT DO NOTHING";
    const FORGET: &str = "DELETE FROM handled WHERE at < unixepoch() - ?1";

    // Immediate: what comes to another instance at the same time waits here.
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Not its `id()`: two hooks that tell of one event, as while a key is being replaced, have this in common.
    let is_new = transaction.execute(REMEMBER, [delivery.occurrence_id()])? == 1;
    if is_new {
        handle(&transaction, delivery.event())?;
        transaction.execute(FORGET, [WINDOW.span().as_secs_f64()])?;
    }
    transaction.commit()?;
    Ok(is_new)
}

/// The effect. What cannot be rolled back, as a mail, has no place here: write down that it is to be sent.
fn handle(transaction: &Transaction<'_>, event: &Event) -> rusqlite::Result<()> {
    const CREDIT: &str = "
        INSERT INTO account (user_id, credits) VALUES (?1, 10)
        ON CONFLICT (user_id) DO UPDATE SET credits = credits + 10";

    if let Event::PostRegister(_) = event
        && let Some(user) = event.user_id()
    {
        transaction.execute(CREDIT, [user])?;
    }
    Ok(())
}
