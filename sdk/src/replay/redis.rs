//! A store in Redis: one for a fleet.

use std::fmt;
use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, FromRedisValue};
use tokio::runtime::Handle;
use tokio::time::timeout;

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
    namespace: Box<str>,
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
        if namespace.trim().is_empty() {
            return Err(Error::new(
                Code::NamespaceEmpty,
                "expected a name of its own for this endpoint's ids, as `billing:logto`, found none; others may use \
                 the same Redis",
            ));
        }
        Ok(Self { connection, namespace: namespace.into(), time_limit: RedisStore::DEFAULT_TIME_LIMIT })
    }

    /// Sets how long Redis may take for one step, connecting included.
    #[must_use]
    pub fn with_time_limit(self, time_limit: Duration) -> Self {
        Self { time_limit, ..self }
    }

    fn key(&self, id: &str) -> String {
        format!("{}:{id}", self.namespace)
    }

    /// A script that is one atomic step on one key. It is sent whole each time: a digest would need a second way for
    /// when Redis has forgotten it.
    fn script(&self, script: &str, id: &str) -> Cmd {
        let mut command = redis::cmd("EVAL");
        command.arg(script).arg(1).arg(self.key(id));
        command
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, StoreError> {
        let mut connection = self.connection.clone();
        match timeout(self.time_limit, command.query_async(&mut connection)).await {
            Ok(answer) => Ok(answer?),
            Err(_elapsed) => Err(format!("Redis did not answer within {:?}", self.time_limit).into()),
        }
    }
}

impl<C> fmt::Debug for RedisStore<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("namespace", &self.namespace)
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}

/// What stands under a key: this, or who holds it.
const COMPLETED: &str = "completed";

/// Gives back what stands under a key, which it takes if it is free. It writes only then, so that a Redis that is full
/// still knows what was completed.
const BEGIN: &str = "
    local found = redis.call('GET', KEYS[1])
    if found then return found end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return ARGV[1]";

/// Deletes a key if it is still the holder's.
const RELEASE: &str = "
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end";

impl<C: ConnectionLike + Clone + Send + Sync + 'static> ReplayStore for RedisStore<C> {
    async fn begin(&self, id: &str, holder: Holder, lease: Duration) -> Result<Claim, StoreError> {
        let me = holder.to_string();
        let mut begin = self.script(BEGIN, id);
        begin.arg(&me).arg(millis(lease));
        let found: Vec<u8> = self.ask(&begin).await?;
        Ok(match found {
            found if found == me.as_bytes() => Claim::Taken,
            found if found == COMPLETED.as_bytes() => Claim::Completed,
            _another => Claim::InProgress,
        })
    }

    async fn complete(&self, id: &str, retention: Duration) -> Result<(), StoreError> {
        let mut set = redis::cmd("SET");
        set.arg(self.key(id)).arg(COMPLETED).arg("PX").arg(millis(retention));
        self.ask(&set).await
    }

    async fn release(&self, id: &str, holder: Holder) -> Result<(), StoreError> {
        let mut release = self.script(RELEASE, id);
        release.arg(holder.to_string());
        self.ask(&release).await
    }

    fn abandon(&self, id: &str, holder: Holder) {
        // Outside the runtime nothing can be sent; the lease ends by itself.
        let Ok(runtime) = Handle::try_current() else { return };
        let (store, id) = (self.clone(), id.to_owned());
        runtime.spawn(async move { store.release(&id, holder).await });
    }
}

/// Redis refuses a time of nothing, and one that it cannot add to the present.
fn millis(time: Duration) -> u64 {
    const A_HUNDRED_YEARS: u64 = 100 * 365 * 24 * 60 * 60 * 1000;
    u64::try_from(time.as_millis()).unwrap_or(A_HUNDRED_YEARS).clamp(1, A_HUNDRED_YEARS)
}
