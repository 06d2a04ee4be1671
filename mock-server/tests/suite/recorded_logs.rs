//! Endpoints that behave as recorded ones did: the mock sends what Logto sent, and logs what it logged.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use logto_mock::{Config, Profile};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::mock::{Mock, Refusing};
use crate::ordered::Json;
use crate::receiver::{Reaction, Receiver, Seen, answer};

pub(crate) fn recorded(file: impl AsRef<Path>) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/recorded");
    std::fs::read_to_string(folder.join(file)).unwrap()
}

/// The recorded files of a folder, by name.
pub(crate) fn recorded_files(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/recorded").join(folder);
    let names = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// A mock like the recorded Logto, but less patient.
pub(crate) async fn released_logto(patience: Duration) -> Mock {
    let mut config = Config::default();
    config.profile = Profile::Logto142;
    config.attempt_timeout = patience;
    config.dev_features = true;
    Mock::with(config).await
}

/// What fetch sends without being asked.
const STANDARD: [&str; 10] = [
    "host",
    "connection",
    "logto-signature-sha-256",
    "user-agent",
    "content-type",
    "accept",
    "accept-language",
    "sec-fetch-mode",
    "accept-encoding",
    "content-length",
];

/// One recorded endpoint, and what stands in its place here.
struct Case {
    name: String,
    file: Value,
    ordered: Json,
    /// By the port that it had then.
    receivers: BTreeMap<String, Receiver>,
    /// Ports then and now.
    ports: Vec<(String, String)>,
    /// Takes connections and says nothing, where the case is of such a one.
    silent: Option<TcpListener>,
    refusing: Option<Refusing>,
}

impl Case {
    async fn of(name: &str, patience: Duration) -> Self {
        let text = recorded(format!("logs/{name}.json"));
        let (file, ordered): (Value, _) = (serde_json::from_str(&text).unwrap(), Json::parse(&text));
        let mut case = Self {
            name: name.to_owned(),
            file,
            ordered,
            receivers: BTreeMap::new(),
            ports: Vec::new(),
            silent: None,
            refusing: None,
        };
        let mut by_port: Vec<(String, Vec<usize>)> = Vec::new();
        for (index, seen) in case.requests().iter().enumerate() {
            let port = recorded_header(seen, "host").rsplit_once(':').unwrap().1.to_owned();
            match by_port.iter_mut().find(|(present, _)| *present == port) {
                Some((_, requests)) => requests.push(index),
                None => by_port.push((port, vec![index])),
            }
        }
        // The last origin first: the one before redirects there.
        for (port, requests) in by_port.into_iter().rev() {
            let reactions = requests.iter().map(|index| case.reaction(*index, patience)).collect();
            let receiver = Receiver::of(reactions).await;
            case.ports.push((port.clone(), receiver.address.port().to_string()));
            case.receivers.insert(port, receiver);
        }
        if name == "refused" {
            let refusing = Refusing::new();
            case.ports.push(("59991".to_owned(), refusing.port().to_string()));
            case.refusing = Some(refusing);
        }
        if name == "https-to-plain-http-port" {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            case.ports.push(("41505".to_owned(), listener.local_addr().unwrap().port().to_string()));
            case.silent = Some(listener);
        }
        case
    }

    fn requests(&self) -> &[Value] {
        self.file["requestsSeen"].as_array().unwrap()
    }

    fn log(&self) -> &Value {
        &self.file["recentLogs"][0]["payload"]
    }

    /// What the recorded endpoint did with a request.
    fn reaction(&self, index: usize, patience: Duration) -> Reaction {
        let request = &self.requests()[index];
        let is_last = index + 1 == self.requests().len();
        let status = match &request["answered"] {
            Value::Number(status) => u16::try_from(status.as_u64().unwrap()).unwrap(),
            Value::String(how) if how == "reset" => return Reaction::Reset,
            // It hung, or would have answered after Logto had given up.
            _ => return Reaction::Hang,
        };
        let to = request["line"].as_str().unwrap().split(' ').nth(1).unwrap().split_once("to=");
        if let Some((_, to)) = to.filter(|_| !is_last) {
            let to = to.split('&').next().unwrap();
            let to = percent_encoding::percent_decode_str(to).decode_utf8().unwrap();
            let location = format!("location: {}\r\n", self.here(&to));
            return Reaction::Answer(answer(status, "Status", &location, b""));
        }
        let closes = if self.name == "success-connection-close" { "connection: close\r\n" } else { "" };
        let body = self.body();
        let whole = answer(status, &self.reason(), closes, &body);
        match self.name.as_str() {
            "success-connection-close" => Reaction::Last(whole),
            "slow-body-11s-after-head" => {
                let head = whole.len() - body.len();
                Reaction::Slow(whole[..head].to_vec(), patience * 3 / 2, body)
            }
            _ => Reaction::Answer(whole),
        }
    }

    /// The receivers' reason phrase was "Status", save where the recorded error quotes another.
    fn reason(&self) -> String {
        let error = self.log()["error"].as_str().unwrap_or_default();
        let quoted = error.split_once("status code ").and_then(|(_, rest)| rest.split_once('"'));
        quoted.map_or("Status", |(status, _)| &status[4..]).to_owned()
    }

    /// What was answered, as far as the log tells; what it does not tell is what its name says.
    fn body(&self) -> Vec<u8> {
        match self.name.as_str() {
            "success-binary-no-nul" => b"a\xff\xfeb".to_vec(),
            "success-body-with-nul" => b"a\0\xff\xfeb".to_vec(),
            "success-huge-20MB" => vec![b'x'; 20_000_000],
            _ => match &self.log()["response"]["body"] {
                Value::String(text) => text.clone().into_bytes(),
                json => json.to_string().into_bytes(),
            },
        }
    }

    /// A text with the ports of this run.
    fn here(&self, text: &str) -> String {
        self.ports.iter().fold(text.to_owned(), |text, (then, now)| text.replace(then.as_str(), now))
    }

    /// The headers that the recorded hook had of its own.
    fn custom_headers(&self) -> Value {
        let first = self.requests().first().map(|request| request["headers"].as_array().unwrap().clone());
        let custom =
            first.into_iter().flatten().filter(|pair| !STANDARD.contains(&pair[0].as_str().unwrap()));
        custom.map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].clone())).collect()
    }

    async fn replay(self, mock: &Mock) {
        let config =
            json!({ "url": self.here(self.file["url"].as_str().unwrap()), "headers": self.custom_headers() });
        let new = json!({ "events": ["Scope.Created"], "config": config });
        let hook = mock.post("/api/hooks", &new).await.expect(201).json();
        let id = hook["id"].as_str().unwrap();
        let entry = mock.deliver(&json!({ "event": "Scope.Created", "hookId": id })).await;

        let log = mock.get(&format!("/api/hooks/{id}/recent-logs")).await.expect(200);
        let log = Json::parse(log.text());
        let [logged] = log.items() else { panic!("{}: {log:?}", self.name) };
        self.compare_log(logged, entry["body"].as_str().unwrap());
        self.compare_requests();
        drop((self.silent, self.refusing));
    }

    fn compare_log(&self, logged: &Json, payload: &str) {
        let recorded = &self.ordered.get("recentLogs").items()[0];
        let request = |entry: &Json| entry.get("payload").get("hookRequest").get("body").clone();
        assert_eq!(request(logged), Json::parse(payload).in_column_order(), "{}", self.name);
        assert_eq!(request(recorded), request(recorded).in_column_order(), "{}", self.name);

        let recorded_payload =
            self.requests().first().map_or("none", |request| request["body"].as_str().unwrap());
        let (recorded, logged) = (comparable(recorded, recorded_payload), comparable(logged, payload));
        if self.name == "success-huge-20MB" {
            let body = logged.get("payload").get("response").get("body").text();
            assert_eq!(body.len(), 20_000_000);
            return;
        }
        assert_eq!(format!("{logged:?}"), self.here(&format!("{recorded:?}")), "{}", self.name);
    }

    fn compare_requests(&self) {
        let mut seen: BTreeMap<_, _> = self
            .receivers
            .iter()
            .map(|(port, receiver)| (port.clone(), receiver.seen().into_iter()))
            .collect();
        for recorded in self.requests() {
            let port = recorded_header(recorded, "host").rsplit_once(':').unwrap().1;
            let seen: Seen = seen.get_mut(port).unwrap().next().unwrap();
            let line = self.here(recorded["line"].as_str().unwrap());
            assert_eq!(seen.line(), line, "{}", self.name);
            let pairs = recorded["headers"].as_array().unwrap().iter();
            let recorded: Vec<_> = pairs
                .map(|pair| (pair[0].as_str().unwrap().to_owned(), self.here(pair[1].as_str().unwrap())))
                .collect();
            assert_eq!(without_payload(seen.headers()), without_payload(recorded), "{}", self.name);
        }
        for (port, mut rest) in seen {
            assert!(rest.next().is_none(), "{}: more than recorded to {port}", self.name);
        }
    }
}

fn recorded_header<'a>(request: &'a Value, name: &str) -> &'a str {
    let headers = request["headers"].as_array().unwrap();
    headers.iter().find(|pair| pair[0] == name).unwrap()[1].as_str().unwrap()
}

/// Headers with a word in the place of what another payload changes.
pub(crate) fn without_payload(mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    for (name, value) in &mut headers {
        if name == "logto-signature-sha-256" {
            let signature = value.rsplit(", ").next().unwrap().to_owned();
            assert!(signature.len() == 64, "{value}");
            *value = value.replace(&signature, "<signature>");
        }
        if name == "content-length" {
            "<length>".clone_into(value);
        }
    }
    headers
}

/// A log entry without what is another one each time.
fn comparable(entry: &Json, payload: &str) -> Json {
    let mut entry = entry.clone();
    for path in [&["id"][..], &["createdAt"], &["payload", "hookId"], &["payload", "hookRequest", "body"]] {
        entry.set(path, "<another>");
    }
    if let Json::Scalar(Value::String(error)) = entry.get("payload").get("error") {
        let quoted = Value::from(payload).to_string();
        let error = error.replace(&quoted, "<quoted payload>").replace(payload, "<payload>");
        entry.set(&["payload", "error"], error);
    }
    entry
}

/// These wait for a time limit: only for them it is worth to be short.
const SLOW: [&str; 4] = ["timeout-hang", "slow-11s", "slow-body-11s-after-head", "https-to-plain-http-port"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_recorded_endpoint_is_sent_to_and_logged_as_by_logto() {
    let patience = Duration::from_secs(1);
    let (mock, impatient) = (released_logto(Duration::from_secs(10)).await, released_logto(patience).await);
    let (mock, impatient) = (Arc::new(mock), Arc::new(impatient));
    let files = recorded_files("logs");
    assert_eq!(files.len(), 52);
    let mut replays = JoinSet::new();
    for file in files {
        let name = file.trim_end_matches(".json").to_owned();
        let mock = Arc::clone(if SLOW.contains(&name.as_str()) { &impatient } else { &mock });
        replays.spawn(async move { Case::of(&name, patience).await.replay(&mock).await });
    }
    let mut failed = 0;
    while let Some(replayed) = replays.join_next().await {
        // Each failure says what it is of.
        failed += usize::from(replayed.is_err());
    }
    assert_eq!(failed, 0);
}
