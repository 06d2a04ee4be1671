use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use logto_webhook::Timestamp;
use serde::{Deserialize, Serialize};

use super::input;
use crate::call::Call;
use crate::config::ClockMode;
use crate::delivery::Dispatcher;
use crate::reply::{ErrorBody, Reply};

/// `GET /__mock/clock`
pub(crate) fn read(dispatcher: &Dispatcher) -> Reply {
    #[derive(Serialize)]
    struct Clock {
        mode: ClockMode,
        now: Timestamp,
        waiting: usize,
    }
    let clock = dispatcher.clock();
    let now = Timestamp::from_unix_millis(clock.now().0);
    Reply::json(StatusCode::OK, &Clock { mode: dispatcher.config().clock, now, waiting: clock.pausing() })
}

/// `POST /__mock/clock`: moves it on.
pub(crate) fn advance(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Advance {
        advance_ms: u64,
    }
    let Advance { advance_ms } = input(call, "{\"advanceMs\":1000}")?;
    if dispatcher.clock().advance(Duration::from_millis(advance_ms)) {
        return Ok(read(dispatcher));
    }
    let message = "This clock only goes by itself; start the mock with `--clock auto` or `--clock manual`.";
    Err(ErrorBody::new("mock.clock_goes_by_itself", message).reply(StatusCode::CONFLICT))
}
