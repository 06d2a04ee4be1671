//! What becomes of deliveries when the mock stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use logto_mock::{ClockMode, Config};
use logto_webhook::logto::EventName;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::command_line::{Running, delivery_under_way};
use crate::mock::Mock;
use crate::receiver::{Reaction, Receiver, answer, gzip};

/// Longer than any test takes.
const NEVER: Duration = Duration::from_secs(3600);
const ABORTED: &str = "logto-mock was stopped during the attempt";
const NEVER_BEGUN: &str = r#"AbortError: {"message":"logto-mock was stopped before the next attempt"}"#;

#[tokio::test]
async fn what_hangs_is_aborted_and_what_waits_does_not_begin_and_both_are_recorded() {
    let hanging = Receiver::of(vec![Reaction::Hang]).await;
    let (mock, stop) = Mock::stoppable(Config::default()).await;
    let hook = mock.hook(&hanging.url("/"), EventName::RoleCreated);
    for _ in 0..11 {
        mock.hook(&hanging.url("/"), EventName::RoleCreated);
    }
    let triggered = mock.trigger(&json!({ "event": "Role.Created" })).await;
    hanging.has_seen(10).await;
    stop.now().await;

    let deliveries = mock.journal();
    assert_eq!(deliveries.len(), triggered.len());
    assert!(deliveries.iter().all(|delivery| delivery["state"] == "failed"), "{deliveries:?}");
    for aborted in &deliveries[..10] {
        assert_eq!(aborted["attempts"][0]["outcome"], json!({ "error": ABORTED }));
    }
    for waiting in &deliveries[10..] {
        assert_eq!(waiting["attempts"], json!([]));
    }
    // The oldest hook is told last.
    let log = mock.logto().log_of(&hook.id);
    assert_eq!((log.len(), &log[0]["payload"]["error"]), (1, &json!(NEVER_BEGUN)));
    assert_eq!(hanging.seen().len(), 10);
}

#[tokio::test]
async fn an_answer_that_drips_is_aborted_and_a_retry_is_not_waited_for() {
    let mut config = Config::default();
    // So that nothing here ends by itself.
    config.clock = ClockMode::Manual;
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
    let dripping = Receiver::of(vec![Reaction::Drip(head, Duration::from_millis(10), vec![b'x'])]).await;
    let failing = Receiver::of(vec![Reaction::Answer(answer(500, "Oops", "", b""))]).await;
    let (mock, stop) = Mock::stoppable(config).await;
    let drip = mock.hook(&dripping.url("/"), EventName::RoleCreated);
    let retried = mock.hook(&failing.url("/"), EventName::RoleCreated);
    mock.trigger(&json!({ "event": "Role.Created" })).await;
    dripping.has_seen(1).await;
    failing.has_seen(1).await;
    stop.now().await;

    let deliveries = mock.journal();
    let of = |id: &str| deliveries.iter().find(|delivery| delivery["hookId"] == id).unwrap();
    assert_eq!(of(&drip.id)["attempts"][0]["outcome"], json!({ "error": ABORTED }));
    assert_eq!(of(&retried.id)["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(of(&retried.id)["state"], "failed");
    assert_eq!(mock.logto().log_of(&retried.id)[0]["payload"]["error"], NEVER_BEGUN);
    assert_eq!(failing.seen().len(), 1);
}

#[tokio::test]
async fn answers_that_swell_when_they_are_decoded_do_not_hold_up_the_stop() {
    let mut config = Config::default();
    config.answer_limit = usize::MAX;
    // So that nothing here ends by itself.
    config.clock = ClockMode::Manual;
    let bomb = gzip(&vec![b'a'; 30 << 20]);
    let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 1000000\r\n\r\n";
    let swelling =
        Receiver::of(vec![Reaction::Slow([head.as_bytes(), &bomb].concat(), NEVER, Vec::new())]).await;
    let (mock, stop) = Mock::stoppable(config).await;
    for _ in 0..4 {
        mock.hook(&swelling.url("/"), EventName::RoleCreated);
    }
    mock.trigger(&json!({ "event": "Role.Created", "times": 15 })).await;
    swelling.has_seen(60).await;
    stop.now().await;

    // What the log could not hold is forgotten, which only what has ended can be.
    for delivery in mock.journal() {
        let attempt = &delivery["attempts"][0];
        // Those that found no room for more were cut.
        assert!(attempt["outcome"]["error"] == ABORTED || attempt["answerCut"] == true, "{delivery}");
    }
}

#[tokio::test]
async fn what_is_triggered_many_times_and_not_begun_has_an_end_too() {
    let hanging = Receiver::of(vec![Reaction::Hang]).await;
    let (mock, stop) = Mock::stoppable(Config::default()).await;
    let hook = mock.hook(&hanging.url("/"), EventName::RoleCreated);
    mock.trigger(&json!({ "event": "Role.Created", "times": 2000 })).await;
    stop.now().await;

    let deliveries = mock.journal();
    assert!(deliveries.iter().all(|delivery| delivery["state"] == "failed"));
    assert_eq!((deliveries.len(), mock.logto().log_of(&hook.id).len()), (2000, 2000));
}

/// Asks over a connection that stays open while the mock stops, and gives back what comes until it closes.
fn answer_of(mut call: TcpStream) -> String {
    let mut answer = String::new();
    call.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn who_waits_for_a_delivery_is_told_that_it_was_aborted_and_the_program_ends_with_0() {
    let endpoint = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", endpoint.local_addr().unwrap());
    let running = Running::start(&["serve", "--port", "0", "--json", "--hook", &url]);
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let _hanging = delivery_under_way(&ready, &endpoint);

    let ask = |path: &str| {
        let mut call = TcpStream::connect(&address).unwrap();
        write!(call, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        call
    };
    let listed = answer_of(ask("/__mock/deliveries"));
    let (_, body) = listed.split_once("\r\n\r\n").unwrap();
    let id = serde_json::from_str::<Value>(body).unwrap()[0]["id"].as_str().unwrap().to_owned();
    // Whether the mock has read a request that asks for nothing else is seen by its answer to the body's announcement.
    let mut waiting = BufReader::new(TcpStream::connect(&address).unwrap());
    let head = "host: localhost\r\nconnection: close\r\nexpect: 100-continue\r\ncontent-length: 2";
    write!(waiting.get_mut(), "GET /__mock/deliveries/{id}?wait=60000 HTTP/1.1\r\n{head}\r\n\r\n").unwrap();
    let mut line = String::new();
    waiting.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    waiting.get_mut().write_all(b"{}").unwrap();

    running.signal(Signal::TERM);
    let mut answer = String::new();
    waiting.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(r#""state":"failed""#) && answer.contains(ABORTED), "{answer}");
    assert_eq!(running.end(), (Some(0), String::new()));
}
