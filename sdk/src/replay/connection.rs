//! A connection to Redis that is made when it is needed, and made anew when it may be of no more use.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
use redis::{
    AsyncConnectionConfig, Client, Cmd, IntoConnectionInfo, Pipeline, RedisFuture, RedisResult, Value,
};
use tokio::sync::OnceCell;

/// The connection that [`RedisStore::connect`](super::redis::RedisStore::connect) makes: all steps share one, and after
/// anything but an answer the next makes another.
///
/// The client's own `ConnectionManager` would keep one that a network lost without a word until the system gives it up,
/// which takes a quarter of an hour; it would fail the first step after one was closed, though Redis is well; and a
/// password that was refused once stays refused.
#[derive(Clone)]
pub struct Reconnecting(Arc<Inner>);

struct Inner {
    client: Client,
    current: Mutex<Connection>,
}

/// Empty until it is connected. Whoever comes meanwhile waits for the one that connects.
type Connection = Arc<OnceCell<MultiplexedConnection>>;

impl Reconnecting {
    pub(super) fn to(url: &str) -> RedisResult<Self> {
        // Logto is silent for hours, in which a firewall between would forget a connection that is.
        let keepalive = TcpKeepalive::new().with_time(Duration::from_secs(30));
        let settings = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
        let client = Client::open(url.into_connection_info()?.set_tcp_settings(settings))?;
        Ok(Self(Arc::new(Inner { client, current: Mutex::default() })))
    }

    fn attempt(&self) -> Attempt<'_> {
        Attempt { of: &self.0, connection: Arc::clone(&self.0.current()), answered: false }
    }
}

impl Inner {
    /// A poisoned lock is as good as a whole one: nothing panics while it is held.
    fn current(&self) -> MutexGuard<'_, Connection> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ConnectionLike for Reconnecting {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async move {
            let attempt = self.attempt();
            let was_there = attempt.connection.initialized();
            match attempt.ask(command).await {
                // It may have been closed long ago, or lead to what is a replica now. Every step of the store may be
                // taken twice.
                Err(_) | Ok(Value::ServerError(_)) if was_there => self.attempt().ask(command).await,
                answer => answer,
            }
        })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(async move {
            let mut attempt = self.attempt();
            let answers = attempt.connected().await?.req_packed_commands(pipeline, offset, count).await?;
            attempt.answered = true;
            Ok(answers)
        })
    }

    fn get_db(&self) -> i64 {
        self.0.client.get_connection_info().redis_settings().db()
    }
}

impl fmt::Debug for Reconnecting {
    /// Says nothing of the address: a password may stand in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconnecting")
            .field("connected", &self.0.current().initialized())
            .finish_non_exhaustive()
    }
}

/// Something that is asked on one connection. If it ends without an answer the connection is given up, also where it is
/// dropped, because the time limit is over or the request is gone: nobody knows then whether it would have answered.
struct Attempt<'a> {
    of: &'a Inner,
    connection: Connection,
    answered: bool,
}

impl Attempt<'_> {
    async fn ask(mut self, command: &Cmd) -> RedisResult<Value> {
        let answer = self.connected().await?.req_packed_command(command).await?;
        self.answered = !matches!(answer, Value::ServerError(_));
        Ok(answer)
    }

    async fn connected(&self) -> RedisResult<MultiplexedConnection> {
        // The store has a time limit for all of a step.
        let unlimited = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let connect = || self.of.client.get_multiplexed_async_connection_with_config(&unlimited);
        self.connection.get_or_try_init(connect).await.cloned()
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut current = self.of.current();
        // Another may have given it up before, and made a new one.
        if !self.answered && Arc::ptr_eq(&current, &self.connection) {
            *current = Connection::default();
        }
    }
}
