//! The replay guard behind a layer: each delivery is handled once, and again only if it was not handled.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use logto_webhook::adapter::OutcomeKind;
use logto_webhook::replay::{Claim, Holder, MemoryStore, ReplayGuard, ReplayStore, StoreError, StoreFailure};
use logto_webhook::testing::{SignedDelivery, deliver, test_payload};
use logto_webhook::{SigningKey, Timestamp, logto::EventName};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tracing::Level;

use crate::frameworks::Framework;
use crate::handler::Plan;
use crate::site::{Site, Wanted, delivery, key, webhook};
use crate::wire::{Request, soon};

scenarios!(in every layer: [
    of_ten_deliveries_at_once_one_is_handled,
    what_was_handled_is_answered_and_not_handled_again,
    what_failed_is_handled_when_it_comes_again,
    what_panicked_is_handled_when_it_comes_again,
    a_delivery_whose_client_was_cut_off_is_handled_when_it_comes_again,
    a_handler_that_hangs_loses_the_delivery_after_its_lease,
    a_refusal_and_a_test_are_not_remembered,
    a_client_that_is_cut_off_while_the_store_is_asked_gives_the_delivery_back,
    a_store_that_is_down_refuses,
    a_store_that_is_down_delivers_unguarded_where_that_was_chosen,
    a_store_that_fails_when_the_work_is_done_is_told,
]);

async fn guarded(framework: Framework, guard: ReplayGuard) -> Site {
    Site::with(framework, Wanted { guard: Some(guard), ..Wanted::default() }).await
}

async fn guarded_in_memory(framework: Framework) -> Site {
    guarded(framework, ReplayGuard::in_memory(&webhook())).await
}

async fn assert_handled(site: &mut Site, delivery: &SignedDelivery) {
    site.deliver(delivery).await.assert_handled();
    site.told().await.assert_delivered(delivery);
    assert_eq!(site.handled().await.raw(), delivery.body.as_bytes());
}

async fn assert_repeated(site: &mut Site, delivery: &SignedDelivery) {
    site.deliver(delivery).await.assert_ok();
    let told = site.told().await;
    assert_eq!((told.kind, told.word, told.code), (OutcomeKind::Repeated, "repeated", None));
    told.assert_of(delivery);
    site.assert_silent().await;
}

async fn of_ten_deliveries_at_once_one_is_handled(framework: Framework) {
    let mut site = guarded_in_memory(framework).await;
    let delivery = delivery();
    let end = site.plan_to_wait();
    let mut answers = JoinSet::new();
    for _ in 0..10 {
        let mut wire = site.connect().await;
        let request = Request::of(&delivery);
        answers.spawn(async move { wire.ask(&request).await });
    }
    site.handled().await;
    for _ in 0..9 {
        soon(answers.join_next()).await.unwrap().unwrap().assert_refused(503, "delivery_in_progress");
        let told = site.told().await;
        told.assert_refused("delivery_in_progress");
        told.assert_of(&delivery);
        told.assert_says("delivery_in_progress: the same delivery is being handled", "after 60s at most");
    }
    end.send(200).unwrap();
    soon(answers.join_next()).await.unwrap().unwrap().assert_handled();
    site.told().await.assert_delivered(&delivery);

    assert_repeated(&mut site, &delivery).await;
}

async fn what_was_handled_is_answered_and_not_handled_again(framework: Framework) {
    let mut site = guarded_in_memory(framework).await;
    let delivery = delivery();
    assert_handled(&mut site, &delivery).await;
    assert_repeated(&mut site, &delivery).await;

    // The same event under another key is the same delivery.
    let old = SigningKey::new("kSDL56EWRVP5DTby9Xcec8TMqJMzTslp").unwrap().sign(&delivery.body).to_string();
    let resigned = Request::post(&*delivery.body).header(delivery.header, old);
    site.ask(&resigned).await.assert_ok();
    let told = site.told().await;
    assert_eq!((told.word, told.key), ("repeated", Some((0, Some("old".to_owned())))));
    site.assert_silent().await;
}

async fn what_failed_is_handled_when_it_comes_again(framework: Framework) {
    let mut site = guarded_in_memory(framework).await;
    let delivery = delivery();
    for status in [500, 404] {
        site.plan(Plan::Answer(status));
        assert_eq!(site.deliver(&delivery).await.status, status);
        site.told().await.assert_failed(&delivery);
        site.handled().await;
    }
    assert_handled(&mut site, &delivery).await;
    assert_repeated(&mut site, &delivery).await;
}

async fn what_panicked_is_handled_when_it_comes_again(framework: Framework) {
    let mut site = guarded_in_memory(framework).await;
    let delivery = delivery();
    site.plan(Plan::Panic);
    site.deliver(&delivery).await.assert_refused(500, "handler_failed");
    site.told().await.assert_failed(&delivery);
    site.handled().await;
    assert_handled(&mut site, &delivery).await;
}

async fn a_delivery_whose_client_was_cut_off_is_handled_when_it_comes_again(framework: Framework) {
    let mut site = guarded_in_memory(framework).await;
    let delivery = delivery();
    let _end = site.plan_to_wait();
    let mut wire = site.connect().await;
    wire.write(&Request::of(&delivery).bytes()).await;
    site.handled().await;
    wire.reset();
    site.told().await.assert_failed(&delivery);
    assert_handled(&mut site, &delivery).await;
}

async fn a_handler_that_hangs_loses_the_delivery_after_its_lease(framework: Framework) {
    let now = Arc::new(Mutex::new(Instant::now()));
    let clock = Arc::clone(&now);
    let store = MemoryStore::new().with_clock(move || *clock.lock().unwrap());
    let guard = ReplayGuard::new(&webhook(), store).with_lease(Duration::from_secs(1));
    let mut site = guarded(framework, guard).await;
    let delivery = delivery();

    let end = site.plan_to_wait();
    let mut first = site.connect().await;
    first.write(&Request::of(&delivery).bytes()).await;
    site.handled().await;
    site.deliver(&delivery).await.assert_refused(503, "delivery_in_progress");
    site.told().await.assert_refused("delivery_in_progress");

    *now.lock().unwrap() += Duration::from_secs(1);
    let other_end = site.plan_to_wait();
    let mut second = site.connect().await;
    second.write(&Request::of(&delivery).bytes()).await;
    site.handled().await;

    // The first gives back what is no longer its own: the second still has it.
    end.send(500).unwrap();
    assert_eq!(first.answer().await.status, 500);
    site.told().await.assert_failed(&delivery);
    site.deliver(&delivery).await.assert_refused(503, "delivery_in_progress");
    site.told().await.assert_refused("delivery_in_progress");

    other_end.send(200).unwrap();
    second.answer().await.assert_handled();
    site.told().await.assert_delivered(&delivery);
    assert_repeated(&mut site, &delivery).await;
}

async fn a_refusal_and_a_test_are_not_remembered(framework: Framework) {
    let mut site = guarded_in_memory(framework).await;
    let delivery = delivery();
    let unsigned = Request::post(&*delivery.body);
    site.refusal(&unsigned).await.assert(401, "signature_missing");
    assert_handled(&mut site, &delivery).await;
    // A forged repetition is refused, and does not learn that the delivery was handled.
    site.refusal(&unsigned).await.assert(401, "signature_missing");

    let test = test_payload(EventName::PostSignIn, Timestamp::from_unix_millis(0));
    for _ in 0..2 {
        site.deliver(&deliver(&test, &key())).await.assert_ok();
        assert_eq!(site.told().await.word, "test");
        site.tested().await;
    }
}

/// A store that fails at one of its steps.
struct Failing {
    begins: bool,
}

impl ReplayStore for Failing {
    async fn begin(&self, _: &str, _: Holder, _: Duration) -> Result<Claim, StoreError> {
        if self.begins { Ok(Claim::Taken) } else { Err("nobody answers at port 6379".into()) }
    }

    async fn complete(&self, _: &str, _: Duration) -> Result<(), StoreError> {
        Err("it is read-only".into())
    }

    async fn release(&self, _: &str, _: Holder) -> Result<(), StoreError> {
        Err("it is read-only".into())
    }
}

/// A store that does not answer, and tells when it is asked and when it is told to give up.
struct Silent(mpsc::UnboundedSender<&'static str>);

impl ReplayStore for Silent {
    async fn begin(&self, _: &str, _: Holder, _: Duration) -> Result<Claim, StoreError> {
        self.0.send("asked").unwrap();
        pending().await
    }

    async fn complete(&self, _: &str, _: Duration) -> Result<(), StoreError> {
        unreachable!("nothing began")
    }

    async fn release(&self, _: &str, _: Holder) -> Result<(), StoreError> {
        unreachable!("nothing began")
    }

    fn abandon(&self, _: &str, _: Holder) {
        let _ = self.0.send("abandoned");
    }
}

async fn a_client_that_is_cut_off_while_the_store_is_asked_gives_the_delivery_back(framework: Framework) {
    let (told, mut asked) = mpsc::unbounded_channel();
    let mut site = guarded(framework, ReplayGuard::new(&webhook(), Silent(told))).await;
    let delivery = delivery();
    let mut wire = site.connect().await;
    wire.write(&Request::of(&delivery).bytes()).await;
    assert_eq!(soon(asked.recv()).await, Some("asked"));

    wire.reset();
    assert_eq!(soon(asked.recv()).await, Some("abandoned"));
    site.told().await.assert_failed(&delivery);
}

async fn a_store_that_is_down_refuses(framework: Framework) {
    let guard = ReplayGuard::new(&webhook(), Failing { begins: false });
    let mut site = guarded(framework, guard.clone()).await;
    let delivery = delivery();
    for _ in 0..2 {
        site.deliver(&delivery).await.assert_refused(500, "store_unavailable");
        let told = site.told().await;
        told.assert_refused("store_unavailable");
        told.assert_of(&delivery);
        told.assert_says(
            "store_unavailable: the replay store could not say whether the delivery was handled before",
            ": nobody answers at port 6379",
        );
    }
    assert_eq!(guard.unguarded(), 0);
}

/// It was handled, and the operator is told why nothing guarded it.
async fn assert_unguarded(site: &mut Site, why: &str) {
    let delivery = delivery();
    site.deliver(&delivery).await.assert_handled();
    site.handled().await;
    let told = site.told().await;
    assert_eq!((told.kind, told.word), (OutcomeKind::Delivered, "delivered"));
    assert_eq!((told.is_unguarded, told.code), (true, Some("store_unavailable")));
    told.assert_of(&delivery);
    told.assert_says("store_unavailable: the replay store could not ", why);
    let message = told.message.unwrap();
    assert!(told.line.ends_with(&format!(" in {:.0?}, unguarded: {message}", told.time)), "{}", told.line);
    // The delivery is genuine, so the one who runs the store is to be woken.
    assert_eq!(told.traced.iter().map(|traced| traced.level).collect::<Vec<_>>(), [Level::ERROR]);
}

async fn a_store_that_is_down_delivers_unguarded_where_that_was_chosen(framework: Framework) {
    let guard =
        ReplayGuard::new(&webhook(), Failing { begins: false }).with_store_failure(StoreFailure::Deliver);
    let mut site = guarded(framework, guard.clone()).await;
    for count in 1..=2 {
        assert_unguarded(&mut site, ": nobody answers at port 6379").await;
        assert_eq!(guard.unguarded(), count);
    }
}

async fn a_store_that_fails_when_the_work_is_done_is_told(framework: Framework) {
    let guard = ReplayGuard::new(&webhook(), Failing { begins: true });
    let mut site = guarded(framework, guard.clone()).await;
    assert_unguarded(&mut site, "remember that the delivery was handled: it is read-only").await;
    assert_eq!(guard.unguarded(), 1);

    // That a failed handler's lease could not be given back is not worth a word beside the failure.
    let delivery = delivery();
    site.plan(Plan::Answer(500));
    assert_eq!(site.deliver(&delivery).await.header("logto-webhook-error"), Some("handler_failed"));
    site.told().await.assert_failed(&delivery);
    assert_eq!(guard.unguarded(), 1);
}
