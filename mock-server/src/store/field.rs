//! How single fields of rows are read from a state. What is refused is told in words of ours: serde's quote the value.

use logto_webhook::logto::EventName;
use logto_webhook::{UnixMillis, platform};
use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Number;

use super::column_time;
use crate::config::{MOST_RETRIES, TENANT};

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

/// A name of an event, as a state has it.
struct Named(EventName);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?.parse();
        name.map(Self).map_err(|_| D::Error::custom("no event of Logto, expected a name as `User.Created`"))
    }
}

pub(super) fn one_event<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<EventName>, D::Error> {
    let event = Option::<Named>::deserialize(deserializer)?;
    Ok(event.map(|Named(name)| name))
}

pub(super) fn all_events<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<EventName>, D::Error> {
    let events = Vec::<Named>::deserialize(deserializer)?;
    Ok(events.into_iter().map(|Named(name)| name).collect())
}

/// What is named twice counts once, where it was named first.
pub(crate) fn each_once<T: PartialEq>(named: Vec<T>) -> Vec<T> {
    let mut once = Vec::with_capacity(named.len());
    for name in named {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

pub(super) fn platform_events<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<platform::EventName>, D::Error> {
    let unknown = |_| D::Error::custom("no event of the platform, expected a name as `user.created`");
    let names = Vec::<String>::deserialize(deserializer)?;
    let events = names.iter().map(|name| name.parse().map_err(unknown)).collect::<Result<_, _>>();
    events.map(each_once)
}

pub(super) fn few_retries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Number>, D::Error> {
    let retries = Option::<Number>::deserialize(deserializer)?;
    let range = 0.0..=f64::from(MOST_RETRIES);
    match &retries {
        Some(number) if !number.as_f64().is_some_and(|number| range.contains(&number)) => {
            Err(D::Error::custom(format!("too few or too many, expected 0 to {MOST_RETRIES}")))
        }
        _ => Ok(retries),
    }
}

pub(super) fn yes() -> bool {
    true
}
