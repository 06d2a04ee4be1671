//! What PostgreSQL's columns do not take, though Logto's schema lets it through: its server then answers 500.

use logto_webhook::UnixMillis;

/// A value that no column takes.
#[derive(Debug)]
pub(crate) struct Unstorable;

/// PostgreSQL: the earliest and the latest `timestamptz`, in milliseconds since 1970. (4713 BC and 294276 AD.)
const EARLIEST: f64 = -210_866_803_200_000.0;
const LATEST: f64 = 9_224_318_015_999_999.0;

/// Milliseconds since 1970 as a `timestamptz` column takes them, and Logto reads them: whole.
#[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
pub(crate) fn column_time(millis: f64) -> Result<UnixMillis, Unstorable> {
    if (EARLIEST..=LATEST).contains(&millis) {
        Ok(UnixMillis(millis.round() as i64))
    } else {
        Err(Unstorable)
    }
}

/// Neither a text nor a `jsonb` column takes a NUL.
pub(crate) fn column_text(text: &str) -> Result<(), Unstorable> {
    if text.contains('\0') { Err(Unstorable) } else { Ok(()) }
}

/// A character in lower case as PostgreSQL's `lower` has it: each by itself, and one for one.
pub(crate) fn lower(char: char) -> char {
    let mut lower = char.to_lowercase();
    if lower.len() == 1 { lower.next().unwrap_or(char) } else { char }
}

/// A text in lower case, as PostgreSQL has it.
pub(crate) fn lower_case(text: &str) -> String {
    text.chars().map(lower).collect()
}
