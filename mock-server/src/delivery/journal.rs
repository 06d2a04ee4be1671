//! What was sent, attempt by attempt, for whoever asks while it happens. Logto has no such thing; tests need it.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName;
use serde::{Serialize, Serializer};
use tokio::sync::watch;

use super::Delivery;
use crate::faults::{self, Fault};
use crate::outcome::Failure;

/// All deliveries since the start, oldest first. Each can be watched, so that waiting for its end is no polling.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: Mutex<Vec<watch::Sender<Entry>>>,
}

/// A delivery as the control API shows it.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    id: String,
    hook_id: String,
    event: EventName,
    url: String,
    attempts: Vec<Attempt>,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<Fault>,
    /// What the header of every attempt says.
    signature: String,
    /// What was signed, byte for byte. A fault may send something else.
    #[serde(serialize_with = "as_text")]
    body: Bytes,
}

/// Payloads are made of text.
fn as_text<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(body))
}

/// Without what is about persons or lets others in.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum State {
    Pending,
    Succeeded,
    Failed,
}

/// One POST that has ended.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    number: u32,
    started_at_ms: UnixMillis,
    duration_ms: i64,
    outcome: AttemptOutcome,
    /// Whether the answer was longer than what is kept of one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    answer_cut: bool,
}

/// As JSON `{"status":…}` or `{"error":…}`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
enum AttemptOutcome {
    Status(u16),
    Error(String),
}

impl Attempt {
    pub(super) fn new(
        number: u32,
        started_at: UnixMillis,
        ended_at: UnixMillis,
        status: Result<u16, &Failure>,
    ) -> Self {
        let outcome = match status {
            Ok(status) => AttemptOutcome::Status(status),
            Err(failure) => AttemptOutcome::Error(failure.summary()),
        };
        let duration_ms = ended_at.0 - started_at.0;
        Self { number, started_at_ms: started_at, duration_ms, outcome, answer_cut: false }
    }

    pub(super) fn with_answer_cut(self) -> Self {
        Self { answer_cut: true, ..self }
    }
}

impl Journal {
    /// Notes a delivery that is about to be sent.
    pub(super) fn open(&self, delivery: &Delivery) -> OpenEntry {
        let (signature, _) = faults::sign(delivery.fault, &delivery.hook, &delivery.payload);
        let entry = watch::Sender::new(Entry {
            id: delivery.id.clone(),
            hook_id: delivery.hook.id.clone(),
            event: delivery.event,
            url: delivery.hook.config.url.clone(),
            attempts: Vec::new(),
            state: State::Pending,
            fault: delivery.fault,
            signature: signature.to_string(),
            body: delivery.payload.clone(),
        });
        self.entries().push(entry.clone());
        OpenEntry(entry)
    }

    /// All deliveries as they are now, newest last.
    pub(crate) fn all(&self) -> Vec<Entry> {
        self.entries().iter().map(|entry| entry.borrow().clone()).collect()
    }

    /// One delivery, to be read now or when it has ended.
    pub(crate) fn find(&self, id: &str) -> Option<Watched> {
        let entries = self.entries();
        let entry = entries.iter().rev().find(|entry| entry.borrow().id == id)?;
        Some(Watched(entry.subscribe()))
    }

    /// The list is only ever appended to, so a poisoned lock is as good as a whole one.
    fn entries(&self) -> MutexGuard<'_, Vec<watch::Sender<Entry>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The entry of a delivery under way, for the one who sends it.
#[derive(Debug)]
pub(super) struct OpenEntry(watch::Sender<Entry>);

impl OpenEntry {
    pub(super) fn add(&self, attempt: Attempt) {
        self.0.send_modify(|entry| entry.attempts.push(attempt));
    }

    pub(super) fn close(&self, succeeded: bool) {
        let state = if succeeded { State::Succeeded } else { State::Failed };
        self.0.send_modify(|entry| entry.state = state);
    }
}

/// The entry of a delivery, for one who waits.
#[derive(Debug)]
pub(crate) struct Watched(watch::Receiver<Entry>);

impl Watched {
    pub(crate) fn now(&self) -> Entry {
        self.0.borrow().clone()
    }

    /// Returns when the delivery has ended.
    pub(crate) async fn ended(&mut self) {
        // An error would mean that the journal is gone, and with it whatever there was to wait for.
        let _ = self.0.wait_for(|entry| entry.state != State::Pending).await;
    }
}
