//! What the README gives to languages that have no package: run as it stands.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use axum::Router;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use logto_mock::MockLogto;
use logto_webhook::adapter::axum::LogtoDelivery;
use logto_webhook::{Endpoint, SigningKey, Webhook};
use logto_webhook_tests::fixture;
use serde_json::Value;
use tokio::net::TcpListener;

const KEY: &str = "a key that both sides know";

fn example(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(path)
}

/// The URL of an endpoint that the sdk guards.
async fn endpoint() -> String {
    let endpoint = Endpoint::new(Webhook::new(SigningKey::new(KEY).unwrap()));
    let router = Router::new().route("/", post(async |_: LogtoDelivery| ())).with_state(endpoint);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_script_tests_an_endpoint_with_nothing_but_curl() {
    let (url, mock) = (endpoint().await, MockLogto::start().await.unwrap());
    let run = |key: &str| {
        let mut script = Command::new(example("shell/deliver-and-wait.sh"));
        script.args([&url, key]).env("LOGTO_MOCK_CONTROL_URL", format!("{}/__mock", mock.url()));
        script.output().unwrap()
    };
    let passed = run(KEY);
    assert!(passed.status.success(), "{}", String::from_utf8_lossy(&passed.stderr));
    assert_eq!(
        String::from_utf8(passed.stdout).unwrap(),
        "ok: a genuine delivery is accepted\nok: a forged delivery is refused\n"
    );
    let failed = run("a key that the endpoint does not know");
    assert!(!failed.status.success());
    assert!(String::from_utf8(failed.stderr).unwrap().contains("mock.waited_too_long"));
}

/// What a verifier of fifteen lines of Logto's deliveries can be asked: one key, one header, no options.
fn plain_cases() -> Vec<Value> {
    let cases = fixture("vectors/verify.json").json["cases"].as_array().unwrap().clone();
    let is_plain = |case: &Value| {
        let key = &case["keys"][0]["text"];
        let is_argument =
            |text: &Value| text.as_str().is_some_and(|text| !text.contains('\0') && text.len() < 1000);
        let is_short =
            |body: &Value| body.as_array().unwrap().iter().all(|part| part[1].as_u64() < Some(1000));
        let one_key = case["keys"].as_array().is_some_and(|keys| keys.len() == 1);
        case["system"].is_null()
            && one_key
            && is_argument(key)
            && is_argument(&case["header"])
            && case["options"].is_null()
            && is_short(&case["body"])
    };
    cases.into_iter().filter(is_plain).collect()
}

/// Whether a program, given the key, the signature and the body of each case, tells the genuine from the others.
fn tells_the_genuine(verifier: impl Fn() -> Command) {
    let cases = plain_cases();
    assert!(cases.len() > 40, "{} cases", cases.len());
    for case in cases {
        let parts = case["body"].as_array().unwrap().iter();
        let body: Vec<u8> = parts
            .flat_map(|part| {
                let piece = BASE64.decode(part[0].as_str().unwrap()).unwrap();
                piece.repeat(usize::try_from(part[1].as_u64().unwrap()).unwrap())
            })
            .collect();
        let mut process = verifier()
            .arg(case["header"].as_str().unwrap())
            .env("LOGTO_WEBHOOK_SIGNING_KEY", case["keys"][0]["text"].as_str().unwrap())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(&body).unwrap();
        let is_genuine = case["expect"]["verify"] == "ok";
        assert_eq!(process.wait().unwrap().success(), is_genuine, "{}", case["name"]);
    }
}

fn is_installed(program: &str, argument: &str) -> bool {
    let found =
        Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("{program} is not installed: its verifier was not run");
    }
    found
}

#[test]
fn the_verifier_in_php_tells_the_genuine() {
    if is_installed("php", "--version") {
        tells_the_genuine(|| {
            let mut php = Command::new("php");
            php.arg(example("php/verify.php"));
            php
        });
    }
}

#[test]
fn the_verifier_in_go_tells_the_genuine() {
    if is_installed("go", "version") {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("verify");
        let built =
            Command::new("go").arg("build").arg("-o").args([&program, &example("go/verify.go")]).status();
        assert!(built.unwrap().success());
        tells_the_genuine(|| Command::new(&program));
    }
}
