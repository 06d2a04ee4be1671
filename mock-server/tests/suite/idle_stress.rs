//! `idle` while many threads make things happen that fail, hang, are late and are tried again.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use logto_mock::{ClockMode, Fault, FaultRule, MockLogto, NewHook, RunningMock};
use logto_webhook::logto::EventName;

use crate::mock::Refusing;
use crate::receiver::{Reaction, Receiver, answer, ok};

const THREADS: u32 = 6;
/// Far more than a round takes. Who waits longer hangs.
const LIMIT: Duration = Duration::from_secs(30);

/// Endpoints that are tried again, that never answer, and that answer at once.
async fn endpoints() -> Vec<Receiver> {
    let failing = Reaction::Answer(answer(503, "Later", "", b""));
    let mut receivers = Vec::new();
    for reaction in [vec![failing.clone(), ok(), failing], vec![Reaction::Hang], vec![ok()]] {
        receivers.push(Receiver::of(reaction).await);
    }
    receivers
}

/// All that was known of before somebody began to wait has ended when the wait is over.
fn wait_until_idle(mock: &RunningMock) {
    let before = mock.deliveries();
    let left = mock.block_on(mock.idle().within(LIMIT)).unwrap();
    let open = before.iter().filter(|delivery| delivery.succeeded().is_none()).count();
    assert_eq!(open, 0, "of {} deliveries; {} were left", before.len(), left.len());
}

async fn never_idle_too_early_and_never_too_late(clock: ClockMode, rounds: usize) {
    let receivers = endpoints().await;
    let refusing = Refusing::new();
    let events = [EventName::RoleCreated, EventName::ScopeCreated];
    let mut builder = MockLogto::builder().clock(clock).seed(7).attempt_timeout(Duration::from_millis(30));
    for url in receivers.iter().map(|receiver| receiver.url("/")).chain([refusing.url()]) {
        builder = builder.hook(NewHook::new(url, events).retries(1));
    }
    let mock = Arc::new(builder.start().await.unwrap());
    for fault in [
        Fault::Delayed { by: Duration::from_millis(20) },
        Fault::Reordered { at_most: Duration::from_millis(20) },
        Fault::Duplicated,
        Fault::ConnectionReset,
    ] {
        mock.fault(FaultRule::new(fault).chance(0.05));
    }

    let racing = Arc::clone(&mock);
    let race = move || {
        for _ in 0..rounds {
            thread::scope(|scope| {
                for number in 0..THREADS {
                    let mock = &racing;
                    scope.spawn(move || {
                        let times = number % 3 + 1;
                        let made = mock.trigger(events[number as usize % 2]).times(times).send().unwrap();
                        wait_until_idle(mock);
                        assert!(made.iter().all(|delivery| delivery.succeeded().is_some()));
                        // Something ends now and something begins: between the two it must not seem to be over.
                        let more = mock.trigger(EventName::RoleCreated).send().unwrap();
                        wait_until_idle(mock);
                        assert!(more.iter().all(|delivery| delivery.succeeded().is_some()));
                    });
                    scope.spawn(move || wait_until_idle(mock));
                }
            });
            assert!(racing.deliveries().iter().all(|delivery| delivery.succeeded().is_some()));
            // The last one counts, too.
            for hook in racing.hooks() {
                let last = racing.trigger(EventName::RoleCreated).to_hook(&hook.id).send().unwrap();
                thread::scope(|scope| (0..3).for_each(|_| drop(scope.spawn(|| wait_until_idle(&racing)))));
                assert!(last[0].succeeded().is_some());
            }
        }
    };
    tokio::task::spawn_blocking(race).await.unwrap();
    let made: usize = (0..THREADS).map(|number| number as usize % 3 + 2).sum();
    assert_eq!(mock.deliveries().len(), (made + 1) * 4 * rounds);
    assert_eq!(mock.faults().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_mock_has_nothing_under_way_by_a_clock_that_jumps() {
    never_idle_too_early_and_never_too_late(ClockMode::Auto, 12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_mock_has_nothing_under_way_in_real_time() {
    never_idle_too_early_and_never_too_late(ClockMode::Real, 4).await;
}
