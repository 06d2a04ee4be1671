//! What was sent, attempt by attempt, for whoever asks while it happens. Logto has no such thing; tests need it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName;
use serde::{Serialize, Serializer};
use tokio::sync::{SetOnce, broadcast};

use super::Delivery;
use crate::config::ENDS_BEHIND;
use crate::faults::{Fault, Sending, Strikes};
use crate::outcome::Failure;
use crate::store::{Hook, LogEntry};

/// The deliveries that are under way or in the log, in the order in which they began. Each can be waited for.
#[derive(Debug)]
pub(crate) struct Journal {
    entries: Mutex<Entries>,
    ended: Mutex<u64>,
    listeners: broadcast::Sender<Entry>,
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            entries: Mutex::default(),
            ended: Mutex::default(),
            listeners: broadcast::Sender::new(ENDS_BEHIND),
        }
    }
}

#[derive(Debug, Default)]
struct Entries {
    begun: u64,
    /// By the number of deliveries that had begun before.
    by_number: BTreeMap<u64, Entry>,
    numbers: HashMap<Arc<str>, u64>,
}

/// A delivery as it is now: all attempts for one hook and one event. As JSON it is what `GET /__mock/deliveries` shows.
///
/// It goes on while this is looked at; awaiting it waits for its end.
#[derive(Debug, Clone)]
pub struct Entry(Arc<Noted>);

struct Noted {
    id: Arc<str>,
    hook: Arc<Hook>,
    event: EventName,
    faults: Strikes,
    payload: Bytes,
    replay_of: Option<Arc<str>>,
    attempts: Mutex<Vec<Attempt>>,
    ended: SetOnce<End>,
}

/// The end of a delivery.
#[derive(Debug, Clone, Copy)]
struct End {
    /// How many others had ended before.
    number: u64,
    succeeded: bool,
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
#[non_exhaustive]
pub enum DeliveryState {
    /// It waits for its turn, for an answer or for its next attempt.
    Pending,
    /// Its last attempt was answered with a status from 200 to 299.
    Succeeded,
    /// It came to something else, and no attempt follows.
    Failed,
}

impl fmt::Display for DeliveryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        })
    }
}

/// One POST that has ended.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
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

    /// 1 for the first.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// By the mock's clock.
    pub fn started_at(&self) -> UnixMillis {
        self.started_at_ms
    }

    /// By the mock's clock, to the end of the last answer's body.
    pub fn duration(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.duration_ms).unwrap_or(0))
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self.outcome {
            AttemptOutcome::Status(status) => Some(status),
            AttemptOutcome::Error(_) => None,
        }
    }

    /// Why there was none, in the words of Node.
    pub fn error(&self) -> Option<&str> {
        match &self.outcome {
            AttemptOutcome::Status(_) => None,
            AttemptOutcome::Error(error) => Some(error),
        }
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

    /// Notes that a delivery has ended, and tells whoever listens.
    pub(super) fn close(&self, OpenEntry(entry): OpenEntry, succeeded: bool) {
        // Until all is told, no other ends: they are told in the order of their numbers.
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let number = *ended;
        *ended += 1;
        // Nobody else has the open entry, and it is taken: the end is told once.
        let _ = entry.0.ended.set(End { number, succeeded });
        // Mostly nobody does.
        let _ = self.listeners.send(entry);
    }

    /// How many deliveries have ended.
    pub(crate) fn ended_so_far(&self) -> u64 {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What ends from now on. Who is too slow for it learns that, and finds it all among [`Journal::all`].
    pub(crate) fn listen(&self) -> broadcast::Receiver<Entry> {
        self.listeners.subscribe()
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

    /// How many others had ended before it, if it has.
    pub(crate) fn end(&self) -> Option<u64> {
        self.0.ended.get().map(|end| end.number)
    }

    /// Returns when the delivery has ended.
    pub async fn ended(&self) {
        self.0.ended.wait().await;
    }

    /// Its id, which its entry in Logto's log has, too.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The hook that it goes to.
    pub fn hook_id(&self) -> &str {
        &self.0.hook.id
    }

    /// What it tells of.
    pub fn event(&self) -> EventName {
        self.0.event
    }

    /// What was signed, byte for byte. A fault may send something else.
    pub fn body(&self) -> Bytes {
        self.0.payload.clone()
    }

    /// The attempts that have ended, the first one first.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.attempts_so_far().clone()
    }

    /// Whether it succeeded, once it has ended.
    pub fn succeeded(&self) -> Option<bool> {
        self.0.ended.get().map(|end| end.succeeded)
    }

    /// The delivery once more, by another id.
    pub(super) fn delivery(&self, id: Arc<str>) -> Delivery {
        let Noted { hook, event, faults, payload, .. } = &*self.0;
        let again = Delivery::with_id(id, *event, Arc::clone(hook), payload.clone(), faults.clone());
        Delivery { replay_of: Some(Arc::clone(&self.0.id)), ..again }
    }

    /// How far it is.
    pub fn state(&self) -> DeliveryState {
        match self.0.ended.get() {
            None => DeliveryState::Pending,
            Some(End { succeeded: true, .. }) => DeliveryState::Succeeded,
            Some(End { succeeded: false, .. }) => DeliveryState::Failed,
        }
    }

    /// The list is only ever appended to, so a poisoned lock is as good as a whole one.
    fn attempts_so_far(&self) -> MutexGuard<'_, Vec<Attempt>> {
        self.0.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl IntoFuture for Entry {
    type Output = Self;
    type IntoFuture = Pin<Box<dyn Future<Output = Self> + Send>>;

    /// The delivery once it has ended.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.ended().await;
            self
        })
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
            state: DeliveryState,
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
            attempts: &self.attempts_so_far(),
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
    pub(super) fn entry(&self) -> Entry {
        self.0.clone()
    }

    pub(super) fn add(&self, attempt: Attempt) {
        self.0.attempts_so_far().push(attempt);
    }
}
