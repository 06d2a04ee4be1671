use std::fmt;

use serde_json::error::Category;

use crate::store::column::Flaw;

/// Why a [`State`](super::State) could not be read: where in the document, what was expected there, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateError {
    /// As `users[3].primaryEmail`; empty for the whole document.
    path: String,
    reason: String,
}

impl StateError {
    pub(super) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }

    /// The parser's words quote nothing but keys, and tell the line.
    pub(super) fn no_document(error: &serde_json::Error) -> Self {
        let reason = match error.classify() {
            Category::Data => error.to_string(),
            _ => format!("this is no JSON: {error}"),
        };
        Self::new("", reason)
    }

    /// What the database would refuse.
    pub(super) fn of_column(path: impl Into<String>, flaw: &Flaw) -> Self {
        Self::new(path, flaw.to_string())
    }

    /// What serde says of a value, without the value: it may be a key or a password that got into a wrong place.
    pub(super) fn of_value(path: String, error: &serde_json::Error) -> Self {
        let words = error.to_string();
        let reason = match words.rsplit_once(", expected ") {
            Some((found, expected)) => format!("expected {expected}, found {}", without_the_value(found)),
            None => words,
        };
        Self { path, reason }
    }
}

/// `invalid type: string "…"` without the text.
fn without_the_value(found: &str) -> &str {
    let is_of_serde = |beginning: &&str| found.starts_with(*beginning);
    match ["invalid type: ", "invalid value: ", "invalid length "].iter().find(|words| is_of_serde(words)) {
        Some(words) => {
            let kind = &found[words.len()..];
            kind.split(['"', '`', '\'']).next().unwrap_or_default().trim_end()
        }
        None if found.starts_with("unknown variant") => "another text",
        None if found.starts_with("unknown field") => "a key that nothing has",
        None => found,
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.reason),
            path => write!(f, "{path}: {}", self.reason),
        }
    }
}

impl std::error::Error for StateError {}
