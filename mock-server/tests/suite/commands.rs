//! The commands that need no mock: they read, write and end.

use std::io::Write;
use std::process::{Output, Stdio};

use logto_webhook::logto::EventName;
use logto_webhook::shape::EventShape;
use logto_webhook::{SigningKey, testing};
use serde_json::Value;

use crate::command_line::{fails_with, logto_mock, run};

pub(crate) const KEY: &str = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP";

/// Runs a command that reads these bytes.
pub(crate) fn run_with(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = logto_mock(args).stdin(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[track_caller]
fn printed(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn printed_json(args: &[&str]) -> Value {
    serde_json::from_str(&printed(args)).unwrap()
}

#[test]
fn a_signature_is_all_that_sign_prints() {
    for body in [&b"{\"event\":\"User.Created\"}"[..], b"{}\n", b"", b"\xff\x00"] {
        let output = run_with(&["sign", "--key", KEY], body);
        let expected = format!("{}\n", SigningKey::new(KEY).unwrap().sign(body));
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), expected.as_str()));
        assert_eq!(text(&output.stderr), "");
    }
}

#[test]
fn a_key_can_stand_in_the_environment() {
    let signed = logto_mock(&["sign"]).env("LOGTO_WEBHOOK_SIGNING_KEY", KEY).output().unwrap();
    assert_eq!(text(&signed.stdout), format!("{}\n", SigningKey::new(KEY).unwrap().sign("")));

    let refused = logto_mock(&["sign"]).env("LOGTO_WEBHOOK_SIGNING_KEY", "secretsecret ").output().unwrap();
    let stderr = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("LOGTO_WEBHOOK_SIGNING_KEY: there is white space"), "{stderr}");
    assert!(!stderr.contains("secretsecret"), "{stderr}");

    let none = logto_mock(&["sign"]).env_remove("LOGTO_WEBHOOK_SIGNING_KEY").output().unwrap();
    assert_eq!((none.status.code(), text(&none.stdout)), (Some(2), ""));
    assert!(text(&none.stderr).contains("--key KEY"), "{}", text(&none.stderr));
}

#[test]
fn a_genuine_body_is_verified_with_0() {
    let event = testing::deliver(&testing::sample(EventName::UserCreated), &SigningKey::new(KEY).unwrap());
    for signature in [event.signature.clone(), event.signature.to_uppercase()] {
        let args = ["verify", "--key", KEY, "--signature", &signature];
        let output = run_with(&args, event.body.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "genuine: User.Created of hook 0h00k0sample0000logto\n");
        let told = run_with(&[&args[..], &["--json"]].concat(), event.body.as_bytes());
        let told: Value = serde_json::from_slice(&told.stdout).unwrap();
        assert_eq!((&told["genuine"], &told["event"]), (&true.into(), &"User.Created".into()));
    }
}

#[test]
fn a_mismatch_ends_with_1_and_says_what_it_looks_like() {
    let event = testing::deliver(&testing::sample(EventName::UserCreated), &SigningKey::new(KEY).unwrap());
    let pretty: Value = serde_json::from_str(&event.body).unwrap();
    let pretty = serde_json::to_string_pretty(&pretty).unwrap();
    for (body, looks_like) in [
        (format!("{}\n", event.body), "ends with a newline that was not signed"),
        (pretty, "was parsed and written again"),
    ] {
        let args = ["verify", "--key", KEY, "--signature", &event.signature];
        let output = run_with(&args, body.as_bytes());
        let stderr = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""), "{stderr}");
        assert!(stderr.starts_with("error: signature_mismatch: "), "{stderr}");
        assert!(stderr.contains(looks_like), "{stderr}");
        assert!(!stderr.contains(KEY) && !stderr.contains(&event.signature), "{stderr}");

        let output = run_with(&[&args[..], &["--json"]].concat(), body.as_bytes());
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((output.status.code(), &told["genuine"]), (Some(1), &false.into()));
        assert!(told["slip"].as_str().unwrap().contains(looks_like), "{told}");
    }
}

#[test]
fn a_signature_that_is_none_is_refused_as_the_sdk_does() {
    let output = run_with(&["verify", "--key", KEY, "--signature", "deadbeef"], b"{}");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("signature_malformed: expected a signature of 64"));
}

#[test]
fn every_event_is_listed_with_what_it_is() {
    let listed = printed_json(&["events", "--json"]);
    let listed = listed.as_array().unwrap();
    let names: Vec<_> = listed.iter().map(|event| event["name"].as_str().unwrap()).collect();
    assert_eq!(names, EventName::ALL.iter().map(|name| name.as_str()).collect::<Vec<_>>());
    for (event, name) in listed.iter().zip(EventName::ALL) {
        assert_eq!(event["devOnly"], name.needs_dev_features(), "{event}");
        assert!(!event["description"].as_str().unwrap().is_empty(), "{event}");
        assert!(["interaction", "data", "exception"].contains(&event["kind"].as_str().unwrap()), "{event}");
    }
    let updated = listed.iter().find(|event| event["name"] == "User.Data.Updated").unwrap();
    assert_eq!(
        updated["variants"],
        serde_json::json!(["UserDataUpdated", "UserCustomDataUpdated", "UserProfileUpdated"])
    );

    let list = printed(&["events"]);
    assert_eq!(list.lines().count(), EventName::ALL.len());
    assert!(!list.contains('\u{1b}'), "colours are for terminals");
}

#[test]
fn a_sample_is_what_is_sent_byte_for_byte() {
    for name in EventName::ALL {
        assert_eq!(printed(&["events", "--sample", name.as_str()]), testing::sample(*name).to_json());
    }
    let of_variant = testing::sample_of("UserCustomDataUpdated").unwrap();
    assert_eq!(printed(&["events", "--sample", "UserCustomDataUpdated"]), of_variant.to_json());
    fails_with(&["events", "--sample", "User.Creatd"], 2, &["the closest are User.Created"]);
}

#[test]
fn a_schema_stands_alone() {
    for name in EventShape::LOGTO.iter().map(|shape| shape.variant).chain(["User.Data.Updated"]) {
        let schema = printed_json(&["events", "--schema", name]);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        for reference in references(&schema) {
            let path = reference.strip_prefix('#').unwrap();
            assert!(schema.pointer(path).is_some(), "{reference} leads nowhere in the schema of {name}");
        }
    }
    let schema = printed_json(&["events", "--schema", "User.Data.Updated"]);
    assert_eq!(schema["anyOf"].as_array().unwrap().len(), 3);
    assert_eq!(schema["$defs"].get("Role"), None, "only what is needed");
    fails_with(&["events", "--schema", "Foo"], 2, &["no event of Logto matches `Foo`"]);
}

fn references(schema: &Value) -> Vec<&str> {
    match schema {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_vectors_are_those_of_the_tests() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/verify.json");
    let file = std::fs::read_to_string(file).unwrap();
    assert!(printed(&["vectors", "--json"]) == file, "the crate's file is another one");
    let cases = serde_json::from_str::<Value>(&file).unwrap()["cases"].as_array().unwrap().len();
    assert!(printed(&["vectors"]).starts_with(&format!("{cases} cases")));
}

#[test]
fn there_are_completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for command in ["serve", "trigger", "listen"] {
            assert!(script.contains(command), "{command} is not completed in {shell}");
        }
    }
}

#[test]
fn every_help_has_examples_and_the_table_of_exit_codes() {
    let help = printed(&["--help"]);
    let table = &help[help.find("Exit codes:").unwrap()..];
    for code in ["0", "1", "2", "3", "4", "5", "124", "130"] {
        assert!(table.contains(&format!("\n  {code:<5}")), "{code} is not in: {table}");
    }
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands.into_iter().filter(|command| *command != "help") {
        let help = printed(&[command, "--help"]);
        assert!(help.contains(&format!("Examples:\n  logto-mock {command}")), "{help}");
        assert!(help.ends_with(table), "{help}");
    }
}
