//! What is true of every example that is an endpoint.

use axum::http::Method;
use logto_webhook::logto::EventName;
use logto_webhook::{SIGNING_KEY_VARIABLE, Webhook, testing};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::mock::Mock;
use crate::process::{Example, Running, in_time};
use crate::redis_server::RedisServer;
use crate::wire::{Answer, USER, deliver, now, post, send, sign, signed};

/// Makes a test of each fact for each example: `endpoints::fleet::a_changed_body_is_refused`.
macro_rules! facts {
    (of $($example:ident),*: $facts:tt) => { $(facts!(@ $example $facts);)* };
    (@ $example:ident [$($fact:ident),* $(,)?]) => {
        mod $example {
            $(
                #[tokio::test]
                async fn $fact() {
                    super::$fact(stringify!($example)).await;
                }
            )*
        }
    };
}

facts!(of receiver, actix, hyper, fleet, queue_worker, once_in_sql: [
    a_signed_delivery_is_accepted_and_handled,
    a_delivery_of_the_mock_is_accepted_and_handled,
    a_changed_body_is_refused_and_the_operator_told,
    a_delivery_without_a_signature_is_refused,
    a_delivery_with_two_signatures_is_refused,
    a_body_over_the_limit_is_refused,
    a_redirected_delivery_is_refused,
    a_test_payload_is_accepted_and_told,
    ctrl_c_lets_end_what_has_begun,
    does_not_start_without_a_key,
]);

/// An example that serves, and what it needs around it.
async fn start(name: &str) -> (Running, Surroundings) {
    let mut example = Example::named(name);
    let redis = match name {
        "fleet" => Some(RedisServer::in_folder(example.folder()).await),
        _ => None,
    };
    (example.start().await, Surroundings { _redis: redis, _example: example })
}

struct Surroundings {
    _redis: Option<RedisServer>,
    _example: Example,
}

async fn a_signed_delivery_is_accepted_and_handled(example: &str) {
    let (mut running, _surroundings) = start(example).await;

    assert_eq!(running.deliver(&signed("PostRegister")).await, Answer::accepted());
    let line = running.line().await;
    assert!(line.contains(USER), "{line}");
}

async fn a_delivery_of_the_mock_is_accepted_and_handled(example: &str) {
    let (mut running, _surroundings) = start(example).await;
    let mock = Mock::with_hook(&running.url).await;

    let delivery = mock.trigger("PostRegister").await;
    assert_eq!(delivery["state"], "succeeded", "{delivery}");
    let line = running.line().await;
    assert!(line.contains(USER), "{line}");
}

async fn a_changed_body_is_refused_and_the_operator_told(example: &str) {
    let (mut running, _surroundings) = start(example).await;
    let mut delivery = signed("UserDeleted");

    delivery.body = delivery.body.replace(USER, "someone-else");
    assert_eq!(running.deliver(&delivery).await, Answer::refused(401, "signature_mismatch"));
    let line = running.error_line().await;
    assert!(line.starts_with("refused in ") && line.contains(": signature_mismatch: expected"), "{line}");
}

async fn a_delivery_without_a_signature_is_refused(example: &str) {
    let (running, _surroundings) = start(example).await;

    let answer = post(&running.url, &[], signed("UserDeleted").body).await;
    assert_eq!(answer, Answer::refused(401, "signature_missing"));
}

async fn a_delivery_with_two_signatures_is_refused(example: &str) {
    let (running, _surroundings) = start(example).await;
    let delivery = signed("UserDeleted");

    let answer = post(&running.url, &[&delivery.signature, "forged"], delivery.body).await;
    assert_eq!(answer, Answer::refused(401, "signature_ambiguous"));
}

async fn a_body_over_the_limit_is_refused(example: &str) {
    let (running, _surroundings) = start(example).await;

    // Its head is enough: no byte of the body is waited for.
    let mut connection = Connection::to(&running.url).await;
    connection.send_head(&sign(""), Webhook::DEFAULT_BODY_LIMIT + 1, "").await;
    assert_eq!(connection.status().await, "413 Payload Too Large");
}

async fn a_redirected_delivery_is_refused(example: &str) {
    let (running, _surroundings) = start(example).await;

    let signature = signed("UserDeleted").signature;
    let answer = send(Method::GET, &running.url, &[&signature], "").await;
    assert_eq!(answer, Answer::refused(405, "redirected_delivery"));
}

async fn a_test_payload_is_accepted_and_told(example: &str) {
    let (mut running, _surroundings) = start(example).await;

    let test = deliver(&testing::test_payload(EventName::PostRegister, now()));
    assert_eq!(running.deliver(&test).await, Answer::accepted());
    assert_eq!(running.line().await, "the endpoint works: Logto sent a test of PostRegister");
}

async fn ctrl_c_lets_end_what_has_begun(example: &str) {
    let (mut running, _surroundings) = start(example).await;
    let delivery = signed("PostRegister");

    let mut connection = Connection::to(&running.url).await;
    connection.send_head(&delivery.signature, delivery.body.len(), "expect: 100-continue\r\n").await;
    // Now the body is being read.
    assert_eq!(connection.status().await, "100 Continue");
    running.interrupt().await;
    connection.send(&delivery.body).await;

    assert_eq!(connection.status().await, "200 OK");
    assert_eq!(running.ended().await, Some(0));
}

async fn does_not_start_without_a_key(example: &str) {
    let output = Example::named(example).command.env_remove(SIGNING_KEY_VARIABLE).output().await.unwrap();

    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("Error: signing_key_empty: expected the webhook's signing key"), "{message}");
    assert!(message.contains("is LOGTO_WEBHOOK_SIGNING_KEY set?"), "{message}");
}

/// A connection on which a request is sent piece by piece.
struct Connection(BufReader<TcpStream>);

impl Connection {
    async fn to(url: &str) -> Self {
        let address = url.strip_prefix("http://").unwrap().strip_suffix("/webhook").unwrap();
        Self(BufReader::new(TcpStream::connect(address).await.unwrap()))
    }

    async fn send_head(&mut self, signature: &str, length: usize, more: &str) {
        self.send(&format!(
            "POST /webhook HTTP/1.1\r\nhost: localhost\r\nlogto-signature-sha-256: {signature}\r\n\
             content-length: {length}\r\n{more}\r\n"
        ))
        .await;
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// The next status line, without the version.
    async fn status(&mut self) -> String {
        let mut line = String::new();
        while !line.starts_with("HTTP/1.1 ") {
            line.clear();
            assert_ne!(in_time(self.0.read_line(&mut line)).await.unwrap(), 0, "it closed the connection");
        }
        line["HTTP/1.1 ".len()..].trim_end().to_owned()
    }
}
