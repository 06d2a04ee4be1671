//! The guard in a Redis that many processes share: what it takes is the way there and back.

use std::time::Duration;

use logto_webhook::replay::redis::RedisStore;
use logto_webhook::replay::{Holder, ReplayGuard};
use redis::aio::MultiplexedConnection;
use redis::{Client, RedisResult, cmd};
use tokio::runtime::{Builder, Runtime};

use super::server::Server;
use super::{Deliveries, handled_before, handled_once, row};
use crate::contests::{Row, Target};
use crate::deliveries::webhook;
use crate::race::race;

/// How long the guard may take in place of bare commands that need as many round trips. With one more it would be over.
const GUARD_TO_COMMANDS: Target = Target::Ratio(1.6);

const LEASE: Duration = ReplayGuard::DEFAULT_LEASE;
/// Shorter than going once through the deliveries takes, so that each is new when its turn comes again.
const SHORT: Duration = Duration::from_secs(1);
const LONG: Duration = ReplayGuard::DEFAULT_RETENTION;

/// None without a redis-server on this machine.
pub(super) fn rows(time: Duration, deliveries: &Deliveries) -> Vec<Row> {
    let server = match Server::start() {
        Ok(server) => server,
        Err(error) => {
            eprintln!("redis-server is not installed or does not start ({error}): its rows are left out");
            return Vec::new();
        }
    };
    let runtime = Builder::new_current_thread().enable_all().build().expect("sockets and a clock");
    let connection = runtime.block_on(connect(&server)).expect("the server takes connections");
    let mut rows = new(time, deliveries, &runtime, &guard(&server, "new"), connection.clone());
    rows.extend(completed(time, deliveries, &runtime, &guard(&server, "completed"), connection));
    rows
}

/// The guard as users make it.
fn guard(server: &Server, namespace: &str) -> ReplayGuard {
    let store = RedisStore::connect(&server.url(), namespace).expect("a socket's path is an address");
    ReplayGuard::new(&webhook(), store)
}

/// The client's own connection: it has a time limit too.
async fn connect(server: &Server) -> RedisResult<MultiplexedConnection> {
    Client::open(server.url())?.get_multiplexed_async_connection().await
}

fn new(
    time: Duration,
    deliveries: &Deliveries,
    runtime: &Runtime,
    guard: &ReplayGuard,
    mut connection: MultiplexedConnection,
) -> Vec<Row> {
    let guard = guard.clone().with_lease(SHORT).with_retention(SHORT);
    let guard = guard.expect("there is no window, and the lease is no longer");
    let (mut for_guard, mut for_commands) = (deliveries.in_turn(), deliveries.in_turn());
    let rounds = race(
        time,
        &mut [
            &mut || {
                let delivery = for_guard();
                runtime.block_on(handled_once(&guard, delivery));
            },
            &mut || {
                let key = key(for_commands().id());
                runtime.block_on(async {
                    assert!(set_new(&mut connection, &key).await.expect("Redis answers"));
                    set(&mut connection, &key, SHORT).await.expect("Redis answers");
                });
            },
        ],
    );
    vec![row(&rounds, "new, in Redis", "SET NX, SET", 1, Some(GUARD_TO_COMMANDS))]
}

fn completed(
    time: Duration,
    deliveries: &Deliveries,
    runtime: &Runtime,
    guard: &ReplayGuard,
    mut connection: MultiplexedConnection,
) -> Vec<Row> {
    let delivery = &deliveries.0[0];
    let key = key(delivery.id());
    runtime.block_on(async {
        handled_once(guard, delivery).await;
        set(&mut connection, &key, LONG).await.expect("Redis answers");
    });
    let rounds = race(
        time,
        &mut [&mut || runtime.block_on(handled_before(guard, delivery)), &mut || {
            let is_new = runtime.block_on(set_new(&mut connection, &key));
            assert!(!is_new.expect("Redis answers"));
        }],
    );
    vec![row(&rounds, "handled before, in Redis", "SET NX", 1, Some(GUARD_TO_COMMANDS))]
}

fn key(id: &str) -> String {
    format!("by-hand:{id}")
}

/// Whether nothing stood there.
async fn set_new(connection: &mut MultiplexedConnection, key: &str) -> RedisResult<bool> {
    let holder = Holder::unique().to_string();
    let mut set = cmd("SET");
    set.arg(key).arg(holder).arg("NX").arg("PX").arg(millis(LEASE));
    set.query_async(connection).await
}

async fn set(connection: &mut MultiplexedConnection, key: &str, retention: Duration) -> RedisResult<()> {
    let mut set = cmd("SET");
    set.arg(key).arg("completed").arg("PX").arg(millis(retention));
    set.exec_async(connection).await
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).expect("a day has fewer")
}
