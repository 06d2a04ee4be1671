//! `respond_before`: the answer first, the handler after.

use logto_webhook::replay::ReplayGuard;
use logto_webhook::testing::{deliver, test_payload};
use logto_webhook::{Timestamp, logto::EventName};

use crate::frameworks::Framework;
use crate::handler::Plan;
use crate::site::{Site, Wanted, delivery, key, webhook};
use crate::wire::Request;

scenarios!(in every layer: [
    the_answer_comes_while_the_handler_runs,
    one_connection_brings_more_while_handlers_run,
    the_handler_outlives_its_client,
    a_handler_that_fails_after_the_answer_is_told,
    what_fails_after_the_answer_is_handled_when_it_comes_again,
    what_is_not_for_the_handler_is_answered_as_ever,
]);

async fn responding(framework: Framework) -> Site {
    Site::with(framework, Wanted { respond_before: true, ..Wanted::default() }).await
}

async fn responding_and_guarded(framework: Framework) -> Site {
    let guard = Some(ReplayGuard::in_memory(&webhook()));
    Site::with(framework, Wanted { respond_before: true, guard, ..Wanted::default() }).await
}

async fn the_answer_comes_while_the_handler_runs(framework: Framework) {
    let mut site = responding(framework).await;
    let delivery = delivery();
    let end = site.plan_to_wait();
    site.deliver(&delivery).await.assert_ok();
    assert_eq!(site.handled().await.raw(), delivery.body.as_bytes());
    // What is told next is of another delivery: the outcome of this one waits for its handler.
    site.assert_silent().await;

    end.send(200).unwrap();
    site.told().await.assert_delivered(&delivery);
}

async fn one_connection_brings_more_while_handlers_run(framework: Framework) {
    let mut site = responding(framework).await;
    let mut wire = site.connect().await;
    let mut running = Vec::new();
    for _ in 0..5 {
        let delivery = delivery();
        let end = site.plan_to_wait();
        wire.ask(&Request::of(&delivery)).await.assert_ok();
        assert_eq!(site.handled().await.raw(), delivery.body.as_bytes());
        running.push((delivery, end));
    }
    for (delivery, end) in running.into_iter().rev() {
        end.send(200).unwrap();
        site.told().await.assert_delivered(&delivery);
    }
}

async fn the_handler_outlives_its_client(framework: Framework) {
    let mut site = responding(framework).await;
    for resets in [false, true] {
        let delivery = delivery();
        let end = site.plan_to_wait();
        let mut wire = site.connect().await;
        wire.ask(&Request::of(&delivery)).await.assert_ok();
        if resets {
            wire.reset();
        } else {
            drop(wire);
        }
        site.handled().await;
        site.assert_silent().await;
        end.send(200).unwrap();
        site.told().await.assert_delivered(&delivery);
    }
}

async fn a_handler_that_fails_after_the_answer_is_told(framework: Framework) {
    let mut site = responding(framework).await;
    for plan in [Plan::Answer(404), Plan::Fail, Plan::Panic] {
        let delivery = delivery();
        site.plan(plan);
        site.deliver(&delivery).await.assert_ok();
        site.told().await.assert_failed(&delivery);
        site.handled().await;
    }
    site.assert_silent().await;
}

async fn what_fails_after_the_answer_is_handled_when_it_comes_again(framework: Framework) {
    let mut site = responding_and_guarded(framework).await;
    let delivery = delivery();
    let end = site.plan_to_wait();
    site.deliver(&delivery).await.assert_ok();
    site.handled().await;
    site.deliver(&delivery).await.assert_refused(503, "delivery_in_progress");
    site.told().await.assert_refused("delivery_in_progress");
    end.send(500).unwrap();
    site.told().await.assert_failed(&delivery);

    site.deliver(&delivery).await.assert_ok();
    site.handled().await;
    site.told().await.assert_delivered(&delivery);
    site.deliver(&delivery).await.assert_ok();
    assert_eq!(site.told().await.word, "repeated");
    site.assert_silent().await;
}

async fn what_is_not_for_the_handler_is_answered_as_ever(framework: Framework) {
    let mut site = responding(framework).await;
    let unsigned = Request::post(delivery().body);
    site.refusal(&unsigned).await.assert(401, "signature_missing");
    let test = deliver(&test_payload(EventName::RoleCreated, Timestamp::from_unix_millis(0)), &key());
    site.deliver(&test).await.assert_ok();
    assert_eq!(site.told().await.word, "test");
    site.tested().await;
    site.assert_silent().await;
}
