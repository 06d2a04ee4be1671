//! What goes wrong on request with how and when a delivery is sent.

use std::io::{self, ErrorKind};
use std::time::Duration;

use logto_mock::{Config, Fault, FaultRule};
use logto_webhook::logto::EventName;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;

use crate::certificates::acceptor;
use crate::mock::Mock;
use crate::receiver::{Reaction, Receiver, answer, ok};

/// A delivery that goes wrong, and the connection over which it comes.
async fn connection_of(fault: Value) -> (Mock, Value, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = Config::default();
    config.attempt_timeout = Duration::from_millis(200);
    let mock = Mock::with(config).await;
    mock.hook(&format!("http://{}/", listener.local_addr().unwrap()), EventName::UserCreated);
    let delivery = mock.trigger(&json!({ "event": "User.Created", "fault": fault })).await.remove(0);
    let (stream, _) = listener.accept().await.unwrap();
    (mock, delivery, stream)
}

/// The same over TLS.
async fn secure_connection_of(fault: Value) -> (Mock, Value, io::Result<TlsStream<TcpStream>>) {
    let acceptor = acceptor(&rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = Config::default();
    config.attempt_timeout = Duration::from_millis(500);
    config.insecure = true;
    let mock = Mock::with(config).await;
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    mock.hook(&url, EventName::UserCreated);
    let delivery = mock.trigger(&json!({ "event": "User.Created", "fault": fault })).await.remove(0);
    let stream = acceptor.accept(listener.accept().await.unwrap().0).await;
    (mock, delivery, stream)
}

/// What came before the end, and how that came.
async fn all_of(stream: &mut (impl AsyncRead + Unpin)) -> (Vec<u8>, Result<usize, ErrorKind>) {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).await.map_err(|error| error.kind());
    (bytes, ended)
}

#[track_caller]
fn error(entry: &Value) -> &str {
    entry["attempts"][0]["outcome"]["error"].as_str().unwrap_or_else(|| panic!("{entry}"))
}

#[tokio::test]
async fn a_request_is_cut_after_half_of_its_body() {
    let (mock, delivery, mut stream) = connection_of(json!("cut_half_way")).await;
    let (bytes, ended) = all_of(&mut stream).await;
    assert!(ended.is_ok(), "{ended:?}");
    let text = String::from_utf8(bytes).unwrap();
    let (head, half) = text.split_once("\r\n\r\n").unwrap();
    let entry = mock.ended(&delivery).await;
    let body = entry["body"].as_str().unwrap();
    assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
    assert_eq!(half, &body[..body.len() / 2]);
    assert_eq!(error(&entry), "fetch failed: logto-mock ended the request half-way, as a fault wants");
    assert_eq!((&entry["state"], &entry["faults"]), (&json!("failed"), &json!(["cut_half_way"])));
}

#[tokio::test]
async fn a_connection_is_reset_after_half_of_the_body() {
    let (mock, delivery, mut stream) = connection_of(json!("connection_reset")).await;
    assert_eq!(all_of(&mut stream).await.1, Err(ErrorKind::ConnectionReset));
    assert!(error(&mock.ended(&delivery).await).contains("half-way"));
}

#[tokio::test]
async fn a_connection_over_which_nothing_is_sent_ends_with_the_time_of_the_attempt() {
    let (mock, delivery, mut stream) = connection_of(json!("never_sent")).await;
    assert_eq!(all_of(&mut stream).await, (Vec::new(), Ok(0)));
    assert_eq!(error(&mock.ended(&delivery).await), "Request timed out");
}

#[tokio::test]
async fn over_tls_a_request_is_cut_reset_and_not_sent_as_well() {
    let (mock, delivery, stream) = secure_connection_of(json!("cut_half_way")).await;
    let (bytes, _) = all_of(&mut stream.unwrap()).await;
    let text = String::from_utf8(bytes).unwrap();
    let entry = mock.ended(&delivery).await;
    let body = entry["body"].as_str().unwrap();
    assert_eq!(text.split_once("\r\n\r\n").unwrap().1, &body[..body.len() / 2]);
    assert!(error(&entry).contains("half-way"));

    let (mock, delivery, stream) = secure_connection_of(json!("connection_reset")).await;
    // What was sent before a reset need not arrive, and the end of the handshake is sent last.
    let reset = match stream {
        Ok(mut stream) => all_of(&mut stream).await.1,
        Err(error) => Err(error.kind()),
    };
    assert_eq!(reset, Err(ErrorKind::ConnectionReset));
    assert!(error(&mock.ended(&delivery).await).contains("half-way"));

    let (mock, delivery, stream) = secure_connection_of(json!("never_sent")).await;
    assert_eq!(all_of(&mut stream.unwrap()).await.0, b"");
    assert_eq!(error(&mock.ended(&delivery).await), "Request timed out");
}

#[tokio::test]
async fn over_tls_a_slow_body_comes_piece_by_piece() {
    let fault = json!({ "kind": "sent_slowly", "ms": 100 });
    let (mock, delivery, stream) = secure_connection_of(fault).await;
    let mut stream = stream.unwrap();
    let body = mock.get("/__mock/deliveries").await.json()[0]["body"].as_str().unwrap().to_owned();
    let mut text = String::new();
    let mut pieces = 0;
    while !text.ends_with(&body) {
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes).await.unwrap();
        text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        pieces += 1;
    }
    // A record of TLS each: the head, which may have the first piece with it, and ten of the body.
    assert!((10..=11).contains(&pieces), "{pieces}");
    stream.write_all(&answer(200, "OK", "", b"")).await.unwrap();
    let entry = mock.ended(&delivery).await;
    assert!(entry["attempts"][0]["durationMs"].as_i64().unwrap() >= 100, "{entry}");
}

#[tokio::test]
async fn a_slow_body_comes_piece_by_piece_and_whole() {
    let receiver = Receiver::of(vec![ok()]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    let fault = json!({ "kind": "sent_slowly", "ms": 100 });
    let entry = mock.deliver(&json!({ "event": "User.Created", "fault": fault })).await;
    assert!(entry["attempts"][0]["durationMs"].as_i64().unwrap() >= 100, "{entry}");
    assert_eq!((&entry["state"], &entry["faults"]), (&json!("succeeded"), &json!([fault])));
    assert_eq!(receiver.seen()[0].body, entry["body"].as_str().unwrap());

    // The connection is as good as any, once the body is through.
    mock.deliver(&json!({ "event": "User.Created" })).await;
    assert_eq!(receiver.connections(), 1);

    let (_mock, _, mut stream) = connection_of(json!({ "kind": "sent_slowly", "ms": 60_000 })).await;
    let (bytes, _) = all_of(&mut stream).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, beginning) = text.split_once("\r\n\r\n").unwrap();
    let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(beginning.len(), length.parse::<usize>().unwrap().div_ceil(10), "the first piece of ten");
}

#[tokio::test]
async fn a_request_that_is_answered_before_its_end_arrives_whole() {
    for fault in
        [json!({ "kind": "sent_slowly", "ms": 300 }), json!({ "kind": "huge_body", "bytes": 8_000_000 })]
    {
        let (mock, delivery, mut stream) = connection_of(fault.clone()).await;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(&answer(200, "OK", "", b"")).await.unwrap();
        assert_eq!(mock.ended(&delivery).await["state"], "succeeded", "{fault}");

        let head = String::from_utf8(head).unwrap();
        let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        stream.read_exact(&mut body).await.unwrap_or_else(|error| panic!("{fault}: {error}"));
    }
}

#[tokio::test]
async fn a_duplicate_follows_the_answer_with_the_same_bytes() {
    let answers = [200, 204].map(|status| Reaction::Answer(answer(status, "", "", b"")));
    let receiver = Receiver::of(answers.into()).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    let entry = mock.deliver(&json!({ "event": "User.Created", "fault": "duplicated" })).await;
    let [first, second] = &receiver.seen()[..] else { panic!("{:?}", receiver.seen()) };
    assert_eq!((&first.head, &first.bytes), (&second.head, &second.bytes));
    assert_eq!((receiver.most_in_flight(), entry["attempts"].as_array().unwrap().len()), (1, 1));
    let attempt = &entry["attempts"][0];
    assert_eq!(
        (&attempt["outcome"], &attempt["copy"]),
        (&json!({ "status": 200 }), &json!({ "status": 204 }))
    );
}

#[tokio::test]
async fn a_duplicate_at_once_comes_while_the_first_one_is_handled() {
    let receiver = Receiver::of(vec![Reaction::Held(answer(200, "OK", "", b""))]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    let trigger = json!({ "event": "User.Created", "fault": "duplicated_at_once" });
    let delivery = mock.trigger(&trigger).await.remove(0);
    let seen = receiver.has_seen(2).await;
    assert_eq!((receiver.most_in_flight(), &seen[0].bytes), (2, &seen[1].bytes));
    receiver.release(2);
    assert_eq!(mock.ended(&delivery).await["attempts"][0]["copy"], json!({ "status": 200 }));
}

#[tokio::test]
async fn a_delivery_is_overtaken_by_the_next_one_to_its_hook() {
    let (receiver, mock) = (Receiver::of(vec![ok()]).await, Mock::start().await);
    let events = [EventName::UserCreated, EventName::UserDeleted];
    mock.hook_for(&receiver.url("/"), &events);
    let other = mock.hook(&receiver.url("/other"), EventName::RoleCreated);
    mock.logto().fault(FaultRule::new(Fault::Reordered { at_most: Duration::from_secs(600) }));
    let first = mock.trigger(&json!({ "event": "User.Created" })).await.remove(0);
    assert_eq!(mock.deliver(&json!({ "event": "Role.Created" })).await["hookId"], other.id);
    mock.deliver(&json!({ "event": "User.Deleted" })).await;
    mock.ended(&first).await;
    let told: Vec<_> = receiver.seen().iter().map(|seen| seen.json()["event"].clone()).collect();
    assert_eq!(told, ["Role.Created", "User.Deleted", "User.Created"]);
}

#[tokio::test]
async fn a_delivery_that_nothing_overtakes_goes_out_after_all() {
    let (receiver, mock) = (Receiver::of(vec![ok()]).await, Mock::start().await);
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    let fault = json!({ "kind": "reordered", "ms": 20 });
    let entry = mock.deliver(&json!({ "event": "User.Created", "fault": fault })).await;
    assert_eq!(entry["state"], "succeeded");
}

#[tokio::test]
async fn a_delayed_delivery_begins_later_by_the_mocks_clock() {
    let (receiver, mock) = (Receiver::of(vec![ok()]).await, Mock::start().await);
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    let fault = json!({ "kind": "delayed", "ms": 80 });
    let entry = mock.deliver(&json!({ "event": "User.Created", "fault": fault })).await;
    let body: Value = serde_json::from_str(entry["body"].as_str().unwrap()).unwrap();
    let made: logto_webhook::Timestamp = body["createdAt"].as_str().unwrap().parse().unwrap();
    let started = entry["attempts"][0]["startedAtMs"].as_i64().unwrap();
    assert!(started - made.unix_millis() >= 80, "{entry}");
}

#[tokio::test]
async fn a_delivery_that_is_held_back_ends_with_the_mock() {
    let receiver = Receiver::of(vec![ok()]).await;
    let (mock, stop) = Mock::stoppable(Config::default()).await;
    mock.hook(&receiver.url("/"), EventName::UserCreated);
    for kind in ["reordered", "delayed"] {
        let fault = json!({ "kind": kind, "ms": 3_600_000 });
        mock.trigger(&json!({ "event": "User.Created", "fault": fault })).await;
    }
    stop.now().await;
    let states: Vec<_> = mock.journal().iter().map(|entry| entry["state"].clone()).collect();
    assert_eq!((states, receiver.seen().len()), (vec![json!("failed"), json!("failed")], 0));
}
