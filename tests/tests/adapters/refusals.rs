//! What is refused whole: the answer, what the operator is told, and that the handler hears nothing.

use std::time::{Duration, UNIX_EPOCH};

use logto_webhook::adapter::Answer;
use logto_webhook::adapter::tower::LogtoLayer;
use logto_webhook::testing::SignedDelivery;
use logto_webhook::{Code, Endpoint, SigningKey, Window};
use tower::Layer;

use crate::frameworks::Framework;
use crate::site::{KEY, Site, Wanted, delivery, signed, webhook};
use crate::wire::Request;

scenarios!(in every framework: [
    a_changed_body_is_refused,
    another_keys_signature_is_refused,
    a_delivery_without_a_signature_is_refused,
    what_is_no_signature_is_refused,
    two_signatures_are_refused,
    an_encoded_body_is_refused,
    other_methods_are_refused,
    what_is_genuine_and_no_webhook_is_refused_and_told,
    a_delivery_out_of_the_window_is_refused,
    a_refusal_tells_the_operator_what_to_do,
]);

fn with_signature(delivery: &SignedDelivery, signature: impl Into<Vec<u8>>) -> Request {
    Request::post(&*delivery.body).header(delivery.header, signature)
}

async fn a_changed_body_is_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    let SignedDelivery { signature, body, .. } = delivery();
    let swapped = body.replacen("u758hu661ovk", "u758hu661ovl", 1);
    for changed in [swapped, format!("{body}\n"), format!("\u{feff}{body}"), body.replace(':', ": ")] {
        assert_ne!(changed, body);
        let request = Request::post(&*changed).header("logto-signature-sha-256", &*signature);
        site.refusal(&request).await.assert_after(changed.len(), 401, "signature_mismatch");
    }
}

async fn another_keys_signature_is_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let other = SigningKey::new("AnotherHooksKeyOf32LettersDigits").unwrap();
    let request = with_signature(&delivery, other.sign(&delivery.body).to_string());
    site.refusal(&request).await.assert_after(delivery.body.len(), 401, "signature_mismatch");
}

async fn a_delivery_without_a_signature_is_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    let SignedDelivery { body, .. } = delivery();
    let refusal = site.refusal(&Request::post(&*body)).await;
    refusal.assert_after(body.len(), 401, "signature_missing");
    site.refusal(&Request::new("POST")).await.assert_after(0, 401, "signature_missing");
}

async fn what_is_no_signature_is_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let right = delivery.signature.as_bytes();
    let not_utf8 = [&right[..62], b"\xff\xfe"].concat();
    let values: [&[u8]; 8] = [
        b"",
        &right[..8],
        &right[..63],
        &[right, b"0"].concat(),
        &[right, b"zz"].concat(),
        &[b"sha256=", right].concat(),
        &not_utf8,
        &right.repeat(40),
    ];
    for value in values {
        let request = with_signature(&delivery, value);
        let refusal = site.refusal(&request).await;
        refusal.assert_after(delivery.body.len(), 401, "signature_malformed");
    }
}

async fn two_signatures_are_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    let forged = "0".repeat(64);
    let one_header = with_signature(&delivery, format!("{}, {forged}", delivery.signature));
    let two_headers = with_signature(&delivery, &*forged).header(delivery.header, &*delivery.signature);
    let the_same =
        with_signature(&delivery, &*delivery.signature).header(delivery.header, &*delivery.signature);
    for request in [one_header, two_headers, the_same] {
        let refusal = site.refusal(&request).await;
        refusal.assert_after(delivery.body.len(), 401, "signature_ambiguous");
    }
}

async fn an_encoded_body_is_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    for encoding in ["gzip", "GZIP", "br", "identity, gzip"] {
        let request = Request::of(&delivery()).header("content-encoding", encoding);
        site.refusal(&request).await.assert_early(415, "body_encoded");
    }
    let second =
        Request::of(&delivery()).header("content-encoding", "identity").header("content-encoding", "gzip");
    site.refusal(&second).await.assert_early(415, "body_encoded");
}

async fn other_methods_are_refused(framework: Framework) {
    let mut site = Site::of(framework).await;
    let SignedDelivery { header, signature, .. } = delivery();
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "post", "DELIVER"] {
        let request = Request::new(method).header(header, &*signature);
        site.refusal(&request).await.assert_early(405, "method_not_allowed");
    }
    // A browser, or a health check: no delivery was lost there.
    site.refusal(&Request::new("GET")).await.assert_early(405, "method_not_allowed");
}

async fn what_is_genuine_and_no_webhook_is_refused_and_told(framework: Framework) {
    let mut site = Site::of(framework).await;
    for body in ["", "[]", "null", "{", "{}", r#"{"event":7}"#, r#"{"event":"a","event":"b"}"#] {
        let delivery = signed(body);
        let refusal = site.refusal(&Request::of(&delivery)).await;
        refusal.assert_of(&delivery, 400, "payload_invalid");
        assert_eq!((refusal.told.name, refusal.told.hook_id), (None, None));
    }
}

async fn a_delivery_out_of_the_window_is_refused(framework: Framework) {
    let made = UNIX_EPOCH + Duration::from_millis(1_787_314_569_123);
    let webhook = webhook()
        .with_window(Window::new(Duration::from_secs(60), Duration::from_secs(5)))
        .with_clock(move || made);
    let mut site = Site::with(framework, Wanted { webhook, ..Wanted::default() }).await;

    let late = signed(&delivery().body.replace("2026-08-21T12:16:09.123Z", "2026-08-21T12:15:09.122Z"));
    let refusal = site.refusal(&Request::of(&late)).await;
    refusal.assert_after(late.body.len(), 400, "timestamp_out_of_window");
    refusal.assert_says(
        "timestamp_out_of_window: expected a delivery within the window, found one made 60001 ms ago, 1 ms too old",
        "did it wait in a queue?",
    );
}

async fn a_refusal_tells_the_operator_what_to_do(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();

    let rewritten = with_signature(&signed(&delivery.body.replace(':', ": ")), &*delivery.signature);
    site.refusal(&rewritten).await.assert_says(
        "signature_mismatch: expected a signature of this body under one of the keys, found another",
        "the body looks parsed and written again: verify the raw bytes of the request",
    );
    let encoded = Request::of(&delivery).header("content-encoding", "gzip");
    site.refusal(&encoded).await.assert_says(
        "body_encoded: expected a plain body, found a `content-encoding`",
        "tell the proxy that compresses requests to leave this route alone",
    );
    site.refusal(&Request::new("PUT")).await.assert_says(
        "method_not_allowed: expected a POST, found another method",
        "deliveries are sent as POST",
    );
    let missing = Request::post(&*delivery.body);
    site.refusal(&missing)
        .await
        .assert_says("signature_missing: expected a signature header, found none", "");
}

#[test]
fn an_answer_prints_as_its_code() {
    for code in Code::ALL {
        let answer = Answer::of(*code);
        assert_eq!((answer.code(), answer.to_string()), (Some(*code), code.to_string()));
    }
    assert_eq!((Answer::OK.code(), Answer::OK.to_string()), (None, "received".to_owned()));
}

#[test]
fn an_endpoint_shows_its_settings_and_no_key() {
    let endpoint = Endpoint::new(webhook()).with_body_time_limit(Duration::from_secs(7));
    let service = LogtoLayer::new(endpoint.clone()).layer(());
    for shown in [format!("{endpoint:?}"), format!("{service:?}")] {
        assert!(shown.contains("Endpoint {") && shown.contains("body_time_limit: 7s"), "{shown}");
        assert!(!shown.contains(KEY), "{shown}");
    }
}
