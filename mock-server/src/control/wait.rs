use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{event_named, input_if_given};
use crate::call::Call;
use crate::config::{DEFAULT_WAIT, LONGEST_WAIT};
use crate::delivery::{Dispatcher, Entry};
use crate::matcher::{Criterion, Matcher};
use crate::reply::{ErrorBody, Reply};
use crate::system::System;
use crate::waiting::{self, WaitError};

/// What is waited for, and how long.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wait {
    system: Option<System>,
    event: Option<String>,
    hook_id: Option<String>,
    state: Option<Ended>,
    /// Values by JSON Pointers.
    #[serde(default)]
    body: BTreeMap<String, Value>,
    times: Option<usize>,
    timeout_ms: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Ended {
    Succeeded,
    Failed,
}

#[derive(Serialize)]
struct Found<'a> {
    deliveries: &'a [Entry],
}

/// `POST /__mock/wait`: answers when so many deliveries have ended, or with what came instead. With `"times": 0`, when
/// nothing is under way: then none may have been made.
pub(crate) async fn wait_for(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let wait = Wait::read(call)?;
    let (matcher, limit) = (wait.matcher(call)?, wait.limit());
    let found = match wait.times.unwrap_or(1) {
        0 => waiting::expect_none(dispatcher, &matcher, limit).await.map(|()| Vec::new()),
        times => waiting::wait_for(dispatcher, &matcher, times, limit).await,
    };
    let found = found.map_err(|error| refused(&error))?;
    Ok(Reply::json(StatusCode::OK, &Found { deliveries: &found }))
}

/// `POST /__mock/idle`: answers when nothing is under way, with what waits for the clock.
pub(crate) async fn idle(dispatcher: &Arc<Dispatcher>, call: &Call) -> Result<Reply, Reply> {
    let wait = Wait::read(call)?;
    let waiting = waiting::idle(dispatcher, &wait.matcher(call)?, wait.limit()).await;
    let waiting = waiting.map_err(|error| refused(&error))?;
    Ok(Reply::json(StatusCode::OK, &Found { deliveries: &waiting }))
}

impl Wait {
    fn read(call: &Call) -> Result<Self, Reply> {
        input_if_given(call, "{\"event\":\"User.Created\",\"times\":1}")
    }

    fn matcher(&self, call: &Call) -> Result<Matcher, Reply> {
        let event = self.event.as_deref().map(|name| event_named(call, self.system, name)).transpose()?;
        // An event is of one system only.
        let system = self.system.filter(|_| event.is_none()).map(Criterion::System);
        let criteria = system.into_iter().chain(event.map(Criterion::Event));
        let criteria = criteria.chain(self.hook_id.clone().map(Criterion::Hook));
        let criteria =
            criteria.chain(self.state.map(|state| Criterion::Succeeded(state == Ended::Succeeded)));
        let members =
            self.body.iter().map(|(pointer, value)| Criterion::Member(pointer.clone(), value.clone()));
        Ok(criteria.chain(members).fold(Matcher::any(), Matcher::and))
    }

    fn limit(&self) -> Duration {
        self.timeout_ms.map_or(DEFAULT_WAIT, Duration::from_millis).min(LONGEST_WAIT)
    }
}

fn refused(error: &WaitError) -> Reply {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Instead<'a> {
        deliveries: &'a [Entry],
        near_misses: Vec<NearMiss<'a>>,
    }
    #[derive(Serialize)]
    struct NearMiss<'a> {
        delivery: &'a Entry,
        missed: String,
    }
    let misses = error.near_misses().iter();
    let near_misses =
        misses.map(|miss| NearMiss { delivery: &miss.delivery, missed: miss.missed.to_string() });
    let (code, status) = if error.is_timeout() {
        ("mock.waited_too_long", StatusCode::REQUEST_TIMEOUT)
    } else {
        ("mock.unexpected_delivery", StatusCode::CONFLICT)
    };
    let instead = Instead { deliveries: error.found(), near_misses: near_misses.collect() };
    ErrorBody::new(code, &error.to_string()).data(instead).reply(status)
}
