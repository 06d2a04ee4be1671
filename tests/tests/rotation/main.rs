//! The README's steps for replacing a key, each over the Management API of a real mock, with a real endpoint behind it.
//!
//! `logto.rs` is the mock and a client for it, `receiver.rs` the endpoint, in which every handler waits for the test to
//! say how it ends. `rotation.rs` puts them together and has the steps. Here is what they prove.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

mod logto;
mod receiver;
mod rotation;

use http::StatusCode;
use logto_mock::Profile;

use rotation::Rotation;

const OK: StatusCode = StatusCode::OK;
const FAILED: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

#[tokio::test]
async fn the_steps_lose_nothing_and_handle_each_event_once_where_failures_are_retried() {
    follow_the_steps(Profile::Documented).await;
}

#[tokio::test]
async fn the_steps_lose_nothing_and_handle_each_event_once_where_everything_is_sent_once() {
    follow_the_steps(Profile::Logto142).await;
}

async fn follow_the_steps(profile: Profile) {
    let mut rotation = Rotation::start(profile).await;
    rotation.event().await.assert_handled_with(&["old"]);

    let second = rotation.make_second_hook().await;
    rotation.event().await.assert_handled_with(&["old"]);

    rotation.know_both_keys(&second);
    rotation.event().await.assert_handled_with(&["old"]);

    rotation.enable(&second).await;
    rotation.event().await.assert_handled_with(&["new", "old"]);

    // Under way with both keys when the first hook is disabled.
    let under_way = rotation.begin_event().await;
    rotation.disable_first().await;
    rotation.finish(under_way, OK).await.assert_handled_with(&["new", "old"]);
    rotation.event().await.assert_handled_with(&["new"]);

    rotation.drop_the_first(&second).await;
    rotation.event().await.assert_handled_with(&["new"]);
    rotation.assert_nothing_else_came();
}

/// Why the handler has to be mended before, and not during a rotation.
#[tokio::test]
async fn a_handler_that_fails_while_both_hooks_send_loses_the_event_where_everything_is_sent_once() {
    let mut rotation = Rotation::with_both_hooks(Profile::Logto142).await;
    let under_way = rotation.begin_event().await;
    let event = rotation.finish(under_way, FAILED).await;
    assert_eq!(event.words(), ["delivery_in_progress", "handler_failed"]);
    assert_eq!(event.states(), ["failed", "failed"]);
    rotation.assert_nothing_else_came();
}

#[tokio::test]
async fn a_handler_that_fails_while_both_hooks_send_gets_the_event_again_where_failures_are_retried() {
    let mut rotation = Rotation::with_both_hooks(Profile::Documented).await;
    let under_way = rotation.begin_event().await;
    let again = rotation.fail(under_way).await;
    rotation.finish(again, OK).await.assert_handled_with(&["new", "old"]);
}

#[tokio::test]
async fn a_key_replaced_at_once_loses_what_is_under_way_to_an_endpoint_that_knows_only_the_new_one() {
    let mut rotation = Rotation::start(Profile::Documented).await;
    let under_way = rotation.begin_event().await;
    let renewed = rotation.renew_signing_key().await;
    rotation.know_only(&renewed);

    let event = rotation.finish(under_way, FAILED).await;
    assert_eq!(event.words(), ["handler_failed", "signature_mismatch"]);
    assert_eq!(event.states(), ["failed"]);
    rotation.event().await.assert_handled_with(&["new"]);
}

#[tokio::test]
async fn a_key_replaced_at_once_loses_what_comes_next_to_an_endpoint_that_knows_only_the_old_one() {
    let mut rotation = Rotation::start(Profile::Documented).await;
    let renewed = rotation.renew_signing_key().await;
    let refused = rotation.refused_event().await;
    assert_eq!((refused.words(), refused.states()), (vec!["signature_mismatch"], vec!["failed".to_owned()]));

    rotation.know_both_keys(&renewed);
    rotation.event().await.assert_handled_with(&["new"]);
}
