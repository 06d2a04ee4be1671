use std::sync::Arc;

use logto_webhook::logto::EventName::PostSignInAdaptiveMfaTriggered;
use logto_webhook::logto::{AdaptiveMfaRule, Interaction};
use logto_webhook::{Timestamp, UnixMillis};
use serde::Serialize;
use serde_json::value::RawValue;

use super::Scene;
use super::scene::may_enter;
use crate::change::{members, raw};
use crate::reply::Reply;
use crate::store::users::User;

/// A sign-in looks unusual: it is stopped until the user gives a second factor, and the user stays as it was.
pub(super) fn stop(
    scene: &mut Scene<'_>,
    rules: Option<Vec<&'static AdaptiveMfaRule>>,
) -> Result<Arc<User>, Reply> {
    let user = scene.user()?;
    may_enter(&user)?;
    let rules = rules.unwrap_or_else(|| vec![&AdaptiveMfaRule::UntrustedIp]);
    let result = AdaptiveMfaResult {
        requires_mfa: true,
        triggered_rules: rules.into_iter().map(|rule| TriggeredRule::of(rule, scene.call.at)).collect(),
    };
    let own = members([("adaptiveMfaResult", raw(&result))]);
    let stopped = scene.flow.interaction(PostSignInAdaptiveMfaTriggered, &Interaction::SignIn, &user, own);
    scene.tell(stopped);
    Ok(user)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AdaptiveMfaResult {
    requires_mfa: bool,
    triggered_rules: Vec<TriggeredRule>,
}

#[derive(Serialize)]
struct TriggeredRule {
    rule: &'static AdaptiveMfaRule,
    details: Box<RawValue>,
}

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

impl TriggeredRule {
    /// With an example of what a Logto finds, and its thresholds. What it finds of an address was measured.
    fn of(rule: &'static AdaptiveMfaRule, now: UnixMillis) -> Self {
        let at = |before: i64| now.0 - before;
        let time = |before: i64| Timestamp::from_unix_millis(at(before)).to_string();
        let details = match rule {
            AdaptiveMfaRule::NewCountry => format!(
                r#"{{"currentCountry":"FR","windowDays":180,"recentCountries":[{{"country":"US","lastSignInAt":{}}}]}}"#,
                at(DAY)
            ),
            AdaptiveMfaRule::GeoVelocity => format!(
                concat!(
                    r#"{{"previous":{{"country":{{"country":"US","lastSignInAt":{}}},"at":"{}"}},"#,
                    r#""current":{{"country":"JP","city":"Tokyo","at":"{}"}},"#,
                    r#""distanceKm":10800,"durationHours":2,"speedKmh":5400,"thresholdKmh":900}}"#
                ),
                at(2 * HOUR),
                time(2 * HOUR),
                time(0)
            ),
            AdaptiveMfaRule::LongInactivity => {
                format!(r#"{{"lastSignInAt":"{}","inactivityDays":81,"thresholdDays":30}}"#, time(81 * DAY))
            }
            _ => r#"{"signals":{"botScore":10},"matchedSignals":["botScore<30"]}"#.to_owned(),
        };
        Self { rule, details: RawValue::from_string(details).expect("what stands above is JSON") }
    }
}
