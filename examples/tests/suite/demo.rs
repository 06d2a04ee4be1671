//! The demo as a user runs it: its own process, and the real `logto-mock` beside it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::mock::PROGRAM as MOCK;

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

/// A demo in a folder of its own, with something else in the mock's place.
struct Elsewhere(TempDir);

impl Elsewhere {
    fn with(stand_in: Option<&str>) -> Self {
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        fs::hard_link(DEMO, folder.path().join("demo")).unwrap();
        if let Some(name) = stand_in {
            let stand_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stand-ins").join(name);
            symlink(stand_in, folder.path().join("logto-mock")).unwrap();
        }
        Self(folder)
    }

    fn run(&self) -> Output {
        Command::new(self.0.path().join("demo")).env("REAL_LOGTO_MOCK", &*MOCK).output().unwrap()
    }
}

fn run(arguments: &[&str]) -> Output {
    LazyLock::force(&MOCK);
    Command::new(DEMO).args(arguments).output().unwrap()
}

#[track_caller]
fn assert_exit(output: &Output, code: i32) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{stdout}{stderr}");
    (stdout, stderr)
}

/// The lines of one scene, from its title to the empty line after it.
#[track_caller]
fn scene<'a>(stdout: &'a str, title: &str) -> Vec<&'a str> {
    let mut lines = stdout.lines();
    lines.find(|line| line.starts_with(title)).unwrap_or_else(|| panic!("no scene `{title}` in\n{stdout}"));
    lines.take_while(|line| !line.is_empty()).collect()
}

/// The line of the closing table that begins with this mark and title.
#[track_caller]
fn row<'a>(stdout: &'a str, mark: char, title: &str) -> Vec<&'a str> {
    let start = format!(" {mark} {title} ");
    let row = stdout.lines().find_map(|line| line.strip_prefix(&start));
    row.unwrap_or_else(|| panic!("no row `{start}` in\n{stdout}")).split_whitespace().collect()
}

#[track_caller]
fn assert_unreachable(url: &str) {
    let address = url.strip_prefix("http://").unwrap();
    assert!(TcpStream::connect(address).is_err(), "something still listens on {address}");
}

fn url_of_logto(first_line: &str) -> &str {
    first_line.split_whitespace().nth(1).unwrap()
}

#[test]
fn every_scene_comes_out_as_expected_and_nothing_is_left_running() {
    let (stdout, stderr) = assert_exit(&run(&[]), 0);

    assert_eq!(stderr, "");
    assert!(!stdout.contains('\x1b'), "colours where stdout is no terminal: {stdout:?}");
    assert!(stdout.contains("\nAll 10 scenes came out as expected.\n"), "{stdout}");
    assert!(!stdout.contains('✗'), "{stdout}");
    assert_unreachable(url_of_logto(&stdout));
}

#[test]
fn typed_fields_are_shown() {
    let (stdout, _) = assert_exit(&run(&[]), 0);

    let signed_in = scene(&stdout, "Someone signs in");
    assert!(signed_in[1].contains("200 verified            Event::PostSignIn"), "{signed_in:?}");
    assert!(signed_in[2].contains("user.name Ada Lovelace"), "{signed_in:?}");
    let locked = scene(&stdout, "An identifier is locked");
    assert!(locked[2].contains("type email · value ada@example.com"), "{locked:?}");
}

#[test]
fn a_route_with_a_shape_of_its_own_is_another_variant() {
    let (stdout, _) = assert_exit(&run(&[]), 0);

    let lines = scene(&stdout, "Only custom data changes · Data · User.Data.Updated");
    assert!(lines[2].contains("200 verified            Event::UserCustomDataUpdated"), "{lines:?}");
    assert!(lines[3].contains(r#"data {"plan":"gold"}"#), "{lines:?}");
}

#[test]
fn retries_have_the_documented_gaps_and_one_delivery_id() {
    let (stdout, _) = assert_exit(&run(&[]), 0);

    let lines = scene(&stdout, "The endpoint fails twice");
    let attempts: Vec<_> = lines.iter().filter_map(|line| line.trim().strip_prefix("→ attempt ")).collect();
    let gap = |attempt: &str| attempt.split_whitespace().nth(1)?.strip_prefix('+')?.parse().ok();
    let gaps: Vec<u32> = attempts.iter().filter_map(|attempt| gap(attempt)).collect();
    // Not an upper bound: the machine may be busy.
    assert!(gaps.len() == 2 && gaps[0] >= 300 && gaps[1] >= 600, "{lines:#?}");

    let ids: Vec<_> =
        lines.iter().filter_map(|line| line.split_once("delivery ")).map(|(_, id)| id).collect();
    assert_eq!(ids, [ids[0]; 3]);
    assert_eq!(row(&stdout, '✓', "The endpoint fails twice"), ["3", "of", "3", "verified", "verified"]);
}

#[test]
fn exits_with_1_if_a_verdict_is_not_the_expected_one() {
    let (stdout, _) = assert_exit(&Elsewhere::with(Some("never-retries")).run(), 1);

    assert_eq!(row(&stdout, '✗', "The endpoint fails twice"), ["1", "of", "3", "verified", "verified"]);
    assert_eq!(stdout.matches('✗').count(), 1, "{stdout}");
    assert!(stdout.contains("\n1 of 10 scenes came out otherwise than expected.\n"), "{stdout}");
}

#[test]
fn says_what_to_build_if_there_is_no_mock() {
    let (stdout, stderr) = assert_exit(&Elsewhere::with(None).run(), 2);

    assert_eq!(stdout, "");
    assert!(stderr.starts_with("demo: there is no /"), "{stderr}");
    assert!(
        stderr.ends_with("/logto-mock; `make demo` builds it, and so does `cargo build -p logto-mock`\n"),
        "{stderr}"
    );
}

#[test]
fn says_so_if_the_mock_does_not_start() {
    let (_, stderr) = assert_exit(&Elsewhere::with(Some("ends-at-once")).run(), 2);

    assert_eq!(stderr, "out of luck\ndemo: logto-mock ended before it was ready; it says why above\n");
}

#[test]
fn a_signal_stops_the_mock_too() {
    for signal in [Signal::INT, Signal::TERM] {
        LazyLock::force(&MOCK);
        let mut demo = Command::new(DEMO).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();

        kill_process(Pid::from_child(&demo), signal).unwrap();
        assert_eq!(demo.wait().unwrap().code(), Some(2));
        assert_unreachable(url_of_logto(&first));
    }
}

#[test]
fn help_tells_what_it_does() {
    let (stdout, _) = assert_exit(&run(&["--help"]), 0);
    assert!(stdout.starts_with("Shows logto-webhook at work"), "{stdout}");

    let (_, stderr) = assert_exit(&run(&["--hlep"]), 2);
    assert_eq!(stderr, "demo: expected no argument, found `--hlep`; see `demo --help`\n");
}
