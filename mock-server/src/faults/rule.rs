use std::num::NonZeroU64;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

use super::{ApiFault, Fault};
use crate::system::{EventName, System};

/// When a fault strikes: the next delivery, unless it says something else.
///
/// What it is not for is not counted: the third delivery of a rule for one hook is the third to that hook. What
/// Logto's *Send test payload* button sends is never struck.
///
/// ```
/// use logto_mock::{Config, Fault, FaultRule, MockLogto};
/// use logto_webhook::logto::EventName;
///
/// let mock = MockLogto::new(Config::default());
/// mock.fault(FaultRule::new(Fault::BodyChanged));
/// mock.fault(FaultRule::new(Fault::ConnectionReset).for_event(EventName::UserCreated).every(3).attempts([1]));
/// assert_eq!(mock.faults()[0]["struck"], 0);
/// mock.clear_faults();
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultRule {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<Fault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) api: Option<ApiFault>,
    #[serde(default)]
    pub(super) when: When,
    /// How often it strikes at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) times: Option<NonZeroU64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) system: Option<System>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hook_id: Option<String>,
    #[serde(default, deserialize_with = "event", skip_serializing_if = "Option::is_none")]
    pub(super) event: Option<EventName>,
    /// The attempts in which it shows; none for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) attempts: Vec<u32>,
}

/// Which of those that a rule is for it strikes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum When {
    #[default]
    Next,
    Nth(NonZeroU64),
    Every(NonZeroU64),
    Always,
    /// Each with this probability.
    Chance(f64),
}

impl FaultRule {
    /// The next delivery goes wrong in this way.
    pub fn new(fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::of_nothing() }
    }

    /// The next call of an API, Logto's or the platform's, goes wrong in this way.
    pub fn of_api(fault: ApiFault) -> Self {
        Self { api: Some(fault), ..Self::of_nothing() }
    }

    fn of_nothing() -> Self {
        let (when, attempts) = (When::Next, Vec::new());
        Self { fault: None, api: None, when, times: None, system: None, hook_id: None, event: None, attempts }
    }

    /// Strikes each.
    #[must_use]
    pub fn always(self) -> Self {
        Self { when: When::Always, ..self }
    }

    /// Strikes the nth from now on, counted from 1.
    #[must_use]
    pub fn nth(self, number: u64) -> Self {
        Self { when: When::Nth(at_least_one(number)), ..self }
    }

    /// Strikes every nth.
    #[must_use]
    pub fn every(self, number: u64) -> Self {
        Self { when: When::Every(at_least_one(number)), ..self }
    }

    /// Strikes each with this probability, from 0 to 1. With a [seed](crate::Config::seed) the same ones in each run.
    #[must_use]
    pub fn chance(self, probability: f64) -> Self {
        let probability = if probability.is_nan() { 0.0 } else { probability.clamp(0.0, 1.0) };
        Self { when: When::Chance(probability), ..self }
    }

    /// Strikes so often at most. The next so many, unless it is said which.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(at_least_one(times)), ..self }
    }

    /// Is for the deliveries of one system, instead of both.
    #[must_use]
    pub fn for_system(self, system: System) -> Self {
        Self { system: Some(system), ..self }
    }

    /// Is for the deliveries to one hook or webhook.
    #[must_use]
    pub fn for_hook(self, id: impl Into<String>) -> Self {
        Self { hook_id: Some(id.into()), ..self }
    }

    /// Is for the deliveries of one event.
    #[must_use]
    pub fn for_event(self, event: impl Into<EventName>) -> Self {
        Self { event: Some(event.into()), ..self }
    }

    /// Shows in these attempts of a delivery only, counted from 1, instead of in all.
    #[must_use]
    pub fn attempts(self, numbers: impl Into<Vec<u32>>) -> Self {
        Self { attempts: numbers.into(), ..self }
    }

    pub(crate) fn system(&self) -> Option<System> {
        self.system
    }

    pub(crate) fn hook_id(&self) -> Option<&str> {
        self.hook_id.as_deref()
    }

    /// What is wrong with it, if something is.
    pub(crate) fn mistake(&self) -> Option<&'static str> {
        let is_for_deliveries = self.system.is_some()
            || self.hook_id.is_some()
            || self.event.is_some()
            || !self.attempts.is_empty();
        match (&self.fault, &self.api, self.when) {
            (None, None, _) => Some("missing field `fault` or `api`"),
            (Some(_), Some(_), _) => {
                Some("expected one of `fault` and `api`, found both: make a rule of each")
            }
            (_, Some(_), _) if is_for_deliveries => Some(
                "`system`, `hookId`, `event` and `attempts` are of deliveries: give `path` or `method` inside `api`",
            ),
            (_, _, When::Chance(chance)) if !(0.0..=1.0).contains(&chance) => {
                Some("`chance` is a number from 0 to 1")
            }
            _ if self.attempts.contains(&0) => Some("`attempts` are counted from 1"),
            _ if self.attempts.len() > MOST_ATTEMPTS => Some("`attempts` has at most 16 numbers"),
            (_, Some(api), _) => api.mistake(),
            _ => None,
        }
    }
}

/// A delivery has four attempts at most, and each that is struck keeps the list.
const MOST_ATTEMPTS: usize = 16;

fn at_least_one(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN)
}

fn event<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<EventName>, D::Error> {
    let name = Option::<String>::deserialize(deserializer)?;
    let event = |name: String| {
        let of_logto = name.parse().map(EventName::Logto);
        of_logto.ok().or_else(|| name.parse().map(EventName::Platform).ok())
    };
    name.map(|name| event(name).ok_or_else(|| D::Error::custom("`event` is no event of either system")))
        .transpose()
}
