//! A store in Redis: one for a fleet.

use std::fmt;
use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, FromRedisValue};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::commands::RedisCommands;
pub use super::connection::Reconnecting;
use super::store::{Claim, Holder, ReplayStore, StoreError};
use crate::error::{Code, Error};

/// Remembers in a Redis that all instances of an endpoint share.
///
/// Each id is a key of its own, `<namespace>:<id>`, that Redis itself forgets when its time is over. Every step is
/// atomic, and runs in tokio's runtime. A Redis that evicts keys under memory pressure, or loses its last second in a
/// crash or to a replica, forgets ids too: give it `maxmemory-policy noeviction`, and `appendonly yes` where that
/// matters.
///
/// ```
/// use logto_webhook::replay::{ReplayGuard, redis::RedisStore};
/// use logto_webhook::{SigningKey, Webhook};
///
/// let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
/// let store = RedisStore::connect("redis://127.0.0.1/", "billing:logto")?;
/// let guard = ReplayGuard::new(&webhook, store);
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Clone)]
pub struct RedisStore<C = Reconnecting> {
    connection: C,
    commands: RedisCommands,
    time_limit: Duration,
}

impl RedisStore {
    /// How long Redis may take for one step unless another limit is set: 1 s of the ten that Logto waits.
    pub const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(1);

    /// Takes the address of a Redis, as `redis://user:password@host:6379/0` or `redis+unix:///run/redis.sock`, and the
    /// name under which this endpoint's ids stand there.
    ///
    /// It connects when it is first asked, and anew when the connection is lost. For TLS, as `rediss://host/`, turn on
    /// a feature for it of the crate `redis`; for a cluster or sentinels make the connection yourself and hand it to
    /// [`RedisStore::new`].
    ///
    /// # Errors
    ///
    /// [`Code::NamespaceEmpty`], and [`Code::StoreUnavailable`] for what is no address.
    pub fn connect(url: &str, namespace: &str) -> Result<Self, Error> {
        // What the client says of an address may repeat the password in it.
        let connection = Reconnecting::to(url).map_err(|_| {
            let found = if url.starts_with("rediss:") || url.starts_with("valkeys:") {
                "one with TLS that cannot be used: has the crate `redis` a feature for it, as `tokio-rustls-comp`?"
            } else {
                "something else"
            };
            Error::new(
                Code::StoreUnavailable,
                format!("expected the address of a Redis, as `redis://host:6379/0`, found {found}"),
            )
        })?;
        Self::new(connection, namespace)
    }
}

impl<C: ConnectionLike + Clone + Send + Sync + 'static> RedisStore<C> {
    /// Takes a connection of yours, whose clones are the same connection, and the name under which this endpoint's ids
    /// stand there.
    ///
    /// To connect anew is up to the connection: a plain one never does. Its own time limits hold, too: the client's
    /// default for an answer is half a second.
    ///
    /// # Errors
    ///
    /// [`Code::NamespaceEmpty`].
    pub fn new(connection: C, namespace: &str) -> Result<Self, Error> {
        let commands = RedisCommands::new(namespace)?;
        Ok(Self { connection, commands, time_limit: RedisStore::DEFAULT_TIME_LIMIT })
    }

    /// Sets how long Redis may take for one step, connecting included.
    #[must_use]
    pub fn with_time_limit(self, time_limit: Duration) -> Self {
        Self { time_limit, ..self }
    }

    async fn ask<T: FromRedisValue>(&self, words: &[String]) -> Result<T, StoreError> {
        let mut connection = self.connection.clone();
        let mut command = Cmd::new();
        command.arg(words);
        match timeout(self.time_limit, command.query_async(&mut connection)).await {
            Ok(answer) => Ok(answer?),
            Err(_elapsed) => Err(format!("Redis did not answer within {:?}", self.time_limit).into()),
        }
    }
}

impl<C> fmt::Debug for RedisStore<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("namespace", &self.commands.namespace())
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}

impl<C: ConnectionLike + Clone + Send + Sync + 'static> ReplayStore for RedisStore<C> {
    async fn begin(&self, id: &str, holder: Holder, lease: Duration) -> Result<Claim, StoreError> {
        let found: Vec<u8> = self.ask(&self.commands.begin(id, holder, lease)).await?;
        Ok(self.commands.claim_of(&found, holder))
    }

    async fn complete(&self, id: &str, retention: Duration) -> Result<(), StoreError> {
        self.ask(&self.commands.complete(id, retention)).await
    }

    async fn release(&self, id: &str, holder: Holder) -> Result<(), StoreError> {
        self.ask(&self.commands.release(id, holder)).await
    }

    fn abandon(&self, id: &str, holder: Holder) {
        // Outside the runtime nothing can be sent; the lease ends by itself.
        let Ok(runtime) = Handle::try_current() else { return };
        let (store, id) = (self.clone(), id.to_owned());
        runtime.spawn(async move { store.release(&id, holder).await });
    }
}
