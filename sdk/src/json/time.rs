use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::object::decode_string;
use super::read::{Mismatch, Read};

/// When a payload was made, as its text says: RFC 3339 in UTC, as `2026-08-21T12:16:09.123Z`.
///
/// ```
/// use logto_webhook::Timestamp;
///
/// let at: Timestamp = "2026-08-21T12:16:09.123Z".parse().unwrap();
/// assert_eq!(at.unix_millis(), 1_787_314_569_123);
/// assert_eq!(Timestamp::from_unix_millis(1_787_314_569_123), at);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp {
    /// Kept beside the number: a payload written again must have the same text.
    text: Box<str>,
    unix_millis: i64,
}

impl Timestamp {
    /// Milliseconds since 1970 in UTC; finer digits are cut off.
    pub fn unix_millis(&self) -> i64 {
        self.unix_millis
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Makes the text that Logto would: UTC, with milliseconds. Meant for the years 0 to 9999.
    pub fn from_unix_millis(unix_millis: i64) -> Self {
        let text = format!("{}.{:03}Z", to_the_second(unix_millis), unix_millis.rem_euclid(1000));
        Self { text: text.into(), unix_millis }
    }

    /// Makes the text that the platform would: UTC, to the second. Meant for the years 0 to 9999.
    ///
    /// ```
    /// # use logto_webhook::Timestamp;
    /// assert_eq!(Timestamp::from_unix_seconds(1_687_338_930).as_str(), "2023-06-21T09:15:30Z");
    /// ```
    pub fn from_unix_seconds(unix_seconds: i64) -> Self {
        let unix_millis = unix_seconds.saturating_mul(1000);
        Self { text: format!("{}Z", to_the_second(unix_millis)).into(), unix_millis }
    }

    /// The time as the standard library has it.
    pub fn to_system_time(&self) -> SystemTime {
        UnixMillis(self.unix_millis).to_system_time()
    }
}

impl std::str::FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        let unix_millis = parse_rfc3339_utc(text).ok_or(ParseTimestampError)?;
        Ok(Self { text: text.into(), unix_millis })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl Read for Timestamp {
    const EXPECTED: &'static str = "a time in RFC 3339";

    fn read(json: &RawValue) -> Result<Self, Mismatch> {
        decode_string(json.get()).and_then(|text| text.parse().ok()).ok_or_else(|| Self::mismatch(json))
    }
}

/// A text that is no time of the form `2026-08-21T12:16:09.123Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseTimestampError;

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a time in UTC as 2026-08-21T12:16:09.123Z")
    }
}

impl std::error::Error for ParseTimestampError {}

/// A time inside an entity: milliseconds since 1970 in UTC, a number in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The time as the standard library has it. What the platform cannot hold becomes 1970.
    pub fn to_system_time(self) -> SystemTime {
        let distance = Duration::from_millis(self.0.unsigned_abs());
        let time =
            if self.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        time.unwrap_or(UNIX_EPOCH)
    }
}

impl From<SystemTime> for UnixMillis {
    fn from(time: SystemTime) -> Self {
        let whole_millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(since) => whole_millis(since),
            Err(before) => -whole_millis(before.duration()),
        })
    }
}

impl Serialize for UnixMillis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Read for UnixMillis {
    const EXPECTED: &'static str = i64::EXPECTED;

    fn read(json: &RawValue) -> Result<Self, Mismatch> {
        i64::read(json).map(Self)
    }
}

const DAY: i64 = 86_400_000;

/// `YYYY-MM-DDTHH:MM:SS[.fraction]Z`: what Logto sends (with milliseconds) and the platform (without).
fn parse_rfc3339_utc(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (&[_, _, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _], rest) =
        bytes.split_first_chunk::<19>()?
    else {
        return None;
    };
    let number = |from: usize, to: usize| digits(&bytes[from..to]);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let millis = match rest {
        b"Z" => 0,
        [b'.', fraction @ .., b'Z'] if fraction.len() <= 9 => millis_of_fraction(fraction)?,
        _ => return None,
    };
    let in_range = (1..=12).contains(&month) && hour < 24 && minute < 60 && second < 60;
    if !in_range || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    Some(days_from_civil(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1000 + millis)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

fn millis_of_fraction(fraction: &[u8]) -> Option<i64> {
    digits(fraction).filter(|_| !fraction.is_empty())?;
    let places = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(3).collect::<Vec<_>>();
    digits(&places)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `YYYY-MM-DDTHH:MM:SS`, in UTC.
fn to_the_second(unix_millis: i64) -> String {
    let (days, millis) = (unix_millis.div_euclid(DAY), unix_millis.rem_euclid(DAY));
    let (year, month, day) = civil_from_days(days);
    let (hour, minute, second) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Days since 1970 in the Gregorian calendar. Counting years from March puts the leap day last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The way back.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
