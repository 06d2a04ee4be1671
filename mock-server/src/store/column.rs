//! What PostgreSQL's columns take, and what they make of case. Logto's schema lets more through; what its database then
//! refuses is answered with 500, or with 422 where it is too long.

use std::fmt;
use std::ops::RangeInclusive;

use logto_webhook::UnixMillis;
use serde::Serialize;
use serde_json::{Map, Value};
use url::Url;

/// A value that no column takes.
#[derive(Debug)]
pub(crate) struct Unstorable {
    /// Of which column, by its name in Logto's API; empty where it is of no row.
    pub(crate) column: &'static str,
    pub(crate) flaw: Flaw,
}

/// What is wrong with a value.
#[derive(Debug)]
pub(crate) enum Flaw {
    /// Neither a text nor a `jsonb` column takes a NUL.
    Nul,
    /// It has more characters than this.
    LongerThan(usize),
    /// It is not this.
    No(&'static str),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nul => f.write_str("it has a NUL, which no database takes; take that out"),
            Self::LongerThan(length) => write!(f, "expected at most {length} characters, found more"),
            Self::No(expected) => write!(f, "expected {expected}, found something else"),
        }
    }
}

/// A row as the database has it.
pub(crate) trait Stored {
    /// Looks at what its columns take.
    fn check(&self) -> Result<(), Unstorable>;
}

/// The length of a text that has no limit.
pub(crate) const ANY: RangeInclusive<usize> = 0..=usize::MAX;

/// Texts of a row: the column, how many characters it takes, and what is to stand there, if anything is.
pub(crate) type Texts<'a> = &'a [(&'static str, RangeInclusive<usize>, Option<&'a str>)];

pub(crate) fn texts_fit(texts: Texts<'_>) -> Result<(), Unstorable> {
    texts.iter().try_for_each(|(column, length, text)| match text {
        Some(text) => text_fits(column, length, text),
        None => Ok(()),
    })
}

pub(crate) fn text_fits(
    column: &'static str,
    length: &RangeInclusive<usize>,
    text: &str,
) -> Result<(), Unstorable> {
    let refuse = |flaw| Err(Unstorable { column, flaw });
    // Most are shorter in bytes, too, and need not be counted.
    let is_too_long = || text.len() > *length.end() && text.chars().count() > *length.end();
    match text {
        text if text.contains('\0') => refuse(Flaw::Nul),
        "" if !length.contains(&0) => refuse(Flaw::No("a text that is not empty")),
        _ if is_too_long() => refuse(Flaw::LongerThan(*length.end())),
        _ => Ok(()),
    }
}

/// What looks otherwise than a text of this column must.
pub(crate) fn text_is(
    column: &'static str,
    is_so: fn(&str) -> bool,
    expected: &'static str,
    text: Option<&str>,
) -> Result<(), Unstorable> {
    if text.is_none_or(is_so) { Ok(()) } else { Err(Unstorable { column, flaw: Flaw::No(expected) }) }
}

/// What zod 3 takes for a URL.
pub(crate) fn is_url(text: &str) -> bool {
    Url::parse(text).is_ok()
}

/// Objects of `jsonb` columns.
pub(crate) fn objects_fit(objects: &[(&'static str, &Map<String, Value>)]) -> Result<(), Unstorable> {
    objects.iter().try_for_each(|(column, object)| no_nul(column, object_has_nul(object)))
}

/// The same of what has a shape of its own.
pub(crate) fn shape_fits(column: &'static str, shape: &impl Serialize) -> Result<(), Unstorable> {
    no_nul(column, serde_json::to_value(shape).is_ok_and(|value| has_nul(&value)))
}

fn no_nul(column: &'static str, has_nul: bool) -> Result<(), Unstorable> {
    if has_nul { Err(Unstorable { column, flaw: Flaw::Nul }) } else { Ok(()) }
}

fn object_has_nul(object: &Map<String, Value>) -> bool {
    object.iter().any(|(key, value)| key.contains('\0') || has_nul(value))
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(members) => object_has_nul(members),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// PostgreSQL: the earliest and the latest `timestamptz`, in milliseconds since 1970. (4713 BC and 294276 AD.)
const EARLIEST: f64 = -210_866_803_200_000.0;
const LATEST: f64 = 9_224_318_015_999_999.0;

/// Milliseconds since 1970 as a `timestamptz` column takes them, and Logto reads them: whole.
#[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
pub(crate) fn column_time(millis: f64) -> Result<UnixMillis, Unstorable> {
    if (EARLIEST..=LATEST).contains(&millis) {
        Ok(UnixMillis(millis.round() as i64))
    } else {
        let flaw = Flaw::No("a time that a database holds, in milliseconds since 1970");
        Err(Unstorable { column: "", flaw })
    }
}

/// A character in lower case as PostgreSQL's `lower` has it: each by itself, and one for one.
pub(crate) fn lower(char: char) -> char {
    if char.is_ascii() {
        return char.to_ascii_lowercase();
    }
    let mut lower = char.to_lowercase();
    if lower.len() == 1 { lower.next().unwrap_or(char) } else { char }
}

/// A text in lower case, as PostgreSQL has it.
pub(crate) fn lower_case(text: &str) -> String {
    text.chars().map(lower).collect()
}
