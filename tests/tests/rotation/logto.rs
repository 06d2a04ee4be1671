//! A mock on a port of its own, and a client for its Management API.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use logto_mock::{Config, MockLogto, Profile};
use logto_webhook::SigningKey;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Logto(SocketAddr);

/// A hook as the API gives it out.
pub(crate) struct Hook {
    pub(crate) id: String,
    signing_key: String,
}

impl Hook {
    fn of(json: &Value) -> Self {
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        Self { id: text("id"), signing_key: text("signingKey") }
    }

    pub(crate) fn key(&self, name: &str) -> SigningKey {
        SigningKey::new(&self.signing_key).unwrap().named(name)
    }
}

impl Logto {
    /// It is gone with the test's runtime.
    pub(crate) async fn start(profile: Profile) -> Self {
        let mut config = Config::default();
        config.profile = profile;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { MockLogto::new(config).serve(listener, std::future::pending()).await });
        Self(address)
    }

    pub(crate) async fn create_hook(&self, url: &str, enabled: bool) -> Hook {
        let new = json!({ "events": ["User.Created"], "config": { "url": url }, "enabled": enabled });
        Hook::of(&self.call(Method::POST, "/api/hooks", &new, 201).await)
    }

    pub(crate) async fn change(&self, hook: &Hook, change: &Value) {
        self.call(Method::PATCH, &format!("/api/hooks/{}", hook.id), change, 200).await;
    }

    pub(crate) async fn renew_signing_key(&self, hook: &Hook) -> Hook {
        let path = format!("/api/hooks/{}/signing-key", hook.id);
        Hook::of(&self.call(Method::PATCH, &path, &Value::Null, 200).await)
    }

    pub(crate) async fn delete(&self, hook: &Hook) {
        self.call(Method::DELETE, &format!("/api/hooks/{}", hook.id), &Value::Null, 204).await;
    }

    /// Makes an event happen, and gives the ids of its deliveries.
    pub(crate) async fn trigger(&self) -> Vec<String> {
        let trigger = json!({ "event": "User.Created" });
        let triggered = self.call(Method::POST, "/__mock/trigger", &trigger, 202).await;
        let deliveries = triggered["deliveries"].as_array().unwrap().iter();
        deliveries.map(|delivery| delivery["id"].as_str().unwrap().to_owned()).collect()
    }

    /// What the journal says of a delivery, once that has ended.
    pub(crate) async fn ended(&self, delivery: &str) -> Value {
        let path = format!("/__mock/deliveries/{delivery}?wait=20000");
        let entry = self.call(Method::GET, &path, &Value::Null, 200).await;
        assert_ne!(entry["state"], "pending", "{entry}");
        entry
    }

    async fn call(&self, method: Method, path: &str, body: &Value, status: u16) -> Value {
        let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.0.to_string())
            .header("content-type", "application/json")
            .header("development-user-id", "integration-test-admin-user");
        let stream = TokioIo::new(TcpStream::connect(self.0).await.unwrap());
        let (mut sender, connection) = http1::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        let answer = sender.send_request(request.body(Full::new(body)).unwrap()).await.unwrap();
        let answered = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(answered, status, "{path}: {}", String::from_utf8_lossy(&body));
        if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() }
    }
}
