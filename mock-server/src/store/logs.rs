use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use logto_webhook::UnixMillis;
use serde::Serialize;

use super::ring::Line;
use crate::config::Profile;
use crate::outcome::Outcome;
use crate::recipient::Recipient;
use crate::system::{EventName, System};

/// One delivery that has ended. What a reader sees is made when it is read.
pub(crate) struct LogEntry {
    pub(crate) id: Arc<str>,
    /// As it was when this began.
    pub(crate) to: Recipient,
    pub(crate) event: EventName,
    pub(crate) request_body: Bytes,
    pub(crate) options: RequestOptions,
    /// Of the last attempt: Logto's log does not tell how many there were.
    pub(crate) outcome: Outcome,
    /// What is remembered of its attempts besides.
    pub(crate) bytes_in_journal: usize,
    pub(crate) created_at: UnixMillis,
}

/// How Logto's HTTP client was told to send: its errors quote it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestOptions {
    pub(crate) retries: f64,
    pub(crate) time_limit: Duration,
    pub(crate) profile: Profile,
}

impl LogEntry {
    /// Whether a hook was told, so that Logto's log has it.
    pub(crate) fn is_of_logto(&self) -> bool {
        self.to.system() == System::Logto
    }

    /// What kind of entry it is, as Logto's log has it.
    pub(crate) fn key(&self) -> String {
        format!("TriggerHook.{}", self.event)
    }

    /// How many bytes it holds that someone else could make many.
    pub(super) fn bytes(&self) -> usize {
        self.request_body.len() + self.outcome.bytes() + self.to.bytes() + self.bytes_in_journal
    }
}

/// Which entries of a log are asked for.
#[derive(Debug, Default)]
pub(crate) struct LogFilter {
    /// Exactly this key.
    pub(crate) key: Option<String>,
    /// From then on, both ends included.
    pub(crate) from: Option<UnixMillis>,
    pub(crate) to: Option<UnixMillis>,
}

impl LogFilter {
    /// All entries of the time before now.
    pub(crate) fn last(time: Duration, now: UnixMillis) -> Self {
        let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self { from: Some(UnixMillis(now.0.saturating_sub(millis))), ..Self::default() }
    }

    pub(super) fn lets_through(&self, line: &Line) -> bool {
        self.from.is_none_or(|from| from <= line.created_at)
            && self.to.is_none_or(|to| line.created_at <= to)
            && self.key.as_ref().is_none_or(|key| *key == line.entry.key())
    }
}

/// How the deliveries of a hook went.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExecutionStats {
    success_count: usize,
    request_count: usize,
}

impl<'a> FromIterator<&'a Line> for ExecutionStats {
    fn from_iter<I: IntoIterator<Item = &'a Line>>(lines: I) -> Self {
        lines.into_iter().fold(Self::default(), |stats, line| Self {
            success_count: stats.success_count + usize::from(line.succeeded),
            request_count: stats.request_count + 1,
        })
    }
}

impl fmt::Debug for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogEntry")
            .field("id", &self.id)
            .field("succeeded", &self.outcome.succeeded())
            .finish_non_exhaustive()
    }
}
