//! The store of one process: it is bounded, and forgets nothing early.

use std::sync::Barrier;

use logto_webhook::Code;
use logto_webhook::replay::{Claim, Holder, MemoryStore, ReplayGuard};

use super::{Clock, DAY, MILLISECOND, MINUTE, assert_completed, assert_refused, delivery, leased, webhook};

#[test]
fn of_ten_threads_at_once_one_takes_an_id() {
    for _ in 0..100 {
        let (store, start) = (MemoryStore::new(), Barrier::new(10));
        let claims: Vec<_> = std::thread::scope(|scope| {
            let begin = || {
                start.wait();
                store.begin("id", Holder::unique(), MINUTE).unwrap()
            };
            let threads: Vec<_> = (0..10).map(|_| scope.spawn(begin)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(claims.iter().filter(|&&claim| claim == Claim::Taken).count(), 1);
        assert_eq!(claims.iter().filter(|&&claim| claim == Claim::InProgress).count(), 9);
    }
}

#[test]
fn only_its_holder_gives_an_id_back_and_never_one_that_is_completed() {
    let store = MemoryStore::new();
    let (mine, other) = (Holder::unique(), Holder::unique());
    store.begin("id", mine, MINUTE).unwrap();
    store.release("id", other);
    assert_eq!(store.begin("id", other, MINUTE).unwrap(), Claim::InProgress);
    store.release("id", mine);
    assert_eq!(store.begin("id", other, MINUTE).unwrap(), Claim::Taken);
    store.complete("id", MINUTE).unwrap();
    store.release("id", other);
    assert_eq!(store.begin("id", mine, MINUTE).unwrap(), Claim::Completed);
    store.release("never seen", mine);
}

#[tokio::test]
async fn a_full_memory_refuses_and_says_what_to_do() {
    let guard = ReplayGuard::new(&webhook(), MemoryStore::new().with_capacity(2));
    let _held = leased(guard.begin(&delivery(1)).await);
    leased(guard.begin(&delivery(2)).await).complete().await.unwrap();
    assert_eq!(
        assert_refused(guard.begin(&delivery(3)).await, Code::StoreUnavailable),
        "store_unavailable: the replay store could not say whether the delivery was handled before: it holds 2 ids, as \
         many as it may; raise its capacity, keep ids for a shorter time, or use Redis"
    );
    // What it holds it still knows.
    assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
    assert_completed(guard.begin(&delivery(2)).await);
    assert_eq!(guard.unguarded(), 0);
}

#[test]
fn a_full_memory_takes_more_as_leases_and_retentions_end() {
    let clock = Clock::new();
    let store = clock.store().with_capacity(2);
    let begin = |id| store.begin(id, Holder::unique(), MINUTE);
    begin("a").unwrap();
    begin("b").unwrap();
    store.complete("b", DAY).unwrap();
    assert!(begin("c").is_err());

    clock.advance(MINUTE.saturating_sub(MILLISECOND));
    assert!(begin("c").is_err());
    clock.advance(MILLISECOND);
    assert_eq!(begin("c").unwrap(), Claim::Taken, "the lease of `a` has ended");
    assert!(begin("d").is_err());

    clock.advance(DAY.saturating_sub(MINUTE));
    assert_eq!(begin("d").unwrap(), Claim::Taken, "the retention of `b` has ended");
    assert_eq!(begin("e").unwrap(), Claim::Taken, "and the lease of `c`");
}

#[test]
fn what_is_held_can_be_completed_in_a_full_memory() {
    let store = MemoryStore::new().with_capacity(1);
    store.begin("a", Holder::unique(), MINUTE).unwrap();
    store.complete("a", DAY).unwrap();
    assert_eq!(store.begin("a", Holder::unique(), MINUTE).unwrap(), Claim::Completed);
}

#[test]
fn what_is_done_after_its_lease_finds_no_place_in_a_memory_that_is_full_again() {
    let clock = Clock::new();
    let store = clock.store().with_capacity(1);
    store.begin("late", Holder::unique(), MINUTE).unwrap();
    clock.advance(MINUTE);
    store.begin("other", Holder::unique(), MINUTE).unwrap();
    assert!(store.complete("late", DAY).unwrap_err().to_string().starts_with("it holds 1 ids"));
}

#[test]
fn taking_and_giving_back_leaves_nothing_behind() {
    let store = MemoryStore::new().with_capacity(1);
    for round in 0..10_000 {
        let (id, holder) = (format!("id {round}"), Holder::unique());
        assert_eq!(store.begin(&id, holder, MINUTE).unwrap(), Claim::Taken, "{id}");
        store.release(&id, holder);
    }
    assert!(format!("{store:?}").contains("ids: 0"), "{store:?}");
}

#[test]
fn what_has_ended_leaves_nothing_behind() {
    let clock = Clock::new();
    let store = clock.store();
    for round in 0..1000 {
        store.begin(&format!("id {round}"), Holder::unique(), MINUTE).unwrap();
        store.complete(&format!("id {round}"), MINUTE * 10).unwrap();
        clock.advance(MINUTE);
    }
    assert!(format!("{store:?}").contains("ids: 10"), "{store:?}");
}

#[test]
fn a_memory_of_no_ids_refuses_them_all() {
    let store = MemoryStore::new().with_capacity(0);
    let refused = store.begin("id", Holder::unique(), MINUTE).unwrap_err();
    assert!(refused.to_string().starts_with("it holds 0 ids, as many as it may"), "{refused}");
}

#[test]
fn debug_says_that_it_guards_one_process() {
    assert_eq!(
        format!("{:?}", MemoryStore::default()),
        r#"MemoryStore { guards: "this process alone", capacity: 250000, ids: 0, .. }"#
    );
}

#[test]
fn no_two_holders_are_the_same() {
    let holders: std::collections::HashSet<_> = (0..10_000).map(|_| Holder::unique()).collect();
    assert_eq!(holders.len(), 10_000);
    assert_eq!(Holder::unique().to_string().len(), 32);
}
