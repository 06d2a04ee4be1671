//! The times of the platform: texts in RFC 3339, in whole seconds.

use logto_webhook::{Timestamp, UnixMillis};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A time as the platform keeps it. What is finer is cut off, and so is what RFC 3339 has no year for.
pub(crate) fn whole_seconds(time: UnixMillis) -> UnixMillis {
    UnixMillis(time.0.clamp(YEAR_0, END_OF_YEAR_9999).div_euclid(1000) * 1000)
}

/// The same as its text.
pub(crate) fn rfc3339(time: UnixMillis) -> Timestamp {
    Timestamp::from_unix_seconds(whole_seconds(time).0.div_euclid(1000))
}

const YEAR_0: i64 = -62_167_219_200_000;
const END_OF_YEAR_9999: i64 = 253_402_300_799_000;

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
pub(crate) fn serialize<S: Serializer>(time: &UnixMillis, serializer: S) -> Result<S::Ok, S::Error> {
    rfc3339(*time).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<UnixMillis, D::Error> {
    let time: Result<Timestamp, _> = String::deserialize(deserializer)?.parse();
    let time = time.map_err(|_| D::Error::custom("no time, expected one in UTC as 2023-06-21T09:15:30Z"))?;
    Ok(whole_seconds(UnixMillis(time.unix_millis())))
}

/// The same where there may be none.
pub(crate) mod or_none {
    use logto_webhook::UnixMillis;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Second(#[serde(with = "super")] UnixMillis);

    #[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
    pub(crate) fn serialize<S: Serializer>(
        time: &Option<UnixMillis>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(Second).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<UnixMillis>, D::Error> {
        let time = Option::<Second>::deserialize(deserializer)?;
        Ok(time.map(|Second(time)| time))
    }
}
