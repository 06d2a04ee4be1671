//! The live stream, and the end by a call.

use logto_mock::Config;
use logto_webhook::logto::EventName;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;

use crate::mock::{Mock, endpoint};

/// What listens to the stream, as an `EventSource` does.
struct Listener {
    lines: Lines<BufReader<OwnedReadHalf>>,
    _open: tokio::net::tcp::OwnedWriteHalf,
}

impl Listener {
    /// Listens, once it is told that it does.
    async fn of(mock: &Mock, last_event_id: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", mock.port())).await.unwrap();
        let (read, mut write) = stream.into_split();
        let request = format!("GET /__mock/stream HTTP/1.1\r\nhost: localhost\r\n{last_event_id}\r\n");
        write.write_all(request.as_bytes()).await.unwrap();
        let mut listener = Self { lines: BufReader::new(read).lines(), _open: write };
        listener.line_after(": ").await;
        listener
    }

    /// What follows the next such beginning of a line.
    async fn line_after(&mut self, beginning: &str) -> String {
        loop {
            let line = self.lines.next_line().await.unwrap().expect("the stream goes on");
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.to_owned();
            }
        }
    }

    /// The number of the next event and the delivery that it tells of.
    async fn next(&mut self) -> (String, Value) {
        let number = self.line_after("id: ").await;
        assert_eq!(self.line_after("event: ").await, "delivery");
        (number, serde_json::from_str(&self.line_after("data: ").await).unwrap())
    }
}

#[tokio::test]
async fn deliveries_are_told_as_they_end_and_a_number_says_where_to_go_on() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.uri(), EventName::RoleCreated);
    mock.deliver(&json!({ "event": "Role.Created" })).await;

    let mut live = Listener::of(&mock, "").await;
    let first = mock.deliver_for_a_list(&json!({ "event": "Role.Created" })).await;
    let second = mock.deliver_for_a_list(&json!({ "event": "Role.Created" })).await;
    assert_eq!(live.next().await, ("1".to_owned(), first.clone()));
    assert_eq!(live.next().await, ("2".to_owned(), second.clone()));

    let mut later = Listener::of(&mock, "Last-Event-ID: 0\r\n").await;
    assert_eq!(later.next().await, ("1".to_owned(), first));
    assert_eq!(later.next().await, ("2".to_owned(), second));

    let third = mock.deliver_for_a_list(&json!({ "event": "Role.Created" })).await;
    for listener in [&mut live, &mut later] {
        assert_eq!(listener.next().await, ("3".to_owned(), third.clone()));
    }
}

#[tokio::test]
async fn one_who_listens_to_thousands_misses_none() {
    let receiver = endpoint(&[200]).await;
    let mock = Mock::start().await;
    mock.hook(&receiver.uri(), EventName::RoleCreated);
    let mut live = Listener::of(&mock, "").await;
    mock.trigger(&json!({ "event": "Role.Created", "times": 3000 })).await;
    // More end before the first is read than are kept for one who listens.
    mock.logto().idle().within(std::time::Duration::from_secs(30)).await.unwrap();
    for number in 0..3000 {
        assert_eq!(live.next().await.0, number.to_string());
    }
}

#[tokio::test]
async fn a_number_that_is_none_is_refused() {
    let mock = Mock::start().await;
    let request =
        b"GET /__mock/stream HTTP/1.1\r\nhost: localhost\r\nlast-event-id: x\r\nconnection: close\r\n\r\n";
    assert!(mock.raw(request).await.starts_with(b"HTTP/1.1 400 "));
}

#[tokio::test]
async fn a_call_ends_the_mock_and_the_stream_with_it() {
    let (mock, _stop) = Mock::stoppable(Config::default()).await;
    let mut live = Listener::of(&mock, "").await;
    mock.post("/__mock/shutdown", &json!({})).await.expect(202);
    while live.lines.next_line().await.is_ok_and(|line| line.is_some()) {}
    assert!(mock.try_call(http::Method::GET, "/__mock/health", None).await.is_none());
}
