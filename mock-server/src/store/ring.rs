use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use logto_webhook::UnixMillis;
use serde::Serialize;

use super::logs::LogEntry;

/// How much of the log is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// How many entries, over all who are told.
    pub(crate) entries: usize,
    /// How many bytes they hold together: what was sent, what was answered, and the texts of errors.
    pub(crate) bytes: usize,
}

/// How much of the log there is.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Extent {
    pub(crate) kept: usize,
    /// Since the start.
    pub(crate) dropped: u64,
}

/// The log: the entries that were written last, whoever was told. The newest one is always kept.
#[derive(Debug)]
pub(super) struct Ring {
    limits: Limits,
    /// The oldest first, here and below.
    all: VecDeque<Arc<LogEntry>>,
    /// Only of Logto's hooks, and of those that have any.
    of_hooks: HashMap<String, VecDeque<Line>>,
    by_id: HashMap<Arc<str>, Arc<LogEntry>>,
    bytes: usize,
    dropped: u64,
}

/// An entry in the log of its hook, with what statistics look at: they go through ten thousand of them.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) created_at: UnixMillis,
    pub(super) succeeded: bool,
    pub(super) entry: Arc<LogEntry>,
}

impl Line {
    fn of(entry: &Arc<LogEntry>) -> Self {
        let succeeded = entry.outcome.succeeded();
        Self { created_at: entry.created_at, succeeded, entry: Arc::clone(entry) }
    }
}

impl Ring {
    pub(super) fn new(limits: Limits) -> Self {
        let (all, of_hooks, by_id) = (VecDeque::new(), HashMap::new(), HashMap::new());
        Self { limits, all, of_hooks, by_id, bytes: 0, dropped: 0 }
    }

    /// Keeps an entry, and gives back those that it displaces.
    pub(super) fn push(&mut self, entry: Arc<LogEntry>) -> Vec<Arc<LogEntry>> {
        self.bytes += entry.bytes();
        self.by_id.insert(Arc::clone(&entry.id), Arc::clone(&entry));
        if entry.is_of_logto() {
            self.push_line(&entry);
        }
        self.all.push_back(entry);
        let mut displaced = Vec::new();
        while self.is_over() {
            displaced.extend(self.pop());
        }
        displaced
    }

    fn push_line(&mut self, entry: &Arc<LogEntry>) {
        // Not `entry`: nearly always the hook has a log already, and its id need not be copied.
        match self.of_hooks.get_mut(entry.to.id()) {
            Some(of_hook) => of_hook.push_back(Line::of(entry)),
            None => drop(self.of_hooks.insert(entry.to.id().to_owned(), [Line::of(entry)].into())),
        }
    }

    /// Begins anew, and gives back all that there was.
    pub(super) fn clear(&mut self) -> Vec<Arc<LogEntry>> {
        std::mem::replace(self, Self::new(self.limits)).all.into()
    }

    pub(super) fn of_hook(&self, id: &str) -> impl DoubleEndedIterator<Item = &Line> {
        self.of_hooks.get(id).into_iter().flatten()
    }

    pub(super) fn find(&self, id: &str) -> Option<&Arc<LogEntry>> {
        self.by_id.get(id)
    }

    pub(super) fn extent(&self) -> Extent {
        Extent { kept: self.all.len(), dropped: self.dropped }
    }

    fn is_over(&self) -> bool {
        let is_over = self.all.len() > self.limits.entries || self.bytes > self.limits.bytes;
        is_over && self.all.len() > 1
    }

    fn pop(&mut self) -> Option<Arc<LogEntry>> {
        let oldest = self.all.pop_front()?;
        self.by_id.remove(&oldest.id);
        // The oldest of all is the oldest of its hook.
        if let Some(of_hook) = self.of_hooks.get_mut(oldest.to.id()).filter(|_| oldest.is_of_logto()) {
            of_hook.pop_front();
            if of_hook.is_empty() {
                self.of_hooks.remove(oldest.to.id());
            }
        }
        self.bytes -= oldest.bytes();
        self.dropped += 1;
        Some(oldest)
    }
}
