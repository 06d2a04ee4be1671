//! Connections that bring more than one request, and clients that leave while their handler runs.

use crate::frameworks::{Framework, actix};
use crate::site::{Site, Wanted, delivery};
use crate::wire::{Request, soon};

scenarios!(in every framework: [
    each_request_of_a_connection_is_judged_by_itself,
    requests_that_come_at_once_are_answered_in_turn,
    a_client_that_asks_before_it_sends_is_answered,
]);

async fn each_request_of_a_connection_is_judged_by_itself(framework: Framework) {
    let mut site = Site::of(framework).await;
    let mut wire = site.connect().await;
    for _ in 0..3 {
        let delivery = delivery();
        wire.ask(&Request::of(&delivery)).await.assert_handled();
        site.told().await.assert_delivered(&delivery);
        assert_eq!(site.handled().await.raw(), delivery.body.as_bytes());

        wire.ask(&Request::post(&*delivery.body)).await.assert_refused(401, "signature_missing");
        site.told().await.assert_refused("signature_missing");
    }
    site.assert_silent().await;
}

async fn requests_that_come_at_once_are_answered_in_turn(framework: Framework) {
    let mut site = Site::of(framework).await;
    let (first, last) = (delivery(), delivery());
    let unsigned = Request::post(&*first.body);
    let mut wire = site.connect().await;
    wire.write(&[Request::of(&first).bytes(), unsigned.bytes(), Request::of(&last).bytes()].concat()).await;

    wire.answer().await.assert_handled();
    wire.answer().await.assert_refused(401, "signature_missing");
    wire.answer().await.assert_handled();
    site.told().await.assert_delivered(&first);
    site.told().await.assert_refused("signature_missing");
    site.told().await.assert_delivered(&last);
    for delivery in [first, last] {
        assert_eq!(site.handled().await.raw(), delivery.body.as_bytes());
    }
    site.assert_silent().await;
}

async fn a_client_that_asks_before_it_sends_is_answered(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let request = Request::of(&delivery).header("expect", "100-continue");
    let mut wire = site.connect().await;
    assert_eq!(wire.answer_while(request.head(), None).await.status, 100);
    wire.write(delivery.body.as_bytes()).await;
    wire.answer().await.assert_handled();
    site.told().await.assert_delivered(&delivery);
}

/// Logto closes its end when it gives up. hyper drops what it was asked for then.
async fn a_client_that_leaves_takes_its_handler_along(mut site: Site) {
    let delivery = delivery();
    let mut end = site.plan_to_wait();
    let mut wire = site.connect().await;
    wire.write(&Request::of(&delivery).bytes()).await;
    site.handled().await;
    drop(wire);
    site.told().await.assert_failed(&delivery);
    soon(end.closed()).await;
    site.assert_silent().await;
}

#[tokio::test]
async fn axum_drops_the_handler_of_a_client_that_leaves() {
    a_client_that_leaves_takes_its_handler_along(Site::of(Framework::AxumLayer).await).await;
}

#[tokio::test]
async fn hyper_drops_the_handler_of_a_client_that_leaves() {
    a_client_that_leaves_takes_its_handler_along(Site::of(Framework::HyperLayer).await).await;
}

#[tokio::test]
async fn actix_drops_the_handler_of_a_client_that_leaves_if_told_so() {
    let serve = |setup| actix::middleware(setup, actix::HalfClosed::Dropped);
    a_client_that_leaves_takes_its_handler_along(Site::serving(Wanted::default(), serve).await).await;
}

#[tokio::test]
async fn actix_handles_to_the_end_what_a_client_that_leaves_has_sent() {
    for framework in [Framework::ActixMiddleware, Framework::ActixAppMiddleware] {
        let mut site = Site::of(framework).await;
        let delivery = delivery();
        let end = site.plan_to_wait();
        let mut wire = site.connect().await;
        wire.write(&Request::of(&delivery).bytes()).await;
        site.handled().await;
        wire.close_half().await;
        site.assert_silent().await;
        end.send(200).unwrap();
        site.told().await.assert_delivered(&delivery);
        wire.answer().await.assert_handled();
    }
}
