//! The vector file, which Python and Node read too: what broken and hostile peers send, and what comes of it.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use logto_webhook::logto::{self, Logto};
use logto_webhook::platform::{self, Platform};
use logto_webhook::{Error, SignatureHeader, SigningKey, SigningKeys, System, Verified, Webhook, Window};
use logto_webhook_tests::fixture;
use serde_json::{Value, json};

static CASES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let file = fixture("vectors/verify.json").json;
    assert_eq!(file["version"], 1, "another version has other rules");
    file["cases"].as_array().expect("a list of cases").clone()
});

#[test]
fn every_vector_ends_as_it_must() {
    let failures: Vec<String> = CASES.iter().filter_map(|case| Case(case).check().err()).collect();
    assert!(failures.is_empty(), "{} of {} vectors:\n{}", failures.len(), CASES.len(), failures.join("\n"));
}

#[test]
fn there_are_vectors_enough_to_prove_something() {
    assert!(CASES.len() >= 200, "{} vectors", CASES.len());
    let of_the_platform = CASES.iter().filter(|case| case["system"] == "platform").count();
    assert!(of_the_platform >= 100, "{of_the_platform} vectors of the platform");
}

/// Messages go to logs: nothing of a key, a header or a body may stand there.
#[test]
fn no_message_repeats_what_the_peer_sent() {
    for case in CASES.iter().map(Case) {
        let Err(error) = case.outcome() else { continue };
        let message = error.to_string();
        let runs: Vec<_> = message.as_bytes().windows(RUN).collect();
        for (what, sent) in case.sent() {
            let repeated = runs.iter().find(|run| sent.windows(RUN).any(|part| part == **run));
            assert!(repeated.is_none(), "{}: {message:?} repeats {RUN} bytes of its {what}", case.name());
        }
    }
}

/// A format that has grown must not pass because its runner looks away.
#[test]
fn the_runner_knows_every_member_of_the_file() {
    let known = |value: &Value, members: &[&str], name: &str| {
        let unknown: Vec<_> = value
            .as_object()
            .into_iter()
            .flat_map(|object| object.keys())
            .filter(|key| !members.contains(&key.as_str()))
            .collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?}");
    };
    for case in CASES.iter() {
        let name = Case(case).name().to_owned();
        known(case, &["name", "system", "keys", "header", "body", "options", "expect"], &name);
        known(&case["options"], &["bodyLimit", "window", "now", "receivedAt"], &name);
        let expect = [
            "construct",
            "verify",
            "key",
            "keyName",
            "keyHook",
            "id",
            "occurrenceId",
            "name",
            "hookId",
            "createdAt",
            "event",
        ];
        known(&case["expect"], &expect, &name);
        let event =
            ["kind", "variant", "path", "userId", "organizationId", "roleId", "organizationRoleId", "fields"];
        known(&case["expect"]["event"], &event, &name);
    }
}

/// As many bytes stand in a message and in what a peer sent by chance or by the name of a field, and no more.
const RUN: usize = 14;

struct Case<'a>(&'a Value);

impl Case<'_> {
    fn name(&self) -> &str {
        self.0["name"].as_str().unwrap()
    }

    fn check(&self) -> Result<(), String> {
        let expected = &self.0["expect"];
        let found = match self.outcome() {
            Ok(found) => found,
            Err(error) => {
                let step = if self.keys().is_err() { "construct" } else { "verify" };
                json!({ step: error.code().as_str() })
            }
        };
        if &found == expected {
            Ok(())
        } else {
            Err(format!("{}\n  expected {expected}\n  found    {found}", self.name()))
        }
    }

    /// What came out, with the members of which the vector says something.
    fn outcome(&self) -> Result<Value, Error> {
        let expected = &self.0["expect"];
        match self.0["system"].as_str() {
            None => self.run(Webhook::new).map(|verified| describe(&verified, expected)),
            Some("platform") => self.run(platform::webhook).map(|verified| describe(&verified, expected)),
            Some(other) => panic!("{}: the runner does not know the system {other}", self.name()),
        }
    }

    fn run<W: System>(&self, of: impl FnOnce(SigningKeys) -> Webhook<W>) -> Result<Verified<W>, Error> {
        let options = &self.0["options"];
        let webhook = with_options(of(self.keys()?), options);
        let header = self.header();
        let lines: Option<Vec<&[u8]>> =
            header.as_ref().map(|lines| lines.iter().map(Vec::as_slice).collect());
        let signature = lines
            .as_ref()
            .map_or_else(|| None::<&str>.into(), |lines| SignatureHeader::from_values(lines.iter().copied()));
        match options["receivedAt"].as_i64() {
            Some(at) => webhook.verify_received_at(signature, self.body(), time(at)),
            None => webhook.verify(signature, self.body()),
        }
    }

    fn keys(&self) -> Result<SigningKeys, Error> {
        let keys = self.0["keys"].as_array().unwrap().iter().map(signing_key);
        SigningKeys::new(keys.collect::<Result<Vec<_>, _>>()?)
    }

    fn header(&self) -> Option<Vec<Vec<u8>>> {
        match &self.0["header"] {
            Value::Null => None,
            Value::Array(lines) => Some(lines.iter().map(header_line).collect()),
            line => Some(vec![header_line(line)]),
        }
    }

    fn body(&self) -> Vec<u8> {
        let chunks = self.0["body"].as_array().unwrap().iter();
        chunks
            .flat_map(|chunk| base64(&chunk[0]).repeat(usize::try_from(chunk[1].as_u64().unwrap()).unwrap()))
            .collect()
    }

    /// What the operator and the peer sent. Of a large body its beginning: the rest repeats it.
    fn sent(&self) -> Vec<(&'static str, Vec<u8>)> {
        let keys = self.0["keys"].as_array().unwrap().iter().filter_map(|key| key["text"].as_str());
        let keys = keys.map(|key| ("key", key.as_bytes().to_vec()));
        let headers = self.header().unwrap_or_default().into_iter().map(|line| ("header", line));
        let mut body = self.body();
        body.truncate(10_000);
        keys.chain(headers).chain([("body", body)]).collect()
    }
}

fn with_options<W: System>(mut webhook: Webhook<W>, options: &Value) -> Webhook<W> {
    if let Some(limit) = options["bodyLimit"].as_u64() {
        webhook = webhook.with_body_limit(usize::try_from(limit).unwrap());
    }
    if let Some(window) = options["window"].as_object() {
        let millis = |edge: &str| Duration::from_millis(window[edge].as_u64().unwrap());
        webhook = webhook.with_window(Window::new(millis("pastMs"), millis("futureMs")));
    }
    if let Some(now) = options["now"].as_i64() {
        webhook = webhook.with_clock(move || time(now));
    }
    webhook
}

fn signing_key(key: &Value) -> Result<SigningKey, Error> {
    let mut signing_key = match key["text"].as_str() {
        Some(text) => SigningKey::new(text)?,
        None => SigningKey::from_bytes(base64(&key["base64"]))?,
    };
    if let Some(name) = key["name"].as_str() {
        signing_key = signing_key.named(name);
    }
    if let Some(hook) = key["hook"].as_str() {
        signing_key = signing_key.for_hook(hook);
    }
    Ok(signing_key)
}

fn header_line(line: &Value) -> Vec<u8> {
    line.as_str().map_or_else(|| base64(&line["base64"]), |text| text.as_bytes().to_vec())
}

fn base64(text: &Value) -> Vec<u8> {
    BASE64.decode(text.as_str().expect("base64 is text")).expect("the file holds base64")
}

fn time(unix_millis: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(unix_millis).expect("after 1970"))
}

/// What a vector says of the events of a system.
trait Described: System {
    fn kind(event: &Self::Event) -> Value;

    /// What the accessors give, where the system has them.
    fn ids(_: &Self::Event) -> Vec<(&'static str, Option<&str>)> {
        Vec::new()
    }
}

impl Described for Logto {
    fn kind(event: &logto::Event) -> Value {
        match event {
            logto::Event::Test(_) => json!({ "kind": "test" }),
            logto::Event::Unknown(_) => json!({ "kind": "unknown" }),
            logto::Event::Unreadable(event) => json!({ "kind": "unreadable", "path": event.path }),
            typed => json!({ "kind": "typed", "variant": typed.variant() }),
        }
    }

    fn ids(event: &logto::Event) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("userId", event.user_id()),
            ("organizationId", event.organization_id()),
            ("roleId", event.role_id()),
            ("organizationRoleId", event.organization_role_id()),
        ]
    }
}

impl Described for Platform {
    fn kind(event: &platform::Event) -> Value {
        match event {
            platform::Event::Unknown(_) => json!({ "kind": "unknown" }),
            platform::Event::Unreadable(event) => json!({ "kind": "unreadable", "path": event.path }),
            typed => json!({ "kind": "typed", "variant": typed.variant() }),
        }
    }
}

fn describe<W: Described>(verified: &Verified<W>, expected: &Value) -> Value {
    let key = verified.key().expect("a key matched");
    let mut found = json!({ "verify": "ok" });
    let mut tell = |member: &str, value: Value| {
        if expected.get(member).is_some() {
            found[member] = value;
        }
    };
    tell("key", json!(key.index()));
    tell("keyName", json!(key.name()));
    tell("keyHook", json!(key.hook()));
    tell("id", json!(verified.id()));
    tell("occurrenceId", json!(verified.occurrence_id()));
    tell("name", json!(verified.name()));
    tell("hookId", json!(verified.hook_id()));
    tell("createdAt", json!(verified.created_at().map(ToString::to_string)));
    tell("event", describe_event::<W>(verified.event(), &expected["event"]));
    found
}

fn describe_event<W: Described>(event: Result<W::Event, Error>, expected: &Value) -> Value {
    let event = match event {
        Ok(event) => event,
        Err(error) => return json!({ "kind": error.code().as_str() }),
    };
    let mut found = W::kind(&event);
    for (member, id) in W::ids(&event).into_iter().filter(|(member, _)| expected.get(member).is_some()) {
        found[member] = json!(id);
    }
    if let Some(fields) = expected["fields"].as_object() {
        found["fields"] =
            fields.keys().map(|pointer| (pointer.clone(), field::<W>(&event, pointer))).collect();
    }
    found
}

/// The field as it is written again. The payload is parsed no deeper than the field lies: the rest may be deeper
/// than a parser goes.
fn field<W: System>(event: &W::Event, pointer: &str) -> Value {
    let text = serde_json::to_string(event).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{pointer}: {error}"));
    json.pointer(pointer).cloned().unwrap_or_else(|| json!({ "absent": true }))
}
