//! How the program lives with others: `exec`, `--ready-file`, `--exit-with-parent`.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use rustix::process::Signal;
use serde_json::Value;

use crate::command_line::{Running, fails_with, logto_mock, run};
use crate::commands::{KEY, text};

#[test]
fn a_command_finds_its_mock_in_the_environment() {
    let script = "curl -sf \"$LOGTO_MOCK_CONTROL_URL/health\" >/dev/null && \
                  printf '%s\\n' \"$LOGTO_ENDPOINT\" \"$LOGTO_M2M_APP_ID\" \"$LOGTO_M2M_APP_SECRET\" \
                  \"$LOGTO_WEBHOOK_SIGNING_KEY\" \"$LOGTO_MOCK_CONTROL_URL\" && curl -sf \"$PLATFORM_WEBHOOKS_URL\" \
                  -H \"Authorization: Bearer $PLATFORM_API_KEY\" && test -n \"$PLATFORM_READ_ONLY_API_KEY\" && test -n \"$PLATFORM_WEBHOOK_SECRET\"";
    let output = run(&["exec", "--", "sh", "-c", script]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines: Vec<_> = text(&output.stdout).lines().collect();
    let [endpoint, id, secret, key, control, webhooks] = lines[..] else { panic!("{lines:?}") };
    assert!(endpoint.starts_with("http://127.0.0.1:"), "{endpoint}");
    assert_eq!(control, format!("{endpoint}/__mock"));
    assert_eq!((id.len(), secret.len(), key.len()), (21, 32, 32));
    assert!(webhooks.starts_with(r#"{"data":[],"meta":"#), "{webhooks}");
    let address = endpoint.strip_prefix("http://").unwrap();
    assert!(TcpStream::connect(address).is_err(), "the mock is gone with its command");
}

#[test]
fn the_hooks_of_exec_have_the_key_of_the_environment() {
    for key in [&[][..], &["--signing-key", KEY]] {
        let args = ["exec", "--hook", "http://127.0.0.1:9/"];
        let script = "curl -sf -H 'development-user-id: x' \"$LOGTO_ENDPOINT/api/hooks\"; echo; echo $LOGTO_WEBHOOK_SIGNING_KEY";
        let output = run(&[&args[..], key, &["--", "sh", "-c", script]].concat());
        let (hooks, key) = text(&output.stdout).trim().split_once('\n').unwrap();
        let hooks: Value = serde_json::from_str(hooks).unwrap();
        assert_eq!(hooks[0]["signingKey"], key);
    }
}

#[test]
fn exec_ends_as_its_command_does() {
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -KILL $$", 137)] {
        assert_eq!(run(&["exec", "--", "sh", "-c", script]).status.code(), Some(code), "{script}");
    }
    fails_with(&["exec", "--", "/nothing/here"], 3, &["cannot run `/nothing/here`"]);
    fails_with(&["exec"], 2, &["<COMMAND>"]);
    fails_with(&["exec", "--events", "all", "--", "true"], 2, &["--hook"]);
}

#[test]
fn a_signal_is_handed_on_to_the_command() {
    for (signal, name, code) in [(Signal::TERM, "TERM", 3), (Signal::INT, "INT", 4)] {
        let script = format!(
            "trap 'kill $!; exit {code}' {name}; tail -f /dev/null >/dev/null 2>&1 & echo ready; wait $!"
        );
        let running = Running::start(&["exec", "--", "sh", "-c", &script]);
        assert_eq!(running.first_line, "ready\n");
        running.signal(signal);
        assert_eq!(running.end().0, Some(code));
    }
}

/// A place for a file, which is gone with the test.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_ready_file_is_there_while_the_mock_is() {
    let place = Place(std::env::temp_dir().join(format!("logto-mock-ready-{}", std::process::id())));
    std::fs::write(&place.0, "of a mock that was killed").unwrap();
    let path = place.0.to_str().unwrap();
    let running = Running::start(&["serve", "--port", "0", "--json", "--ready-file", path]);
    assert_eq!(std::fs::read_to_string(path).unwrap(), running.first_line);
    running.signal(Signal::TERM);
    assert_eq!(running.end().0, Some(0));
    assert!(!place.0.exists());

    let nowhere = ["serve", "--port", "0", "--ready-file", "/nothing/here/ready"];
    fails_with(&nowhere, 3, &["--ready-file /nothing/here/ready: cannot write there"]);
}

#[test]
fn a_mock_ends_with_the_pipe_of_its_parent() {
    let mut command = logto_mock(&["serve", "--port", "0", "--json", "--exit-with-parent"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let address = address_of(&mut stdout);
    TcpStream::connect(&address).unwrap();
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_mock_ends_with_its_parent() {
    // In the background its stdin is `/dev/null`, whose end says nothing.
    let script = "\"$0\" serve --port 0 --json --exit-with-parent & read -r _";
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_logto-mock")]);
    let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(shell.stdout.take().unwrap());
    let address = address_of(&mut stdout);
    TcpStream::connect(&address).unwrap();
    drop(shell.stdin.take());
    shell.wait().unwrap();
    // Its end closes the last handle of the pipe.
    stdout.read_to_string(&mut String::new()).unwrap();
    assert!(TcpStream::connect(&address).is_err());
}

/// Where a mock says that it is ready.
fn address_of(stdout: &mut impl BufRead) -> String {
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned()
}
