//! Handlers that do not succeed, as a layer sees them.

use crate::frameworks::Framework;
use crate::handler::Plan;
use crate::site::{Site, delivery};
use crate::wire::{Request, soon};

scenarios!(in every layer: [
    an_answer_of_2xx_is_the_handlers_own,
    another_answer_is_the_handlers_own_and_marked,
    an_error_is_told,
    a_panic_is_answered_and_told,
    a_handler_whose_client_is_cut_off_is_dropped_and_told,
]);

async fn an_answer_of_2xx_is_the_handlers_own(framework: Framework) {
    let mut site = Site::of(framework).await;
    for status in [200, 202, 299] {
        let delivery = delivery();
        site.plan(Plan::Answer(status));
        let answer = site.deliver(&delivery).await;
        assert_eq!((answer.status, &*answer.body), (status, "handled"));
        assert_eq!(answer.header("logto-webhook-error"), None);
        site.told().await.assert_delivered(&delivery);
        site.handled().await;
    }
    site.assert_silent().await;
}

async fn another_answer_is_the_handlers_own_and_marked(framework: Framework) {
    let mut site = Site::of(framework).await;
    for status in [302, 400, 404, 500, 503] {
        let delivery = delivery();
        site.plan(Plan::Answer(status));
        let answer = site.deliver(&delivery).await;
        assert_eq!((answer.status, &*answer.body), (status, "handled"));
        assert_eq!(answer.header("logto-webhook-error"), Some("handler_failed"));
        let told = site.told().await;
        told.assert_failed(&delivery);
        told.assert_says(
            "handler_failed: expected the handler to answer 2xx, but ",
            &format!("it answered {status}; the delivery was not handled"),
        );
        site.handled().await;
    }
    site.assert_silent().await;
}

async fn an_error_is_told(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    site.plan(Plan::Fail);
    let mut wire = site.connect().await;
    // An error of a service is hyper's to deal with: it closes the connection. The others make an answer of it.
    let found = if framework == Framework::HyperLayer {
        wire.write(&Request::of(&delivery).bytes()).await;
        wire.closed().await;
        "it gave an error"
    } else {
        let answer = wire.ask(&Request::of(&delivery)).await;
        assert_eq!((answer.status, &*answer.body), (500, "failed"));
        assert_eq!(answer.header("logto-webhook-error"), Some("handler_failed"));
        "it answered 500"
    };
    let told = site.told().await;
    told.assert_failed(&delivery);
    told.assert_says(
        "handler_failed: expected the handler to answer 2xx, but ",
        &format!("{found}; the delivery was not handled"),
    );
    site.handled().await;
    site.assert_silent().await;
}

async fn a_panic_is_answered_and_told(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    site.plan(Plan::Panic);
    site.deliver(&delivery).await.assert_refused(500, "handler_failed");
    let told = site.told().await;
    told.assert_failed(&delivery);
    told.assert_says("handler_failed", "but it panicked; the delivery was not handled");
    site.handled().await;
    site.assert_silent().await;
}

async fn a_handler_whose_client_is_cut_off_is_dropped_and_told(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let mut end = site.plan_to_wait();
    let mut wire = site.connect().await;
    wire.write(&Request::of(&delivery).bytes()).await;
    site.handled().await;

    wire.reset();
    let told = site.told().await;
    told.assert_failed(&delivery);
    told.assert_says(
        "handler_failed: the request was dropped before its handler ended; did the sender stop waiting",
        "or did this process stop? `respond_before` answers first",
    );
    soon(end.closed()).await;
    site.assert_silent().await;
}
