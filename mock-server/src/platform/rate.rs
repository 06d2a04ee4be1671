use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use logto_webhook::UnixMillis;

use super::access::Permission;
use super::refusal;
use crate::config::MOST_CALLERS_COUNTED;
use crate::reply::Reply;

/// In milliseconds.
const MINUTE: i64 = 60_000;

/// How many calls a minute each caller may make. A caller's minute begins with its first call, by the mock's clock.
#[derive(Debug)]
pub(super) struct Rate {
    limit: NonZeroU32,
    minutes: Mutex<HashMap<Counted, Minute>>,
}

/// Whose calls are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Counted {
    Key(Permission),
    /// Without a key, by where it calls from.
    Stranger(String),
}

#[derive(Debug, Clone, Copy)]
struct Minute {
    begun: UnixMillis,
    calls: u32,
}

impl Minute {
    /// How many milliseconds of it are left.
    fn left(self, now: UnixMillis) -> i64 {
        self.begun.0.saturating_add(MINUTE).saturating_sub(now.0)
    }
}

impl Rate {
    pub(super) fn new(limit: NonZeroU32) -> Self {
        Self { limit, minutes: Mutex::default() }
    }

    /// Forgets all calls.
    pub(super) fn reset(&self) {
        self.minutes().clear();
    }

    /// Counts a call, or refuses it, which does not count.
    pub(super) fn count(
        &self,
        permission: Option<Permission>,
        address: &str,
        now: UnixMillis,
    ) -> Result<(), Reply> {
        let caller = permission.map_or_else(|| Counted::Stranger(address.to_owned()), Counted::Key);
        let mut minutes = self.minutes();
        if minutes.len() >= MOST_CALLERS_COUNTED && !minutes.contains_key(&caller) {
            make_room(&mut minutes, now);
        }
        let minute = minutes.entry(caller).or_insert(Minute { begun: now, calls: 0 });
        if minute.left(now) <= 0 {
            *minute = Minute { begun: now, calls: 0 };
        }
        if minute.calls == self.limit.get() {
            return Err(refusal::too_many(seconds_left(minute.left(now))));
        }
        minute.calls += 1;
        Ok(())
    }

    /// Nothing panics while it has the lock.
    fn minutes(&self) -> MutexGuard<'_, HashMap<Counted, Minute>> {
        self.minutes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets whose minutes are over, or all strangers where none is: those can have any number of addresses.
fn make_room(minutes: &mut HashMap<Counted, Minute>, now: UnixMillis) {
    minutes.retain(|_, minute| minute.left(now) > 0);
    if minutes.len() >= MOST_CALLERS_COUNTED {
        minutes.retain(|caller, _| matches!(caller, Counted::Key(_)));
    }
}

/// So many that the time is over then, and at least one.
fn seconds_left(millis: i64) -> u32 {
    u32::try_from(millis.max(1).unsigned_abs().div_ceil(1000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_of_any_number_take_no_room_and_no_key_is_forgotten_for_them() {
        let rate = Rate::new(NonZeroU32::MIN);
        let call = |permission, address: &str| rate.count(permission, address, UnixMillis(0)).is_ok();
        assert!(call(Some(Permission::ReadOnly), ""));
        for stranger in 0..=2 * MOST_CALLERS_COUNTED {
            assert!(call(None, &stranger.to_string()));
        }
        assert!(rate.minutes().len() <= MOST_CALLERS_COUNTED);
        assert!(!call(Some(Permission::ReadOnly), ""));
    }
}
