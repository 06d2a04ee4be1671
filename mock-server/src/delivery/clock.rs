use std::time::Duration;

use logto_webhook::UnixMillis;
use tokio::time::Instant;

/// The mock's clock, by which it writes times and waits. It runs evenly, whoever sets the machine's clock.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    started: Instant,
    started_at: UnixMillis,
}

impl Clock {
    /// A clock that goes with the real time.
    pub(crate) fn real() -> Self {
        Self { started: Instant::now(), started_at: std::time::SystemTime::now().into() }
    }

    pub(crate) fn now(&self) -> UnixMillis {
        later(self.started_at, self.started.elapsed())
    }

    pub(crate) async fn sleep_until(&self, at: UnixMillis) {
        let since_start = u64::try_from(at.0 - self.started_at.0).unwrap_or(0);
        tokio::time::sleep_until(self.started + Duration::from_millis(since_start)).await;
    }
}

/// A time and a duration after it.
pub(super) fn later(at: UnixMillis, by: Duration) -> UnixMillis {
    let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    UnixMillis(at.0.saturating_add(millis))
}
