use std::collections::VecDeque;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Poll;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::SetOnce;
use tokio::task::JoinSet;
use tokio_util::task::TaskTracker;

use super::client::Client;
use super::holds::Holds;
use super::journal::{Entry, Journal, OpenEntry};
use super::record::log_entry;
use super::sender::{BodyOfSuccess, Sender};
use super::{Clock, Delivery};
use crate::change::Change;
use crate::config::{ABORT_AFTER, Config, DISPATCHES_AT_ONCE, NEXT_DISPATCH_WITHIN, SLOTS_OF_A_DISPATCH};
use crate::faults::{Rules, Strikes};
use crate::outcome::{Failure, Outcome};
use crate::payload::Bodies;
use crate::recipient::Recipient;
use crate::store::Store;
use crate::system::EventName;

/// Sends what happened to the hooks that want it, in the background.
#[derive(Debug)]
pub(crate) struct Dispatcher {
    pub(crate) store: Arc<Store>,
    pub(crate) journal: Journal,
    pub(crate) faults: Rules,
    holds: Holds,
    sender: Sender,
    under_way: TaskTracker,
    asked_to_stop: SetOnce<()>,
    runtime: OnceLock<Handle>,
}

/// Deliveries in the order in which they are sent, each with its entry in the journal.
type Noted = Vec<(OpenEntry, Delivery)>;

/// What several tasks take from, each the next one, until there is none. More can come meanwhile.
struct Queue<T> {
    slots: usize,
    waiting: Mutex<Waiting<T>>,
}

struct Waiting<T> {
    items: VecDeque<T>,
    /// How many tasks take from it.
    takers: usize,
}

impl<T> Queue<T> {
    /// One that so many tasks at most take from.
    fn with_slots(slots: usize) -> Self {
        Self { slots, waiting: Mutex::new(Waiting { items: VecDeque::new(), takers: 0 }) }
    }

    /// Adds one, and says whether another task is to take from here.
    #[must_use]
    fn push(&self, item: T) -> bool {
        let mut waiting = self.waiting();
        waiting.items.push_back(item);
        let is_room = waiting.takers < self.slots;
        waiting.takers += usize::from(is_room);
        is_room
    }

    /// The next one, or `None`, and then the task that asked takes no more.
    fn next(&self) -> Option<T> {
        let mut waiting = self.waiting();
        let next = waiting.items.pop_front();
        waiting.takers -= usize::from(next.is_none());
        next
    }

    /// Takes one beside the tasks that have the slots.
    fn take_beside(&self) -> Option<T> {
        self.waiting().items.pop_front()
    }

    fn is_empty(&self) -> bool {
        self.waiting().items.is_empty()
    }

    /// Nothing panics while it has the lock.
    fn waiting(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dispatcher {
    pub(crate) fn new(store: Arc<Store>, clock: Arc<Clock>, config: Config) -> Arc<Self> {
        let client = Client::new(config.insecure);
        let faults = Rules::new(config.seed);
        let sender = Sender { clock, config, client, stopping: SetOnce::new(), aborting: SetOnce::new() };
        Arc::new(Self {
            store,
            journal: Journal::default(),
            faults,
            holds: Holds::default(),
            sender,
            under_way: TaskTracker::new(),
            asked_to_stop: SetOnce::new(),
            runtime: OnceLock::new(),
        })
    }

    /// Makes a delivery, which has these faults and those of the rules.
    pub(crate) fn delivery(
        &self,
        event: EventName,
        to: Recipient,
        payload: Bytes,
        mut faults: Strikes,
    ) -> Delivery {
        self.faults.strike(&mut faults, &to, event, &payload);
        self.held_if_wanted(Delivery::new(event, to, payload, faults))
    }

    /// A new delivery lets go of the one that its recipient has waiting for it, and may be held back itself.
    pub(super) fn held_if_wanted(&self, mut delivery: Delivery) -> Delivery {
        self.holds.enter(&mut delivery);
        delivery
    }

    /// Sends changes to every hook that wants them.
    pub(crate) fn announce(self: &Arc<Self>, changes: Vec<Change>) {
        self.dispatch(self.deliveries_of(changes));
    }

    /// A delivery to every hook that wants it: change after change, each to the newest hook first.
    pub(crate) fn deliveries_of(
        self: &Arc<Self>,
        changes: Vec<Change>,
    ) -> impl Iterator<Item = Delivery> + use<> {
        let hooks = self.store.hooks();
        let this = Arc::clone(self);
        changes.into_iter().flat_map(move |change| {
            let event = change.name;
            let wanting: Vec<_> = hooks.iter().filter(|hook| hook.wants(event)).map(Arc::clone).collect();
            let this = Arc::clone(&this);
            let mut bodies = Bodies::of(change);
            wanting.into_iter().map(move |hook| {
                let payload = bodies.for_hook(&hook.id);
                this.delivery(event.into(), hook.into(), payload, Strikes::default())
            })
        })
    }

    /// Sends deliveries, so many at a time, in this order. All are in the journal when this returns, and the first ones on
    /// their way while the last ones are made. Gives their entries.
    pub(crate) fn dispatch(self: &Arc<Self>, deliveries: impl IntoIterator<Item = Delivery>) -> Vec<Entry> {
        // From before a delivery is known of, so that nobody finds the mock idle who has seen it.
        let _at_work = self.sender.clock.begin_work();
        let queue = Arc::new(Queue::with_slots(SLOTS_OF_A_DISPATCH));
        let mut entries = Vec::new();
        for delivery in deliveries {
            let noted = self.journal.open(&delivery);
            entries.push(noted.entry());
            if queue.push((noted, delivery)) {
                self.spawn(Arc::clone(self).send_all(Arc::clone(&queue)));
            }
        }
        entries
    }

    /// The same of one.
    pub(crate) fn dispatch_one(self: &Arc<Self>, delivery: Delivery) -> Entry {
        self.dispatch([delivery]).remove(0)
    }

    /// Makes a dispatch of each, in this order, as [`Dispatcher::dispatch`] does.
    ///
    /// So many dispatches are under way at once, which spares endpoints that are fast a connection for each. Every
    /// moment another one begins in any case, so that those which hang keep none back for long.
    pub(crate) fn dispatch_each(
        self: &Arc<Self>,
        dispatches: impl IntoIterator<Item = Vec<Delivery>>,
    ) -> Vec<Entry> {
        let _at_work = self.sender.clock.begin_work();
        let queue = Arc::new(Queue::with_slots(DISPATCHES_AT_ONCE));
        let mut entries = Vec::new();
        for deliveries in dispatches.into_iter().filter(|deliveries| !deliveries.is_empty()) {
            let noted = self.note(deliveries);
            entries.extend(noted.iter().map(|(noted, _)| noted.entry()));
            if queue.push(noted) {
                self.spawn(Arc::clone(self).carry_out_all(Arc::clone(&queue)));
            }
        }
        if !queue.is_empty() {
            self.spawn_beside(Arc::clone(self).begin_in_any_case(queue));
        }
        entries
    }

    async fn carry_out_all(self: Arc<Self>, dispatches: Arc<Queue<Noted>>) {
        while let Some(dispatch) = dispatches.next() {
            self.carry_out(dispatch).await;
        }
    }

    async fn begin_in_any_case(self: Arc<Self>, dispatches: Arc<Queue<Noted>>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(NEXT_DISPATCH_WITHIN) => {}
                () = self.sender.stopping.wait() => {}
            }
            let Some(dispatch) = dispatches.take_beside() else { return };
            let this = Arc::clone(&self);
            self.spawn(async move { this.carry_out(dispatch).await });
        }
    }

    fn note(&self, deliveries: Vec<Delivery>) -> Noted {
        deliveries.into_iter().map(|delivery| (self.journal.open(&delivery), delivery)).collect()
    }

    /// Until it has ended, the mock is not idle.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let at_work = self.sender.clock.begin_work();
        let work = async move {
            work.await;
            drop(at_work);
        };
        self.spawn_beside(work);
    }

    /// On the runtime that serves the mock, whichever calls: a caller's may be blocked.
    fn spawn_beside(&self, work: impl Future<Output = ()> + Send + 'static) {
        match self.runtime.get() {
            Some(runtime) => self.under_way.spawn_on(work, runtime),
            None => self.under_way.spawn(work),
        };
    }

    /// Sends from this runtime, if no other was named before.
    pub(crate) fn send_from(&self, runtime: &Handle) {
        self.runtime.get_or_init(|| runtime.clone());
    }

    /// Sends with as many slots as a dispatch has, of which this task is one.
    async fn carry_out(self: &Arc<Self>, noted: Noted) {
        let deliveries = Arc::new(Queue::with_slots(SLOTS_OF_A_DISPATCH));
        let slots = noted.into_iter().filter_map(|delivery| deliveries.push(delivery).then_some(()));
        for () in slots.skip(1) {
            self.spawn(Arc::clone(self).send_all(Arc::clone(&deliveries)));
        }
        Arc::clone(self).send_all(deliveries).await;
    }

    async fn send_all(self: Arc<Self>, deliveries: Arc<Queue<(OpenEntry, Delivery)>>) {
        while let Some((entry, delivery)) = deliveries.next() {
            self.send(entry, delivery).await;
        }
    }

    async fn send(&self, entry: OpenEntry, mut delivery: Delivery) {
        if let Recipient::Webhook(webhook) = &delivery.to {
            self.store.note_triggered(&webhook.id, self.sender.clock.now());
        }
        let outcome = {
            let sending =
                pin!(self.sender.send(&delivery, BodyOfSuccess::Read, |attempt| entry.add(attempt)));
            unless_it_panics(sending).await.unwrap_or(Outcome::Failed(Failure::Panicked))
        };
        let (succeeded, overtaken) = (outcome.succeeded(), delivery.overtaken.take());
        let dropped = self.store.add_log(log_entry(delivery, outcome, entry.bytes(), &self.sender));
        // Last, so that who waited for the end finds the log entry.
        self.journal.close(entry, succeeded);
        if !dropped.is_empty() {
            self.journal.forget(&dropped);
        }
        drop(overtaken);
    }

    /// Sends deliveries all at once, unlogged, and gives the first outcome that is no success.
    ///
    /// Returns at that outcome; the others go on, as in Logto.
    pub(crate) async fn try_out(self: &Arc<Self>, deliveries: Vec<Delivery>) -> Result<(), Outcome> {
        let mut sending = JoinSet::new();
        for delivery in deliveries {
            let this = Arc::clone(self);
            let at_work = self.sender.clock.begin_work();
            let test = async move {
                let _at_work = at_work;
                this.sender.send(&delivery, BodyOfSuccess::Ignored, |_| ()).await
            };
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

    pub(crate) fn clock(&self) -> &Arc<Clock> {
        &self.sender.clock
    }

    pub(crate) fn config(&self) -> &Config {
        &self.sender.config
    }

    /// Lets whoever serves the mock know that it is to stop.
    pub(crate) fn ask_to_stop(&self) {
        set(&self.asked_to_stop);
    }

    /// Returns when the mock is asked to stop by one who calls it.
    pub(crate) async fn asked_to_stop(&self) {
        self.asked_to_stop.wait().await;
    }

    /// Returns when the mock stops.
    pub(crate) async fn stopping(&self) {
        self.sender.stopping.wait().await;
    }

    /// Begins no attempt any more, lets those under way end for a while, aborts the rest, and returns when every
    /// delivery has its end in log and journal.
    pub(crate) async fn stop(&self) {
        set(&self.sender.stopping);
        self.under_way.close();
        if tokio::time::timeout(ABORT_AFTER, self.under_way.wait()).await.is_err() {
            set(&self.sender.aborting);
            self.under_way.wait().await;
        }
    }
}

/// It may have been before.
fn set(flag: &SetOnce<()>) {
    let _ = flag.set(());
}

/// A fault of ours in one delivery takes neither its end from it nor its slot from others.
async fn unless_it_panics<T>(mut work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    // What was half done is dropped, and nobody else saw it.
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(polled) => polled.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::unless_it_panics;

    #[tokio::test]
    async fn what_panics_ends_and_what_does_not_is_whole() {
        let work = |panics: bool| async move {
            tokio::task::yield_now().await;
            assert!(!panics, "this test wants a panic");
            7
        };
        assert_eq!(unless_it_panics(pin!(work(true))).await, None);
        assert_eq!(unless_it_panics(pin!(work(false))).await, Some(7));
    }
}
