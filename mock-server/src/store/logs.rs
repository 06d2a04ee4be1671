use std::fmt;

use bytes::Bytes;
use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName;

use crate::outcome::Outcome;

/// One delivery that has ended. What a reader sees is made when it is read.
#[derive(Clone)]
pub(crate) struct LogEntry {
    pub(crate) id: String,
    pub(crate) hook_id: String,
    pub(crate) event: EventName,
    pub(crate) request_body: Bytes,
    /// Of the last attempt: Logto's log does not tell how many there were.
    pub(crate) outcome: Outcome,
    pub(crate) created_at: UnixMillis,
}

impl fmt::Debug for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogEntry")
            .field("id", &self.id)
            .field("succeeded", &self.outcome.succeeded())
            .finish_non_exhaustive()
    }
}
