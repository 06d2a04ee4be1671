//! The state of the mock: [`hooks`] and the [`logs`] of what was sent to them, behind one plain lock.
//!
//! Nothing here knows HTTP, waits or asks for the time: whoever changes something says when. A hook that was handed
//! out is a snapshot, as a row that was read is in Logto: deliveries under way go on with what they began with.
//! [`json`] is what Logto's JSON columns do to user data, and [`ids`] draws identifiers and keys.

mod hooks;
mod ids;
pub(crate) mod json;
mod logs;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use hooks::{CustomHeaders, Hook, HookConfig, HookKey, NewHook};
pub(crate) use ids::standard_id;
pub(crate) use logs::LogEntry;
use logto_webhook::UnixMillis;

/// What the mock remembers.
#[derive(Debug, Default)]
pub(crate) struct Store {
    tables: Mutex<Tables>,
}

/// Both oldest first, so that a new row is appended.
#[derive(Debug, Default)]
struct Tables {
    hooks: Vec<Arc<Hook>>,
    logs: Vec<LogEntry>,
}

impl Store {
    pub(crate) fn create_hook(&self, new: NewHook, at: UnixMillis) -> Arc<Hook> {
        let hook = Arc::new(Hook::create(new, at));
        self.tables().hooks.push(Arc::clone(&hook));
        hook
    }

    /// All hooks, newest first: the order of Logto's lists and of its dispatches.
    pub(crate) fn hooks(&self) -> Vec<Arc<Hook>> {
        self.tables().hooks.iter().rev().cloned().collect()
    }

    pub(crate) fn hook(&self, id: &str) -> Option<Arc<Hook>> {
        self.tables().hooks.iter().find(|hook| hook.id == id).cloned()
    }

    /// Removes a hook and says whether there was one. Its log stays, as in Logto.
    pub(crate) fn delete_hook(&self, id: &str) -> bool {
        let mut tables = self.tables();
        let before = tables.hooks.len();
        tables.hooks.retain(|hook| hook.id != id);
        tables.hooks.len() < before
    }

    /// Gives a hook a new key, at once. The key before it is kept for the fault that signs with it.
    pub(crate) fn renew_signing_key(&self, id: &str) -> Option<Arc<Hook>> {
        let mut tables = self.tables();
        let hook = tables.hooks.iter_mut().find(|hook| hook.id == id)?;
        Arc::make_mut(hook).renew_signing_key();
        Some(Arc::clone(hook))
    }

    pub(crate) fn add_log(&self, entry: LogEntry) {
        self.tables().logs.push(entry);
    }

    /// The log of one hook, newest first. An id that no hook has, or has any more, is no error.
    pub(crate) fn logs_of(&self, hook_id: &str) -> Vec<LogEntry> {
        self.tables().logs.iter().rev().filter(|entry| entry.hook_id == hook_id).cloned().collect()
    }

    /// No change here is left half done by a panic, so a poisoned lock is as good as a whole one.
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
