//! The types of other languages are what the sdk's types say of themselves: written by these tests, and checked in.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails the test that called it")]

mod python;

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

#[test]
fn pythons_events_are_what_the_shapes_make_of_them() {
    assert_is_written("bindings/python/logto-webhook/python/logto_webhook/events.py", &python::events());
}
