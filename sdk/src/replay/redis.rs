//! A store in Redis: one for a fleet.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisResult, Script};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::store::{Claim, Holder, ReplayStore, StoreError};
use crate::error::{Code, Error};

/// Remembers in a Redis that all instances of an endpoint share.
///
/// Each id is a key of its own, `<namespace>:<id>`, that Redis itself forgets when its time is over. Every step is
/// atomic. A Redis that evicts keys under memory pressure, or loses its last second in a crash, forgets ids too: give it
/// `maxmemory-policy noeviction`, and `appendonly yes` where that matters.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), logto_webhook::Error> {
/// use logto_webhook::replay::{ReplayGuard, redis::RedisStore};
/// use logto_webhook::{SigningKey, Webhook};
///
/// let webhook = Webhook::new(SigningKey::new("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")?);
/// let store = RedisStore::connect("redis://127.0.0.1/", "billing:logto")?;
/// let guard = ReplayGuard::new(&webhook, store);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisStore<C = ConnectionManager> {
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
    /// It connects when it is first asked, and again when the connection is lost; it must be made inside tokio's
    /// runtime. For TLS, a cluster or sentinels make the connection yourself and hand it to [`RedisStore::new`].
    ///
    /// # Errors
    ///
    /// [`Code::NamespaceEmpty`], and [`Code::StoreUnavailable`] for what is no address.
    pub fn connect(url: &str, namespace: &str) -> Result<Self, Error> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Self::DEFAULT_TIME_LIMIT))
            .set_response_timeout(Some(Self::DEFAULT_TIME_LIMIT))
            // The next delivery tries again: none waits for a Redis that is down.
            .set_number_of_retries(0);
        let manager =
            Client::open(url).and_then(|client| ConnectionManager::new_lazy_with_config(client, config));
        // What the client says of an address may repeat the password in it.
        let manager = manager.map_err(|_| {
            Error::new(
                Code::StoreUnavailable,
                "expected the address of a Redis, as `redis://host:6379/0`, found something else",
            )
        })?;
        Self::new(manager, namespace)
    }
}

impl<C: ConnectionLike + Clone + Send + Sync + 'static> RedisStore<C> {
    /// Takes a connection of yours, whose clones are the same connection, and the name under which this endpoint's ids
    /// stand there.
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

    async fn within_the_limit<T>(&self, step: impl Future<Output = RedisResult<T>>) -> Result<T, StoreError> {
        match timeout(self.time_limit, step).await {
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

/// Takes a key that is free, and gives back what stands under it.
const BEGIN: &str = "
    redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
    return redis.call('GET', KEYS[1])";

/// Deletes a key if it is still the holder's.
const RELEASE: &str = "
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end";

impl<C: ConnectionLike + Clone + Send + Sync + 'static> ReplayStore for RedisStore<C> {
    async fn begin(&self, id: &str, holder: Holder, lease: Duration) -> Result<Claim, StoreError> {
        let mut connection = self.connection.clone();
        let (script, me) = (Script::new(BEGIN), holder.to_string());
        let mut script = script.key(self.key(id));
        let script = script.arg(&me).arg(millis(lease));
        let found: String = self.within_the_limit(script.invoke_async(&mut connection)).await?;
        Ok(match found {
            found if found == me => Claim::Taken,
            found if found == COMPLETED => Claim::Completed,
            _another => Claim::InProgress,
        })
    }

    async fn complete(&self, id: &str, retention: Duration) -> Result<(), StoreError> {
        let mut connection = self.connection.clone();
        let mut set = redis::cmd("SET");
        set.arg(self.key(id)).arg(COMPLETED).arg("PX").arg(millis(retention));
        self.within_the_limit(set.exec_async(&mut connection)).await
    }

    async fn release(&self, id: &str, holder: Holder) -> Result<(), StoreError> {
        let mut connection = self.connection.clone();
        let script = Script::new(RELEASE);
        let mut script = script.key(self.key(id));
        let script = script.arg(holder.to_string());
        self.within_the_limit(script.invoke_async(&mut connection)).await
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
