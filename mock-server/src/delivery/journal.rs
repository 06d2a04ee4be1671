//! What was sent, attempt by attempt, for whoever asks while it happens. Logto has no such thing; tests need it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName;
use serde::{Serialize, Serializer};
use tokio::sync::SetOnce;

use super::Delivery;
use crate::faults::{Fault, Sending, Strikes};
use crate::outcome::Failure;
use crate::store::{Hook, LogEntry};

/// The deliveries that are under way or in the log, in the order in which they began. Each can be waited for.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    begun: u64,
    /// By the number of deliveries that had begun before.
    by_number: BTreeMap<u64, Entry>,
    numbers: HashMap<Arc<str>, u64>,
}

/// A delivery as it is now, for whoever asks. As JSON it is what the control API shows.
#[derive(Debug, Clone)]
pub(crate) struct Entry(Arc<Noted>);

struct Noted {
    id: Arc<str>,
    hook: Arc<Hook>,
    event: EventName,
    faults: Strikes,
    payload: Bytes,
    replay_of: Option<Arc<str>>,
    attempts: Mutex<Vec<Attempt>>,
    /// Whether it succeeded.
    ended: SetOnce<bool>,
}

/// Without what is about persons or lets others in.
impl fmt::Debug for Noted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Noted")
            .field("id", &self.id)
            .field("ended", &self.ended.get())
            .finish_non_exhaustive()
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
    /// What few have, and the thousands that are remembered need no room for.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    on_request: Option<Box<OnRequest>>,
    /// Whether the answer was longer than what is kept of one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    answer_cut: bool,
}

/// What went wrong with an attempt because a fault wants it.
#[derive(Debug, Clone, Serialize)]
struct OnRequest {
    faults: Vec<Fault>,
    /// What came of the second request, where a fault made one.
    #[serde(skip_serializing_if = "Option::is_none")]
    copy: Option<AttemptOutcome>,
}

/// As JSON `{"status":…}` or `{"error":…}`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
enum AttemptOutcome {
    Status(u16),
    Error(String),
}

impl AttemptOutcome {
    fn of(status: Result<u16, &Failure>) -> Self {
        match status {
            Ok(status) => Self::Status(status),
            Err(failure) => Self::Error(failure.summary()),
        }
    }
}

impl Attempt {
    pub(super) fn new(
        number: u32,
        started_at: UnixMillis,
        ended_at: UnixMillis,
        status: Result<u16, &Failure>,
    ) -> Self {
        let (outcome, duration_ms) = (AttemptOutcome::of(status), ended_at.0 - started_at.0);
        Self { number, started_at_ms: started_at, duration_ms, outcome, on_request: None, answer_cut: false }
    }

    pub(super) fn showing<'a>(
        self,
        faults: impl Iterator<Item = &'a Fault>,
        of_copy: Option<&Result<u16, Failure>>,
    ) -> Self {
        let faults: Vec<_> = faults.cloned().collect();
        let copy = of_copy.map(|status| AttemptOutcome::of(status.as_ref().copied()));
        Self { on_request: (!faults.is_empty()).then(|| Box::new(OnRequest { faults, copy })), ..self }
    }

    pub(super) fn with_answer_cut(self) -> Self {
        Self { answer_cut: true, ..self }
    }
}

impl Journal {
    /// Notes a delivery that is about to be sent.
    pub(super) fn open(&self, delivery: &Delivery) -> OpenEntry {
        let entry = Entry::of(delivery);
        let mut entries = self.entries();
        let number = entries.begun;
        entries.begun += 1;
        entries.numbers.insert(Arc::clone(&delivery.id), number);
        entries.by_number.insert(number, entry.clone());
        OpenEntry(entry)
    }

    /// Forgets deliveries that the log has let go: they have ended.
    pub(super) fn forget(&self, dropped: &[Arc<LogEntry>]) {
        let mut forgotten = Vec::with_capacity(dropped.len());
        let mut entries = self.entries();
        for log_entry in dropped {
            let number = entries.numbers.remove(&log_entry.id);
            forgotten.extend(number.and_then(|number| entries.by_number.remove(&number)));
        }
        // Freeing memory need not keep others waiting.
        drop(entries);
    }

    /// All deliveries, the newest last.
    pub(crate) fn all(&self) -> Vec<Entry> {
        self.entries().by_number.values().cloned().collect()
    }

    pub(crate) fn find(&self, id: &str) -> Option<Entry> {
        let entries = self.entries();
        let number = entries.numbers.get(id)?;
        entries.by_number.get(number).cloned()
    }

    /// No change here is left half done by a panic, so a poisoned lock is as good as a whole one.
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn of(delivery: &Delivery) -> Self {
        Self(Arc::new(Noted {
            id: Arc::clone(&delivery.id),
            hook: Arc::clone(&delivery.hook),
            event: delivery.event,
            faults: delivery.faults.clone(),
            payload: delivery.payload.clone(),
            replay_of: delivery.replay_of.clone(),
            attempts: Mutex::default(),
            ended: SetOnce::new(),
        }))
    }

    /// Returns when the delivery has ended.
    pub(crate) async fn ended(&self) {
        self.0.ended.wait().await;
    }

    pub(crate) fn id(&self) -> &str {
        &self.0.id
    }

    /// The delivery once more, by another id.
    pub(super) fn delivery(&self, id: Arc<str>) -> Delivery {
        let Noted { hook, event, faults, payload, .. } = &*self.0;
        let again = Delivery::with_id(id, *event, Arc::clone(hook), payload.clone(), faults.clone());
        Delivery { replay_of: Some(Arc::clone(&self.0.id)), ..again }
    }

    fn state(&self) -> State {
        match self.0.ended.get() {
            None => State::Pending,
            Some(true) => State::Succeeded,
            Some(false) => State::Failed,
        }
    }

    /// The list is only ever appended to, so a poisoned lock is as good as a whole one.
    fn attempts(&self) -> MutexGuard<'_, Vec<Attempt>> {
        self.0.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct View<'a> {
            id: &'a str,
            hook_id: &'a str,
            event: EventName,
            url: &'a str,
            attempts: &'a [Attempt],
            state: State,
            #[serde(skip_serializing_if = "Strikes::is_empty")]
            faults: &'a Strikes,
            #[serde(skip_serializing_if = "Option::is_none")]
            replay_of: Option<&'a str>,
            /// What the header of the first attempt says; without a fault, that of every one.
            signature: Option<String>,
            /// What a Logto sends, byte for byte. A fault may send something else. Payloads are made of text.
            body: Cow<'a, str>,
        }
        let Noted { id, hook, event, faults, payload, replay_of, .. } = &*self.0;
        // Before the attempts: those of a delivery that has ended are all there.
        let state = self.state();
        View {
            id,
            hook_id: &hook.id,
            event: *event,
            url: &hook.config.url,
            attempts: &self.attempts(),
            state,
            faults,
            replay_of: replay_of.as_deref(),
            signature: Sending::of(faults.in_attempt(1), hook, payload).signature,
            body: String::from_utf8_lossy(payload),
        }
        .serialize(serializer)
    }
}

/// The entry of a delivery under way, for the one who sends it.
#[derive(Debug)]
pub(super) struct OpenEntry(Entry);

impl OpenEntry {
    pub(super) fn add(&self, attempt: Attempt) {
        self.0.attempts().push(attempt);
    }

    pub(super) fn close(self, succeeded: bool) {
        // Nobody else has this, and it is taken: the end is told once.
        let _ = self.0.0.ended.set(succeeded);
    }
}
