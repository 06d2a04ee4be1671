//! What the demo asks of Logto: its Management API, and the mock's own API to make something happen. HTTP stays here.

use anyhow::{Context, Result, ensure};
use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use logto_webhook::logto::EventName;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::mock::Ready;

pub(crate) struct Logto {
    client: Client<HttpConnector, Body>,
    api: String,
    control: String,
}

/// A hook, as far as the demo reads it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Hook {
    pub(crate) id: String,
    pub(crate) signing_key: String,
}

/// What the mock does wrong on request.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    BodyChanged,
    OldKey,
}

impl Logto {
    pub(crate) fn at(ready: &Ready) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, api: format!("{}/api", ready.url), control: ready.control_url.clone() }
    }

    /// Makes a hook for all events. Its signing key is in the answer.
    pub(crate) async fn create_hook(&self, endpoint: &str) -> Result<Hook> {
        let events = EventName::ALL.iter().filter(|event| !event.needs_dev_features());
        let events: Vec<_> = events.map(|event| event.as_str()).collect();
        let hook = json!({ "name": "Demo", "events": events, "config": { "url": endpoint } });
        self.call(Method::POST, format!("{}/hooks", self.api), hook).await
    }

    /// Gives the hook a new key, with which Logto signs from now on.
    pub(crate) async fn renew_signing_key(&self, hook: &Hook) -> Result<Hook> {
        self.call(Method::PATCH, format!("{}/hooks/{}/signing-key", self.api, hook.id), Value::Null).await
    }

    /// Sends a test payload, and returns when the endpoint has accepted it.
    pub(crate) async fn send_test(&self, hook: &Hook, event: EventName, endpoint: &str) -> Result<()> {
        let test = json!({ "events": [event.as_str()], "config": { "url": endpoint } });
        self.call(Method::POST, format!("{}/hooks/{}/test", self.api, hook.id), test).await
    }

    /// Makes an event happen in the shape of a variant of `Event`, and returns when its delivery has ended: retries
    /// included, delivered or not.
    pub(crate) async fn deliver(&self, variant: &str, fault: Option<Fault>) -> Result<()> {
        #[derive(Deserialize)]
        struct Triggered {
            deliveries: [Delivery; 1],
        }
        #[derive(Deserialize)]
        struct Delivery {
            id: String,
        }
        #[derive(Deserialize)]
        struct Progress {
            state: String,
        }

        let trigger = json!({ "variant": variant, "fault": fault });
        let triggered: Triggered =
            self.call(Method::POST, format!("{}/trigger", self.control), trigger).await?;
        let [Delivery { id }] = triggered.deliveries;
        let until_ended = format!("{}/deliveries/{id}?wait=10000", self.control);
        let progress: Progress = self.call(Method::GET, until_ended, Value::Null).await?;
        ensure!(progress.state != "pending", "delivery {id} has not ended in ten seconds");
        Ok(())
    }

    async fn call<T: DeserializeOwned>(&self, method: Method, url: String, input: Value) -> Result<T> {
        let what = format!("{method} {url}");
        let body = if input.is_null() { Body::empty() } else { Body::from(input.to_string()) };
        let request =
            Request::builder().method(method).uri(url).header(CONTENT_TYPE, "application/json").body(body)?;
        let response = self.client.request(request).await.with_context(|| what.clone())?;
        let status = response.status();
        let body =
            to_bytes(Body::new(response.into_body()), usize::MAX).await.with_context(|| what.clone())?;
        ensure!(status.is_success(), "{what} was answered with {status}: {}", String::from_utf8_lossy(&body));
        // 204 has no body, and is read as `()`.
        let json = if body.is_empty() { b"null" } else { &body[..] };
        serde_json::from_slice(json).with_context(|| format!("the answer to {what} is not as expected"))
    }
}
