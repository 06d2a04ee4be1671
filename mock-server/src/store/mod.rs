//! The state of the mock: [`hooks`], the platform's [`webhooks`], and the [`logs`] of what was sent to them, a [`ring`] of
//! which is kept, behind one plain lock. All but the logs is read from a document and written to one by [`state`],
//! and [`field`] reads the single fields of rows.
//!
//! What a [`column`] takes is looked at when a row is written.
//!
//! Nothing here knows HTTP, waits or asks for the time: whoever changes something says when. A hook that was handed
//! out is a snapshot, as a row that was read is in Logto: deliveries under way go on with what they began with.
//! [`json`] is what Logto's JSON columns do to user data, and [`ids`] draws identifiers and keys.

pub(crate) mod applications;
pub(crate) mod column;
pub(crate) mod deep_json;
mod field;
mod hooks;
pub(crate) mod identifier;
mod ids;
pub(crate) mod json;
mod logs;
pub(crate) mod organizations;
pub(crate) mod relation;
pub(crate) mod resources;
mod ring;
pub(crate) mod roles;
pub(crate) mod seconds;
mod seeds;
mod state;
pub(crate) mod table;
pub(crate) mod trusted_devices;
pub(crate) mod users;
mod webhooks;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub(crate) use column::{Unstorable, column_time, lower, lower_case};
pub(crate) use field::each_once;
pub use hooks::{CustomHeaders, Hook, HookConfig, HookKey, NewHook};
pub(crate) use hooks::{HookChange, without_credentials};
pub(crate) use ids::{
    Draws, WEBHOOK_SECRET, WEBHOOK_SECRET_LENGTH, api_key, event_id, oidc_id, request_id, short_id,
    standard_id, standard_secret,
};
pub(crate) use logs::{ExecutionStats, LogEntry, LogFilter, RequestOptions};
pub(crate) use ring::{Extent, Limits};
pub use state::{State, StateError};
pub(crate) use webhooks::WebhookChange;
pub use webhooks::{NewWebhook, Webhook, WebhookStatus};

use logto_webhook::UnixMillis;
use logto_webhook::logto::EventName;
use serde_json::{Map, Value};

use applications::{Application, ApplicationSecret};
use organizations::OrganizationTables;
use relation::Relation;
use resources::{Resource, Scope};
use roles::{Role, RoleType};
pub(crate) use table::Table;
use trusted_devices::TrustedDevice;
use users::User;

use crate::config::{MOST_WEBHOOKS, TENANT};
use crate::recipient::Recipient;
use crate::system::System;
use column::{Stored, objects_fit};
use ring::Ring;

/// What the mock remembers.
#[derive(Debug)]
pub(crate) struct Store {
    /// What identifiers and keys are drawn from.
    pub(crate) draws: Draws,
    tables: Mutex<Tables>,
    /// Under a lock of its own, which is never held together with the other.
    log: Mutex<Ring>,
    client: ClientKey,
    /// What it held when the mock was first served.
    start: OnceLock<Tables>,
}

/// How the application proves itself that gets tokens, whatever else the store holds.
pub(crate) struct ClientKey {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// All rows oldest first, so that a new one is appended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    hooks: Vec<Arc<Hook>>,
    pub(crate) users: Table<User>,
    pub(crate) trusted_devices: Table<TrustedDevice>,
    pub(crate) organizations: OrganizationTables,
    pub(crate) applications: Table<Application>,
    pub(crate) application_secrets: Vec<ApplicationSecret>,
    pub(crate) resources: Table<Resource>,
    pub(crate) scopes: Table<Scope>,
    pub(crate) roles: Table<Role>,
    /// The roles of users.
    pub(crate) user_roles: Relation<2>,
    /// The roles of applications.
    pub(crate) application_roles: Relation<2>,
    /// The scopes of roles.
    pub(crate) role_scopes: Relation<2>,
    /// What was set of the one row that there is.
    sign_in_exp: Map<String, Value>,
    /// The platform's.
    pub(crate) webhooks: Table<Webhook>,
}

impl Tables {
    /// Deletes an application with all that is its, and says whether there was one.
    pub(crate) fn delete_application(&mut self, id: &str) -> bool {
        self.application_roles.forget_left(id);
        self.organizations.applications.forget_right(id);
        self.application_secrets.retain(|secret| secret.application_id != id);
        self.applications.remove(id).is_some()
    }

    pub(crate) fn scopes_of(&self, resource_id: &str) -> impl Iterator<Item = &Arc<Scope>> {
        self.scopes.oldest_first().filter(move |scope| scope.resource_id == resource_id)
    }

    /// Deletes a resource with its scopes.
    pub(crate) fn delete_resource(&mut self, id: &str) {
        for scope in self.scopes_of(id).cloned().collect::<Vec<_>>() {
            self.delete_scope(&scope.id);
        }
        self.resources.remove(id);
    }

    /// Deletes a scope, and says whether there was one.
    pub(crate) fn delete_scope(&mut self, id: &str) -> bool {
        self.role_scopes.forget_right(id);
        self.organizations.role_resource_scopes.forget_right(id);
        self.scopes.remove(id).is_some()
    }

    /// Adds a user, who gets the roles that all new ones get.
    pub(crate) fn insert_user(&mut self, user: User) -> Result<Arc<User>, Unstorable> {
        user.check()?;
        Ok(self.insert_user_unchecked(user))
    }

    /// The same of one that was checked before.
    fn insert_user_unchecked(&mut self, user: User) -> Arc<User> {
        let user = self.users.insert_unchecked(user);
        let default =
            self.roles.oldest_first().filter(|role| role.is_default && role.r#type == RoleType::User);
        for role in default {
            self.user_roles.insert([&user.id, &role.id]);
        }
        user
    }

    /// Deletes a user with all that is its.
    pub(crate) fn delete_user(&mut self, id: &str) -> Option<Arc<User>> {
        self.user_roles.forget_left(id);
        self.organizations.forget_user(id);
        self.trusted_devices.retain(|device| device.user_id != id);
        self.users.remove(id)
    }
}

impl Store {
    /// A store with what a state says, what is in Logto's database from the start, and an application that may use the
    /// Management API.
    pub(crate) fn new(of_log: Limits, draws: Draws, state: State, client: ClientKey, at: UnixMillis) -> Self {
        let log = Mutex::new(Ring::new(of_log));
        let store = Self { draws, tables: Mutex::default(), log, client, start: OnceLock::new() };
        store.replace(state, at);
        store
    }

    /// Forgets all but the log and takes what a state says, with what there always is.
    pub(crate) fn replace(&self, State(mut tables): State, at: UnixMillis) {
        self.draws.within(|| {
            tables.seed(at);
            tables.insert_client(&self.client.id, &self.client.secret, at);
        });
        *self.tables() = tables;
    }

    /// All but the log, as it is now.
    pub(crate) fn state(&self) -> State {
        State(self.tables().clone())
    }

    /// Notes what there is when the mock is first served.
    pub(crate) fn begins(&self) {
        self.start.get_or_init(|| self.tables().clone());
    }

    /// Goes back to what there was then, and forgets the log, whose entries it gives back.
    pub(crate) fn reset(&self) -> Vec<Arc<LogEntry>> {
        if let Some(start) = self.start.get() {
            *self.tables() = start.clone();
        }
        self.ring().clear()
    }

    /// Reads and changes rows in one go: nobody sees or changes anything meanwhile.
    pub(crate) fn within<T>(&self, what: impl FnOnce(&mut Tables) -> T) -> T {
        what(&mut self.tables())
    }

    /// Makes a hook of what a peer sent.
    pub(crate) fn insert_hook(&self, new: NewHook, at: UnixMillis) -> Result<Arc<Hook>, Unstorable> {
        let hook = self.draws.within(|| Hook::create(new, at));
        hook.check()?;
        Ok(self.push_hook(hook))
    }

    pub(crate) fn create_hook(&self, new: NewHook, at: UnixMillis) -> Arc<Hook> {
        self.push_hook(self.draws.within(|| Hook::create(new, at)))
    }

    fn push_hook(&self, hook: Hook) -> Arc<Hook> {
        let hook = Arc::new(hook);
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

    /// All who can be told, the newest first in each system.
    pub(crate) fn recipients(&self) -> Vec<Recipient> {
        let hooks = self.hooks().into_iter().map(Recipient::from);
        hooks.chain(self.webhooks().into_iter().map(Recipient::from)).collect()
    }

    pub(crate) fn recipient(&self, system: System, id: &str) -> Option<Recipient> {
        match system {
            System::Logto => self.hook(id).map(Recipient::from),
            System::Platform => self.webhook(id).map(Recipient::from),
        }
    }

    /// Sets anew what the change names; `None` where there is no such hook.
    pub(crate) fn change_hook(&self, id: &str, change: HookChange) -> Result<Option<Arc<Hook>>, Unstorable> {
        let mut tables = self.tables();
        let Some(hook) = tables.hooks.iter_mut().find(|hook| hook.id == id) else { return Ok(None) };
        let mut changed = Hook::clone(hook);
        changed.change(change)?;
        changed.check()?;
        *hook = Arc::new(changed);
        Ok(Some(Arc::clone(hook)))
    }

    /// Removes a hook and says whether there was one. Its log stays, as in Logto.
    pub(crate) fn delete_hook(&self, id: &str) -> bool {
        let mut tables = self.tables();
        let before = tables.hooks.len();
        tables.hooks.retain(|hook| hook.id != id);
        tables.hooks.len() < before
    }

    /// Sets anew what is said in the hooks of an endpoint, and says whether there are any.
    pub(crate) fn set_hooks_of(
        &self,
        url: &str,
        events: Option<&[EventName]>,
        signing_key: Option<&HookKey>,
    ) -> bool {
        let mut tables = self.tables();
        let mut of_url = tables.hooks.iter_mut().filter(|hook| hook.config.url == url).peekable();
        let are_any = of_url.peek().is_some();
        for hook in of_url.map(Arc::make_mut) {
            if let Some(events) = events {
                events.clone_into(&mut hook.events);
            }
            if let Some(key) = signing_key.filter(|key| key.as_str() != hook.signing_key.as_str()) {
                hook.set_signing_key(key.clone());
            }
        }
        are_any
    }

    /// Gives a hook a new key, at once. The key before it is kept for the fault that signs with it.
    pub(crate) fn renew_signing_key(&self, id: &str) -> Option<Arc<Hook>> {
        let mut tables = self.tables();
        let hook = tables.hooks.iter_mut().find(|hook| hook.id == id)?;
        Arc::make_mut(hook).set_signing_key(HookKey::generate());
        Some(Arc::clone(hook))
    }

    /// Makes a webhook of the platform of what a peer sent; `None` where there are too many.
    pub(crate) fn insert_webhook(
        &self,
        new: NewWebhook,
        at: UnixMillis,
    ) -> Result<Option<Arc<Webhook>>, Unstorable> {
        let mut tables = self.tables();
        if tables.webhooks.len() >= MOST_WEBHOOKS {
            return Ok(None);
        }
        let webhook = self.drawn(&tables, new, at);
        tables.webhooks.insert(webhook).map(Some)
    }

    pub(crate) fn create_webhook(&self, new: NewWebhook, at: UnixMillis) -> Arc<Webhook> {
        let mut tables = self.tables();
        let webhook = self.drawn(&tables, new, at);
        tables.webhooks.insert_unchecked(webhook)
    }

    fn drawn(&self, tables: &Tables, new: NewWebhook, at: UnixMillis) -> Webhook {
        self.draws.within(|| Webhook::create(tables.webhooks.unused_id(|_| false), new, at))
    }

    /// All webhooks of the platform, newest first.
    pub(crate) fn webhooks(&self) -> Vec<Arc<Webhook>> {
        self.tables().webhooks.newest_first().cloned().collect()
    }

    pub(crate) fn webhook(&self, id: &str) -> Option<Arc<Webhook>> {
        self.tables().webhooks.get(id)
    }

    /// Sets anew what the change names; `None` where there is no such webhook.
    pub(crate) fn change_webhook(
        &self,
        id: &str,
        change: WebhookChange,
        at: UnixMillis,
    ) -> Result<Option<Arc<Webhook>>, Unstorable> {
        let mut tables = self.tables();
        let Some(mut webhook) = tables.webhooks.get(id).map(Arc::unwrap_or_clone) else { return Ok(None) };
        webhook.change(change, at);
        tables.webhooks.replace(webhook).map(Some)
    }

    /// Gives the webhooks of an endpoint this secret, if there is one, and says whether there are any.
    pub(crate) fn set_webhooks_of(&self, url: &str, secret: Option<&HookKey>) -> bool {
        let mut tables = self.tables();
        let of_url: Vec<_> =
            tables.webhooks.newest_first().filter(|webhook| webhook.url == url).cloned().collect();
        for webhook in &of_url {
            if let Some(secret) = secret {
                tables.webhooks.amend(&webhook.id, |webhook| webhook.secret = secret.clone());
            }
        }
        !of_url.is_empty()
    }

    /// Removes a webhook and says whether there was one. Deliveries to it that are under way go on.
    pub(crate) fn delete_webhook(&self, id: &str) -> bool {
        self.tables().webhooks.remove(id).is_some()
    }

    /// Notes when a delivery to a webhook was made, unless that was deleted meanwhile.
    pub(crate) fn note_triggered(&self, id: &str, at: UnixMillis) {
        self.tables().webhooks.amend(id, |webhook| webhook.trigger(at));
    }

    /// Writes an entry, and gives back those for which there is no room any more.
    pub(crate) fn add_log(&self, entry: LogEntry) -> Vec<Arc<LogEntry>> {
        let entry = Arc::new(entry);
        self.ring().push(entry)
    }

    /// What a filter lets through of the log of one hook, newest first. An id that no hook has, or has any more, is no
    /// error.
    pub(crate) fn logs_of(&self, hook_id: &str, filter: &LogFilter) -> Vec<Arc<LogEntry>> {
        let log = self.ring();
        let entries = log.of_hook(hook_id).rev();
        let entries = entries.filter(|line| filter.lets_through(line));
        entries.map(|line| Arc::clone(&line.entry)).collect()
    }

    /// The entry of this id, whichever hook it is of. Logto knows nothing of the platform's.
    pub(crate) fn log(&self, id: &str) -> Option<Arc<LogEntry>> {
        self.ring().find(id).filter(|entry| entry.is_of_logto()).cloned()
    }

    /// How much of the log is kept, and how much was let go.
    pub(crate) fn extent_of_log(&self) -> Extent {
        self.ring().extent()
    }

    /// How many deliveries of a hook a filter lets through, and how many of those succeeded.
    pub(crate) fn stats_of(&self, hook_id: &str, filter: &LogFilter) -> ExecutionStats {
        let log = self.ring();
        log.of_hook(hook_id).filter(|line| filter.lets_through(line)).collect()
    }

    /// Sets these members and keeps the others.
    pub(crate) fn change_sign_in_exp(&self, members: Map<String, Value>) -> Result<Value, Unstorable> {
        objects_fit(&[("signInExperience", &members)])?;
        self.tables().sign_in_exp.extend(members);
        Ok(self.sign_in_exp())
    }

    pub(crate) fn sign_in_exp(&self) -> Value {
        let mut row =
            Map::from_iter([("tenantId".to_owned(), TENANT.into()), ("id".to_owned(), "default".into())]);
        row.extend(self.tables().sign_in_exp.clone());
        Value::Object(row)
    }

    /// No change here is left half done by a panic, so a poisoned lock is as good as a whole one.
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
