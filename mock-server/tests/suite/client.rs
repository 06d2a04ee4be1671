//! How the mock speaks HTTP, where no recording tells: connections, redirects, content codings, limits.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use logto_mock::Config;
use logto_webhook::logto::EventName;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::mock::Mock;
use crate::receiver::{Reaction, Receiver, answer, gzip, ok};

/// Sends one delivery to a URL and gives back the journal's entry and the payload of its log entry.
pub(crate) async fn deliver(mock: &Mock, url: &str) -> (Value, Value) {
    let hook = mock.hook(url, EventName::ScopeCreated);
    let entry = mock.deliver(&json!({ "event": "Scope.Created", "hookId": hook.id })).await;
    let log = mock.log_of(&hook).await;
    assert_eq!(log.len(), 1, "{log:?}");
    (entry, log[0]["payload"].clone())
}

async fn answered(mock: &Mock, answer: Vec<u8>) -> Value {
    let receiver = Receiver::of(vec![Reaction::Answer(answer)]).await;
    deliver(mock, &receiver.url("/")).await.1
}

/// The error of a log entry: its name, and what it carries.
#[track_caller]
pub(crate) fn error(payload: &Value) -> (&str, Value) {
    let error = payload["error"].as_str().unwrap_or_else(|| panic!("no error: {payload}"));
    let (name, properties) = error.split_once(": ").unwrap();
    (name, serde_json::from_str(properties).unwrap())
}

#[tokio::test]
async fn a_connection_that_the_endpoint_closed_meanwhile_is_not_used_again() {
    let mock = Mock::start().await;
    // It says nothing of closing, and closes.
    let receiver = Receiver::of(vec![Reaction::Last(answer(200, "OK", "", b"{}"))]).await;
    for count in 1..=20 {
        let (entry, _) = deliver(&mock, &receiver.url("/")).await;
        assert_eq!(entry["state"], "succeeded");
        assert_eq!((receiver.seen().len(), receiver.connections()), (count, count));
    }
}

#[tokio::test]
async fn a_connection_that_the_endpoint_closed_is_not_kept_for_as_long_as_it_may_idle() {
    let mock = Mock::start().await;
    let half_closed = Reaction::HalfClosed(answer(200, "OK", "keep-alive: timeout=600\r\n", b"{}"));
    let receiver = Receiver::of(vec![half_closed]).await;
    assert_eq!(deliver(&mock, &receiver.url("/")).await.0["state"], "succeeded");
    receiver.release(1);
    receiver.was_left(1).await;
}

#[tokio::test]
async fn a_delivery_that_may_have_arrived_is_not_sent_again() {
    let mock = Mock::start().await;
    let receiver = Receiver::of(vec![ok(), Reaction::Last(Vec::new())]).await;
    deliver(&mock, &receiver.url("/")).await;
    let (entry, payload) = deliver(&mock, &receiver.url("/")).await;
    assert_eq!(entry["state"], "failed");
    let (_, error) = error(&payload);
    assert_eq!(error["cause"]["message"], "other side closed");
    let socket = &error["cause"]["socket"];
    assert_eq!((&socket["remoteAddress"], &socket["remoteFamily"]), (&json!("127.0.0.1"), &json!("IPv4")));
    assert_eq!(socket["remotePort"], receiver.address.port());
    assert_eq!((receiver.seen().len(), receiver.connections()), (2, 1));
}

#[tokio::test]
async fn an_endpoint_says_how_long_its_connections_may_idle() {
    let mock = Mock::start().await;
    let brief = Reaction::Answer(answer(200, "OK", "keep-alive: timeout=1\r\n", b"{}"));
    let receiver = Receiver::of(vec![brief]).await;
    for count in 1..=2 {
        deliver(&mock, &receiver.url("/")).await;
        assert_eq!(receiver.connections(), count);
    }
}

#[tokio::test]
async fn redirects_end_after_twenty() {
    let mock = Mock::start().await;
    let on = Reaction::Answer(answer(307, "Found", "location: /again\r\n", b""));
    let receiver = Receiver::of(vec![on.clone()]).await;
    let (_, payload) = deliver(&mock, &receiver.url("/")).await;
    assert_eq!(error(&payload).1["cause"], json!({ "message": "redirect count exceeded" }));
    assert_eq!(receiver.seen().len(), 21);

    let receiver = Receiver::of([vec![on; 20], vec![ok()]].concat()).await;
    assert_eq!(deliver(&mock, &receiver.url("/")).await.0["state"], "succeeded");
}

#[tokio::test]
async fn redirects_to_where_fetch_does_not_go_are_told_in_its_words() {
    let mock = Mock::start().await;
    for (location, message) in [
        ("http://[", "Invalid URL"),
        ("ftp://127.0.0.1/", "URL scheme must be a HTTP(S) scheme"),
        ("data:,x", "URL scheme must be a HTTP(S) scheme"),
        ("http://u:p@127.0.0.1:1234/", "cross origin not allowed for request mode \"cors\""),
        ("http://127.0.0.1:9/", "bad port"),
    ] {
        let payload = answered(&mock, answer(302, "Found", &format!("location: {location}\r\n"), b"")).await;
        assert_eq!(error(&payload).1["cause"]["message"], message, "{location}");
    }
}

fn encoded<W: Write>(mut encoder: W, text: &[u8], finish: impl Fn(W) -> std::io::Result<Vec<u8>>) -> Vec<u8> {
    encoder.write_all(text).unwrap();
    finish(encoder).unwrap()
}

fn zlib(text: &[u8]) -> Vec<u8> {
    encoded(ZlibEncoder::new(Vec::new(), Compression::default()), text, ZlibEncoder::finish)
}

fn raw_deflate(text: &[u8]) -> Vec<u8> {
    encoded(DeflateEncoder::new(Vec::new(), Compression::default()), text, DeflateEncoder::finish)
}

/// `{"hello":"brotli"}`, by Node's `brotliCompressSync`.
const BROTLI: &[u8] = &[
    0x8b, 0x08, 0x80, 0x7b, 0x22, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x22, 0x3a, 0x22, 0x62, 0x72, 0x6f, 0x74,
    0x6c, 0x69, 0x22, 0x7d, 0x03,
];

fn coded(codings: &str, body: &[u8]) -> Vec<u8> {
    answer(200, "OK", &format!("content-encoding: {codings}\r\n"), body)
}

#[tokio::test]
async fn answers_are_decoded_as_node_decodes_them() {
    let mock = Mock::start().await;
    let text = br#"{"hello":"hello hello hello hello"}"#;
    let whole = json!({ "hello": "hello hello hello hello" });
    let twice = [gzip(br#"{"hello":"hello"#), gzip(br#" hello hello hello"}"#)].concat();
    let cut = &gzip(text)[..gzip(text).len() - 3];
    for (codings, body, expected) in [
        ("gzip", gzip(text), whole.clone()),
        ("GZIP", gzip(text), whole.clone()),
        ("x-gzip", gzip(text), whole.clone()),
        ("deflate", zlib(text), whole.clone()),
        ("deflate", raw_deflate(text), whole.clone()),
        ("br", BROTLI.to_vec(), json!({ "hello": "brotli" })),
        ("gzip, deflate", zlib(&gzip(text)), whole.clone()),
        ("br, gzip", gzip(BROTLI), json!({ "hello": "brotli" })),
        ("gzip", twice, whole.clone()),
        ("gzip", [gzip(text), vec![0; 9]].concat(), whole.clone()),
        ("deflate", [zlib(text), b"junk".to_vec()].concat(), whole.clone()),
        ("br", [BROTLI, b"junk"].concat(), json!({ "hello": "brotli" })),
        // What is cut counts as far as it came.
        ("gzip", cut.to_vec(), whole.clone()),
        ("gzip", gzip(text)[..5].to_vec(), json!("")),
        ("br", BROTLI[..3].to_vec(), json!("")),
        ("gzip", Vec::new(), json!("")),
        ("deflate", Vec::new(), json!("")),
        ("br", Vec::new(), json!("")),
        // One that is unknown, and none is undone.
        ("identity", b"plain".to_vec(), json!("plain")),
        ("gzip, x-mine", b"plain".to_vec(), json!("plain")),
    ] {
        let payload = answered(&mock, coded(codings, &body)).await;
        assert_eq!(payload["response"]["body"], expected, "{codings}: {payload}");
    }
}

#[tokio::test]
async fn what_is_no_such_coding_is_told_in_the_words_of_node() {
    let mock = Mock::start().await;
    let mut wrong_sum = gzip(b"hello");
    let at = wrong_sum.len() - 6;
    wrong_sum[at] ^= 0xff;
    for (codings, body, cause) in [
        ("gzip", b"this is no gzip".to_vec(), json!(["incorrect header check", -3, "Z_DATA_ERROR"])),
        (
            "gzip",
            [gzip(b"x"), b"junk".to_vec()].concat(),
            json!(["incorrect header check", -3, "Z_DATA_ERROR"]),
        ),
        ("gzip", wrong_sum, json!(["incorrect data check", -3, "Z_DATA_ERROR"])),
        ("deflate", b"no deflate at all".to_vec(), json!(["invalid block type", -3, "Z_DATA_ERROR"])),
        (
            "br",
            b"no br at all, really".to_vec(),
            json!(["Decompression failed", -15, "ERR__ERROR_FORMAT_PADDING_2"]),
        ),
    ] {
        let payload = answered(&mock, coded(codings, &body)).await;
        let (name, properties) = error(&payload);
        assert_eq!((name, &properties["message"]), ("TypeError", &json!("terminated")), "{codings}");
        let found = &properties["cause"];
        assert_eq!(json!([found["message"], found["errno"], found["code"]]), cause, "{codings}");
    }
    let payload = answered(&mock, coded("gzip,gzip,gzip,gzip,gzip,gzip", b"")).await;
    let message = "too many content-encodings in response: 6, maximum allowed is 5";
    assert_eq!(error(&payload).1["cause"], json!({ "message": message }));
}

#[tokio::test]
async fn an_answer_over_the_limit_is_cut_and_marked() {
    let mut config = Config::default();
    config.answer_limit = 1000;
    let mock = Mock::with(config).await;
    let megabytes = vec![b'7'; 5 << 20];
    let bomb = gzip(&gzip(&megabytes));
    for (headers, body) in [
        ("", vec![b'7'; 1001]),
        ("content-encoding: gzip\r\n", gzip(&megabytes)),
        ("content-encoding: gzip, gzip\r\n", bomb),
    ] {
        let receiver = Receiver::of(vec![Reaction::Answer(answer(200, "OK", headers, &body))]).await;
        let (entry, payload) = deliver(&mock, &receiver.url("/")).await;
        assert_eq!(
            (&entry["state"], &entry["attempts"][0]["answerCut"]),
            (&json!("succeeded"), &json!(true))
        );
        // A number, if it were not cut.
        assert_eq!(payload["response"]["body"], "7".repeat(1000), "{headers}");
    }
    let (entry, payload) = {
        let whole = Receiver::of(vec![Reaction::Answer(answer(200, "OK", "", &vec![b'x'; 1000]))]).await;
        deliver(&mock, &whole.url("/")).await
    };
    assert_eq!(payload["response"]["body"], "x".repeat(1000));
    assert!(entry["attempts"][0].get("answerCut").is_none());
}

#[tokio::test]
async fn what_is_secret_is_masked_in_the_log_and_not_in_what_is_sent() {
    let mock = Mock::start().await;
    let body = br#"{"accessToken":"x","nested":[{"client_secret":"y","kept":1.0}],"script":"z"}"#;
    let payload = answered(&mock, answer(200, "OK", "", body)).await;
    let masked = json!({ "accessToken": "******", "nested": [{ "client_secret": "******", "kept": 1 }] });
    assert_eq!(payload["response"]["body"], masked);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_told_in_the_words_of_node() {
    let mock = Mock::start().await;
    for (bytes, code) in
        [(&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], "ERR_SSL_WRONG_VERSION_NUMBER"), (b"", "ECONNRESET")]
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_u8().await.unwrap();
            stream.write_all(bytes).await.unwrap();
            // Whatever else comes is read: a reset would hide the answer.
            stream.shutdown().await.unwrap();
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
        let (_, payload) = deliver(&mock, &url).await;
        assert_eq!(error(&payload).1["cause"]["code"], code);
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let mock = Mock::start().await;
    let payload = answered(&mock, answer(200, "OK", &format!("x: {}\r\n", "x".repeat(20_000)), b"")).await;
    let cause = json!({
        "name": "HeadersOverflowError", "code": "UND_ERR_HEADERS_OVERFLOW", "message": "Headers Overflow Error",
    });
    assert_eq!(error(&payload).1["cause"], cause);
    // Beside the three that every answer here has.
    let many = "x: y\r\n".repeat(97);
    assert_eq!(answered(&mock, answer(200, "OK", &many, b"{}")).await["result"], "Success");
}

#[tokio::test]
async fn an_attempts_time_is_one_over_all_its_redirects() {
    let mut config = Config::default();
    config.attempt_timeout = Duration::from_millis(500);
    let mock = Mock::with(config).await;
    // Each hop is in time; four together are not.
    let (head, rest) =
        (b"HTTP/1.1 307 Found\r\n".to_vec(), b"location: /\r\ncontent-length: 0\r\n\r\n".to_vec());
    let receiver = Receiver::of(vec![Reaction::Slow(head, Duration::from_millis(200), rest)]).await;
    let (entry, _) = deliver(&mock, &receiver.url("/")).await;
    assert_eq!(entry["attempts"][0]["outcome"], json!({ "error": "Request timed out" }));
}
