//! What a guard behind a layer has to remember whatever happens: the whole window long, and though the client goes.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use logto_webhook::replay::{Claim, Holder, MemoryStore, ReplayGuard, ReplayStore, StoreError};
use logto_webhook::testing::SignedDelivery;
use logto_webhook::{Verified, Window};
use tokio::sync::{Notify, mpsc};

use crate::frameworks::Framework;
use crate::site::{Site, Wanted, delivery, webhook};
use crate::wire::{Request, soon};

scenarios!(in every layer: [
    a_guard_keeps_ids_as_long_as_the_endpoint_accepts_them,
    a_client_that_leaves_while_the_store_is_told_undoes_nothing,
]);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn assert_handled(site: &mut Site, delivery: &SignedDelivery) {
    site.deliver(delivery).await.assert_handled();
    site.handled().await;
    site.told().await.assert_delivered(delivery);
}

async fn a_guard_keeps_ids_as_long_as_the_endpoint_accepts_them(framework: Framework) {
    let delivery = delivery();
    let made = Verified::parse_already_verified(&*delivery.body).created_at().unwrap().to_system_time();
    let with_window =
        webhook().with_window(Window::new(DAY * 7, Duration::ZERO)).with_clock(move || made + DAY * 6);

    let now = Arc::new(Mutex::new(Instant::now()));
    let clock = Arc::clone(&now);
    let store = MemoryStore::new().with_clock(move || *clock.lock().unwrap());
    // Made for a webhook without a window: it would forget after a day.
    let guard = ReplayGuard::new(&webhook(), store);
    let wanted = Wanted { webhook: with_window, guard: Some(guard), ..Wanted::default() };
    let mut site = Site::with(framework, wanted).await;

    assert_handled(&mut site, &delivery).await;
    *now.lock().unwrap() += DAY * 6;
    site.deliver(&delivery).await.assert_ok();
    assert_eq!(site.told().await.word, "repeated");
}

/// A store that takes its time to hear that the work is done.
struct Slow {
    told: mpsc::UnboundedSender<&'static str>,
    go_on: Arc<Notify>,
}

impl ReplayStore for Slow {
    async fn begin(&self, _: &str, _: Holder, _: Duration) -> Result<Claim, StoreError> {
        Ok(Claim::Taken)
    }

    async fn complete(&self, _: &str, _: Duration) -> Result<(), StoreError> {
        self.told.send("completing")?;
        self.go_on.notified().await;
        self.told.send("completed")?;
        Ok(())
    }

    async fn release(&self, _: &str, _: Holder) -> Result<(), StoreError> {
        unreachable!("the handler succeeded")
    }
}

async fn a_client_that_leaves_while_the_store_is_told_undoes_nothing(framework: Framework) {
    let (told, mut heard) = mpsc::unbounded_channel();
    let go_on = Arc::<Notify>::default();
    let store = Slow { told, go_on: Arc::clone(&go_on) };
    let guard = Some(ReplayGuard::new(&webhook(), store));
    let mut site = Site::with(framework, Wanted { guard, ..Wanted::default() }).await;

    let delivery = delivery();
    let mut wire = site.connect().await;
    wire.write(&Request::of(&delivery).bytes()).await;
    site.handled().await;
    assert_eq!(soon(heard.recv()).await, Some("completing"));
    wire.reset();
    // The server has seen by now that the client is gone: it answers another.
    site.ask(&Request::post("{}")).await.assert_refused(401, "signature_missing");
    assert_eq!(site.told().await.word, "signature_missing");

    go_on.notify_one();
    assert_eq!(soon(heard.recv()).await, Some("completed"));
    site.told().await.assert_delivered(&delivery);
}
