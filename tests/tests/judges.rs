//! Node's `createHmac`, with which Logto signs, and Python's `hmac` make the same signatures as the crate, and what
//! they sign verifies.

use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use logto_webhook::{SigningKey, Webhook};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Somebody else's HMAC: reads `{"key", "body"}` in base64, one a line, and answers each with a line of hex.
struct Judge {
    program: &'static str,
    arguments: [&'static str; 2],
}

const NODE: Judge = Judge {
    program: "node",
    arguments: [
        "--eval",
        r"
        const { createHmac } = require('node:crypto');
        const bytes = (base64) => Buffer.from(base64, 'base64');
        const lines = require('node:fs').readFileSync(0, 'utf8').trimEnd().split('\n');
        for (const { key, body } of lines.map((line) => JSON.parse(line))) {
            console.log(createHmac('sha256', bytes(key)).update(bytes(body)).digest('hex'));
        }",
    ],
};

const PYTHON: Judge = Judge {
    program: "python3",
    arguments: [
        "-c",
        r#"
import base64, hmac, json, sys
for line in sys.stdin:
    key, body = (base64.b64decode(json.loads(line)[name]) for name in ("key", "body"))
    print(hmac.new(key, body, "sha256").hexdigest())"#,
    ],
};

impl Judge {
    #[track_caller]
    fn sign(&self, cases: &[Case]) -> Vec<String> {
        let Self { program, arguments } = self;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{program}: {error}; `make test` needs Node and Python: install {program}")
            });
        let lines: String = cases.iter().map(Case::to_line).collect();
        // Taken out and so closed: both read to the end before they answer, or answer less than a pipe holds.
        child
            .stdin
            .take()
            .expect("it is piped")
            .write_all(lines.as_bytes())
            .expect("the judge reads its input");
        let output = child.wait_with_output().expect("a child that was started can be waited for");
        assert!(output.status.success(), "{program} failed: {}", output.status);
        String::from_utf8(output.stdout).expect("hex is text").lines().map(str::to_owned).collect()
    }
}

#[derive(Debug)]
struct Case {
    key: Vec<u8>,
    body: Vec<u8>,
}

impl Case {
    fn to_line(&self) -> String {
        let json =
            serde_json::json!({ "key": STANDARD.encode(&self.key), "body": STANDARD.encode(&self.body) });
        format!("{json}\n")
    }

    fn key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.key).expect("no key here is empty")
    }
}

const CASES: usize = 300;

/// The same at every run. The generator's small values are bytes like any others.
fn random_cases() -> Vec<Case> {
    let case =
        (vec(any::<u8>(), 1..=200), vec(any::<u8>(), 0..=5000)).prop_map(|(key, body)| Case { key, body });
    let cases = vec(case, CASES).new_tree(&mut TestRunner::deterministic()).expect("nothing is filtered out");
    cases.current()
}

#[track_caller]
fn assert_agrees(judge: &Judge) {
    let cases = random_cases();
    let signatures = judge.sign(&cases);
    assert_eq!(signatures.len(), CASES);
    for (case, theirs) in cases.iter().zip(&signatures) {
        let key = case.key();
        assert_eq!(key.sign(&case.body).to_string(), *theirs, "{case:?}");
        Webhook::new(key)
            .verify(theirs, case.body.as_slice())
            .unwrap_or_else(|error| panic!("{error}: {case:?}"));
    }
}

#[test]
fn node_signs_as_we_do() {
    assert_agrees(&NODE);
}

#[test]
fn python_signs_as_we_do() {
    assert_agrees(&PYTHON);
}

#[test]
fn the_cases_cover_short_and_long_keys_and_bodies() {
    let cases = random_cases();
    // HMAC hashes a key that is longer than a block of 64 bytes, and pads a shorter one.
    assert!(cases.iter().any(|case| case.key.len() > 64) && cases.iter().any(|case| case.key.len() < 64));
    assert!(cases.iter().any(|case| case.body.len() > 4000) && cases.iter().any(|case| case.body.len() < 64));
}
