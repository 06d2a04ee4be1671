//! The program itself, as a shell or a test runner starts it.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use logto_webhook::logto::EventName;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::commands::text;

pub(crate) fn logto_mock(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_logto-mock"));
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub(crate) fn run(args: &[&str]) -> Output {
    logto_mock(args).output().unwrap()
}

#[track_caller]
pub(crate) fn fails_with(args: &[&str], code: i32, expected: &[&str]) {
    let output = run(args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(code), &b""[..]), "{stderr}");
    for text in expected {
        assert!(stderr.contains(text), "{text} is not in: {stderr}");
    }
}

/// A program that is ready. It is killed with the test.
pub(crate) struct Running {
    child: Child,
    pub(crate) stdout: BufReader<ChildStdout>,
    pub(crate) first_line: String,
}

impl Running {
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::of(&mut logto_mock(args))
    }

    fn of(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut first_line = String::new();
        stdout.read_line(&mut first_line).unwrap();
        Self { child, stdout, first_line }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// The exit code and what was printed after the first line.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn a_ready_mock_prints_one_line_of_json_and_stops_with_0() {
    for signal in [Signal::TERM, Signal::INT] {
        let key = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";
        let running = Running::start(&[
            "serve",
            "--port",
            "0",
            "--json",
            "--hook",
            "http://127.0.0.1:9/webhook",
            "--events",
            "User.*, Role.Created",
            "--signing-key",
            key,
        ]);
        let ready: Value = serde_json::from_str(&running.first_line).unwrap();
        let url = ready["url"].as_str().unwrap();
        let expected = format!(
            r#"{{"url":"{url}","controlUrl":"{url}/__mock","issuer":{},"client":{},"platformUrl":"{url}/api/v1/webhooks","platformKeys":{},"profile":"documented","version":"{}","hooks":[{{"id":{},"url":"http://127.0.0.1:9/webhook","events":["User.Created","User.Deleted","User.Data.Updated","User.SuspensionStatus.Updated","Role.Created"],"signingKey":"{key}"}}],"webhooks":[],"pid":{}}}"#,
            ready["issuer"],
            json!({ "id": ready["client"]["id"], "secret": ready["client"]["secret"] }),
            format_args!(
                r#"{{"readWrite":{},"readOnly":{}}}"#,
                ready["platformKeys"]["readWrite"], ready["platformKeys"]["readOnly"]
            ),
            env!("CARGO_PKG_VERSION"),
            ready["hooks"][0]["id"],
            running.child.id(),
        );
        assert_eq!(running.first_line.trim_end(), expected);
        assert!(url.starts_with("http://127.0.0.1:"));

        running.signal(signal);
        assert_eq!(running.end(), (Some(0), String::new()));
    }
}

#[test]
fn people_are_told_what_they_need_and_that_servers_retry_less_than_documented() {
    let mut running = Running::start(&["serve", "--port", "0", "--hook", "http://127.0.0.1:9/webhook"]);
    let mut text = running.first_line.clone();
    while !text.contains("Ctrl-C") {
        assert_ne!(running.stdout.read_line(&mut text).unwrap(), 0, "{text}");
    }
    for part in [
        "is ready",
        "http://127.0.0.1:9/webhook",
        "signing key",
        "/api/v1/webhooks\n  API key         rw_",
        "read-only key   ro_",
        "events        all",
        "up to 1.42",
        "/trigger",
    ] {
        assert!(text.contains(part), "{part} is not in: {text}");
    }
}

#[test]
fn a_taken_port_ends_with_3_and_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    fails_with(&["serve", "--port", &port], 3, &["is taken", "another logto-mock", "--port 0"]);
    let second = ["serve", "--port", "0", "--admin-port", &port];
    fails_with(&second, 3, &["is taken", "`--admin-port 0`"]);
}

#[test]
fn arguments_that_make_no_sense_end_with_2() {
    let hook = ["serve", "--port", "0", "--hook", "http://127.0.0.1:9/"];
    let with = |args: &[&'static str]| [&hook[..], args].concat();
    fails_with(
        &with(&["--events", "User.Creatd"]),
        2,
        &["no event of Logto matches `User.Creatd`", "User.Created"],
    );
    fails_with(&with(&["--events", "Usr.*"]), 2, &["`Usr.*`", "User."]);
    fails_with(
        &with(&["--events", "Foo"]),
        2,
        &["no event of Logto matches `Foo`; `logto-mock serve --help`"],
    );
    for empty in ["", "User.Created,", ",all"] {
        fails_with(
            &with(&["--events", empty]),
            2,
            &["expected the name of an event, as User.Created, found an"],
        );
    }
    for only_with_dev_features in ["TrustedDevice.Created", "TrustedDevice.*"] {
        fails_with(&with(&["--events", only_with_dev_features]), 2, &["with `--dev-features`"]);
    }
    fails_with(&with(&["--profile", "logto-9"]), 2, &["documented and logto-1.42"]);
    fails_with(&["serve", "--hook", "localhost:3000/webhook"], 2, &["begins with http:// or https://"]);
    fails_with(&["serve", "--hook", "ftp://localhost/webhook"], 2, &["begins with http:// or https://"]);
    fails_with(&["serve", "--events", "all"], 2, &["--hook"]);
    fails_with(&["serve", "--host", "localhost"], 2, &["expected an address, as 127.0.0.1"]);
    fails_with(&["serve", "--allow-host", "foo:80"], 2, &["the name alone"]);
    fails_with(&["serve", "--public-url", "http://logto.test/?q"], 2, &["ends with its path"]);
    fails_with(&["serve", "--client-id", "a:b", "--client-secret", "c"], 2, &["without a colon"]);
    fails_with(&with(&["--require-public-https"]), 2, &["--hook: Expected a public https URL"]);
    fails_with(&[], 2, &["Usage: logto-mock"]);
}

#[test]
fn the_keys_of_the_platform_are_those_that_are_given() {
    let given =
        ["serve", "--port", "0", "--json", "--platform-key", "mine", "--platform-read-only-key", "theirs"];
    let limited = [&given[..], &["--platform-rate-limit", "2"]].concat();
    let running = Running::start(&limited);
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    assert_eq!(ready["platformKeys"], json!({ "readWrite": "mine", "readOnly": "theirs" }));
    let status = |key: &str| {
        let script = format!(
            "curl -s -o /dev/null -w '%{{http_code}}' -H 'Authorization: Bearer {key}' {}",
            ready["platformUrl"]
        );
        String::from_utf8(Command::new("sh").args(["-c", &script]).output().unwrap().stdout).unwrap()
    };
    assert_eq!(["mine", "theirs", "others", "mine", "mine"].map(status), ["200", "200", "401", "200", "429"]);
    drop(running);

    let running = Running::start(&["serve", "--port", "0", "--json", "--no-auth", "--platform-key", "mine"]);
    assert!(!running.first_line.contains("platformKeys") && running.first_line.contains("platformUrl"));
}

#[test]
fn a_key_of_the_platform_that_no_header_can_carry_is_refused_and_not_shown() {
    for option in ["--platform-key", "--platform-read-only-key"] {
        for key in ["", "secret secret", "secret\n", "s\u{e9}cret"] {
            let output = run(&["serve", "--port", "0", option, key]);
            let told = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{told}");
            assert!(told.contains(option) && told.contains("no blanks") && !told.contains("cret"), "{told}");
        }
    }
    let same = ["serve", "--port", "0", "--platform-key", "a", "--platform-read-only-key", "a"];
    fails_with(&same, 2, &["--platform-read-only-key: expected another key"]);
    fails_with(&["serve", "--platform-rate-limit", "0"], 2, &["--platform-rate-limit"]);
}

#[test]
fn a_blank_signing_key_is_refused_and_not_shown() {
    for (key, reason) in [
        ("", "expected a key, found nothing or blanks"),
        ("  ", "expected a key, found nothing or blanks"),
        ("secretsecret\n", "white space before or after the key"),
        (" secretsecret", "white space before or after the key"),
    ] {
        let output = run(&["serve", "--port", "0", "--hook", "http://127.0.0.1:9/", "--signing-key", key]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.starts_with("error: --signing-key: ") && stderr.contains(reason), "{stderr}");
        for foreign in ["secretsecret", "LOGTO_WEBHOOK_SIGNING_KEY", "SigningKey"] {
            assert!(!stderr.contains(foreign), "{stderr}");
        }
    }
}

#[test]
fn the_help_has_examples_the_control_api_every_event_and_every_exit_code() {
    let output = run(&["serve", "--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for part in
        ["Examples:", "--hook http://", "Exit codes:", "/oidc/token", "--no-auth", "\n  3    ", "\n  130  "]
    {
        assert!(help.contains(part), "{part} is not in: {help}");
    }
    for part in [
        " event ",
        " variant ",
        " hookId ",
        " test ",
        " times ",
        " body_changed ",
        " merge, set ",
        " raw, rawBase64 ",
        "?wait=MS",
        "/deliveries/:id/replay",
        "/faults",
        "/hooks",
        "/health",
    ] {
        assert!(help.contains(part), "{part} is not in: {help}");
    }
    for event in EventName::ALL {
        assert!(help.contains(event.as_str()), "{event} is not in: {help}");
    }
}

/// Has the mock send what it makes of an event, and gives back the endpoint's side of that.
pub(crate) fn delivery_under_way(ready: &Value, endpoint: &TcpListener) -> TcpStream {
    let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let body = json!({ "event": "User.Created" }).to_string();
    let head = format!("host: {address}\r\nconnection: close\r\ncontent-length: {}", body.len());
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("POST /__mock/trigger HTTP/1.1\r\n{head}\r\n\r\n{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    endpoint.accept().unwrap().0
}

#[test]
fn a_stop_lets_an_attempt_under_way_end() {
    let endpoint = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", endpoint.local_addr().unwrap());
    let mut running = Running::start(&["serve", "--port", "0", "--json", "--hook", &url]);
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    let mut delivery = delivery_under_way(&ready, &endpoint);

    running.signal(Signal::TERM);
    let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    while TcpStream::connect(address).is_ok() {}
    assert_eq!(running.child.try_wait().unwrap(), None, "it waits");
    delivery.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
    assert_eq!(running.end().0, Some(0));
}

#[test]
fn after_a_stop_no_attempt_begins() {
    let endpoint = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", endpoint.local_addr().unwrap());
    let running = Running::start(&["serve", "--port", "0", "--json", "--hook", &url]);
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    let mut delivery = delivery_under_way(&ready, &endpoint);

    running.signal(Signal::TERM);
    delivery.write_all(b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n").unwrap();
    assert_eq!(running.end().0, Some(0));
    endpoint.set_nonblocking(true).unwrap();
    assert_eq!(endpoint.accept().map(|_| ()).map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
}

#[test]
fn a_stop_lets_a_call_under_way_end() {
    let running = Running::start(&["serve", "--port", "0", "--json"]);
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let mut call = BufReader::new(TcpStream::connect(address).unwrap());
    let head = format!("POST /__mock/trigger HTTP/1.1\r\nhost: {address}\r\ncontent-length: 2\r\n");
    call.get_mut().write_all(format!("{head}expect: 100-continue\r\n\r\n").as_bytes()).unwrap();
    let mut line = String::new();
    call.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n", "the mock waits for the body");

    running.signal(Signal::TERM);
    while TcpStream::connect(address).is_ok() {}
    call.get_mut().write_all(b"{}").unwrap();
    let mut answer = String::new();
    call.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("HTTP/1.1 400") && answer.contains("missing field"), "{answer}");
    assert_eq!(running.end().0, Some(0));
}

#[test]
fn development_features_bring_their_events() {
    let hook = ["--hook", "http://127.0.0.1:9/", "--events", "TrustedDevice.*"];
    let running =
        Running::start(&[&["serve", "--port", "0", "--json", "--dev-features"], &hook[..]].concat());
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    assert_eq!(ready["hooks"][0]["events"], json!(["TrustedDevice.Created", "TrustedDevice.Deleted"]));
}

#[test]
fn a_second_signal_does_not_wait() {
    let endpoint = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", endpoint.local_addr().unwrap());
    let running = Running::start(&["serve", "--port", "0", "--json", "--hook", &url]);
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    let _hanging = delivery_under_way(&ready, &endpoint);

    running.signal(Signal::TERM);
    running.signal(Signal::INT);
    assert_eq!(running.end().0, Some(130));
}

#[test]
fn an_address_that_others_reach_is_warned_of() {
    let mut running = Running::start(&["serve", "--host", "0.0.0.0", "--port", "0", "--json"]);
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    let port = ready["url"].as_str().unwrap().strip_prefix("http://127.0.0.1:").unwrap().to_owned();
    let mut stderr = String::new();
    running.signal(Signal::INT);
    running.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    let warning = format!("warning: 0.0.0.0:{port} can be reached from other machines.");
    assert!(stderr.starts_with(&warning), "{stderr}");
}

#[test]
#[cfg(target_os = "linux")]
fn as_many_files_may_be_open_as_the_hard_limit_allows() {
    let mut shell = Command::new("sh");
    let script = "ulimit -Sn 64; exec \"$0\" serve --port 0 --json";
    shell.args(["-c", script, env!("CARGO_BIN_EXE_logto-mock")]).stdout(Stdio::piped());
    let running = Running::of(&mut shell);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.child.id())).unwrap();
    let limit = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let [soft, hard] = limit.split_whitespace().take(2).collect::<Vec<_>>()[..] else { panic!("{limit}") };
    assert_eq!(soft, hard);
    assert_ne!(soft, "64");
}

#[test]
fn a_second_port_serves_the_same() {
    let running = Running::start(&["serve", "--port", "0", "--admin-port", "0", "--json"]);
    let ready: Value = serde_json::from_str(&running.first_line).unwrap();
    let admin_url = ready["adminUrl"].as_str().unwrap();
    assert_ne!(ready["url"], admin_url);
    let mut stream = TcpStream::connect(admin_url.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(b"GET /api/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    running.signal(Signal::INT);
    assert_eq!(running.end().0, Some(0));
}
