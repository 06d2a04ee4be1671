//! A state as a file of the program.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use rustix::process::Signal;
use serde_json::Value;

use crate::command_line::{Running, fails_with};

/// A path that only one test uses, and at which no test before it left anything.
fn file(name: &str) -> String {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("state_file");
    fs::create_dir_all(&directory).unwrap();
    let file = directory.join(name);
    let _ = fs::remove_file(&file);
    file.to_str().unwrap().to_owned()
}

fn start(args: &[&str]) -> (Running, Value) {
    let running = Running::start(&[&["serve", "--port", "0", "--json"], args].concat());
    let ready = serde_json::from_str(&running.first_line).unwrap();
    (running, ready)
}

#[test]
fn what_a_mock_held_is_what_the_next_one_begins_with() {
    let (written, saved) = (file("by-hand.json"), file("saved.json"));
    let state = r#"{ "version": 1, "users": [{ "id": "ada" }],
        "hooks": [{ "id": "mine", "events": ["User.Created"], "config": { "url": "http://127.0.0.1:9/" } }] }"#;
    fs::write(&written, state).unwrap();

    let (running, first) = start(&["--state", &written, "--save-state", &saved]);
    running.signal(Signal::TERM);
    assert_eq!(running.end().0, Some(0));
    let bytes = fs::read(&saved).unwrap();
    assert_eq!(fs::metadata(&saved).unwrap().permissions().mode() & 0o777, 0o600, "it holds keys");
    assert_eq!(fs::read_to_string(&written).unwrap(), state);

    let (running, second) = start(&["--state", &saved, "--save-state"]);
    assert_eq!((&second["hooks"], &second["client"]), (&first["hooks"], &first["client"]));
    assert_eq!(second["hooks"][0]["id"], "mine");
    fs::write(&saved, "what the end of the mock replaces").unwrap();
    running.signal(Signal::INT);
    assert_eq!(running.end().0, Some(0));
    assert!(fs::read(&saved).unwrap() == bytes, "the same bytes");
    let beside = fs::read_dir(PathBuf::from(&saved).parent().unwrap()).unwrap();
    let names: Vec<_> = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name.contains("saved.json.")), "{names:?}");
}

#[test]
fn a_hook_of_the_options_is_made_once_however_often_the_mock_starts() {
    let state = file("hook-of-the-options.json");
    fs::write(&state, r#"{ "version": 1 }"#).unwrap();
    let hooks_of = |more: &[&str]| {
        let url = "http://127.0.0.1:9/webhook";
        let (running, ready) = start(&[&["--state", &state, "--save-state", "--hook", url], more].concat());
        running.signal(Signal::TERM);
        assert_eq!(running.end().0, Some(0));
        ready["hooks"].clone()
    };
    let first = hooks_of(&["--events", "User.*", "--signing-key", "mine"]);
    assert_eq!(first.as_array().unwrap().len(), 1);
    let saved = fs::read(&state).unwrap();
    // As it was saved, unless something else is asked for.
    assert_eq!(hooks_of(&["--events", "User.*", "--signing-key", "mine"]), first);
    assert_eq!(hooks_of(&[]), first);
    assert!(fs::read(&state).unwrap() == saved, "the same bytes");

    let changed = hooks_of(&["--events", "PostSignIn", "--signing-key", "another"]);
    assert_eq!((changed.as_array().unwrap().len(), &changed[0]["id"]), (1, &first[0]["id"]));
    let held: Value = serde_json::from_slice(&fs::read(&state).unwrap()).unwrap();
    let hook = &held["hooks"][0];
    assert_eq!((&hook["signingKey"], &hook["previousSigningKey"]), (&"another".into(), &"mine".into()));
    assert_eq!(hook["events"], serde_json::json!(["PostSignIn"]));
}

#[test]
fn a_state_that_cannot_be_read_keeps_the_mock_from_starting() {
    let (slip, none) = (file("slip.json"), file("none.json"));
    fs::write(&slip, r#"{ "version": 1, "users": [{ "usrname": "ada" }] }"#).unwrap();
    let with = |file| ["serve", "--port", "0", "--state", file];
    fails_with(&with(slip.as_str()), 3, &["slip.json: users[0].usrname: ", "`username`"]);
    let (bom, utf_16) = (file("bom.json"), file("utf-16.json"));
    fs::write(&bom, "\u{feff}{ \"version\": 1 }").unwrap();
    fs::write(&utf_16, b"\xff\xfe{\0}\0").unwrap();
    fails_with(&with(bom.as_str()), 3, &["bom.json: ", "(BOM)", "save it so"]);
    fails_with(&with(utf_16.as_str()), 3, &["utf-16.json: ", "expected JSON in UTF-8"]);
    fails_with(&with(none.as_str()), 3, &["none.json: cannot read it", "leave `--state` out"]);
}

#[test]
fn where_nothing_can_be_written_the_mock_does_not_start() {
    fails_with(&["serve", "--port", "0", "--save-state"], 2, &["expected a file, here or by `--state`"]);
    let nowhere = file("no-such-directory") + "/state.json";
    for place in [nowhere.as_str(), env!("CARGO_TARGET_TMPDIR")] {
        fails_with(&["serve", "--port", "0", "--save-state", place], 3, &["cannot write there"]);
    }
}
