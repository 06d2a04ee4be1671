use std::time::{Duration, SystemTime};

use logto_webhook::UnixMillis;
use tokio::sync::watch;
use tokio::time::Instant;

/// The mock's clock, by which it writes times and waits. It goes by itself or is moved by hand, and is never set back.
#[derive(Debug)]
pub(crate) enum Clock {
    /// Runs evenly, whoever sets the machine's clock.
    Real { started: Instant, started_at: UnixMillis },
    /// Stands still until it is moved. Whoever waits watches it.
    Manual(watch::Sender<UnixMillis>),
}

impl Clock {
    /// A clock that goes with the real time.
    pub(crate) fn real() -> Self {
        Self::Real { started: Instant::now(), started_at: SystemTime::now().into() }
    }

    /// A clock that stands at the present time.
    pub(crate) fn manual() -> Self {
        Self::Manual(watch::Sender::new(SystemTime::now().into()))
    }

    /// The time that receivers go by, however this clock was moved: what is signed tells it.
    pub(crate) fn wall(&self) -> UnixMillis {
        match self {
            Self::Real { .. } => self.now(),
            Self::Manual(_) => SystemTime::now().into(),
        }
    }

    pub(crate) fn now(&self) -> UnixMillis {
        match self {
            Self::Real { started, started_at } => later(*started_at, started.elapsed()),
            Self::Manual(now) => *now.borrow(),
        }
    }

    /// Moves a clock that is moved by hand, and wakes who waited for a time that has come. Another one goes by itself.
    pub(crate) fn advance(&self, by: Duration) {
        if let Self::Manual(now) = self {
            now.send_modify(|now| *now = later(*now, by));
        }
    }

    pub(crate) async fn sleep_until(&self, at: UnixMillis) {
        match self {
            Self::Real { started, started_at } => {
                let since_start = u64::try_from(at.0 - started_at.0).unwrap_or(0);
                tokio::time::sleep_until(*started + Duration::from_millis(since_start)).await;
            }
            Self::Manual(now) => {
                // It ends with the clock, and nobody waits for a clock that is gone.
                let _ = now.subscribe().wait_for(|now| *now >= at).await;
            }
        }
    }
}

/// A time and a duration after it.
pub(super) fn later(at: UnixMillis, by: Duration) -> UnixMillis {
    let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    UnixMillis(at.0.saturating_add(millis))
}
