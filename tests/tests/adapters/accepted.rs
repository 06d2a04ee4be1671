//! What reaches the handler, and test payloads, which do not.

use logto_webhook::adapter::OutcomeKind;
use logto_webhook::logto::{Event, EventName};
use logto_webhook::testing::{SignedDelivery, deliver, test_payload};
use logto_webhook::{Timestamp, Webhook};

use crate::frameworks::Framework;
use crate::site::{Site, delivery, key, signed};
use crate::wire::Request;

scenarios!(in every framework: [
    a_genuine_delivery_is_handled,
    an_event_that_is_not_known_is_handled,
    an_event_that_cannot_be_read_is_handled,
    a_test_payload_is_told_and_not_handled,
    another_content_type_is_accepted,
    an_encoding_that_changes_nothing_is_accepted,
    a_signature_in_capitals_or_between_blanks_is_accepted,
    chunks_are_accepted,
    what_follows_the_chunks_means_nothing,
    a_body_of_480_kb_is_accepted,
    a_body_of_3_mib_is_accepted,
    a_body_at_the_limit_is_accepted,
]);

/// Sends what must reach the handler, and gives what it got.
async fn handled(site: &mut Site, request: &Request, delivery: &SignedDelivery) -> Event {
    site.ask(request).await.assert_handled();
    site.told().await.assert_delivered(delivery);
    let handled = site.handled().await;
    assert_eq!(handled.raw(), delivery.body.as_bytes());
    site.assert_silent().await;
    handled.into_event()
}

async fn a_genuine_delivery_is_handled(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let event = handled(&mut site, &Request::of(&delivery), &delivery).await;
    assert!(matches!(event, Event::PostSignIn(_)), "{event:?}");
}

async fn an_event_that_is_not_known_is_handled(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = signed(r#"{"event":"User.Promoted","hookId":"h"}"#);
    let event = handled(&mut site, &Request::of(&delivery), &delivery).await;
    assert!(matches!(event, Event::Unknown(_)), "{event:?}");
    assert_eq!(event.name(), "User.Promoted");
}

async fn an_event_that_cannot_be_read_is_handled(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = signed(r#"{"event":"User.Created","data":"a string"}"#);
    let event = handled(&mut site, &Request::of(&delivery), &delivery).await;
    let Event::Unreadable(unreadable) = event else { panic!("{event:?}") };
    assert_eq!(&*unreadable.path, "data");
}

async fn a_test_payload_is_told_and_not_handled(framework: Framework) {
    let mut site = Site::of(framework).await;
    for name in EventName::ALL {
        let test = deliver(&test_payload(*name, Timestamp::from_unix_millis(1_787_314_569_123)), &key());
        site.deliver(&test).await.assert_ok();
        let told = site.told().await;
        assert_eq!((told.kind, told.word, told.code), (OutcomeKind::Test, "test", None));
        told.assert_of(&test);
        assert_eq!(site.tested().await.raw(), test.body.as_bytes());
    }
    site.assert_silent().await;
}

async fn another_content_type_is_accepted(framework: Framework) {
    let mut site = Site::of(framework).await;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "no/such; type=?", ""] {
        let delivery = delivery();
        let request = Request::of(&delivery).header("content-type", content_type);
        handled(&mut site, &request, &delivery).await;
    }
}

async fn an_encoding_that_changes_nothing_is_accepted(framework: Framework) {
    let mut site = Site::of(framework).await;
    for encoding in ["identity", "Identity", ""] {
        let delivery = delivery();
        let request = Request::of(&delivery).header("content-encoding", encoding);
        handled(&mut site, &request, &delivery).await;
    }
}

async fn a_signature_in_capitals_or_between_blanks_is_accepted(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    for value in [delivery.signature.to_ascii_uppercase(), format!(" \t{}\t ", delivery.signature)] {
        let request = Request::post(&*delivery.body).header("LOGTO-Signature-SHA-256", value);
        handled(&mut site, &request, &delivery).await;
    }
}

async fn what_follows_the_chunks_means_nothing(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let trailer = format!("\r\n{}: forged\r\n\r\n", delivery.header);
    let request = Request::of(&delivery).chunked(100).bytes();
    let request = [&request[..request.len() - 4], trailer.as_bytes()].concat();
    site.connect().await.answer_while(request, None).await.assert_handled();
    site.told().await.assert_delivered(&delivery);
}

async fn chunks_are_accepted(framework: Framework) {
    let mut site = Site::of(framework).await;
    for size in [1, 7, 100_000] {
        let delivery = delivery();
        handled(&mut site, &Request::of(&delivery).chunked(size), &delivery).await;
    }
}

/// As custom data makes it grow.
fn delivery_of(bytes: usize) -> SignedDelivery {
    let (before, after) = (r#"{"event":"User.Data.Updated","data":{"customData":{"a":""#, r#""}}}"#);
    let missing = bytes - before.len() - after.len();
    signed(&format!("{before}{}{after}", "x".repeat(missing)))
}

async fn is_accepted(framework: Framework, bytes: usize) {
    let mut site = Site::of(framework).await;
    let delivery = delivery_of(bytes);
    assert_eq!(delivery.body.len(), bytes);
    handled(&mut site, &Request::of(&delivery), &delivery).await;
    handled(&mut site, &Request::of(&delivery).chunked(64 * 1024), &delivery).await;
}

async fn a_body_of_480_kb_is_accepted(framework: Framework) {
    is_accepted(framework, 480 * 1000).await;
}

async fn a_body_of_3_mib_is_accepted(framework: Framework) {
    is_accepted(framework, 3 * 1024 * 1024).await;
}

async fn a_body_at_the_limit_is_accepted(framework: Framework) {
    is_accepted(framework, Webhook::DEFAULT_BODY_LIMIT).await;
}
