//! What `on_outcome` and `tracing` are told beyond the code: which delivery, how long it took, and nothing secret.

use std::collections::BTreeMap;
use std::time::Instant;

use logto_webhook::logto::EventName;
use logto_webhook::testing::{SignedDelivery, deliver, sample, test_payload};
use logto_webhook::{Endpoint, Timestamp};
use serde_json::Value;
use tracing::Level;

use crate::frameworks::{Framework, Setup};
use crate::handler::Plan;
use crate::site::{KEY, Site, Told, Wanted, delivery, key, signed, webhook};
use crate::traced::{self, Traced};
use crate::wire::Request;

scenarios!(in every framework: [
    a_delivery_is_traced_once,
    a_refusal_is_traced_once,
    the_level_says_who_acts,
    no_secret_and_nothing_personal_is_traced,
    observers_that_panic_change_no_answer,
]);

fn fields<const N: usize>(fields: [(&'static str, &str); N]) -> BTreeMap<&'static str, String> {
    fields.map(|(name, value)| (name, value.to_owned())).into()
}

/// The one event that was traced, and its fields apart from the time, which is that of the outcome.
#[track_caller]
fn traced(told: &Told) -> Traced {
    let [traced] = &told.traced[..] else { panic!("expected one event, found {:?}", told.traced) };
    let mut traced = traced.clone();
    let time: f64 = traced.fields.remove("time_ms").unwrap().parse().unwrap();
    assert!((time - told.time.as_secs_f64() * 1e3).abs() < 1e-6, "{time} ms are not {:?}", told.time);
    traced
}

async fn a_delivery_is_traced_once(framework: Framework) {
    let mut site = Site::of(framework).await;
    let delivery = delivery();
    site.deliver(&delivery).await.assert_handled();
    let told = site.told().await;
    let length = delivery.body.len().to_string();
    let expected = fields([
        ("message", "webhook request"),
        ("outcome", "delivered"),
        ("event", "PostSignIn"),
        ("hook_id", told.hook_id.as_deref().unwrap()),
        ("delivery_id", told.delivery_id.as_deref().unwrap()),
        ("key", "1"),
        ("key_name", "current"),
        ("size", &length),
        ("unguarded", "false"),
    ]);
    assert_eq!(traced(&told), Traced { level: Level::INFO, fields: expected });
}

async fn a_refusal_is_traced_once(framework: Framework) {
    let mut site = Site::of(framework).await;
    site.ask(&Request::post("{}")).await.assert_refused(401, "signature_missing");
    let told = site.told().await;
    let expected = fields([
        ("message", "webhook request"),
        ("outcome", "signature_missing"),
        ("size", "2"),
        ("unguarded", "false"),
        ("error", told.message.as_deref().unwrap()),
    ]);
    assert_eq!(traced(&told), Traced { level: Level::WARN, fields: expected });
}

async fn the_level_says_who_acts(framework: Framework) {
    let mut site = Site::of(framework).await;
    let SignedDelivery { header, signature, body, .. } = delivery();
    let test = deliver(&test_payload(EventName::UserCreated, Timestamp::from_unix_millis(0)), &key());
    let requests = [
        (Request::of(&test), "test", Level::INFO),
        (Request::post("{}").header(header, &*signature), "signature_mismatch", Level::WARN),
        (Request::new("PUT"), "method_not_allowed", Level::WARN),
        (Request::new("GET").header(header, &*signature), "redirected_delivery", Level::WARN),
        (Request::post(body).header("content-encoding", "gzip"), "body_encoded", Level::WARN),
        (Request::of(&signed("[]")), "payload_invalid", Level::ERROR),
    ];
    for (request, outcome, level) in requests {
        site.ask(&request).await;
        let traced = traced(&site.told().await);
        assert_eq!((&*traced.fields["outcome"], traced.level), (outcome, level));
    }
}

async fn no_secret_and_nothing_personal_is_traced(framework: Framework) {
    let mut site = Site::of(framework).await;
    let canary = "canary-of-a-person";
    let mut payload: Value = sample(EventName::PostRegister).to_json().parse().unwrap();
    for personal in ["userAgent", "ip", "userIp", "user"] {
        payload[personal] = canary.into();
    }
    let delivery = signed(&payload.to_string());
    let changed = delivery.body.replace("canary", "canaries");
    let requests = [
        Request::of(&delivery),
        Request::post(changed).header(delivery.header, &*delivery.signature),
        Request::post(&*delivery.body).header(delivery.header, format!("{}{canary}", delivery.signature)),
        Request::of(&signed(&format!(r#"["{canary}"]"#))),
        Request::of(&delivery).header("content-encoding", canary),
    ];
    for request in requests {
        site.ask(&request).await;
        let told = format!("{:?}", site.told().await);
        for secret in ["canar", KEY, &delivery.signature] {
            assert!(!told.contains(secret), "{told}");
        }
    }
}

#[tokio::test]
async fn a_handlers_failure_is_traced_as_an_error() {
    let mut site = Site::of(Framework::AxumLayer).await;
    site.plan(Plan::Answer(500));
    site.deliver(&delivery()).await;
    let told = site.told().await;
    let traced = traced(&told);
    assert_eq!((&*traced.fields["outcome"], traced.level), ("handler_failed", Level::ERROR));
    assert_eq!((&*traced.fields["event"], &*traced.fields["key"]), ("PostSignIn", "1"));
    assert_eq!(Some(&traced.fields["error"]), told.message.as_ref());
}

#[tokio::test]
async fn tracing_needs_no_observer() {
    let site = Site::serving(Wanted::default(), |setup| {
        let endpoint = Endpoint::new(webhook());
        Framework::AxumExtractor.serve(Setup { endpoint, ..setup })
    })
    .await;
    site.deliver(&delivery()).await.assert_handled();
    // The server runs in this thread, as everything in this runtime.
    let traced = traced::take();
    assert_eq!(traced.len(), 1, "{traced:?}");
    assert_eq!(traced[0].fields["outcome"], "delivered");
}

#[tokio::test]
async fn the_time_is_the_handlers_too_where_a_layer_sees_its_end() {
    for framework in [Framework::AxumLayer, Framework::HyperLayer, Framework::ActixMiddleware] {
        let mut site = Site::of(framework).await;
        let end = site.plan_to_wait();
        let mut wire = site.connect().await;
        wire.write(&Request::of(&delivery()).bytes()).await;
        site.handled().await;
        let handling = Instant::now();
        // Another delivery passes by meanwhile.
        site.assert_silent().await;
        let handled = handling.elapsed();
        end.send(200).unwrap();
        assert!(site.told().await.time >= handled);
    }
}

#[tokio::test]
async fn an_extractor_does_not_see_the_handlers_end() {
    for framework in [Framework::AxumExtractor, Framework::HyperHttp, Framework::ActixExtractor] {
        let mut site = Site::of(framework).await;
        for plan in [Plan::Answer(500), Plan::Fail] {
            let delivery = delivery();
            site.plan(plan);
            let answer = site.deliver(&delivery).await;
            assert_eq!((answer.status, answer.header("logto-webhook-error")), (500, None));
            site.told().await.assert_delivered(&delivery);
            site.handled().await;
        }
        let delivery = delivery();
        let _end = site.plan_to_wait();
        let mut wire = site.connect().await;
        wire.write(&Request::of(&delivery).bytes()).await;
        site.told().await.assert_delivered(&delivery);
        assert_eq!(site.handled().await.raw(), delivery.body.as_bytes());
        site.assert_silent().await;
    }
}

async fn observers_that_panic_change_no_answer(framework: Framework) {
    let mut site = Site::serving(Wanted::default(), |mut setup: Setup| {
        let panicking = setup.endpoint.on_test(|_| panic!("on_test")).on_outcome(|_| panic!("on_outcome"));
        setup.endpoint = panicking;
        framework.serve(setup)
    })
    .await;
    let delivery = delivery();
    site.deliver(&delivery).await.assert_handled();
    assert_eq!(site.handled().await.raw(), delivery.body.as_bytes());
    let test = deliver(&test_payload(EventName::UserCreated, Timestamp::from_unix_millis(0)), &key());
    site.deliver(&test).await.assert_ok();
    site.ask(&Request::post("{}")).await.assert_refused(401, "signature_missing");
}
