//! What a guard says of a delivery, and for how long.

use std::time::Duration;

use logto_webhook::logto::EventName;
use logto_webhook::replay::{Begun, Identity, ReplayGuard};
use logto_webhook::testing::{deliver, sample};
use logto_webhook::{Code, SigningKey, Verified, Webhook, Window};

use super::{
    DAY, MILLISECOND, MINUTE, assert_completed, assert_refused, delivery, guard_with_clock, leased, webhook,
};

const OTHER_KEY: &str = "kSDL56EWRVP5DTby9Xcec8TMqJMzTslp";

fn guard() -> ReplayGuard {
    ReplayGuard::in_memory(&webhook())
}

#[tokio::test]
async fn a_delivery_is_handled_once() {
    let (guard, one) = (guard(), delivery(1));
    let lease = leased(guard.begin(&one).await);
    assert_refused(guard.begin(&one).await, Code::DeliveryInProgress);
    lease.complete().await.unwrap();
    assert_completed(guard.begin(&one).await);
    let _another = leased(guard.begin(&delivery(2)).await);
}

#[tokio::test]
async fn clones_of_a_guard_share_what_they_remember() {
    let guard = guard();
    leased(guard.clone().begin(&delivery(1)).await).complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn what_is_in_progress_is_answered_503_and_says_when_it_is_free() {
    let guard = guard();
    let _held = leased(guard.begin(&delivery(1)).await);
    let refused = guard.begin(&delivery(1)).await.unwrap_err();
    assert_eq!((refused.code(), refused.code().http_status()), (Code::DeliveryInProgress, 503));
    assert_eq!(
        refused.to_string(),
        "delivery_in_progress: the same delivery is being handled; it is free again after 60s at most"
    );
}

#[tokio::test]
async fn what_was_released_or_dropped_is_handled_again() {
    let (guard, one) = (guard(), delivery(1));
    leased(guard.begin(&one).await).release().await.unwrap();
    drop(leased(guard.begin(&one).await));
    leased(guard.begin(&one).await).complete().await.unwrap();
    assert_completed(guard.begin(&one).await);
}

#[tokio::test]
async fn a_handler_that_panics_gives_its_delivery_back() {
    let guard = guard();
    let lease = leased(guard.begin(&delivery(1)).await);
    let handler = tokio::spawn(async move {
        let _lease = lease;
        panic!("as a handler does");
    });
    assert!(handler.await.unwrap_err().is_panic());
    leased(guard.begin(&delivery(1)).await).release().await.unwrap();
}

#[tokio::test]
async fn a_lease_ends_after_exactly_60_seconds() {
    let (guard, clock) = guard_with_clock();
    let _dead = leased(guard.begin(&delivery(1)).await);
    clock.advance(MINUTE.saturating_sub(MILLISECOND));
    assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
    clock.advance(MILLISECOND);
    let _next = leased(guard.begin(&delivery(1)).await);
    assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
}

#[tokio::test]
async fn a_completed_delivery_is_kept_for_exactly_24_hours_from_its_completion() {
    let (guard, clock) = guard_with_clock();
    let lease = leased(guard.begin(&delivery(1)).await);
    clock.advance(MINUTE / 2);
    lease.complete().await.unwrap();
    clock.advance(DAY.saturating_sub(MILLISECOND));
    assert_completed(guard.begin(&delivery(1)).await);
    clock.advance(MILLISECOND);
    let _again = leased(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn lease_and_retention_are_as_they_are_set() {
    let (guard, clock) = guard_with_clock();
    let guard = guard.with_lease(MILLISECOND * 5).with_retention(MILLISECOND * 7).unwrap();
    let lease = leased(guard.begin(&delivery(1)).await);
    let refused = assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
    assert!(refused.ends_with("free again after 5ms at most"), "{refused}");
    lease.complete().await.unwrap();
    clock.advance(MILLISECOND * 6);
    assert_completed(guard.begin(&delivery(1)).await);
    clock.advance(MILLISECOND);
    let _again = leased(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn whose_lease_ran_out_cannot_give_back_what_another_has() {
    let (guard, clock) = guard_with_clock();
    let (late, dropped) = (leased(guard.begin(&delivery(1)).await), leased(guard.begin(&delivery(2)).await));
    clock.advance(MINUTE);
    let _others = (leased(guard.begin(&delivery(1)).await), leased(guard.begin(&delivery(2)).await));
    late.release().await.unwrap();
    drop(dropped);
    assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
    assert_refused(guard.begin(&delivery(2)).await, Code::DeliveryInProgress);
}

#[tokio::test]
async fn work_that_was_done_after_its_lease_is_still_remembered() {
    let (guard, clock) = guard_with_clock();
    let late = leased(guard.begin(&delivery(1)).await);
    clock.advance(MINUTE * 2);
    let other = leased(guard.begin(&delivery(1)).await);
    late.complete().await.unwrap();
    // It is done, and the one that handles it beside cannot undo that.
    assert_completed(guard.begin(&delivery(1)).await);
    other.release().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_ten_tasks_at_once_one_handles_and_nine_are_refused() {
    let guard = guard();
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(10));
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (guard, start) = (guard.clone(), start.clone());
            tokio::spawn(async move {
                start.wait().await;
                guard.begin(&delivery(1)).await
            })
        })
        .collect();
    let (mut leases, mut refused) = (Vec::new(), 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(begun) => leases.push(leased(Ok(begun))),
            Err(error) => {
                assert_eq!(error.code(), Code::DeliveryInProgress);
                refused += 1;
            }
        }
    }
    assert_eq!((leases.len(), refused), (1, 9));
}

/// One event as a hook tells of it, signed with a key.
fn told(hook: &str, key: &str) -> Verified {
    let mut event = sample(EventName::PostSignIn);
    event.set_hook_id(hook);
    let key = SigningKey::new(key).unwrap();
    let delivery = deliver(&event, &key);
    Webhook::new(key).verify(&delivery.signature, delivery.body).unwrap()
}

#[tokio::test]
async fn the_same_body_under_a_new_key_is_a_duplicate() {
    for identity in [Identity::Delivery, Identity::Occurrence] {
        let guard = guard().with_identity(identity);
        leased(guard.begin(&told("h1", KEY)).await).complete().await.unwrap();
        assert_completed(guard.begin(&told("h1", OTHER_KEY)).await);
    }
}

#[tokio::test]
async fn what_two_hooks_tell_of_one_event_is_two_deliveries_and_one_occurrence() {
    let by_delivery = guard();
    leased(by_delivery.begin(&told("h1", KEY)).await).complete().await.unwrap();
    leased(by_delivery.begin(&told("h2", KEY)).await).complete().await.unwrap();

    let by_occurrence = guard().with_identity(Identity::Occurrence);
    let lease = leased(by_occurrence.begin(&told("h1", KEY)).await);
    assert_refused(by_occurrence.begin(&told("h2", OTHER_KEY)).await, Code::DeliveryInProgress);
    lease.complete().await.unwrap();
    assert_completed(by_occurrence.begin(&told("h2", OTHER_KEY)).await);
}

const KEY: &str = super::KEY;

fn guard_with_window(past: Duration, future: Duration) -> ReplayGuard {
    ReplayGuard::in_memory(&webhook().with_window(Window::new(past, future)))
}

#[test]
fn a_retention_shorter_than_the_window_is_refused_at_construction() {
    let with = |retention| guard_with_window(MINUTE * 5, MINUTE).with_retention(retention);
    assert!(with(MINUTE * 6).is_ok(), "from the first moment in which it is accepted to the last");
    let refused = with((MINUTE * 6).saturating_sub(MILLISECOND)).unwrap_err();
    assert_eq!(refused.code(), Code::RetentionTooShort);
    assert_eq!(
        refused.to_string(),
        "retention_too_short: expected a retention of at least 360s, for which the window accepts a delivery, found \
         359.999s; keep ids longer, or narrow the window or the lease"
    );
    assert!(with(Duration::ZERO).is_err());
}

#[test]
fn without_a_window_a_retention_is_at_least_as_long_as_the_lease() {
    assert!(guard().with_retention(ReplayGuard::DEFAULT_LEASE).is_ok());
    assert!(guard().with_retention(Duration::MAX).is_ok());
    let refused = guard().with_retention(Duration::from_secs(59)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "retention_too_short: expected a retention of at least 60s, for which a handler has it, found 59s; keep ids \
         longer, or narrow the window or the lease"
    );
    let shown = format!("{:?}", guard().with_lease(Duration::from_secs(48 * 60 * 60)));
    assert!(shown.contains("retention: 172800s"), "{shown}");
}

#[test]
fn the_default_retention_grows_with_a_window_of_more_than_a_day() {
    let retention = |guard: ReplayGuard| {
        let shown = format!("{guard:?}");
        shown.split("retention: ").nth(1).unwrap().split(',').next().unwrap().to_owned()
    };
    assert_eq!(retention(guard()), "86400s");
    assert_eq!(retention(guard_with_window(MINUTE, MINUTE)), "86400s");
    assert_eq!(retention(guard_with_window(DAY, MINUTE)), "86460s");
    assert_eq!(retention(guard_with_window(Duration::MAX, MINUTE)), format!("{:?}", Duration::MAX));
}

#[tokio::test]
async fn the_longest_times_do_not_overflow() {
    let (guard, clock) = guard_with_clock();
    let guard = guard.with_lease(Duration::MAX).with_retention(Duration::MAX).unwrap();
    let lease = leased(guard.begin(&delivery(1)).await);
    clock.advance(DAY * 365);
    assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
    lease.complete().await.unwrap();
    clock.advance(DAY * 365);
    assert_completed(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn a_lease_of_no_time_guards_nothing_until_it_is_completed() {
    let guard = guard().with_lease(Duration::ZERO);
    let first = leased(guard.begin(&delivery(1)).await);
    let _second = leased(guard.begin(&delivery(1)).await);
    first.complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn debug_shows_how_it_is_set_and_what_was_not_guarded() {
    let guard = guard().with_identity(Identity::Occurrence).with_lease(MINUTE / 2);
    let shown = format!("{guard:?}");
    assert!(shown.contains("identity: Occurrence, lease: 30s, retention: 86400s"), "{shown}");
    assert!(shown.contains("on_failure: Refuse, unguarded: 0"), "{shown}");
    let delivery = delivery(1);
    let begun = guard.begin(&delivery).await.unwrap();
    assert!(matches!(begun, Begun::Lease(_)));
    assert!(format!("{begun:?}").contains(delivery.occurrence_id()), "{begun:?}");
}
