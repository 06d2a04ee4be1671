//! The types of other languages are what the sdk's types say of themselves: written by these tests, and checked in.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

mod parts;
mod python;
mod typescript;

use std::path::Path;

/// Fails where a file is not what was made, and writes it where `BLESS` is set.
#[track_caller]
fn assert_is_written(path: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, made).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == made,
        "{path} is stale: `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew"
    );
}

/// The words of a paragraph, in lines of at most `width`.
fn wrapped(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in paragraph.split(' ') {
        let line = lines.last_mut().unwrap();
        if line.is_empty() {
            line.push_str(word);
        } else if line.len() + 1 + word.len() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[test]
fn pythons_events_are_what_the_shapes_make_of_them() {
    assert_is_written("bindings/python/logto-webhook/python/logto_webhook/events.py", &python::events());
}

#[test]
fn pythons_events_of_the_platform_are_what_the_shapes_make_of_them() {
    assert_is_written(
        "bindings/python/logto-webhook/python/logto_webhook/platform/events.py",
        &python::events_of_the_platform(),
    );
}

#[test]
fn typescripts_events_are_what_the_shapes_make_of_them() {
    assert_is_in_node("logto/events.ts", &typescript::events_of(&typescript::LOGTO));
    assert_is_in_node("platform/events.ts", &typescript::events_of(&typescript::PLATFORM));
}

#[test]
fn javascripts_tables_are_those_of_the_sdk() {
    assert_is_in_node("core/tables.ts", &typescript::tables());
    assert_is_in_node("logto/tables.ts", &typescript::tables_of(&typescript::LOGTO));
    assert_is_in_node("platform/tables.ts", &typescript::tables_of(&typescript::PLATFORM));
}

#[test]
fn javascripts_samples_are_those_of_the_sdk() {
    assert_is_in_node("logto/samples.ts", &typescript::samples_of_logto());
    assert_is_in_node("platform/samples.ts", &typescript::samples_of_the_platform());
}

#[track_caller]
fn assert_is_in_node(file: &str, made: &str) {
    assert_is_written(&format!("bindings/node/logto-webhook/src/{file}"), made);
}
