//! What a guard does when its store fails: it refuses, or delivers and counts, as it is set.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use logto_webhook::Code;
use logto_webhook::replay::{Claim, Holder, MemoryStore, ReplayGuard, ReplayStore, StoreError, StoreFailure};

use super::{assert_completed, assert_refused, delivery, leased, webhook};

/// A memory that can be cut off.
#[derive(Clone, Debug, Default)]
struct Remote(Arc<Line>);

#[derive(Debug, Default)]
struct Line {
    memory: MemoryStore,
    state: Mutex<State>,
    abandoned: Mutex<Vec<(String, Holder)>>,
    taken: Mutex<Vec<(String, Holder)>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    #[default]
    Up,
    Down,
    /// It does what it is asked, and never says so.
    Mute,
}

impl Remote {
    fn becomes(&self, state: State) {
        *self.0.state.lock().unwrap() = state;
    }

    async fn answers<T>(&self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        let state = *self.0.state.lock().unwrap();
        match state {
            State::Up => answer,
            State::Down => Err("the line is cut".into()),
            State::Mute => pending().await,
        }
    }

    fn is_down(&self) -> bool {
        *self.0.state.lock().unwrap() == State::Down
    }
}

impl ReplayStore for Remote {
    async fn begin(&self, id: &str, holder: Holder, lease: Duration) -> Result<Claim, StoreError> {
        self.0.taken.lock().unwrap().push((id.to_owned(), holder));
        let claim = if self.is_down() { Ok(Claim::Taken) } else { self.0.memory.begin(id, holder, lease) };
        self.answers(claim).await
    }

    async fn complete(&self, id: &str, retention: Duration) -> Result<(), StoreError> {
        let completed = if self.is_down() { Ok(()) } else { self.0.memory.complete(id, retention) };
        self.answers(completed).await
    }

    async fn release(&self, id: &str, holder: Holder) -> Result<(), StoreError> {
        self.answers(Ok(())).await?;
        self.0.memory.release(id, holder);
        Ok(())
    }

    fn abandon(&self, id: &str, holder: Holder) {
        self.0.abandoned.lock().unwrap().push((id.to_owned(), holder));
        self.0.memory.release(id, holder);
    }
}

fn guard() -> (ReplayGuard, Remote) {
    let store = Remote::default();
    (ReplayGuard::new(&webhook(), store.clone()), store)
}

#[tokio::test]
async fn a_store_that_is_down_refuses_by_default() {
    let (guard, store) = guard();
    store.becomes(State::Down);
    assert_eq!(
        assert_refused(guard.begin(&delivery(1)).await, Code::StoreUnavailable),
        "store_unavailable: the replay store could not say whether the delivery was handled before: the line is cut"
    );
    assert_eq!(guard.unguarded(), 0, "what was not handled is not counted");
    store.becomes(State::Up);
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
}

#[tokio::test]
async fn a_store_that_is_down_delivers_by_choice_and_each_is_counted() {
    let (guard, store) = guard();
    let guard = guard.with_store_failure(StoreFailure::Deliver);
    store.becomes(State::Down);
    for number in 1..=3 {
        let lease = leased(guard.begin(&delivery(1)).await);
        let why = lease.unguarded().unwrap();
        assert_eq!(why.code(), Code::StoreUnavailable);
        assert!(why.to_string().ends_with("handled before: the line is cut"), "{why}");
        lease.complete().await.unwrap();
        assert_eq!(guard.clone().unguarded(), number, "clones count together");
    }
    leased(guard.begin(&delivery(1)).await).release().await.unwrap();
    store.becomes(State::Up);
    let lease = leased(guard.begin(&delivery(1)).await);
    assert!(lease.unguarded().is_none());
    assert_eq!(guard.unguarded(), 4);
}

#[tokio::test]
async fn what_was_delivered_unguarded_is_remembered_where_the_store_is_back_in_time() {
    let (guard, store) = guard();
    let guard = guard.with_store_failure(StoreFailure::Deliver);
    store.becomes(State::Down);
    let lease = leased(guard.begin(&delivery(1)).await);
    store.becomes(State::Up);
    lease.complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
    assert_eq!(guard.unguarded(), 1);
}

#[tokio::test]
async fn what_is_done_and_cannot_be_remembered_is_an_error_and_counted() {
    for on_failure in [StoreFailure::Refuse, StoreFailure::Deliver] {
        let (guard, store) = guard();
        let guard = guard.with_store_failure(on_failure);
        let lease = leased(guard.begin(&delivery(1)).await);
        store.becomes(State::Down);
        assert_eq!(
            lease.complete().await.unwrap_err().to_string(),
            "store_unavailable: the replay store could not remember that the delivery was handled: the line is cut"
        );
        assert_eq!(guard.unguarded(), 1);
        // It was done: to give it back would be to ask for it again.
        assert!(store.0.abandoned.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_cannot_be_given_back_is_an_error_and_was_not_handled() {
    let (guard, store) = guard();
    let lease = leased(guard.begin(&delivery(1)).await);
    store.becomes(State::Down);
    assert_eq!(
        lease.release().await.unwrap_err().to_string(),
        "store_unavailable: the replay store could not give the delivery back: the line is cut"
    );
    assert_eq!(guard.unguarded(), 0);
}

#[tokio::test]
async fn a_duplicate_is_no_failure_of_the_store() {
    let (guard, _store) = guard();
    let guard = guard.with_store_failure(StoreFailure::Deliver);
    let lease = leased(guard.begin(&delivery(1)).await);
    assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
    lease.complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
    assert_eq!(guard.unguarded(), 0);
}

/// Runs a future for as long as it needs no one else, and drops it, as a server does whose client has gone.
async fn interrupted<T>(future: impl Future<Output = T>) {
    tokio::select! {
        biased;
        _ = future => panic!("expected it to wait for the store"),
        () = async {} => {}
    }
}

#[tokio::test]
async fn what_is_taken_while_nobody_waits_any_more_is_given_back() {
    let (guard, store) = guard();
    store.becomes(State::Mute);
    interrupted(guard.begin(&delivery(1))).await;
    assert_eq!(*store.0.abandoned.lock().unwrap(), *store.0.taken.lock().unwrap());
    store.becomes(State::Up);
    let _lease = leased(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn what_a_store_may_have_taken_without_saying_so_is_given_back() {
    let (guard, store) = guard();
    store.becomes(State::Down);
    assert_refused(guard.begin(&delivery(1)).await, Code::StoreUnavailable);
    assert_eq!(*store.0.abandoned.lock().unwrap(), *store.0.taken.lock().unwrap());
}

#[tokio::test]
async fn a_duplicate_gives_nothing_back() {
    let (guard, store) = guard();
    let lease = leased(guard.begin(&delivery(1)).await);
    assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
    lease.complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
    assert!(store.0.abandoned.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_completion_that_is_interrupted_is_not_given_back() {
    let (guard, store) = guard();
    let lease = leased(guard.begin(&delivery(1)).await);
    store.becomes(State::Mute);
    interrupted(lease.complete()).await;
    assert!(store.0.abandoned.lock().unwrap().is_empty());
}
