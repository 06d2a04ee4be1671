//! Waiting for what is sent, in process and over `/__mock`.

use std::time::Duration;

use http::Method;
use logto_mock::{ClockMode, Config, Matcher};
use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::mock::{Mock, endpoint};
use crate::receiver::{Reaction, Receiver, answer, ok};

const SOON: Duration = Duration::from_millis(50);

#[tokio::test]
async fn who_waits_gets_what_ended_before_and_what_ends_later() {
    let receiver = Receiver::of(vec![ok(), Reaction::Held(answer(200, "OK", "", b""))]).await;
    let mock = Mock::start().await;
    let hook = mock.hook(&receiver.url("/"), EventName::RoleCreated);
    mock.deliver(&json!({ "event": "Role.Created" })).await;
    mock.trigger(&json!({ "event": "Role.Created" })).await;
    receiver.has_seen(2).await;

    let created = Matcher::event(EventName::RoleCreated).to_hook(&hook.id).succeeded();
    assert_eq!(mock.logto().wait_for(created.clone()).await.unwrap().len(), 1);
    let early = mock.logto().wait_for(created.clone()).times(2).within(SOON).await.unwrap_err();
    assert_eq!(early.found().len(), 1);

    let (waited, ()) = tokio::join!(async { mock.logto().wait_for(created).times(2).await }, async {
        receiver.release(1);
    });
    let waited = waited.unwrap();
    assert_eq!(waited.iter().map(|delivery| delivery.attempts().len()).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn a_value_of_the_body_is_waited_for_by_its_pointer() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.uri(), EventName::UserCreated);
    for username in ["ada", "grace"] {
        mock.post("/api/users", &json!({ "username": username })).await.expect(200);
    }
    let grace = Matcher::event(EventName::UserCreated).with("/data/username", "grace");
    let found = mock.logto().wait_for(grace).await.unwrap();
    let body: Value = serde_json::from_slice(&found[0].body()).unwrap();
    assert_eq!((found.len(), &body["data"]["username"]), (1, &json!("grace")));
}

/// What an error says, without the ids of hooks.
fn text_of(error: &impl ToString, hooks: &[&str]) -> String {
    hooks
        .iter()
        .enumerate()
        .fold(error.to_string(), |text, (number, id)| text.replace(id, &format!("hook{number}")))
}

#[tokio::test]
async fn who_says_nothing_waits_for_anything() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.uri(), EventName::RoleCreated);
    let idle = mock.call(Method::POST, "/__mock/idle", None).await.expect(200).json();
    assert_eq!(idle, json!({ "deliveries": [] }));
    mock.trigger(&json!({ "event": "Role.Created" })).await;
    let found = mock.call(Method::POST, "/__mock/wait", None).await.expect(200).json();
    assert_eq!(found["deliveries"].as_array().unwrap().len(), 1);
    let refused = mock.call(Method::POST, "/__mock/trigger", None).await.expect(400).json();
    let message = "expected a JSON object, as {\"event\":\"User.Created\"}, found no body";
    assert_eq!(refused["message"], message);
}

#[tokio::test]
async fn what_did_not_come_is_explained() {
    let receiver = endpoint(&[200, 500]).await;
    let mut config = Config::default();
    config.profile = logto_mock::Profile::Logto142;
    let mock = Mock::with(config).await;
    let hook = mock.hook(&receiver.uri(), EventName::RoleCreated);
    let disabled = mock.hook(&receiver.uri(), EventName::ScopeCreated);
    let path = format!("/api/hooks/{}", disabled.id);
    mock.call(http::Method::PATCH, &path, Some(&json!({ "enabled": false }))).await.expect(200);
    for _ in 0..2 {
        mock.deliver(&json!({ "event": "Role.Created" })).await;
    }
    let ids = [hook.id.as_str(), disabled.id.as_str()];
    let wait = |matcher| async { mock.logto().wait_for(matcher).times(2).within(SOON).await.unwrap_err() };

    let created = Matcher::event(EventName::RoleCreated);
    assert_eq!(
        text_of(&wait(created.clone().succeeded()).await, &ids),
        "expected 2 ended deliveries of Role.Created that succeeded, found 1 within 50 ms\n  \
         1 × Role.Created to hook `hook0`, succeeded\n  \
         1 × Role.Created to hook `hook0`, failed, but not that succeeded"
    );
    assert_eq!(
        text_of(&wait(Matcher::event(EventName::UserDeleted)).await, &ids),
        "expected 2 ended deliveries of User.Deleted, found 0 within 50 ms\n  \
         1 × Role.Created to hook `hook0`, failed, but not User.Deleted\n  \
         1 × Role.Created to hook `hook0`, succeeded, but not User.Deleted\n  \
         no hook is subscribed to User.Deleted"
    );
    let to_disabled = Matcher::event(EventName::ScopeCreated).to_hook(&disabled.id);
    assert_eq!(
        text_of(&wait(to_disabled).await, &ids),
        "expected 2 ended deliveries of Scope.Created to hook `hook1`, found 0 within 50 ms\n  \
         hook `hook1` is disabled"
    );
    assert_eq!(
        text_of(&wait(created.to_hook("nobody")).await, &ids),
        "expected 2 ended deliveries of Role.Created to hook `nobody`, found 0 within 50 ms\n  \
         1 × Role.Created to hook `hook0`, failed, but not to hook `nobody`\n  \
         1 × Role.Created to hook `hook0`, succeeded, but not to hook `nobody`\n  \
         there is no hook `nobody`\n  hook `nobody` is not subscribed to Role.Created"
    );
}

#[tokio::test]
async fn idle_is_when_every_call_that_was_answered_has_been_told_of() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    let hooks: Vec<_> = (0..25).map(|_| mock.hook(&receiver.uri(), EventName::RoleCreated)).collect();
    for round in 1..=20 {
        mock.trigger(&json!({ "event": "Role.Created" })).await;
        assert!(mock.logto().idle().await.unwrap().is_empty());
        let ended =
            mock.logto().deliveries().iter().filter(|delivery| delivery.succeeded() == Some(true)).count();
        assert_eq!(ended, round * hooks.len());
    }
}

#[tokio::test]
async fn idle_of_one_hook_waits_for_no_other() {
    let (hanging, receiver) = (Receiver::of(vec![Reaction::Hang]).await, endpoint(&[200]).await);
    let mock = Mock::start().await;
    let hook = mock.hook(&receiver.uri(), EventName::RoleCreated);
    let other = mock.hook(&hanging.url("/"), EventName::RoleCreated);
    mock.trigger(&json!({ "event": "Role.Created" })).await;
    let of_hook = mock.logto().idle().of(Matcher::any().to_hook(&hook.id));
    assert!(of_hook.await.unwrap().is_empty());
    let error = mock.logto().idle().within(SOON).await.unwrap_err();
    let expected = format!(
        "expected nothing under way within 50 ms, found 1\n  1 × Role.Created to hook `{}`, pending",
        other.id
    );
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn what_must_not_be_sent_is_looked_for_when_nothing_is_under_way() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    let hook = mock.hook(&receiver.uri(), EventName::RoleCreated);
    mock.trigger(&json!({ "event": "Role.Created" })).await;
    mock.logto().expect_none(Matcher::event(EventName::RoleDeleted)).await.unwrap();
    let error = mock.logto().expect_none(Matcher::event(EventName::RoleCreated)).await.unwrap_err();
    assert!(!error.is_timeout());
    let expected = format!(
        "expected no delivery of Role.Created, found 1\n  1 × Role.Created to hook `{}`, succeeded",
        hook.id
    );
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn any_language_can_wait() {
    let receiver = endpoint(&[200]).await;
    let mut config = Config::default();
    config.clock = ClockMode::Manual;
    let mock = Mock::with(config).await;
    let hook = mock.hook(&receiver.uri(), EventName::UserCreated);
    let wait = json!({ "event": "User.Created", "hookId": hook.id, "state": "succeeded", "body": { "/data/username": "ada" } });
    let (waited, _) = tokio::join!(mock.post("/__mock/wait", &wait), async {
        mock.post("/api/users", &json!({ "username": "ada" })).await.expect(200)
    });
    let found = waited.expect(200).json();
    assert_eq!(found["deliveries"][0]["hookId"], hook.id);
    assert_eq!(mock.post("/__mock/idle", &json!({})).await.expect(200).json(), json!({ "deliveries": [] }));

    let missing = json!({ "event": "User.Created", "state": "failed", "timeoutMs": 20 });
    let refused = mock.post("/__mock/wait", &missing).await.expect(408).json();
    assert_eq!(refused["code"], "mock.waited_too_long");
    let near = &refused["data"]["nearMisses"];
    assert_eq!((near[0]["missed"].as_str(), near.as_array().map(Vec::len)), (Some("that failed"), Some(1)));
    let none = json!({ "event": "User.Created", "times": 0 });
    assert_eq!(mock.post("/__mock/wait", &none).await.expect(409).json()["code"], "mock.unexpected_delivery");
    mock.post("/__mock/wait", &json!({ "event": "User.Deleted", "times": 0 })).await.expect(200);
    for wrong in
        [json!({ "event": "User.Creatd" }), json!({ "times": -1 }), json!({ "evnt": "x" }), json!([])]
    {
        mock.post("/__mock/wait", &wrong).await.expect(400);
    }
}
