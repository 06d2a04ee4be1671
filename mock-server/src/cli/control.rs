//! A running mock, over its control API.

use std::env;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use hyper::body::Incoming;
use serde_json::{Value, json};
use url::Url;

use super::client::{self, Failure, Outgoing};
use super::exit::{Exit, Refusal};
use super::values;
use crate::config::{LONGEST_WAIT, PORT};

/// Where the control API of a running mock is, for commands that talk to it.
pub(super) const CONTROL_URL_VARIABLE: &str = "LOGTO_MOCK_CONTROL_URL";

/// Below the mock's URL.
pub(super) const CONTROL_PATH: &str = "/__mock";

/// Ours: how long an answer may take beside what the mock was asked to wait.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Which mock a subcommand talks to.
#[derive(Debug, Args)]
pub(super) struct MockOption {
    /// Where the mock runs; without it `LOGTO_MOCK_CONTROL_URL`, else `http://127.0.0.1:3001`
    #[arg(long, value_name = "URL", value_parser = values::public_url)]
    url: Option<String>,
}

/// A mock that should run there.
pub(super) struct Control(String);

impl Control {
    /// Takes the mock's own URL and that of its control API alike.
    pub(super) fn at(url: &str) -> Self {
        let url = url.trim_end_matches('/');
        Self(format!("{}{CONTROL_PATH}", url.strip_suffix(CONTROL_PATH).unwrap_or(url)))
    }

    pub(super) fn of(option: &MockOption) -> Result<Self, Refusal> {
        if let Some(url) = &option.url {
            return Ok(Self::at(url));
        }
        let Some(url) = env::var(CONTROL_URL_VARIABLE).ok().filter(|url| !url.is_empty()) else {
            return Ok(Self::at(&format!("http://127.0.0.1:{PORT}")));
        };
        let url = values::public_url(&url);
        url.map(|url| Self::at(&url))
            .map_err(|reason| Refusal::usage(format!("{CONTROL_URL_VARIABLE}: {reason}")))
    }

    /// All deliveries that it remembers.
    pub(super) async fn deliveries(&self) -> Result<Vec<Value>, Refusal> {
        let list = self.call(Method::GET, "/deliveries", Bytes::new(), Duration::ZERO).await?;
        match list {
            Value::Array(deliveries) => Ok(deliveries),
            _ => Err(self.another("no list of deliveries")),
        }
    }

    /// One delivery, once it has ended.
    pub(super) async fn ended(&self, id: &str) -> Result<Value, Refusal> {
        let path = format!("{}?wait={}", path_of_delivery(id), LONGEST_WAIT.as_millis());
        let delivery = self.call(Method::GET, &path, Bytes::new(), LONGEST_WAIT).await?;
        match delivery["state"].as_str() {
            Some("pending") => {
                let message = format!("delivery {id} has not ended within {} s", LONGEST_WAIT.as_secs());
                Err(Refusal(Exit::TimedOut, message))
            }
            Some(_) => Ok(delivery),
            None => Err(self.another("no delivery")),
        }
    }

    /// Sends a delivery again, or as if it happened now, and gives back what is delivered then.
    pub(super) async fn replay(&self, id: &str, resign: bool) -> Result<Value, Refusal> {
        let path = format!("{}/replay", path_of_delivery(id));
        let body = json!({ "resign": resign }).to_string().into();
        let receipt = self.call(Method::POST, &path, body, Duration::ZERO).await?;
        if receipt["id"].is_string() { Ok(receipt) } else { Err(self.another("no delivery")) }
    }

    /// Makes something happen, and gives back what is delivered because of that.
    pub(super) async fn trigger(&self, trigger: &Value) -> Result<Vec<Value>, Refusal> {
        let body = trigger.to_string().into();
        let mut triggered = self.call(Method::POST, "/trigger", body, Duration::ZERO).await?;
        if let Some(note) = triggered["note"].as_str() {
            return Err(Refusal(Exit::Failed, note.to_owned()));
        }
        match triggered.get_mut("deliveries").map(Value::take) {
            Some(Value::Array(deliveries)) => Ok(deliveries),
            _ => Err(self.another("no deliveries")),
        }
    }

    /// Waits as `POST /__mock/wait` and `/__mock/idle` do, and gives back the deliveries that they tell.
    pub(super) async fn wait(
        &self,
        path: &str,
        wait: &Value,
        limit: Duration,
    ) -> Result<Vec<Value>, Refusal> {
        let mut found = self.call(Method::POST, path, wait.to_string().into(), limit).await?;
        match found.get_mut("deliveries").map(Value::take) {
            Some(Value::Array(deliveries)) => Ok(deliveries),
            _ => Err(self.another("no deliveries")),
        }
    }

    /// The mock's clock, moved on by so much if that is asked for.
    pub(super) async fn clock(&self, advance: Option<Duration>) -> Result<Value, Refusal> {
        let (method, body) = match advance {
            Some(by) => (Method::POST, json!({ "advanceMs": millis(by) }).to_string().into()),
            None => (Method::GET, Bytes::new()),
        };
        let clock = self.call(method, "/clock", body, Duration::ZERO).await?;
        if clock["now"].is_string() { Ok(clock) } else { Err(self.another("no clock")) }
    }

    /// Deliveries as they end, as server-sent events.
    pub(super) async fn stream(&self) -> Result<Incoming, Refusal> {
        let url = self.url("/stream")?;
        let outgoing =
            Outgoing { method: Method::GET, url: &url, headers: HeaderMap::new(), body: Bytes::new() };
        let opened = client::open(outgoing, ANSWER_WITHIN).await.map_err(|failure| self.silent(failure))?;
        let kind = opened.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        if kind.is_some_and(|kind| kind.starts_with(b"text/event-stream")) {
            Ok(opened.into_body())
        } else {
            Err(self.another(opened.status().as_str()))
        }
    }

    /// All that the mock remembers but its logs, in the bytes that it writes.
    pub(super) async fn state(&self) -> Result<Bytes, Refusal> {
        let state = self.exchange(Method::GET, "/state", Bytes::new(), Duration::ZERO).await?;
        if state.starts_with(b"{") { Ok(state) } else { Err(self.another("no state")) }
    }

    pub(super) async fn replace_state(&self, state: Vec<u8>) -> Result<(), Refusal> {
        self.exchange(Method::PUT, "/state", state.into(), Duration::ZERO).await.map(drop)
    }

    /// Makes something go wrong, and gives back the rule.
    pub(super) async fn add_fault(&self, rule: &Value) -> Result<Value, Refusal> {
        let set = self.call(Method::POST, "/faults", rule.to_string().into(), Duration::ZERO).await?;
        if set["id"].is_string() { Ok(set) } else { Err(self.another("no rule")) }
    }

    pub(super) async fn faults(&self) -> Result<Vec<Value>, Refusal> {
        match self.call(Method::GET, "/faults", Bytes::new(), Duration::ZERO).await? {
            Value::Array(rules) => Ok(rules),
            _ => Err(self.another("no list of faults")),
        }
    }

    pub(super) async fn clear_faults(&self) -> Result<(), Refusal> {
        self.exchange(Method::DELETE, "/faults", Bytes::new(), Duration::ZERO).await.map(drop)
    }

    pub(super) async fn reset(&self) -> Result<(), Refusal> {
        self.exchange(Method::POST, "/reset", Bytes::new(), Duration::ZERO).await.map(drop)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
        waiting: Duration,
    ) -> Result<Value, Refusal> {
        let answer = self.exchange(method, path, body, waiting).await?;
        // What is no JSON has no members, and is found to be nothing of a mock.
        Ok(serde_json::from_slice(&answer).unwrap_or_default())
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
        waiting: Duration,
    ) -> Result<Bytes, Refusal> {
        let url = self.url(path)?;
        let outgoing = Outgoing { method, url: &url, headers: HeaderMap::new(), body };
        let answer = client::send(outgoing, ANSWER_WITHIN + waiting).await;
        let answer = answer.map_err(|failure| self.silent(failure))?;
        if answer.status.is_success() {
            return Ok(answer.body);
        }
        Err(self.refusal(answer.status, &serde_json::from_slice(&answer.body).unwrap_or_default()))
    }

    fn url(&self, path: &str) -> Result<Url, Refusal> {
        let url = Url::parse(&format!("{}{path}", self.0));
        url.map_err(|error| Refusal::usage(format!("{}: {error}", self.0)))
    }

    /// What a mock refuses has a code, which is a name with a dot.
    fn refusal(&self, status: StatusCode, body: &Value) -> Refusal {
        let message = body["message"].as_str().unwrap_or_default();
        match body["code"].as_str() {
            Some("mock.waited_too_long") => Refusal(Exit::TimedOut, message.to_owned()),
            Some("mock.unexpected_delivery") => Refusal(Exit::Failed, message.to_owned()),
            Some(code) if code.contains('.') => Refusal::usage(format!("the mock refused: {message}")),
            _ => self.another(status.as_str()),
        }
    }

    fn another(&self, found: &str) -> Refusal {
        let message =
            format!("{} answered {found}: another program than a logto-mock like this one is there", self.0);
        Refusal(Exit::NoMock, message)
    }

    fn silent(&self, failure: Failure) -> Refusal {
        match failure {
            Failure::Unreachable(reason) => Refusal(
                Exit::NoMock,
                format!(
                    "no logto-mock answers at {}: {reason}\nStart one with `logto-mock serve`, or say where it runs \
                     with `--url` or {CONTROL_URL_VARIABLE}.",
                    self.0
                ),
            ),
            Failure::TooLate(within) => {
                Refusal(Exit::TimedOut, format!("{} did not answer within {} s", self.0, within.as_secs()))
            }
        }
    }
}

fn path_of_delivery(id: &str) -> String {
    let escaped: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("/deliveries/{escaped}")
}

/// As the control API takes a time.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
