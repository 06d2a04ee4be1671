//! Bodies that are too long, that never come whole, or that are not what they are announced to be.

use std::iter::repeat_with;
use std::time::Duration;

use logto_webhook::Webhook;

use crate::frameworks::Framework;
use crate::site::{Site, Wanted, delivery, signed};
use crate::wire::{Request, chunk};

scenarios!(in every reader: [
    a_body_over_the_limit_is_refused,
    a_body_that_is_announced_as_too_long_is_refused_before_it_comes,
    a_body_without_end_is_refused_while_it_comes,
    a_body_that_stalls_is_given_up,
    a_body_that_drips_is_given_up,
    a_body_that_breaks_off_is_not_taken_for_whole,
    a_body_that_never_began_is_not_taken_for_one_that_was_read,
    a_client_that_goes_away_amid_the_body_is_told,
    a_body_that_is_framed_wrongly_is_refused,
    a_length_beside_chunks_is_no_sign_that_a_body_was_read,
    a_body_that_is_longer_than_announced_is_cut,
]);

const LIMIT: usize = Webhook::DEFAULT_BODY_LIMIT;

async fn a_body_over_the_limit_is_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = signed(&" ".repeat(LIMIT + 1));
    let announced = Request::of(&delivery);
    let refusal = site.refusal(&announced).await;
    refusal.assert_early(413, "body_too_large");
    refusal.assert_says(
        "body_too_large: expected at most 4194304 bytes, found 4194305;",
        "raise the webhook's body limit if yours store that much",
    );
    site.refusal(&announced.chunked(64 * 1024)).await.assert_early(413, "body_too_large");
}

async fn a_body_that_is_announced_as_too_long_is_refused_before_it_comes(framework: Framework) {
    let mut site = Site::of(framework).await;
    for length in [LIMIT as u64 + 1, u64::from(u32::MAX) + 1, i64::MAX.unsigned_abs()] {
        let head = Request::of(&delivery()).announcing(length).head();
        let answer = site.connect().await.answer_while(head, None).await;
        site.refused(answer).await.assert_early(413, "body_too_large");
    }
}

async fn a_body_without_end_is_refused_while_it_comes(framework: Framework) {
    let mut site = Site::of(framework).await;
    let head = Request::of(&delivery()).chunked(1).head();
    let endless = repeat_with(|| chunk(&[b' '; 16 * 1024]));
    let answer = site.connect().await.answer_while(head, endless).await;
    site.refused(answer).await.assert_early(413, "body_too_large");
}

fn in_a_hurry() -> Wanted {
    Wanted { body_time_limit: Duration::from_millis(50), ..Wanted::default() }
}

async fn a_body_that_stalls_is_given_up(framework: Framework) {
    let mut site = Site::with(framework, in_a_hurry()).await;
    let half = Request::of(&delivery()).announcing(10_000).bytes();
    let answer = site.connect().await.answer_while(half, None).await;
    let refusal = site.refused(answer).await;
    refusal.assert_early(400, "body_incomplete");
    refusal.assert_says(
        "body_incomplete: expected the whole body within 50ms, found it still coming",
        "it is sent at once",
    );
    assert!(refusal.told.time >= Duration::from_millis(50), "{:?}", refusal.told);
}

async fn a_body_that_drips_is_given_up(framework: Framework) {
    let mut site = Site::with(framework, in_a_hurry()).await;
    // Byte by byte, four million of them would take seconds.
    let head = Request::of(&delivery()).announcing(LIMIT as u64).head();
    let answer = site.connect().await.answer_while(head, repeat_with(|| b" ".to_vec())).await;
    site.refused(answer).await.assert_early(400, "body_incomplete");
}

async fn a_body_that_breaks_off_is_not_taken_for_whole(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let announced = Request::of(&delivery).announcing(delivery.body.len() as u64 + 1).bytes();
    let mut chunked = Request::of(&delivery).chunked(100).bytes();
    chunked.truncate(chunked.len() - b"0\r\n\r\n".len());
    for request in [announced, chunked] {
        let mut wire = site.connect().await;
        wire.write(&request).await;
        wire.close_half().await;
        let told = site.told().await;
        told.assert_refused("body_incomplete");
        told.assert_of_nothing_verified();
        assert_eq!(told.size, None);
        site.assert_silent().await;
    }
}

async fn a_body_that_never_began_is_not_taken_for_one_that_was_read(framework: Framework) {
    let mut site = Site::of(framework).await;
    let mut wire = site.connect().await;
    wire.write(&Request::of(&delivery()).head()).await;
    wire.close_half().await;
    site.told().await.assert_refused("body_incomplete");
    site.assert_silent().await;
}

async fn a_client_that_goes_away_amid_the_body_is_told(framework: Framework) {
    let mut site = Site::of(framework).await;
    let half = Request::of(&delivery()).announcing(10_000).bytes();

    let mut closes = site.connect().await;
    closes.write(&half).await;
    drop(closes);
    let told = site.told().await;
    told.assert_refused("body_incomplete");
    assert_eq!(told.size, None);

    let mut resets = site.connect().await;
    resets.write(&half).await;
    resets.reset();
    site.told().await.assert_refused("body_incomplete");
    site.assert_silent().await;
}

async fn a_body_that_is_framed_wrongly_is_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    let request = [Request::of(&delivery()).chunked(1).head(), b"no length\r\n".to_vec()].concat();
    let mut wire = site.connect().await;
    wire.write(&request).await;
    let told = site.told().await;
    told.assert_refused("body_incomplete");
    told.assert_says(
        "body_incomplete: expected the whole body, but it broke off",
        "its sender went away, or framed it wrongly",
    );
    site.assert_silent().await;
}

async fn a_length_beside_chunks_is_no_sign_that_a_body_was_read(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let request = Request::new("POST").header(delivery.header, &*delivery.signature);
    let length_first = request.clone().announcing(5).header("transfer-encoding", "chunked");
    let length_last = request.header("transfer-encoding", "chunked").announcing(5);
    for request in [length_first, length_last] {
        let empty = [request.head(), b"0\r\n\r\n".to_vec()].concat();
        let answer = site.connect().await.answer_while(empty, None).await;
        match answer.header("logto-webhook-error") {
            // actix refuses it by itself: such requests smuggle others past proxies.
            None => assert_eq!(answer.status, 400),
            Some(_) => site.refused(answer).await.assert_after(0, 401, "signature_mismatch"),
        }
    }
    site.assert_silent().await;
}

async fn a_body_that_is_longer_than_announced_is_cut(framework: Framework) {
    let mut site = Site::of(framework).await;
    let request = Request::of(&delivery()).announcing(100);
    site.refusal(&request).await.assert_after(100, 401, "signature_mismatch");
}
