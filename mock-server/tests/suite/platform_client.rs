//! A client of the platform's API.

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use logto_mock::{ClockMode, Config, PlatformKeys};
use serde_json::{Value, json};

use crate::mock::{Answer, Mock};

pub(crate) const WEBHOOKS: &str = "/api/v1/webhooks";

/// 30 times the sign that stands for each letter of a secret.
pub(crate) const MASKED: &str = "whsec_••••••••••••••••••••••••••••••";

/// A mock whose time stands still, and the keys of which its client uses the one that may do everything.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) mock: Mock,
    pub(crate) keys: PlatformKeys,
}

impl Client {
    pub(crate) async fn start() -> Self {
        Self::with(still()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let mock = Mock::with(config).await;
        let keys = mock.logto().platform_keys().unwrap().clone();
        Self { mock, keys }
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let body = body.map_or_else(Bytes::new, |body| body.to_string().into());
        self.send(method, path, Some(&self.keys.read_write), body).await
    }

    /// With any key and any body.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        self.mock.send(request.body(Full::from(body.into())).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// Makes a webhook, and gives what is shown of it.
    pub(crate) async fn create(&self, url: &str, events: &[&str]) -> Value {
        let made = self.post(WEBHOOKS, &json!({ "url": url, "events": events })).await.expect(201);
        made.json()["data"].clone()
    }
}

/// Of a time that goes on when it is told to.
pub(crate) fn still() -> Config {
    let mut config = Config::default();
    config.clock = ClockMode::Manual;
    config
}

/// Where a webhook is.
pub(crate) fn path_of(webhook: &Value) -> String {
    format!("{WEBHOOKS}/{}", webhook["id"].as_str().unwrap())
}

/// The message of a refusal, whose body is as the platform's are.
#[track_caller]
pub(crate) fn refusal(answer: Answer, status: u16) -> String {
    let body = answer.expect(status).json();
    let message = body["error"]["message"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned();
    assert_eq!(body, json!({ "success": false, "error": { "code": status, "message": message } }));
    message
}
