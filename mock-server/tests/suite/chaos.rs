//! Everything at once: endpoints that do what they should not, hooks that come and go, and a stop in the middle. Every
//! delivery has one end all the same, and the healthy endpoints notice nothing.
//!
//! A few seconds long, or as many as `CHAOS_SECONDS` says: `make chaos` takes a minute.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Debug;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use logto_mock::{Config, Profile};
use logto_webhook::SigningKey;
use logto_webhook::logto::EventName;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::mock::{Mock, Refusing};
use crate::receiver::{Reaction, Receiver, Seen, answer, gzip, ok};

/// What the mock is patient for here, so that a short run has many ends.
const PATIENCE: Duration = Duration::from_millis(300);

/// When a wait gives up: far over what anything here takes on a machine that is busy with other things.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(30);

/// How many do each of the things below at once.
const CALLERS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn every_delivery_has_one_end_whatever_endpoints_do() {
    let seconds =
        std::env::var("CHAOS_SECONDS").map_or(4.0, |text| text.parse().expect("a number of seconds"));
    for profile in Profile::ALL {
        chaos(profile, Duration::from_secs_f64(seconds / 2.0)).await;
    }
}

async fn chaos(profile: Profile, time: Duration) {
    let (mock, stop) = Mock::stoppable(impatient(profile)).await;
    let (misbehaving, _receivers, _refusing) = misbehaving().await;
    for url in &misbehaving {
        mock.hook(url, EventName::RoleCreated);
    }
    let healthy = Arc::new(Receiver::of(vec![ok()]).await);
    let hooks = [0, 1, 2].map(|_| mock.hook(&healthy.url("/"), EventName::ScopeCreated));

    let receipts = Arc::new(Mutex::new(Vec::new()));
    let run = Run { mock: mock.clone(), receipts: Arc::clone(&receipts), until: Instant::now() + time };
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(run.clone().misbehaviour());
        callers.spawn(run.clone().health());
        callers.spawn(run.clone().changes(misbehaving.clone(), healthy.url("/changed")));
    }
    tokio::time::sleep_until(run.until).await;
    in_time("a stop", stop.now()).await;
    in_time("callers of a mock that has stopped", callers.join_all()).await;

    let account = Account::of(&mock, receipts.lock().unwrap().clone());
    account.every_delivery_has_one_end();
    account.only_a_stop_fails_a_healthy_delivery(&healthy);
    let keys: HashMap<_, _> = hooks.iter().map(|hook| (hook.id.clone(), hook.signing_key.as_str())).collect();
    account.healthy_endpoints_got_theirs_once(&healthy.seen(), &keys);
}

fn impatient(profile: Profile) -> Config {
    let mut config = Config::default();
    config.profile = profile;
    config.attempt_timeout = PATIENCE;
    config.answer_timeout = PATIENCE;
    config.answer_limit = 64 << 10;
    // Everything is accounted for.
    config.log_size = usize::MAX;
    config.log_bytes = usize::MAX;
    config
}

/// Endpoints that take a dispatch's ten slots and more, each in its own way.
async fn misbehaving() -> (Vec<String>, Vec<Receiver>, Refusing) {
    let head = |length: &str| format!("HTTP/1.1 200 OK\r\n{length}\r\n").into_bytes();
    let moment = Duration::from_millis(20);
    let chunk = [&b"3e8\r\n"[..], &[b'x'; 1000], b"\r\n"].concat();
    let mut reactions = vec![
        ("slow", Reaction::Slow(Vec::new(), PATIENCE / 2, answer(200, "OK", "", b"late"))),
        ("drips a head", Reaction::Drip(b"HTTP/1.1 200 OK\r\nx: ".to_vec(), moment, b"x".to_vec())),
        ("drips a body", Reaction::Drip(head("content-length: 99999\r\n"), moment, b"x".to_vec())),
        ("garbage", Reaction::Last(vec![0xff; 10_000])),
        ("a gigabyte", Reaction::Endless(head("content-length: 1073741824\r\n"), vec![b'x'; 65536])),
        ("endless", Reaction::Endless(head("transfer-encoding: chunked\r\n"), chunk)),
        (
            "a bomb",
            Reaction::Answer(answer(200, "OK", "content-encoding: gzip\r\n", &gzip(&vec![0; 16 << 20]))),
        ),
        ("a loop", Reaction::Answer(answer(307, "Temporary Redirect", "location: /\r\n", b""))),
        ("closes early", Reaction::Last(head("content-length: 9\r\n"))),
        ("closes at once", Reaction::Last(Vec::new())),
        ("resets", Reaction::Reset),
        ("fails", Reaction::Answer(answer(500, "Oops", "", b"oops"))),
    ];
    // Enough of them for all ten slots.
    reactions.extend((0..10).map(|_| ("hangs", Reaction::Hang)));
    let refusing = Refusing::new();
    let mut urls = vec![refusing.url(), "no url".to_owned()];
    let mut receivers = Vec::new();
    for (_, reaction) in reactions {
        let receiver = Receiver::of(vec![reaction]).await;
        urls.push(receiver.url("/"));
        receivers.push(receiver);
    }
    (urls, receivers, refusing)
}

/// 16 MiB of zeros, in 16 kB.
async fn in_time<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(GIVEN_UP_AFTER, work).await.unwrap_or_else(|_| panic!("{what} took too long"))
}

/// Those who call, each again and again until the mock stops. What it says last may not arrive.
#[derive(Clone)]
struct Run {
    mock: Mock,
    receipts: Arc<Mutex<Vec<String>>>,
    until: Instant,
}

impl Run {
    /// Two dispatches at a time that only misbehaving endpoints want.
    async fn misbehaviour(self) {
        while let Some(triggered) = self.trigger(&json!({ "event": "Role.Created", "times": 2 })).await {
            let Some(last) = triggered.last() else { return };
            self.end_of(last).await;
        }
    }

    /// One dispatch after the other to healthy endpoints: each ends, whatever the others do.
    async fn health(self) {
        while let Some(triggered) = self.trigger(&json!({ "event": "Scope.Created", "times": 2 })).await {
            for id in &triggered {
                in_time("a healthy delivery", self.end_of(id)).await;
            }
        }
    }

    /// Hooks are made, changed and deleted while they are told of events.
    async fn changes(self, misbehaving: Vec<String>, healthy: String) {
        for url in misbehaving.iter().cycle() {
            let new = json!({ "events": ["User.Created"], "config": { "url": healthy } });
            let Some(hook) = self.call(Method::POST, "/api/hooks", Some(&new)).await else { return };
            let id = hook["id"].as_str().unwrap();
            let path = format!("/api/hooks/{id}");
            let trigger = json!({ "event": "User.Created", "hookId": id, "times": 3 });
            self.trigger(&trigger).await;
            let change = json!({ "config": { "url": url } });
            self.call(Method::PATCH, &path, Some(&change)).await;
            self.call(Method::PATCH, &format!("{path}/signing-key"), None).await;
            let triggered = self.trigger(&trigger).await;
            self.call(Method::DELETE, &path, None).await;
            for id in triggered.into_iter().flatten() {
                self.end_of(&id).await;
            }
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Option<Value> {
        let answer = self.mock.try_call(method, path, body).await?;
        assert!(answer.status.is_success(), "{path}: {answer:?}");
        Some(if answer.body.is_empty() { Value::Null } else { answer.json() })
    }

    /// The receipts of what it starts; none where the mock has stopped.
    async fn trigger(&self, trigger: &Value) -> Option<Vec<String>> {
        let triggered = self.call(Method::POST, "/__mock/trigger", Some(trigger)).await?;
        let deliveries = triggered["deliveries"].as_array().unwrap().iter();
        let ids: Vec<_> = deliveries.map(|delivery| delivery["id"].as_str().unwrap().to_owned()).collect();
        self.receipts.lock().unwrap().extend(ids.clone());
        Some(ids)
    }

    async fn end_of(&self, id: &str) {
        let path = format!("/__mock/deliveries/{id}?wait=60000");
        if let Some(delivery) = self.call(Method::GET, &path, None).await {
            assert_ne!(delivery["state"], "pending", "{delivery}");
        }
    }
}

/// What the mock says of itself after its stop.
struct Account {
    receipts: Vec<String>,
    journal: Vec<Value>,
    logged: Vec<String>,
}

impl Account {
    fn of(mock: &Mock, receipts: Vec<String>) -> Self {
        let journal = mock.journal();
        let hooks: HashSet<_> = journal.iter().map(|delivery| text(&delivery["hookId"])).collect();
        let entries = hooks.iter().flat_map(|hook| mock.logto().log_of(hook));
        let logged = entries.map(|entry| text(&entry["id"]).to_owned()).collect();
        Self { receipts, logged, journal: journal.clone() }
    }

    fn every_delivery_has_one_end(&self) {
        let journal: Vec<_> = self.journal.iter().map(|delivery| text(&delivery["id"]).to_owned()).collect();
        let ids = once_each("the journal", &journal);
        assert_eq!(ids, once_each("the log", &self.logged));
        let receipts = once_each("the receipts", &self.receipts);
        assert!(receipts.is_subset(&ids), "{:?}", receipts.difference(&ids));
        assert!(!receipts.is_empty());
        for delivery in &self.journal {
            assert_ne!(delivery["state"], "pending", "{delivery}");
        }
    }

    fn only_a_stop_fails_a_healthy_delivery(&self, healthy: &Receiver) {
        let of_healthy =
            self.journal.iter().filter(|delivery| text(&delivery["url"]).starts_with(&healthy.url("")));
        for delivery in of_healthy.filter(|delivery| delivery["state"] == "failed") {
            let attempts = delivery["attempts"].as_array().unwrap();
            let errors =
                attempts.iter().map(|attempt| attempt["outcome"]["error"].as_str().unwrap_or_default());
            assert!(errors.clone().all(|error| error.starts_with("logto-mock was stopped")), "{delivery}");
        }
    }

    /// What succeeded arrived, nothing arrived that was not sent, and nothing twice.
    fn healthy_endpoints_got_theirs_once(&self, seen: &[Seen], keys: &HashMap<String, &str>) {
        let healthy = |delivery: &&Value| keys.contains_key(text(&delivery["hookId"]));
        let sent = self.journal.iter().filter(healthy);
        let succeeded =
            counted(sent.clone().filter(|delivery| delivery["state"] == "succeeded").map(as_sent));
        let sent = counted(sent.map(as_sent));
        let arrived = counted(seen.iter().filter(|seen| seen.path() == "/").map(as_seen));
        assert!(!succeeded.is_empty());
        for (delivery, count) in &succeeded {
            assert!(
                arrived.get(delivery).is_some_and(|arrived| arrived >= count),
                "{delivery:?} did not arrive"
            );
        }
        for ((body, signature), count) in &arrived {
            assert!(
                sent.get(&(*body, signature.clone())).is_some_and(|sent| sent >= count),
                "{body} was not sent"
            );
            let hook = text(&serde_json::from_str::<Value>(body).unwrap()["hookId"]).to_owned();
            assert_eq!(SigningKey::new(keys[&hook]).unwrap().sign(body).to_string(), *signature);
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn once_each(what: &str, ids: &[String]) -> HashSet<String> {
    let set: HashSet<_> = ids.iter().cloned().collect();
    assert_eq!(set.len(), ids.len(), "{what} has some twice");
    set
}

fn as_sent(delivery: &Value) -> (&str, String) {
    (text(&delivery["body"]), text(&delivery["signature"]).to_owned())
}

fn as_seen(seen: &Seen) -> (&str, String) {
    (&seen.body, seen.header("logto-signature-sha-256").unwrap())
}

/// Two events of one millisecond have the same body.
fn counted<T: Ord + Debug>(items: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}
