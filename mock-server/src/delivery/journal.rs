//! What was sent, attempt by attempt, for whoever asks while it happens. Logto has no such thing; tests need it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde::{Serialize, Serializer};
use tokio::sync::{SetOnce, broadcast};

use super::Delivery;
use super::attempted::Attempt;
use super::exchange::Exchange;
use super::noted_attempt::NotedAttempt;
use crate::config::ENDS_BEHIND;
use crate::faults::{Sending, Strikes};
use crate::recipient::Recipient;
use crate::store::LogEntry;
use crate::system::{EventName, System};
use crate::text::text_or_base64;

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

/// A delivery as it is now: all attempts for one recipient and one event. As JSON it is what `GET /__mock/deliveries` shows.
///
/// It goes on while this is looked at; awaiting it waits for its end.
#[derive(Debug, Clone)]
pub struct Entry(Arc<Noted>);

struct Noted {
    id: Arc<str>,
    to: Recipient,
    event: EventName,
    faults: Strikes,
    payload: Bytes,
    replay_of: Option<Arc<str>>,
    attempts: Mutex<Vec<NotedAttempt>>,
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
            to: delivery.to.clone(),
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

    /// The hook or webhook that it goes to.
    pub fn hook_id(&self) -> &str {
        self.0.to.id()
    }

    /// Whose webhook it is.
    pub fn system(&self) -> System {
        self.0.to.system()
    }

    /// Who is told.
    pub(crate) fn recipient(&self) -> &Recipient {
        &self.0.to
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
        let noted = self.attempts_so_far().clone();
        noted.into_iter().map(|noted| Attempt::new(self, noted)).collect()
    }

    /// Whether it succeeded, once it has ended.
    pub fn succeeded(&self) -> Option<bool> {
        self.0.ended.get().map(|end| end.succeeded)
    }

    /// The delivery once more, by another id.
    pub(super) fn delivery(&self, id: Arc<str>) -> Delivery {
        let Noted { to, event, faults, payload, .. } = &*self.0;
        let again = Delivery::with_id(id, *event, to.clone(), payload.clone(), faults.clone());
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
    fn attempts_so_far(&self) -> MutexGuard<'_, Vec<NotedAttempt>> {
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

/// A delivery with the bytes of its attempts.
pub(crate) struct InDetail<'a>(pub(crate) &'a Entry);

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        View::of(self, &self.attempts_so_far()).serialize(serializer)
    }
}

impl Serialize for InDetail<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Detailed<'a> {
            #[serde(flatten)]
            attempt: &'a NotedAttempt,
            exchanges: Vec<Exchange>,
        }
        let Self(entry) = self;
        let attempts = entry.attempts_so_far().clone();
        let detailed = |attempt| Detailed { attempt, exchanges: Exchange::all_of(entry, attempt) };
        View::of(entry, &attempts.iter().map(detailed).collect::<Vec<_>>()).serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a, A> {
    id: &'a str,
    system: System,
    hook_id: &'a str,
    event: EventName,
    url: &'a str,
    attempts: &'a [A],
    state: DeliveryState,
    #[serde(skip_serializing_if = "Strikes::is_empty")]
    faults: &'a Strikes,
    #[serde(skip_serializing_if = "Option::is_none")]
    replay_of: Option<&'a str>,
    /// What the header of the first attempt says; without a fault, that of every one.
    signature: Option<String>,
    /// What a Logto sends, byte for byte. A fault may send something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

impl<'a, A> View<'a, A> {
    fn of(entry: &'a Entry, attempts: &'a [A]) -> Self {
        let Noted { id, to, event, faults, payload, replay_of, .. } = &*entry.0;
        let body = text_or_base64(payload);
        Self {
            id,
            system: to.system(),
            hook_id: to.id(),
            event: *event,
            url: to.url(),
            attempts,
            state: entry.state(),
            faults,
            replay_of: replay_of.as_deref(),
            signature: Sending::of(faults.in_attempt(1), to, payload).signature,
            body: body.as_ref().ok().copied(),
            body_base64: body.err(),
        }
    }
}

/// The entry of a delivery under way, for the one who sends it.
#[derive(Debug)]
pub(super) struct OpenEntry(Entry);

impl OpenEntry {
    pub(super) fn entry(&self) -> Entry {
        self.0.clone()
    }

    pub(super) fn add(&self, attempt: NotedAttempt) {
        self.0.attempts_so_far().push(attempt);
    }

    /// How many bytes of its attempts someone else could have made many.
    pub(super) fn bytes(&self) -> usize {
        self.0.attempts_so_far().iter().map(NotedAttempt::bytes).sum()
    }
}
