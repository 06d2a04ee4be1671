use std::sync::Arc;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::client::Client;
use super::journal::{Journal, OpenEntry};
use super::record::log_entry;
use super::sender::{BodyOfSuccess, Sender};
use super::{Clock, Delivery};
use crate::change::Change;
use crate::config::{Config, SLOTS_OF_A_DISPATCH};
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

impl Dispatcher {
    pub(crate) fn new(store: Arc<Store>, clock: Clock, config: Config) -> Arc<Self> {
        let client = Client::new(config.insecure);
        let sender = Sender { clock, config, client, stopping: CancellationToken::new() };
        Arc::new(Self { store, journal: Journal::default(), sender, under_way: TaskTracker::new() })
    }

    /// Sends changes to every hook that wants them: change after change, each to the newest hook first.
    pub(crate) fn announce(self: &Arc<Self>, changes: &[Change]) {
        let hooks = self.store.hooks();
        let deliveries = changes.iter().flat_map(|change| {
            let wanting = hooks.iter().filter(|hook| hook.wants(change.name));
            wanting.map(|hook| Delivery::new(change, Arc::clone(hook), None))
        });
        self.dispatch(deliveries.collect());
    }

    /// Sends deliveries, so many at a time, in this order. They are in the journal when this returns.
    pub(crate) fn dispatch(self: &Arc<Self>, deliveries: Vec<Delivery>) {
        if deliveries.is_empty() {
            return;
        }
        let noted: Vec<_> =
            deliveries.into_iter().map(|delivery| (self.journal.open(&delivery), delivery)).collect();
        let this = Arc::clone(self);
        self.under_way.spawn(async move {
            let mut sending = JoinSet::new();
            for (entry, delivery) in noted {
                if sending.len() == SLOTS_OF_A_DISPATCH {
                    sending.join_next().await;
                }
                let this = Arc::clone(&this);
                sending.spawn(async move { this.send(entry, delivery).await });
            }
            sending.join_all().await;
        });
    }

    async fn send(&self, entry: OpenEntry, delivery: Delivery) {
        let outcome = self.sender.send(&delivery, BodyOfSuccess::Read, |attempt| entry.add(attempt)).await;
        let succeeded = outcome.succeeded();
        self.store.add_log(log_entry(delivery, outcome, &self.sender));
        // Last, so that who waited for the end finds the log entry.
        entry.close(succeeded);
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

    pub(crate) fn clock(&self) -> &Clock {
        &self.sender.clock
    }

    pub(crate) fn config(&self) -> &Config {
        &self.sender.config
    }

    /// Cancelled when the mock stops.
    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.sender.stopping
    }

    /// Begins no attempt any more and returns when those under way have ended.
    pub(crate) async fn stop(&self) {
        self.sender.stopping.cancel();
        self.under_way.close();
        self.under_way.wait().await;
    }
}
