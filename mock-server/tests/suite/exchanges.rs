//! What the journal knows of the bytes on the wire, held against those that a raw socket saw.

use std::time::Duration;

use http::Method;
use logto_mock::{ClockMode, Config, Exchange, Fault, FaultRule, MockLogto, NewHook};
use logto_webhook::logto::EventName;
use serde_json::{Value, json};

use crate::mock::{Mock, Refusing};
use crate::receiver::{Reaction, Receiver, Seen, answer, ok};

/// The exchanges of all attempts of one delivery, as the control API shows them, each with its attempt's number.
async fn exchanges(mock: &Mock, trigger: &Value) -> Vec<(u64, Value)> {
    let entry = mock.deliver(trigger).await;
    let numbered = |attempt: &Value| {
        let number = attempt["number"].as_u64().unwrap();
        attempt["exchanges"]
            .as_array()
            .unwrap()
            .iter()
            .map(move |exchange| (number, exchange.clone()))
            .collect()
    };
    entry["attempts"].as_array().unwrap().iter().flat_map::<Vec<_>, _>(numbered).collect()
}

#[track_caller]
fn is_what_was_seen(request: &Value, seen: &Seen) {
    assert_eq!(request["head"].as_str().unwrap(), format!("{}\r\n", seen.head));
    assert_eq!(request["body"].as_str().unwrap(), seen.body);
}

#[tokio::test]
async fn each_attempt_has_the_bytes_that_were_sent_and_answered() {
    let failed = answer(503, "Later, please", "x-try: Again\r\n", b"sorry");
    let receiver = Receiver::of(vec![Reaction::Answer(failed), ok()]).await;
    let mock = Mock::start().await;
    let config = json!({ "url": receiver.url("/a b?c=%20"), "headers": { "X-Custom": " Value " } });
    mock.post("/api/hooks", &json!({ "events": ["User.Created"], "config": config })).await.expect(201);
    mock.logto().fault(FaultRule::new(Fault::BodyChanged).attempts([1]));
    for _ in 0..2 {
        let before = receiver.seen().len();
        let exchanges = exchanges(&mock, &json!({ "event": "User.Created" })).await;
        for ((number, exchange), seen) in exchanges.iter().zip(&receiver.seen()[before..]) {
            is_what_was_seen(&exchange["request"], seen);
            let status = exchange["response"]["head"].as_str().unwrap();
            let (head, body) = match number {
                1 if before == 0 => {
                    ("HTTP/1.1 503 Later, please\r\nx-try: Again\r\ncontent-length: 5\r\n\r\n", "")
                }
                _ => ("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n", r#"{"ok":true}"#),
            };
            assert_eq!((status, exchange["response"]["body"].as_str().unwrap()), (head, body));
        }
        assert_eq!(exchanges.len(), receiver.seen().len() - before);
    }
    assert_ne!(receiver.seen()[0].body, receiver.seen()[1].body, "a fault struck the first attempt only");
    let listed = mock.get("/__mock/deliveries").await.json();
    assert!(listed[0]["attempts"][0].get("exchanges").is_none(), "a list has no bytes of the wire");
}

#[tokio::test]
async fn in_process_they_are_bytes() {
    let receiver = Receiver::of(vec![Reaction::Answer(answer(200, "OK", "x: \u{e9}\r\n", b"\xff"))]).await;
    let mock = MockLogto::start().await.unwrap();
    mock.create_hook(NewHook::new(receiver.url("/"), [EventName::UserCreated]));
    let delivery = mock.trigger(EventName::UserCreated).raw(&b"\xfe"[..]).await.unwrap().remove(0);
    let attempt = delivery.attempts().remove(0);
    let Exchange { request, response, .. } = attempt.exchanges().remove(0);
    let seen = receiver.seen().remove(0);
    assert_eq!(request.to_bytes(), [seen.head.as_bytes(), b"\r\n", &seen.bytes].concat());
    let response = response.unwrap();
    assert_eq!(
        (&response.body[..], response.head.starts_with(b"HTTP/1.1 200 OK\r\nx: ")),
        (&b"\xff"[..], true)
    );
    assert!(!format!("{attempt:?} {request:?} {response:?}").contains("webhook"));

    let shown = serde_json::to_value(&delivery).unwrap();
    assert_eq!((&shown["bodyBase64"], shown.get("body")), (&json!("/g=="), None));
    let exchange = serde_json::to_value(&attempt.exchanges()[0]).unwrap();
    assert_eq!(
        (&exchange["request"]["bodyBase64"], &exchange["response"]["bodyBase64"]),
        (&json!("/g=="), &json!("/w=="))
    );
}

#[tokio::test]
async fn a_request_is_there_as_far_as_it_was_sent() {
    let mut config = Config::default();
    config.attempt_timeout = Duration::from_millis(200);
    let (mock, receiver) = (Mock::with(config).await, Receiver::of(vec![Reaction::Hang]).await);
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    let trigger = |fault: &str| json!({ "event": "User.Created", "fault": fault });

    for fault in ["cut_half_way", "connection_reset"] {
        let [(_, exchange)] = &exchanges(&mock, &trigger(fault)).await[..] else { panic!("one request") };
        let entry = mock.get("/__mock/deliveries").await.json().as_array().unwrap().last().unwrap().clone();
        let body = entry["body"].as_str().unwrap();
        assert_eq!(exchange["request"]["body"].as_str().unwrap(), &body[..body.len() / 2]);
        assert!(exchange["request"]["head"].as_str().unwrap().ends_with("\r\n\r\n"));
        assert!(exchange.get("response").is_none());
    }
    assert_eq!(exchanges(&mock, &trigger("never_sent")).await.len(), 0);

    let [(_, exchange)] = &exchanges(&mock, &json!({ "event": "User.Created" })).await[..] else {
        panic!("one request")
    };
    is_what_was_seen(&exchange["request"], receiver.seen().last().unwrap());
    assert!(exchange.get("response").is_none(), "its time was over");

    let refusing = Refusing::new();
    mock.hook(&refusing.url(), EventName::RoleCreated);
    assert_eq!(exchanges(&mock, &json!({ "event": "Role.Created" })).await.len(), 0, "nothing was sent");
}

#[tokio::test]
async fn redirects_and_copies_have_exchanges_of_their_own() {
    let receiver = Receiver::new(|seen| match seen.path() {
        "/again" => Reaction::Answer(answer(307, "", "location: /other\r\n", b"")),
        "/other" => Reaction::Answer(answer(303, "", "location: /last\r\n", b"")),
        _ => ok(),
    })
    .await;
    let mock = Mock::start().await;
    mock.hook(&receiver.url("/again"), EventName::UserCreated);
    let passed = exchanges(&mock, &json!({ "event": "User.Created" })).await;
    assert_eq!(passed.len(), 3);
    for ((_, exchange), seen) in passed.iter().zip(&receiver.seen()) {
        is_what_was_seen(&exchange["request"], seen);
    }
    let bodies: Vec<_> =
        passed.iter().map(|(_, exchange)| exchange["response"]["body"].as_str().unwrap()).collect();
    assert_eq!(bodies, ["", "", r#"{"ok":true}"#]);

    mock.hook(&receiver.url("/"), EventName::RoleCreated);
    for fault in ["duplicated", "duplicated_at_once"] {
        let passed = exchanges(&mock, &json!({ "event": "Role.Created", "fault": fault })).await;
        assert_eq!(passed.len(), 2);
        is_what_was_seen(&passed[1].1["request"], receiver.seen().last().unwrap());
        assert!(passed[1].1["response"]["head"].as_str().unwrap().starts_with("HTTP/1.1 200 "));
    }
}

#[tokio::test]
async fn what_is_remembered_of_answers_counts() {
    let mut config = Config::default();
    config.log_bytes = 40_000;
    let long = format!("x-long: {}\r\n", "x".repeat(10_000));
    let answers = [500, 500, 200].map(|status| Reaction::Answer(answer(status, "", &long, b"")));
    config.clock = ClockMode::Auto;
    let (mock, receiver) = (Mock::with(config).await, Receiver::of(answers.into()).await);
    mock.hook(&receiver.url("/"), EventName::RoleCreated);
    mock.deliver(&json!({ "event": "Role.Created" })).await;
    mock.deliver(&json!({ "event": "Role.Created" })).await;
    let health = mock.call(Method::GET, "/__mock/health", None).await.json();
    // Three heads of the first, and one of the second.
    assert_eq!((&health["log"]["kept"], &health["log"]["dropped"]), (&json!(1), &json!(1)));
}
