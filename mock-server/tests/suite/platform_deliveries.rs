//! Deliveries of the platform: the same engine as Logto's, another header, another payload, another key.

use std::time::Duration;

use http::Method;
use logto_mock::{ClockMode, Config, Fault, FaultRule, HookKey, Matcher, NewHook, NewWebhook, System};
use logto_webhook::platform::{self, Event, EventName};
use logto_webhook::{SigningKey, logto};
use serde_json::json;

use crate::mock::{Mock, endpoint};
use crate::receiver::{Reaction, Receiver, answer, ok};

const SECRET: &str = "whsec_abcdefghijklmnopqrstuvwxyz1234";

fn webhook(url: &str, events: &[EventName]) -> NewWebhook {
    NewWebhook::new(url, events).secret(HookKey::new(SECRET).unwrap())
}

fn verifier() -> logto_webhook::Webhook<platform::Platform> {
    platform::webhook(SigningKey::new(SECRET).unwrap())
}

fn manual() -> Config {
    let mut config = Config::default();
    config.clock = ClockMode::Manual;
    config
}

fn status(status: u16) -> Reaction {
    Reaction::Answer(answer(status, "", "", b""))
}

#[tokio::test]
async fn every_event_arrives_signed_with_the_secret_and_is_read_typed() {
    let receiver = Receiver::of(vec![ok()]).await;
    let mock = Mock::start().await;
    mock.logto().create_webhook(webhook(&receiver.url("/hook"), EventName::ALL));
    for event in EventName::ALL.iter().copied() {
        let delivery = mock.logto().trigger(event).await.unwrap().remove(0);
        assert_eq!((delivery.system(), delivery.succeeded()), (System::Platform, Some(true)));
        assert_eq!(delivery.event(), event);
    }
    let seen = receiver.seen();
    assert_eq!(seen.len(), EventName::ALL.len());
    for (request, event) in seen.iter().zip(EventName::ALL) {
        assert_eq!(request.line(), "POST /hook HTTP/1.1");
        assert_eq!(request.header("content-type").as_deref(), Some("application/json"));
        assert_eq!(request.header("logto-signature-sha-256"), None);
        let signature = request.header("x-webhook-signature").unwrap();
        let verified = verifier().verify(signature.as_str(), request.body.clone().into_bytes()).unwrap();
        assert_eq!(verified.name(), Some(event.as_str()));
        assert!(verified.id().starts_with("evt_"));
        let typed = verified.event().unwrap();
        assert_eq!(typed.event_name(), Some(*event));
        assert!(!matches!(typed, Event::Unreadable(_) | Event::Unknown(_)));
        let created = request.json()["created"].as_str().unwrap().to_owned();
        assert_eq!((created.len(), created.ends_with('Z')), ("2023-06-21T09:15:30Z".len(), true));
    }
}

#[tokio::test]
async fn neither_system_hears_of_the_others_events() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.uri(), logto::EventName::UserCreated);
    let webhook = mock.logto().create_webhook(webhook(&receiver.uri(), EventName::ALL));
    let of_logto = mock.logto().trigger(logto::EventName::UserCreated).await.unwrap();
    let of_platform = mock.logto().trigger(EventName::UserCreated).await.unwrap();
    let systems = |deliveries: &[logto_mock::Delivery]| {
        deliveries.iter().map(logto_mock::Delivery::system).collect::<Vec<_>>()
    };
    assert_eq!(systems(&of_logto), [System::Logto]);
    assert_eq!(systems(&of_platform), [System::Platform]);

    // Logto knows nothing of them.
    let id = of_platform[0].id();
    mock.get(&format!("/api/logs/{id}")).await.expect(404);
    assert_eq!(
        mock.get(&format!("/api/hooks/{}/recent-logs", webhook.id)).await.expect(200).json(),
        json!([])
    );
    assert_eq!(mock.get(&format!("/__mock/deliveries/{id}")).await.expect(200).json()["system"], "platform");
}

#[tokio::test]
async fn retries_send_the_same_bytes_by_the_documented_rule_whatever_the_profile() {
    let receiver = Receiver::of(vec![status(503), status(500), status(502), status(500), ok()]).await;
    let mut config = Config::default();
    config.profile = logto_mock::Profile::Logto142;
    config.clock = ClockMode::Auto;
    let mock = Mock::with(config).await;
    mock.logto().create_webhook(webhook(&receiver.url("/"), &[EventName::ReportGenerated]));
    let delivery = mock.logto().trigger(EventName::ReportGenerated).await.unwrap().remove(0);
    let statuses: Vec<_> = delivery.attempts().iter().map(|attempt| attempt.status().unwrap()).collect();
    assert_eq!(statuses, [503, 500, 502, 500]);
    let seen = receiver.seen();
    assert!(seen.iter().all(|request| request.body == seen[0].body));
    let starts: Vec<_> = delivery.attempts().iter().map(|attempt| attempt.started_at().0).collect();
    assert!(starts[1] - starts[0] >= 300 && starts[2] - starts[1] >= 600 && starts[3] - starts[2] >= 1200);
}

#[tokio::test]
async fn each_delivery_has_an_id_of_its_own_and_a_replay_has_the_same() {
    let receiver = Receiver::of(vec![ok()]).await;
    let mock = Mock::start().await;
    mock.logto().create_webhook(webhook(&receiver.url("/"), &[EventName::DataUpdated]));
    let first = mock.logto().trigger(EventName::DataUpdated).times(2).await.unwrap().remove(0);
    mock.logto().replay(&first).await;
    mock.logto().replay_anew(&first).unwrap().await;
    let bodies: Vec<_> = receiver.seen().iter().map(|request| request.body.clone()).collect();
    let again = bodies.iter().filter(|body| body.as_bytes() == &first.body()[..]).count();
    assert_eq!((bodies.len(), again), (4, 2));
    let ids: std::collections::BTreeSet<_> =
        receiver.seen().iter().map(|request| request.json()["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn who_is_inactive_or_not_subscribed_is_not_told_and_the_one_who_waits_learns_why() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    let inactive = webhook(&receiver.uri(), &[EventName::SystemAlert]).inactive();
    let inactive = mock.logto().create_webhook(inactive);
    assert!(mock.logto().trigger(EventName::SystemAlert).await.unwrap().is_empty());
    assert!(mock.logto().trigger(EventName::UserDeleted).await.unwrap().is_empty());

    let wait = async |event| {
        let waiting = mock.logto().wait_for(Matcher::event(event)).within(Duration::ZERO).await;
        waiting.unwrap_err().to_string()
    };
    let reason = wait(EventName::SystemAlert).await;
    assert!(reason.contains(&format!("webhook `{}` is inactive", inactive.id)), "{reason}");
    let reason = wait(EventName::UserDeleted).await;
    assert!(reason.contains("no webhook is subscribed to user.deleted"), "{reason}");
    let nobody = json!({ "system": "platform", "event": "system.alert" });
    let told = mock.post("/__mock/trigger", &nobody).await.expect(202).json();
    assert_eq!(told["note"], "Nothing was sent: no active webhook is subscribed to system.alert.");
}

#[tokio::test]
async fn faults_spoil_them_in_the_words_of_the_platform() {
    let receiver = Receiver::of(vec![ok()]).await;
    let mock = Mock::with(manual()).await;
    let webhook = mock.logto().create_webhook(webhook(&receiver.url("/"), &[EventName::UserUpdated]));
    let logto = mock.logto();
    let struck = async |fault| {
        logto.trigger(EventName::UserUpdated).fault(fault).await.unwrap();
        let seen = receiver.seen().pop().unwrap();
        let signature = seen.header("x-webhook-signature").unwrap_or_default();
        (verifier().verify(signature.as_str(), seen.body.clone().into_bytes()), seen)
    };
    let unknown = Fault::UnknownEvent { name: "user.merged".to_owned() };
    let (verified, _) = struck(unknown).await;
    assert!(
        matches!(verified.unwrap().event().unwrap(), Event::Unknown(event) if event.name == "user.merged")
    );
    let (verified, _) = struck(Fault::StaleCreatedAt { by: Duration::from_secs(86_400) }).await;
    let verified = verified.unwrap();
    let created = verified.created_at().unwrap();
    assert!(created.unix_millis() <= logto.now().0 - 86_000_000 && !created.as_str().contains('.'));
    let (_, seen) = struck(Fault::DuplicateKeys).await;
    assert!(seen.body.ends_with(r#","type":"system.alert"}"#), "{}", seen.body);
    let (_, seen) = struck(Fault::SignatureDoubled).await;
    let lines = seen.headers().iter().filter(|(name, _)| name == "x-webhook-signature").count();
    assert_eq!(lines, 2);

    let refused = logto.trigger(EventName::UserUpdated).fault(Fault::OldKey).send().unwrap_err().to_string();
    assert!(refused.contains(&format!("The webhook `{}` cannot show this fault", webhook.id)), "{refused}");
}

#[tokio::test]
async fn a_rule_can_be_for_one_system() {
    let receiver = Receiver::of(vec![ok()]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.url("/logto"), logto::EventName::UserCreated);
    mock.logto().create_webhook(webhook(&receiver.url("/platform"), &[EventName::UserCreated]));
    mock.logto().fault(FaultRule::new(Fault::SignatureMissing).for_system(System::Platform).always());
    mock.logto().trigger(logto::EventName::UserCreated).await.unwrap();
    mock.logto().trigger(EventName::UserCreated).await.unwrap();
    let [of_logto, of_platform] = &receiver.seen()[..] else { panic!("two requests") };
    assert!(of_logto.header("logto-signature-sha-256").is_some());
    assert_eq!((of_platform.path(), of_platform.header("x-webhook-signature")), ("/platform", None));

    let rule = json!({ "fault": "body_changed", "event": "user.created" });
    assert_eq!(mock.post("/__mock/faults", &rule).await.expect(400).json()["code"], "mock.unknown_event");
    let rule = json!({ "fault": "body_changed", "event": "user.created", "system": "platform" });
    mock.post("/__mock/faults", &rule).await.expect(201);
}

#[tokio::test]
async fn the_control_api_makes_triggers_waits_lists_and_deletes() {
    let receiver = endpoint(&[204]).await;
    let mock = Mock::start().await;
    let new =
        json!({ "system": "platform", "url": receiver.uri(), "events": "user.*", "signingKey": SECRET });
    let made = mock.post("/__mock/hooks", &new).await.expect(201).json();
    assert_eq!(made["events"], json!(["user.created", "user.updated", "user.deleted"]));
    assert_eq!(made["secret"], SECRET);
    assert_eq!(mock.get("/__mock/hooks?system=platform").await.expect(200).json(), json!([made]));
    assert_eq!(mock.get("/__mock/hooks").await.expect(200).json(), json!([]));
    mock.get("/__mock/hooks?system=other").await.expect(400);

    let event = json!({ "system": "platform", "event": "user.updated", "set": { "/data/name": "Ada" } });
    let receipt = mock.trigger(&event).await.remove(0);
    assert_eq!((&receipt["system"], &receipt["hookId"]), (&json!("platform"), &made["id"]));
    let wait = json!({ "system": "platform", "event": "user.updated", "body": { "/data/name": "Ada" } });
    let found = mock.post("/__mock/wait", &wait).await.expect(200).json();
    assert_eq!(found["deliveries"][0]["id"], receipt["id"]);
    let of_system = json!({ "system": "platform", "times": 1 });
    let found = mock.post("/__mock/wait", &of_system).await.expect(200).json();
    assert_eq!(found["deliveries"].as_array().unwrap().len(), 1);

    for (system, event, closest) in
        [("platform", "user.creatd", "user.created"), ("logto", "user.created", "User.Created")]
    {
        let refused = mock.post("/__mock/trigger", &json!({ "system": system, "event": event })).await;
        let refused = refused.expect(400).json();
        assert_eq!(
            (&refused["code"], &refused["data"]["closest"][0]),
            (&json!("mock.unknown_event"), &json!(closest))
        );
    }
    let test = json!({ "system": "platform", "event": "user.created", "test": true });
    assert_eq!(mock.post("/__mock/trigger", &test).await.expect(400).json()["code"], "mock.invalid_input");

    let path = format!("/__mock/hooks/{}", made["id"].as_str().unwrap());
    mock.call(Method::DELETE, &path, None).await.expect(404);
    let path = format!("{path}?system=platform");
    mock.call(Method::DELETE, &path, None).await.expect(204);
    let gone = json!({ "system": "platform", "event": "user.created", "hookId": made["id"] });
    assert_eq!(mock.post("/__mock/trigger", &gone).await.expect(404).json()["code"], "mock.unknown_webhook");
}

#[tokio::test]
async fn a_webhook_shows_when_it_was_triggered_last() {
    let receiver = endpoint(&[500]).await;
    let mock = Mock::with(manual()).await;
    let made = mock.logto().create_webhook(webhook(&receiver.uri(), &[EventName::UserCreated]));
    assert_eq!(made.last_triggered, None);
    mock.advance(Duration::from_millis(61_500));
    let at = mock.logto().now();
    mock.logto().trigger(EventName::UserCreated).send().unwrap();
    mock.logto().idle().await.unwrap();
    let triggered = mock.logto().webhooks()[0].last_triggered.unwrap();
    assert_eq!(triggered.0, at.0 / 1000 * 1000);
    // What is not told to it is not its last.
    mock.advance(Duration::from_secs(60));
    mock.logto().create_hook(NewHook::new(receiver.uri(), [logto::EventName::UserCreated]));
    mock.logto().trigger(logto::EventName::UserCreated).send().unwrap();
    mock.logto().idle().await.unwrap();
    assert_eq!(mock.logto().webhooks()[0].last_triggered, Some(triggered));
}

#[tokio::test]
async fn a_rule_for_one_webhook_is_taken_over_http() {
    let receiver = Receiver::of(vec![ok()]).await;
    let mock = Mock::start().await;
    let [one, other] = ["/one", "/other"].map(|path| webhook(&receiver.url(path), &[EventName::UserCreated]));
    let one = mock.logto().create_webhook(one);
    mock.logto().create_webhook(other);
    for rule in [
        json!({ "fault": "signature_missing", "hookId": one.id }),
        json!({ "fault": "signature_missing", "hookId": one.id, "system": "platform" }),
    ] {
        mock.post("/__mock/faults", &rule).await.expect(201);
        mock.logto().trigger(EventName::UserCreated).await.unwrap();
    }
    let unsigned: Vec<_> =
        receiver.seen().into_iter().filter(|seen| seen.header("x-webhook-signature").is_none()).collect();
    assert_eq!(unsigned.iter().map(|seen| seen.path().to_owned()).collect::<Vec<_>>(), ["/one", "/one"]);

    let unknown = json!({ "fault": "body_changed", "hookId": "wh_000000", "system": "platform" });
    let refused = mock.post("/__mock/faults", &unknown).await.expect(404).json();
    assert_eq!(refused["code"], "mock.unknown_webhook");
}

#[tokio::test]
async fn the_platform_has_no_variants() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.uri(), logto::EventName::UserCreated);
    let trigger = json!({ "system": "platform", "variant": "UserCreated" });
    let refused = mock.post("/__mock/trigger", &trigger).await.expect(400).json();
    assert!(refused["message"].as_str().unwrap().contains("no variants"), "{refused}");
    assert!(mock.journal().is_empty());
}

#[tokio::test]
async fn what_was_made_in_that_moment_says_so_and_two_names_are_two() {
    let receiver = Receiver::of(vec![ok()]).await;
    let mock = Mock::start().await;
    mock.logto().create_webhook(webhook(&receiver.url("/"), EventName::ALL));
    mock.logto().trigger(EventName::UserCreated).await.unwrap();
    let created = receiver.seen()[0].json();
    assert_eq!(created["data"]["created_at"], created["created"]);
    mock.logto().trigger(EventName::DataUpdated).await.unwrap();
    let updated = receiver.seen()[1].json();
    assert_eq!(updated["data"]["updated_at"], updated["created"]);
    assert_eq!(updated["data"]["created_at"], "2023-06-21T09:15:30Z");

    mock.logto().trigger(EventName::SystemAlert).fault(Fault::DuplicateKeys).await.unwrap();
    assert!(receiver.seen()[2].body.ends_with(r#","type":"user.created"}"#));
}

#[tokio::test]
async fn a_url_with_white_space_is_none_and_a_password_is_not_told() {
    let client = crate::platform_client::Client::start().await;
    for url in ["http://a\n", "http://a\tb/", "http://a/ "] {
        let new = json!({ "url": url, "events": ["user.created"] });
        client.post(crate::platform_client::WEBHOOKS, &new).await.expect(422);
    }
    let made = client.create("http://ada:secret@127.0.0.1:9/", &["user.created"]).await;
    let path = format!("{}/test", crate::platform_client::path_of(&made));
    let tested = client.post(&path, &json!({ "event": "user.created" })).await.expect(200).json();
    let error = tested["details"]["error"].as_str().unwrap();
    assert!(error.contains("includes credentials") && !error.contains("secret"), "{error}");
}
