//! Hooks made over the control API: without a token, and with a key of one's own.

use http::Method;
use serde_json::{Value, json};

use crate::mock::{Mock, endpoint};
use crate::receiver::Receiver;

#[tokio::test]
async fn a_hook_of_one_line_gets_every_event_signed_with_the_key_given() {
    let receiver = Receiver::of(vec![crate::receiver::ok()]).await;
    let mock = Mock::start().await;
    let new = json!({ "url": receiver.url("/"), "signingKey": "a key of mine" });
    let hook = mock.post("/__mock/hooks", &new).await.expect(201).json();
    assert_eq!((&hook["signingKey"], &hook["enabled"]), (&json!("a key of mine"), &json!(true)));
    assert_eq!(mock.get("/__mock/hooks").await.expect(200).json(), json!([hook]));

    mock.deliver(&json!({ "event": "User.Deleted" })).await;
    let seen = &receiver.seen()[0];
    let webhook = logto_webhook::Webhook::new(logto_webhook::SigningKey::new("a key of mine").unwrap());
    let signature = seen.header("logto-signature-sha-256").unwrap();
    webhook.verify(signature.as_str(), seen.body.clone().into_bytes()).unwrap();

    let path = format!("/__mock/hooks/{}", hook["id"].as_str().unwrap());
    mock.call(Method::DELETE, &path, None).await.expect(204);
    assert_eq!(mock.call(Method::DELETE, &path, None).await.expect(404).json()["code"], "mock.unknown_hook");
}

#[tokio::test]
async fn what_no_state_could_hold_is_refused() {
    let mock = Mock::start().await;
    for new in [json!({ "url": "http://a/\0" }), json!({ "url": "http://a/", "signingKey": "a\0b" })] {
        let refusal = mock.post("/__mock/hooks", &new).await.expect(400).json();
        assert_eq!(refusal["code"], "mock.invalid_input");
        assert!(refusal["message"].as_str().unwrap().contains("NUL"), "{refusal}");
    }
    assert_eq!(mock.get("/__mock/hooks").await.json(), json!([]));
}

#[tokio::test]
async fn its_events_are_chosen_as_on_the_command_line() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    let new = |events: Value| json!({ "url": receiver.uri(), "events": events });
    for events in [json!("Role.*,PostSignIn"), json!(["Role.*", "PostSignIn"])] {
        let hook = mock.post("/__mock/hooks", &new(events)).await.expect(201).json();
        let events: Vec<_> = hook["events"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(
            events.contains(&"PostSignIn")
                && events.contains(&"Role.Created")
                && !events.contains(&"User.Created")
        );
    }
    for none in [json!([]), json!(7), json!([7])] {
        mock.post("/__mock/hooks", &new(none)).await.expect(400);
    }
    let refused = mock.post("/__mock/hooks", &new(json!("User.Creatd"))).await.expect(400).json();
    assert_eq!(refused["data"]["closest"][0], "User.Created");
    let blank = json!({ "url": receiver.uri(), "signingKey": " secret-with-blanks " });
    let refused = mock.post("/__mock/hooks", &blank).await.expect(400);
    assert!(!refused.text().contains("secret-with-blanks"), "{}", refused.text());
    mock.post("/__mock/hooks", &json!({})).await.expect(400);
}

#[tokio::test]
async fn the_control_api_describes_itself() {
    let document = Mock::start().await.get("/__mock/openapi.json").await.expect(200).json();
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    assert!(paths.iter().all(|path| path.starts_with("/__mock/")), "{paths:?}");
    assert!(document["paths"]["/__mock/wait"]["post"].is_object());
}
