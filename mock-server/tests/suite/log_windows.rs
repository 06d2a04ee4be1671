//! How far back the log and the statistics look, and where counting stops: as in `log-windows.json`, recorded from a
//! Logto whose rows were aged by hand.

use std::path::Path;
use std::time::Duration;

use http::HeaderMap;
use logto_mock::{ClockMode, Config, Hook};
use logto_webhook::logto::EventName;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::mock::{Mock, endpoint};

/// What a real Logto said at one point of that session: the length of the page, the headers of paging, the stats.
struct Recorded(Value);

impl Recorded {
    fn at(point: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/recorded/log-windows.json");
        let mut points: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        Self(points[point].take())
    }

    /// The headers, with another hook in the place of the recorded one.
    fn headers(&self, hook: &Hook) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().replace("981wmwnnv17yskxsck7di", &hook.id);
        let headers = self.0["headers"].as_array().unwrap().iter();
        headers.map(|header| (text(&header[0]).to_lowercase(), text(&header[1]))).collect()
    }
}

fn paging(headers: &HeaderMap) -> Vec<(String, String)> {
    ["total-number", "total-number-is-capped", "link"]
        .into_iter()
        .flat_map(|name| headers.get_all(name).iter().map(move |value| (name, value)))
        .map(|(name, value)| (name.to_owned(), value.to_str().unwrap().to_owned()))
        .collect()
}

/// The log answers to this query as it did at that point.
async fn assert_as_recorded(mock: &Mock, hook: &Hook, query: &str, point: &str) {
    let recorded = Recorded::at(point);
    let path = format!("/api/hooks/{}/recent-logs?page_size=100{query}", hook.id);
    let answer = mock.get_as("127.0.0.1:3001", &path).await.expect(200);
    assert_eq!(answer.json().as_array().unwrap().len(), recorded.0["entries"], "{point}");
    assert_eq!(paging(&answer.headers), recorded.headers(hook), "{point}");
    assert_eq!(stats(mock, hook).await["requestCount"], recorded.0["stats"]["requestCount"], "{point}");
}

async fn stats(mock: &Mock, hook: &Hook) -> Value {
    let path = format!("/api/hooks/{}?includeExecutionStats=true", hook.id);
    mock.get(&path).await.expect(200).json()["executionStats"].clone()
}

fn with_a_clock_moved_by_hand() -> Config {
    let mut config = Config::default();
    config.clock = ClockMode::Manual;
    config
}

#[tokio::test]
async fn the_log_and_the_stats_look_back_a_day() {
    let (mock, endpoint) = (Mock::with(with_a_clock_moved_by_hand()).await, endpoint(&[200]).await);
    let hook = mock.hook(&endpoint.uri(), EventName::UserCreated);
    let trigger = json!({ "event": "User.Created" });
    mock.deliver(&trigger).await;
    let moment = Duration::from_millis(1);
    mock.advance(Duration::from_secs(24 * 60 * 60).saturating_sub(moment));
    mock.deliver(&trigger).await;
    assert_as_recorded(&mock, &hook, "", "fresh").await;
    assert_eq!(stats(&mock, &hook).await, Recorded::at("fresh").0["stats"]);

    mock.advance(moment);
    assert_eq!(mock.log_of(&hook).await.len(), 2, "the log lists what is as old as that");
    assert_eq!(stats(&mock, &hook).await, Recorded::at("oneAged25h").0["stats"], "the stats do not");

    mock.advance(moment);
    assert_as_recorded(&mock, &hook, "", "oneAged25h").await;
    assert_as_recorded(&mock, &hook, "&start_time=1", "oneAged25h_startTime1").await;
    assert_eq!(stats(&mock, &hook).await, Recorded::at("oneAged25h").0["stats"]);
}

#[tokio::test]
async fn an_end_lifts_the_bound_of_a_day() {
    let (mock, endpoint) = (Mock::with(with_a_clock_moved_by_hand()).await, endpoint(&[200]).await);
    let hook = mock.hook(&endpoint.uri(), EventName::UserCreated);
    mock.deliver(&json!({ "event": "User.Created" })).await;
    let at = mock.log_of(&hook).await[0]["createdAt"].as_i64().unwrap();
    mock.advance(Duration::from_secs(25 * 60 * 60));

    for (bound, entries) in [(at - 1, 0), (at, 1), (at + 1, 1)] {
        let path = format!("/api/hooks/{}/recent-logs?end_time={bound}", hook.id);
        let log = mock.get(&path).await.expect(200).json();
        assert_eq!(log.as_array().unwrap().len(), entries, "{}", bound - at);
    }
    assert_eq!(stats(&mock, &hook).await, json!({ "successCount": 0, "requestCount": 0 }));
}

#[tokio::test]
async fn one_entry_of_the_log_is_read_with_its_tenant() {
    let (mock, endpoint) = (Mock::start().await, endpoint(&[200]).await);
    let hook = mock.hook(&endpoint.uri(), EventName::UserCreated);
    mock.deliver(&json!({ "event": "User.Created" })).await;
    let path = format!("/api/hooks/{}/recent-logs", hook.id);
    let listed = mock.get(&path).await.expect(200);
    let id = listed.json()[0]["id"].as_str().unwrap().to_owned();

    let read = mock.get(&format!("/api/logs/{id}")).await.expect(200);
    let listed = listed.text().trim_start_matches("[{").trim_end_matches(']').to_owned();
    assert_eq!(read.text(), format!(r#"{{"tenantId":"default",{listed}"#));
    let unknown = mock.get("/api/logs/none").await.expect(404).json();
    assert_eq!(unknown["code"], "entity.not_exists_with_id");
    assert_eq!(mock.get("/api/logs").await.expect(200).text(), "[]");
}

#[tokio::test]
async fn what_is_delivered_tells_the_machines_time() {
    let (mock, endpoint) = (Mock::with(with_a_clock_moved_by_hand()).await, endpoint(&[200]).await);
    mock.hook(&endpoint.uri(), EventName::UserCreated);
    let day = Duration::from_secs(24 * 60 * 60);
    mock.advance(day);
    mock.deliver(&json!({ "event": "User.Created" })).await;
    let body: Value = endpoint.received_requests().await.unwrap()[0].body_json().unwrap();
    let told: logto_webhook::Timestamp = body["createdAt"].as_str().unwrap().parse().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let ago = now.as_millis().abs_diff(told.unix_millis().try_into().unwrap());
    assert!(ago < day.as_millis() / 2, "{ago} ms");
}

#[tokio::test]
async fn counting_stops_at_ten_thousand_and_one_where_that_is_asked_for() {
    let mock = Mock::with(with_a_clock_moved_by_hand()).await;
    // Not a URL: such a delivery ends, and is logged, without a connection.
    let hook = mock.hook("", EventName::UserCreated);
    log_deliveries(&mock, 10_101).await;

    assert_as_recorded(&mock, &hook, "", "tenThousand").await;
    assert_as_recorded(&mock, &hook, "&enableCap=true", "tenThousandCapped").await;
    assert_as_recorded(&mock, &hook, "&enableCap=true&page=3", "tenThousandCappedPage3").await;
}

async fn log_deliveries(mock: &Mock, count: usize) {
    let mut triggering = JoinSet::new();
    for _ in 0..count {
        if triggering.len() == 50 {
            triggering.join_next().await;
        }
        let mock = mock.clone();
        triggering.spawn(async move { mock.deliver(&json!({ "event": "User.Created" })).await });
    }
    triggering.join_all().await;
}
