use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::client::Client;
use super::journal::{Journal, OpenEntry};
use super::record::log_entry;
use super::sender::{BodyOfSuccess, Sender};
use super::{Clock, Delivery};
use crate::change::Change;
use crate::config::{ABORT_AFTER, Config, DISPATCHES_AT_ONCE, NEXT_DISPATCH_WITHIN, SLOTS_OF_A_DISPATCH};
use crate::outcome::Outcome;
use crate::store::Store;

/// Sends what happened to the hooks that want it, in the background.
#[derive(Debug)]
pub(crate) struct Dispatcher {
    pub(crate) store: Arc<Store>,
    pub(crate) journal: Journal,
    sender: Sender,
    under_way: TaskTracker,
}

/// Deliveries in the order in which they are sent, each with its entry in the journal.
type Noted = Vec<(OpenEntry, Delivery)>;

/// What several tasks take from, each the next one.
struct Queue<T>(Mutex<VecDeque<T>>);

impl<T> Queue<T> {
    fn of(items: impl IntoIterator<Item = T>) -> Self {
        Self(Mutex::new(items.into_iter().collect()))
    }

    fn next(&self) -> Option<T> {
        self.items().pop_front()
    }

    fn len(&self) -> usize {
        self.items().len()
    }

    /// Nothing panics while it has the lock.
    fn items(&self) -> MutexGuard<'_, VecDeque<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dispatcher {
    pub(crate) fn new(store: Arc<Store>, clock: Clock, config: Config) -> Arc<Self> {
        let client = Client::new(config.insecure);
        let sender = Sender {
            clock,
            config,
            client,
            stopping: CancellationToken::new(),
            aborting: CancellationToken::new(),
        };
        Arc::new(Self { store, journal: Journal::default(), sender, under_way: TaskTracker::new() })
    }

    /// Sends changes to every hook that wants them: change after change, each to the newest hook first.
    pub(crate) fn announce(self: &Arc<Self>, changes: Vec<Change>) {
        let hooks = self.store.hooks();
        let mut deliveries = Vec::new();
        for mut change in changes {
            let event = change.name;
            let wanting = hooks.iter().filter(|hook| hook.wants(event));
            deliveries.extend(wanting.map(|hook| Delivery::new(&mut change, Arc::clone(hook), None)));
        }
        self.dispatch(deliveries);
    }

    /// Sends deliveries, so many at a time, in this order. They are in the journal when this returns.
    pub(crate) fn dispatch(self: &Arc<Self>, deliveries: Vec<Delivery>) {
        self.dispatch_each(vec![deliveries]);
    }

    /// Makes a dispatch of each, in this order. All deliveries are in the journal when this returns.
    ///
    /// So many dispatches are under way at once, which spares endpoints that are fast a connection for each. Every
    /// moment another one begins in any case, so that those which hang keep none back for long.
    pub(crate) fn dispatch_each(self: &Arc<Self>, dispatches: Vec<Vec<Delivery>>) {
        let dispatches = Arc::new(Queue::of(dispatches.into_iter().map(|deliveries| self.note(deliveries))));
        let count = dispatches.len();
        for _ in 0..count.min(DISPATCHES_AT_ONCE) {
            let (this, dispatches) = (Arc::clone(self), Arc::clone(&dispatches));
            self.under_way.spawn(async move {
                while let Some(dispatch) = dispatches.next() {
                    this.carry_out(dispatch).await;
                }
            });
        }
        if count > DISPATCHES_AT_ONCE {
            self.under_way.spawn(Arc::clone(self).begin_in_any_case(dispatches));
        }
    }

    async fn begin_in_any_case(self: Arc<Self>, dispatches: Arc<Queue<Noted>>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(NEXT_DISPATCH_WITHIN) => {}
                () = self.sender.stopping.cancelled() => {}
            }
            let Some(dispatch) = dispatches.next() else { return };
            let this = Arc::clone(&self);
            self.under_way.spawn(async move { this.carry_out(dispatch).await });
        }
    }

    fn note(&self, deliveries: Vec<Delivery>) -> Noted {
        deliveries.into_iter().map(|delivery| (self.journal.open(&delivery), delivery)).collect()
    }

    /// Sends with as many slots as a dispatch has, of which this task is one.
    async fn carry_out(self: &Arc<Self>, noted: Noted) {
        let deliveries = Arc::new(Queue::of(noted));
        for _ in 1..deliveries.len().min(SLOTS_OF_A_DISPATCH) {
            let (this, deliveries) = (Arc::clone(self), Arc::clone(&deliveries));
            self.under_way.spawn(async move { this.send_all(&deliveries).await });
        }
        self.send_all(&deliveries).await;
    }

    async fn send_all(&self, deliveries: &Queue<(OpenEntry, Delivery)>) {
        while let Some((entry, delivery)) = deliveries.next() {
            self.send(entry, delivery).await;
        }
    }

    async fn send(&self, entry: OpenEntry, delivery: Delivery) {
        let outcome = self.sender.send(&delivery, BodyOfSuccess::Read, |attempt| entry.add(attempt)).await;
        let succeeded = outcome.succeeded();
        let dropped = self.store.add_log(log_entry(delivery, outcome, &self.sender));
        // Last, so that who waited for the end finds the log entry.
        entry.close(succeeded);
        if !dropped.is_empty() {
            self.journal.forget(&dropped);
        }
    }

    /// Sends deliveries all at once, unlogged, and gives the first outcome that is no success.
    ///
    /// Returns at that outcome; the others go on, as in Logto.
    pub(crate) async fn try_out(self: &Arc<Self>, deliveries: Vec<Delivery>) -> Result<(), Outcome> {
        let mut sending = JoinSet::new();
        for delivery in deliveries {
            let this = Arc::clone(self);
            let test = async move { this.sender.send(&delivery, BodyOfSuccess::Ignored, |_| ()).await };
            sending.spawn(self.under_way.track_future(test));
        }
        while let Some(joined) = sending.join_next().await {
            match joined {
                Ok(outcome) if outcome.succeeded() => {}
                Ok(outcome) => {
                    sending.detach_all();
                    return Err(outcome);
                }
                Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
            }
        }
        Ok(())
    }

    /// Goes back to what the store held when the mock was first served, and forgets what has ended.
    pub(crate) fn reset(&self) {
        self.journal.forget(&self.store.reset());
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.sender.clock
    }

    pub(crate) fn config(&self) -> &Config {
        &self.sender.config
    }

    /// Begins no attempt any more, lets those under way end for a while, aborts the rest, and returns when every
    /// delivery has its end in log and journal.
    pub(crate) async fn stop(&self) {
        self.sender.stopping.cancel();
        self.under_way.close();
        if tokio::time::timeout(ABORT_AFTER, self.under_way.wait()).await.is_err() {
            self.sender.aborting.cancel();
            self.under_way.wait().await;
        }
    }
}
