//! A mock on a port of its own, and a client that shows what really came back.

use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use logto_mock::{Config, Hook, MockLogto, NewHook, State};
use logto_webhook::logto::EventName;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wiremock::matchers::any;
use wiremock::{MockServer, ResponseTemplate};

/// A served mock. It is gone with the test.
#[derive(Clone)]
pub(crate) struct Mock {
    logto: Arc<MockLogto>,
    address: std::net::SocketAddr,
}

/// What the mock answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        self
    }
}

impl Mock {
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self::stoppable(config).await.0
    }

    /// A mock that begins with a state.
    pub(crate) async fn holding(state: Value) -> Self {
        let state = State::try_from(state).unwrap();
        Self::serving(MockLogto::with_state(Config::default(), state)).await.0
    }

    /// A mock, and what stops it.
    pub(crate) async fn stoppable(config: Config) -> (Self, Stop) {
        Self::serving(MockLogto::new(config)).await
    }

    pub(crate) async fn serving(logto: MockLogto) -> (Self, Stop) {
        let logto = Arc::new(logto);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = Arc::clone(&logto);
        let (signal, signalled) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let shutdown = async {
                if signalled.await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            served.serve(listener, shutdown).await;
        });
        (Self { logto, address }, Stop { signal, serving })
    }

    /// What remains when it does not serve any more.
    pub(crate) fn logto(&self) -> &MockLogto {
        &self.logto
    }

    /// Its journal as JSON, also of one that does not serve any more.
    pub(crate) fn journal(&self) -> Vec<Value> {
        self.logto.deliveries().iter().map(|delivery| serde_json::to_value(delivery).unwrap()).collect()
    }

    /// Sends bytes, whatever they are, and gives back all that comes until the mock closes.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // The mock may have closed before all was sent.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        answer
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn hook(&self, url: &str, event: EventName) -> Arc<Hook> {
        self.hook_for(url, &[event])
    }

    pub(crate) fn hook_for(&self, url: &str, events: &[EventName]) -> Arc<Hook> {
        self.logto.create_hook(NewHook::new(url, events))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// Asks as one who reaches the mock by another name: links lead there.
    pub(crate) async fn get_as(&self, host: &str, path: &str) -> Answer {
        self.send(Request::builder().uri(path).header("host", host).body(Full::default()).unwrap()).await
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.logto.advance(by);
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.send(request(method, path, body)).await
    }

    /// The same of a mock that may stop meanwhile.
    pub(crate) async fn try_call(&self, method: Method, path: &str, body: Option<&Value>) -> Option<Answer> {
        self.try_send(request(method, path, body)).await.ok()
    }

    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Answer {
        self.try_send(request).await.unwrap()
    }

    async fn try_send(
        &self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Answer, Box<dyn Error + Send + Sync>> {
        let host = self.address.to_string().parse()?;
        request.headers_mut().entry("host").or_insert(host);
        let user = "integration-test-admin-user".parse()?;
        request.headers_mut().entry("development-user-id").or_insert(user);
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let (head, body) = sender.send_request(request).await?.into_parts();
        Ok(Answer { status: head.status, headers: head.headers, body: body.collect().await?.to_bytes() })
    }

    /// Makes an event happen and gives back the deliveries that it started.
    pub(crate) async fn trigger(&self, trigger: &Value) -> Vec<Value> {
        let triggered = self.post("/__mock/trigger", trigger).await.expect(202).json();
        triggered["deliveries"].as_array().unwrap().clone()
    }

    /// Makes an event happen that one hook is told of, and waits until the delivery has ended.
    pub(crate) async fn deliver(&self, trigger: &Value) -> Value {
        let deliveries = self.trigger(trigger).await;
        assert_eq!(deliveries.len(), 1, "{deliveries:?}");
        self.ended(&deliveries[0]).await
    }

    /// The journal's entry of a delivery, once that has ended.
    pub(crate) async fn ended(&self, delivery: &Value) -> Value {
        let id = delivery["id"].as_str().unwrap();
        let entry = self.get(&format!("/__mock/deliveries/{id}?wait=20000")).await.expect(200).json();
        assert_ne!(entry["state"], "pending", "{entry}");
        entry
    }

    /// As `deliver`, and as lists show it: without the bytes of the wire.
    pub(crate) async fn deliver_for_a_list(&self, trigger: &Value) -> Value {
        let mut entry = self.deliver(trigger).await;
        for attempt in entry["attempts"].as_array_mut().unwrap() {
            attempt.as_object_mut().unwrap().remove("exchanges").unwrap();
        }
        entry
    }

    pub(crate) async fn log_of(&self, hook: &Hook) -> Vec<Value> {
        self.log_of_id(&hook.id).await
    }

    pub(crate) async fn log_of_id(&self, hook: &str) -> Vec<Value> {
        let path = format!("/api/hooks/{hook}/recent-logs");
        self.get(&path).await.expect(200).json().as_array().unwrap().clone()
    }
}

fn request(method: Method, path: &str, body: Option<&Value>) -> Request<Full<Bytes>> {
    let request = Request::builder().method(method).uri(path);
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(Full::from(body.to_string())),
        None => request.body(Full::default()),
    };
    request.unwrap()
}

/// Stops a mock.
pub(crate) struct Stop {
    signal: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Stop {
    /// Returns when it has stopped.
    pub(crate) async fn now(self) {
        self.signal.send(()).unwrap();
        self.serving.await.unwrap();
    }
}

/// A recorded request as it was made, but to this path, and without the body and these headers.
///
/// The client here says that it is a developer unless it is told otherwise; one that did not say so says it emptily.
pub(crate) fn recorded_request(recorded: &Value, path: &str, without: &[&str]) -> http::request::Builder {
    let headers = recorded["headers"].as_object().unwrap();
    let mut request = Request::builder().method(recorded["method"].as_str().unwrap()).uri(path);
    for (name, value) in headers {
        if name != "content-length" && !without.contains(&name.as_str()) {
            request = request.header(name, value.as_str().unwrap());
        }
    }
    if headers.contains_key("development-user-id") {
        request
    } else {
        request.header("development-user-id", "")
    }
}

/// An endpoint that answers every delivery with these statuses, one after another, the last one again and again.
pub(crate) async fn endpoint(statuses: &[u16]) -> MockServer {
    let server = MockServer::start().await;
    let (last, first) = statuses.split_last().unwrap();
    for (priority, status) in (1..).zip(first) {
        answer(*status).up_to_n_times(1).with_priority(priority).mount(&server).await;
    }
    answer(*last).with_priority(u8::MAX).mount(&server).await;
    server
}

fn answer(status: u16) -> wiremock::Mock {
    let body = json!({ "received": status });
    wiremock::Mock::given(any()).respond_with(ResponseTemplate::new(status).set_body_json(body))
}

/// The head and the body of a delivery, as they come over a connection. It stays unanswered.
pub(crate) async fn request_on(stream: &mut TcpStream) -> (String, Value) {
    let mut seen = Vec::new();
    loop {
        assert_ne!(stream.read_buf(&mut seen).await.unwrap(), 0, "the connection ended");
        let text = String::from_utf8_lossy(&seen);
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            return (head.to_owned(), body);
        }
    }
}

/// A port that nobody can listen on while this is there: it is bound.
pub(crate) struct Refusing(TcpSocket);

impl Refusing {
    pub(crate) fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self(socket)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }
}

/// What a delivery was signed with, as the endpoint saw it.
pub(crate) fn signature(request: &wiremock::Request) -> &str {
    request.headers["logto-signature-sha-256"].to_str().unwrap()
}
