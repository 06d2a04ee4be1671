//! Calls of a real Logto's Management API with the deliveries that they caused, played again in their order.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use http_body_util::Full;
use logto_mock::Config;
use logto_webhook::logto::EventName;
use regex::Regex;
use serde_json::{Value, json};
use wiremock::MockServer;

use crate::mock::{Mock, endpoint, recorded_request};

/// A call of that session that is not recorded.
struct Between {
    /// The recorded call that came after it.
    before: &'static str,
    method: &'static str,
    /// With recorded ids.
    path: &'static str,
    body: &'static str,
    /// The recorded id of what it made.
    made: Option<&'static str>,
}

const fn between(
    before: &'static str,
    method: &'static str,
    path: &'static str,
    body: &'static str,
) -> Between {
    Between { before, method, path, body, made: None }
}

#[rustfmt::skip]
const BETWEEN: &[Between] = &[
    between("006", "PATCH", "/api/users/mamn7q7amx46/custom-data", r#"{"customData":{"foo":"bar"}}"#),
    between("008", "PATCH", "/api/users/mamn7q7amx46/password", r#"{"password":"another-Passw0rd!"}"#),
    between("010", "PATCH", "/api/users/mamn7q7amx46/is-suspended", r#"{"isSuspended":false}"#),
    Between {
        made: Some("9kiw49owti5enkgau3ffr"),
        ..between("018", "POST", "/api/resources/l8xvx86gwtmvrucdydve7/scopes", r#"{"name":"write:truth"}"#)
    },
    Between { made: Some("6y564ke7y0ve"), ..between("031", "POST", "/api/users", r#"{"username":"second"}"#) },
    Between {
        made: Some("mpg66x4qronvnr2j0jv13"),
        ..between("035", "POST", "/api/applications", r#"{"name":"m2m","type":"MachineToMachine"}"#)
    },
    Between {
        made: Some("qrdxrfqexsqddc40vs7i9"),
        ..between("037", "POST", "/api/applications", r#"{"name":"other","type":"MachineToMachine"}"#)
    },
    between("037", "PUT", "/api/organizations/xxr2o44gl9bz/applications", r#"{"applicationIds":["qrdxrfqexsqddc40vs7i9"]}"#),
    Between {
        made: Some("4bpkmbjxuh8uyfhk548jv"),
        ..between("046", "POST", "/api/organization-scopes", r#"{"name":"write:org"}"#)
    },
    between("046", "POST", "/api/organization-roles/pzwcrfut8bnikof7ryjyt/scopes", r#"{"organizationScopeIds":["4bpkmbjxuh8uyfhk548jv"]}"#),
];

/// A session with the mock, and what takes the place of the recorded ids in it.
pub(crate) struct Session {
    pub(crate) mock: Mock,
    endpoint: MockServer,
    pub(crate) ids: BTreeMap<String, String>,
    /// How many deliveries have come, and how many of them were compared.
    seen: usize,
    compared: usize,
}

impl Session {
    pub(crate) async fn begin(config: Config) -> Self {
        let (mock, endpoint) = (Mock::with(config).await, endpoint(&[200]).await);
        mock.hook_for(&endpoint.uri(), EventName::ALL);
        // The invitation of that session must not have expired.
        let tomorrow = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(86_400);
        let ids = BTreeMap::from([("1795419892255".to_owned(), tomorrow.as_millis().to_string())]);
        Self { mock, endpoint, ids, seen: 0, compared: 0 }
    }

    /// A text of the recording, with the ids of this session.
    pub(crate) fn translated(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (recorded, id)| text.replace(recorded, id))
    }

    async fn send(&self, request: &Value) -> crate::mock::Answer {
        let path = self.translated(request["path"].as_str().unwrap());
        let builder = recorded_request(request, &path, &[]);
        let body = self.translated(request["body"].as_str().unwrap_or_default());
        self.mock.send(builder.body(Full::from(body)).unwrap()).await
    }

    /// Makes a call that is not recorded.
    async fn make(&mut self, call: &Between) {
        let body: Value = serde_json::from_str(&self.translated(call.body)).unwrap();
        let path = self.translated(call.path);
        let answer = self.mock.call(call.method.parse().unwrap(), &path, Some(&body)).await;
        assert!(answer.status.is_success(), "{path}: {answer:?}");
        if let Some(recorded) = call.made {
            self.ids.insert(recorded.to_owned(), answer.json()["id"].as_str().unwrap().to_owned());
        }
        self.pass_over().await;
    }

    /// Makes a recorded call, and compares the answer and what was delivered.
    async fn play(&mut self, name: &str, recorded: &Value) {
        let (request, response) = (&recorded["trigger"]["request"], &recorded["trigger"]["response"]);
        let answer = self.send(request).await;
        assert_eq!(u64::from(answer.status.as_u16()), response["status"], "{name}: {}", answer.text());
        let body = response["body"].as_str().unwrap_or_default();
        if let (Ok(recorded), Ok(ours)) =
            (serde_json::from_str::<Value>(body), serde_json::from_str::<Value>(answer.text()))
        {
            learn(&mut self.ids, &recorded, &ours);
        }
        assert_eq!(without_chance(answer.text()), without_chance(&self.translated(body)), "{name}");
        self.compare_deliveries(name, recorded["deliveries"].as_array().unwrap()).await;
    }

    /// What was told so far is not compared.
    pub(crate) async fn pass_over(&mut self) {
        self.settle().await;
        self.seen = self.endpoint.received_requests().await.unwrap().len();
    }

    /// Waits until all that was told has arrived.
    async fn settle(&self) {
        let journal = self.mock.get("/__mock/deliveries").await.expect(200).json();
        for entry in &journal.as_array().unwrap()[self.seen..] {
            self.mock.ended(entry).await;
        }
    }

    /// What arrived and was neither compared nor passed over.
    pub(crate) async fn arrived(&self) -> Vec<String> {
        self.settle().await;
        let received = self.endpoint.received_requests().await.unwrap();
        let bodies = received[self.seen..].iter().map(|request| request.body.clone());
        bodies.map(|body| String::from_utf8(body).unwrap()).collect()
    }

    pub(crate) async fn compare_deliveries(&mut self, name: &str, recorded: &[Value]) {
        // Those of one call go out side by side.
        let mut ours = self.arrived().await;
        self.seen += ours.len();
        self.compared += ours.len();
        let mut theirs: Vec<_> =
            recorded.iter().map(|delivery| self.translated(delivery["body"].as_str().unwrap())).collect();
        for bodies in [&mut ours, &mut theirs] {
            for body in bodies.iter_mut() {
                *body = without_chance(body);
            }
            bodies.sort();
        }
        assert_eq!(ours, theirs, "{name}");
    }
}

/// Notes which ids stand in the same places.
fn learn(ids: &mut BTreeMap<String, String>, recorded: &Value, ours: &Value) {
    match (recorded, ours) {
        (Value::Object(recorded), Value::Object(ours)) => {
            for (key, value) in recorded {
                match (value, &ours.get(key)) {
                    (Value::String(id), Some(Value::String(our))) if key == "id" => {
                        ids.insert(id.clone(), our.clone());
                    }
                    (value, Some(our)) => learn(ids, value, our),
                    _ => {}
                }
            }
        }
        (Value::Array(recorded), Value::Array(ours)) => {
            recorded.iter().zip(ours).for_each(|(recorded, our)| learn(ids, recorded, our));
        }
        _ => {}
    }
}

/// Puts words in the place of times, of keys, and of the id of the hook, which is always the last.
fn without_chance(text: &str) -> String {
    let drawn = [
        (r#""hookId":"[0-9a-z]{21}""#, r#""hookId":"hook""#),
        (r#""signingKey":"\w{32}""#, r#""signingKey":"key""#),
        (r"\b1[0-9]{12}\b", "millis"),
        (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "time"),
    ];
    drawn.iter().fold(text.to_owned(), |text, (pattern, word)| {
        Regex::new(pattern).unwrap().replace_all(&text, *word).into_owned()
    })
}

/// The recorded calls, by the numbers of their files.
fn recorded() -> BTreeMap<String, (String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/recorded/deliveries");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let numbered = files.filter_map(|file| {
        let name = file.file_stem()?.to_str()?.to_owned();
        let (number, _) = name.split_once('-').filter(|(number, _)| number.parse::<u32>().is_ok())?;
        Some((
            number.to_owned(),
            (name.clone(), serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap()),
        ))
    });
    numbered.collect()
}

#[tokio::test]
async fn calls_are_answered_and_told_to_hooks_as_by_logto() {
    let (mut session, recorded) = (Session::begin(Config::default()).await, recorded());
    for (number, (name, call)) in &recorded {
        for call in BETWEEN.iter().filter(|call| call.before == *number) {
            session.make(call).await;
        }
        session.play(name, call).await;
    }
    let told = recorded.values().map(|(_, call)| call["deliveries"].as_array().unwrap().len());
    assert_eq!(session.compared, told.sum::<usize>());
}

#[rustfmt::skip]
const FAILING: &[(&str, &str, &str)] = &[
    ("PATCH",  "/users/nobody", r#"{"name":"x"}"#),
    ("POST",   "/users", r#"{"username":"1"}"#),
    ("POST",   "/users", r#"{"password":"a","passwordDigest":"b"}"#),
    ("POST",   "/users", r#"{"primaryPhone":"1"}"#),
    ("DELETE", "/users/nobody", ""),
    ("PATCH",  "/users/nobody/custom-data", r#"{"customData":{}}"#),
    ("PATCH",  "/users/nobody/profile", r#"{"profile":{}}"#),
    ("PATCH",  "/users/nobody/password", r#"{"password":"x"}"#),
    ("PATCH",  "/users/nobody/is-suspended", r#"{"isSuspended":true}"#),
    ("PATCH",  "/users/nobody/logto-configs", r#"{"mfa":{"skipped":true}}"#),
    ("POST",   "/roles", r#"{"name":"x"}"#),
    ("POST",   "/roles", r#"{"name":"x","description":"y","scopeIds":["none"]}"#),
    ("PATCH",  "/roles/none", r#"{"name":"y"}"#),
    ("DELETE", "/roles/none", ""),
    ("POST",   "/roles/none/scopes", r#"{"scopeIds":["none"]}"#),
    ("DELETE", "/roles/none/scopes/none", ""),
    ("POST",   "/resources/none/scopes", r#"{"name":"x"}"#),
    ("PATCH",  "/resources/none/scopes/none", r#"{"name":"x"}"#),
    ("DELETE", "/resources/none/scopes/none", ""),
    ("POST",   "/organizations", "{}"),
    ("PATCH",  "/organizations/none", r#"{"name":"x"}"#),
    ("DELETE", "/organizations/none", ""),
    ("POST",   "/organizations/none/users", r#"{"userIds":["nobody"]}"#),
    ("PUT",    "/organizations/none/users", r#"{"userIds":["nobody"]}"#),
    ("DELETE", "/organizations/none/users/nobody", ""),
    ("POST",   "/organizations/none/applications", r#"{"applicationIds":["none"]}"#),
    ("PUT",    "/organizations/none/applications", r#"{"applicationIds":["none"]}"#),
    ("DELETE", "/organizations/none/applications/none", ""),
    ("PUT",    "/organization-invitations/none/status", r#"{"status":"Accepted","acceptedUserId":"nobody"}"#),
    ("POST",   "/organization-roles", "{}"),
    ("POST",   "/organization-roles", r#"{"name":"x","organizationScopeIds":["none"]}"#),
    ("PATCH",  "/organization-roles/none", r#"{"name":"y"}"#),
    ("DELETE", "/organization-roles/none", ""),
    ("POST",   "/organization-roles/none/scopes", r#"{"organizationScopeIds":["none"]}"#),
    ("PUT",    "/organization-roles/none/scopes", r#"{"organizationScopeIds":["none"]}"#),
    ("DELETE", "/organization-roles/none/scopes/none", ""),
    ("POST",   "/organization-scopes", "{}"),
    ("PATCH",  "/organization-scopes/none", r#"{"name":"y"}"#),
    ("DELETE", "/organization-scopes/none", ""),
];

#[tokio::test]
async fn nothing_is_told_of_a_call_that_fails() {
    let mut session = Session::begin(Config::default()).await;
    for (method, path, body) in FAILING {
        let path = format!("/api{path}");
        let body = (!body.is_empty()).then(|| serde_json::from_str(body).unwrap());
        let answer = session.mock.call(method.parse().unwrap(), &path, body.as_ref()).await;
        assert!(answer.status.is_client_error(), "{method} {path}: {answer:?}");
    }
    session.compare_deliveries("calls that fail", &[]).await;
}

#[tokio::test]
async fn what_hooks_are_told_is_there_within_100_ms_of_the_answer() {
    let mut session = Session::begin(Config::default()).await;
    let mut waited = Vec::new();
    for number in 0..21 {
        let body = json!({ "username": format!("user_{number}") });
        session.mock.post("/api/users", &body).await.expect(200);
        let answered = Instant::now();
        session.settle().await;
        waited.push(answered.elapsed());
        session.pass_over().await;
    }
    assert_eq!(session.seen, waited.len());
    // The machine that tests may be busy for a moment.
    waited.sort();
    assert!(waited[waited.len() / 2] < Duration::from_millis(100), "{waited:?}");
}
