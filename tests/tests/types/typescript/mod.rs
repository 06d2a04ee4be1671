//! What TypeScript has of the sdk: the events as types, and as data what a runtime without native code must know.

mod data;
mod system;
mod types;

pub(crate) use data::{samples_of_logto, samples_of_the_platform, tables, tables_of};
pub(crate) use system::{LOGTO, PLATFORM};
pub(crate) use types::events_of;

use std::fmt::Write;

use logto_webhook::shape::Docs;

/// The first lines of a file.
fn head(what: &str) -> String {
    format!(
        "// {what}\n//\n// Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.\n"
    )
}

/// Text as a literal. JSON's are JavaScript's; this project's have single quotes.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap();
    if json.len() == text.len() + 2 && !text.contains('\'') { format!("'{text}'") } else { json }
}

/// A key as it stands in an object: quoted where it is no name.
fn key(text: &str) -> String {
    let is_name = text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if is_name { text.to_owned() } else { quoted(text) }
}

/// A comment in front of what it documents.
fn write_docs(out: &mut String, indent: &str, docs: Docs) {
    const WIDTH: usize = 110;
    let text = docs.to_string();
    assert!(!text.contains("*/"), "{text:?} cannot stand in a comment");
    let lines: Vec<_> = text.split('\n').flat_map(|paragraph| super::wrapped(paragraph, WIDTH)).collect();
    if let [line] = &lines[..] {
        writeln!(out, "{indent}/** {line} */").unwrap();
        return;
    }
    writeln!(out, "{indent}/**").unwrap();
    for line in lines {
        writeln!(out, "{indent} * {line}").unwrap();
    }
    writeln!(out, "{indent} */").unwrap();
}
