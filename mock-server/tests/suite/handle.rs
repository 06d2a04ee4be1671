//! What a test does with a mock that runs beside it: it makes one, and makes things happen.

use std::time::Duration;

use logto_mock::{Client, ClockMode, Fault, HookKey, MockLogto, NewHook, Profile, State};
use logto_webhook::logto::EventName;
use logto_webhook::{SigningKey, Webhook};
use serde_json::{Value, json};

use crate::mock::{endpoint, signature};
use crate::receiver::{Receiver, ok};

const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[tokio::test]
async fn a_builder_makes_the_mock_that_is_asked_for() {
    let endpoint = endpoint(&[500]).await;
    let state = json!({
        "version": 1,
        "users": [{ "id": "ada" }],
        "hooks": [{ "events": ["Role.Created"], "config": { "url": "http://127.0.0.1:9/" } }],
    });
    let mock = MockLogto::builder()
        .profile(Profile::Logto142)
        .clock(ClockMode::Auto)
        .client(Client { id: "m2m".to_owned(), secret: "secret".to_owned() })
        .public_url("http://logto.test:3001")
        .seed(7)
        .state(State::try_from(state).unwrap())
        .hook(NewHook::new(endpoint.uri(), [EventName::UserCreated]).signing_key(HookKey::new(KEY).unwrap()))
        .start()
        .await
        .unwrap();
    let hooks = mock.hooks();
    assert_eq!((hooks.len(), hooks[1].signing_key.as_str()), (2, KEY));
    assert_eq!(mock.issuer(), "http://logto.test:3001/oidc");
    assert_eq!((mock.client().unwrap().id.as_str(), mock.config().seed), ("m2m", Some(7)));
    assert!(mock.state().to_json().contains(r#""id": "ada""#));

    let ended = mock.trigger(EventName::UserCreated).await.unwrap();
    assert_eq!(ended[0].attempts().len(), 1, "released servers send once");
    let received = endpoint.received_requests().await.unwrap();
    let webhook = Webhook::new(SigningKey::new(KEY).unwrap());
    webhook.verify(signature(&received[0]), received[0].body.clone()).unwrap();
}

#[test]
fn a_builder_starts_without_async_and_the_same_seed_draws_the_same() {
    let hook = || {
        let hook = NewHook::new("http://127.0.0.1:9/", [EventName::UserCreated]);
        let mock = MockLogto::builder().seed(42).hook(hook).start_blocking().unwrap();
        let hook = mock.hooks().remove(0);
        mock.stop_blocking();
        (hook.id.clone(), hook.signing_key.as_str().to_owned())
    };
    assert_eq!(hook(), hook());
}

#[tokio::test]
async fn a_new_hook_says_what_it_is_to_be() {
    let receiver = Receiver::of(vec![ok()]).await;
    let new = || NewHook::new(receiver.url("/"), [EventName::UserCreated]);
    let mock = MockLogto::start().await.unwrap();
    let hook = mock.create_hook(new().named("mine").retries(9).header("x-one", "1").header("x-two", "2"));
    let silent = mock.create_hook(new().disabled());
    assert_eq!((hook.name.as_str(), hook.config.retries.as_ref().unwrap().as_u64()), ("mine", Some(3)));
    let told = mock.trigger(EventName::UserCreated).await.unwrap();
    assert_eq!(told.len(), 1);
    let seen = receiver.seen().remove(0);
    assert_eq!(
        (seen.header("x-one").unwrap(), seen.header("x-two").unwrap()),
        ("1".to_owned(), "2".to_owned())
    );
    assert!(mock.delete_hook(&silent.id) && !mock.delete_hook(&silent.id));
    assert_eq!(mock.hooks().len(), 1);
}

#[tokio::test]
async fn an_event_is_changed_narrowed_and_spoilt_as_the_trigger_says() {
    let receiver = Receiver::of(vec![ok()]).await;
    let mock = MockLogto::start().await.unwrap();
    let key = HookKey::new(KEY).unwrap();
    let hook = mock.create_hook(
        NewHook::new(receiver.url("/"), [EventName::UserCreated, EventName::UserDataUpdated])
            .signing_key(key),
    );
    mock.create_hook(NewHook::new(receiver.url("/other"), [EventName::UserCreated]));
    let webhook = Webhook::new(SigningKey::new(KEY).unwrap());

    let told = mock
        .trigger(EventName::UserCreated)
        .merge(json!({ "data": { "customData": { "plan": "pro" } }, "userAgent": null }))
        .merge(json!({ "data": { "customData": { "seats": 2 } } }))
        .set("/data/name", "Ada")
        .to_hook(&hook.id)
        .await
        .unwrap();
    let body = json_of(&told[0].body());
    assert_eq!(
        (&body["data"]["customData"]["plan"], &body["data"]["customData"]["seats"]),
        (&json!("pro"), &json!(2))
    );
    assert_eq!((&body["data"]["name"], body.get("userAgent")), (&json!("Ada"), None));
    let seen = receiver.seen();
    assert_eq!((seen.len(), seen[0].path()), (1, "/"), "the other hook is told nothing");
    webhook.verify(&*seen[0].header("logto-signature-sha-256").unwrap(), seen[0].bytes.clone()).unwrap();

    let told = mock
        .trigger(EventName::UserDataUpdated)
        .variant("UserCustomDataUpdated")
        .times(2)
        .fault(Fault::SignatureMissing)
        .fault(Fault::WrongContentType { content_type: "text/plain".to_owned() })
        .await
        .unwrap();
    assert_eq!(told.len(), 2);
    let seen = receiver.seen();
    assert_eq!(seen[1].header("logto-signature-sha-256"), None);
    assert_eq!(seen[1].header("content-type").unwrap(), "text/plain");

    let told = mock.trigger(EventName::UserDataUpdated).raw(&b"\xff"[..]).await.unwrap();
    assert_eq!((told[0].body().as_ref(), receiver.seen()[3].bytes.as_slice()), (&b"\xff"[..], &b"\xff"[..]));
    let told = mock.trigger(EventName::UserDataUpdated).test().await.unwrap();
    assert!(webhook_event_is_a_test(&told[0].body()));
}

fn webhook_event_is_a_test(body: &[u8]) -> bool {
    let verified = logto_webhook::Verified::parse_already_verified(body.to_vec());
    matches!(verified.event().unwrap(), logto_webhook::logto::Event::Test(_))
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_nothing_is_sent() {
    let mock = MockLogto::start().await.unwrap();
    let hook = mock.create_hook(NewHook::new("http://127.0.0.1:9/", [EventName::UserCreated]));
    let trigger = || mock.trigger(EventName::UserCreated);
    for (trigger, reason) in [
        (trigger().set("/data/nmae", 1), "the payload has no `/data/nmae`; the closest are /data/name"),
        (trigger().set("data", 1), "`data` in `set` is no JSON Pointer: those begin with `/`"),
        (trigger().merge(1), "`merge` is a JSON object"),
        (trigger().raw("x").set("/data", 1), "raw bytes replace the payload"),
        (trigger().to_hook("none"), "there is no hook `none`"),
        (trigger().variant("UserCustomDataUpdated"), "is of User.Data.Updated, not of User.Created"),
        (trigger().variant("User"), "there is no variant `User`; the closest are"),
        (trigger().variant("UserCreated").test(), "a test payload has no variants"),
        (trigger().times(0), "`times` is a whole number from 1 to 10000"),
        (trigger().fault(Fault::OldKey).to_hook(&hook.id), "cannot show this fault: it never had another"),
        (mock.trigger(EventName::TrustedDeviceCreated), "--dev-features"),
    ] {
        let refused = trigger.send().unwrap_err().to_string();
        assert!(refused.contains(reason), "{refused}");
    }
    assert!(mock.deliveries().is_empty());
}

#[tokio::test]
async fn an_awaited_trigger_has_all_its_deliveries_however_short_the_log_is() {
    let endpoint = endpoint(&[200]).await;
    let mock = MockLogto::builder().log_size(1).start().await.unwrap();
    mock.create_hook(NewHook::new(endpoint.uri(), [EventName::RoleCreated]));
    let told = mock.trigger(EventName::RoleCreated).times(50).await.unwrap();
    assert_eq!(told.iter().filter(|delivery| delivery.succeeded() == Some(true)).count(), 50);
    mock.idle().await.unwrap();
    assert_eq!(mock.deliveries().len(), 1);
    assert!(mock.delivery(mock.deliveries()[0].id()).is_some());
}

#[tokio::test]
async fn users_do_things_and_deliveries_are_sent_again_in_process() {
    let endpoint = endpoint(&[200]).await;
    let mock = MockLogto::start().await.unwrap();
    mock.create_hook(NewHook::new(endpoint.uri(), [EventName::PostRegister, EventName::PostSignIn]));
    let ada = mock.interact(json!({ "kind": "register", "user": { "username": "ada" } })).unwrap();
    let again = mock.interact(json!({ "kind": "sign_in", "user": "ada" })).unwrap();
    assert!(ada.user_id.is_some() && ada.user_id == again.user_id && ada.session_id != again.session_id);
    assert_eq!(ada.deliveries.len(), 1);
    assert_eq!(ada.deliveries[0].event(), EventName::PostRegister);
    let refused = mock.interact(json!({ "kind": "sign_in", "user": "nobody" })).unwrap_err().to_string();
    assert!(refused.contains("e-mail address"), "{refused}");
    assert!(mock.interact(json!({ "kind": "sing_in" })).is_err());

    let first = ada.deliveries[0].clone().await;
    let same = mock.replay(&first).await;
    assert_eq!((same.body(), same.id() == first.id()), (first.body(), false));
    let command = String::from_utf8(mock.curl(&first).unwrap()).unwrap();
    assert!(command.starts_with("curl ") && command.contains(&endpoint.uri()), "{command}");
    let anew = mock.replay_anew(&first).unwrap().await;
    let (before, after) = (json_of(&first.body()), json_of(&anew.body()));
    assert_eq!((&before["user"], &before["event"]), (&after["user"], &after["event"]));
    mock.idle().within(Duration::from_secs(20)).await.unwrap();
    assert_eq!(endpoint.received_requests().await.unwrap().len(), 4);
}
