//! What a Redis is told, and what its answers mean, whichever client speaks to it.

use std::time::Duration;

use super::store::{Claim, Holder};
use crate::error::{Code, Error};

/// The commands of the replay store in Redis, as words to send: for a client of another language, so that its process
/// and those of Rust share one store.
///
/// Each id is a key of its own, `<namespace>:<id>`, and each command is one atomic step on it.
///
/// ```
/// use logto_webhook::replay::{Claim, Holder, RedisCommands};
/// use std::time::Duration;
///
/// let commands = RedisCommands::new("billing:logto")?;
/// assert_eq!(
///     commands.complete("id", Duration::from_secs(60)),
///     ["SET", "billing:logto:id", "completed", "PX", "60000"]
/// );
/// assert_eq!(commands.claim_of(b"completed", Holder::unique()), Claim::Completed);
/// # Ok::<(), logto_webhook::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct RedisCommands {
    namespace: Box<str>,
}

impl RedisCommands {
    /// Takes the name under which this endpoint's ids stand in Redis.
    ///
    /// # Errors
    ///
    /// [`Code::NamespaceEmpty`].
    pub fn new(namespace: &str) -> Result<Self, Error> {
        if namespace.trim().is_empty() {
            return Err(Error::new(
                Code::NamespaceEmpty,
                "expected a name of its own for this endpoint's ids, as `billing:logto`, found none; others may use \
                 the same Redis",
            ));
        }
        Ok(Self { namespace: namespace.into() })
    }

    /// The name under which this endpoint's ids stand.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Takes an id for its holder, if it is free. The answer is for [`RedisCommands::claim_of`].
    pub fn begin(&self, id: &str, holder: Holder, lease: Duration) -> Vec<String> {
        self.script(BEGIN, id, [holder.to_string(), millis(lease)])
    }

    /// What the answer to [`RedisCommands::begin`] means.
    pub fn claim_of(&self, answer: &[u8], holder: Holder) -> Claim {
        match answer {
            found if found == holder.to_string().as_bytes() => Claim::Taken,
            found if found == COMPLETED.as_bytes() => Claim::Completed,
            _another => Claim::InProgress,
        }
    }

    /// Remembers that an id was handled. The answer means nothing.
    pub fn complete(&self, id: &str, retention: Duration) -> Vec<String> {
        vec!["SET".to_owned(), self.key(id), COMPLETED.to_owned(), "PX".to_owned(), millis(retention)]
    }

    /// Gives an id back, if this holder still has it. The answer means nothing.
    pub fn release(&self, id: &str, holder: Holder) -> Vec<String> {
        self.script(RELEASE, id, [holder.to_string()])
    }

    fn key(&self, id: &str) -> String {
        format!("{}:{id}", self.namespace)
    }

    /// A script that is one atomic step on one key. It is sent whole each time: a digest would need a second way for
    /// when Redis has forgotten it.
    fn script(&self, script: &str, id: &str, arguments: impl IntoIterator<Item = String>) -> Vec<String> {
        let words = ["EVAL".to_owned(), script.to_owned(), "1".to_owned(), self.key(id)];
        words.into_iter().chain(arguments).collect()
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

/// Redis refuses a time of nothing, and one that it cannot add to the present.
fn millis(time: Duration) -> String {
    const A_HUNDRED_YEARS: u64 = 100 * 365 * 24 * 60 * 60 * 1000;
    u64::try_from(time.as_millis()).unwrap_or(A_HUNDRED_YEARS).clamp(1, A_HUNDRED_YEARS).to_string()
}
