//! What PostgreSQL's columns do not take, though Logto's schema lets it through: its server then answers 500.

use logto_webhook::UnixMillis;
use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Number;

use crate::config::TENANT;

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

/// Reads a time of a state.
pub(super) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<UnixMillis, D::Error> {
    let expected = || D::Error::custom("no time that a database holds, expected milliseconds since 1970");
    let millis = Number::deserialize(deserializer)?.as_f64().ok_or_else(expected)?;
    column_time(millis).map_err(|_| expected())
}

/// The same where there may be none.
pub(super) fn time_or_none<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<UnixMillis>, D::Error> {
    struct Time(UnixMillis);
    impl<'de> Deserialize<'de> for Time {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            time(deserializer).map(Self)
        }
    }
    let time = Option::<Time>::deserialize(deserializer)?;
    Ok(time.map(|Time(time)| time))
}

/// The tenant of a row of a state: there is only one.
pub(super) fn tenant() -> &'static str {
    TENANT
}

/// Neither a text nor a `jsonb` column takes a NUL.
pub(crate) fn column_text(text: &str) -> Result<(), Unstorable> {
    if text.contains('\0') { Err(Unstorable) } else { Ok(()) }
}
