//! THE retry rule.

use std::time::Duration;

use crate::config::{FIRST_RETRY_DELAY, Profile};

/// How long to wait before the next attempt, or `None` where the one just made was the last.
///
/// `made` counts the attempts so far, `status` is what the last one was answered with, if it was answered. Only an
/// answer of 500 to 599 is worth another attempt; no time limit, no lost connection and no `Retry-After` is.
pub(super) fn delay(profile: Profile, retries: f64, made: u32, status: Option<u16>) -> Option<Duration> {
    let worth_another = match profile {
        Profile::Documented => matches!(status, Some(500..=599)),
        Profile::Logto142 => false,
    };
    // ky compares the number of the retry with the limit as they are: 1.5 retries are one.
    (worth_another && f64::from(made) <= retries).then(|| FIRST_RETRY_DELAY * 2u32.pow(made - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The delays until the rule says stop, where every attempt ends the same way.
    fn delays(profile: Profile, retries: f64, status: Option<u16>) -> Vec<u128> {
        (1..).map_while(|made| delay(profile, retries, made, status)).map(|delay| delay.as_millis()).collect()
    }

    #[test]
    fn the_documented_profile_retries_5xx_and_nothing_else() {
        for status in [500, 501, 502, 503, 504, 599] {
            assert_eq!(delays(Profile::Documented, 3.0, Some(status)), [300, 600, 1200], "{status}");
        }
        for status in [200, 204, 301, 302, 304, 307, 400, 401, 404, 408, 413, 418, 429, 499, 600] {
            assert_eq!(delays(Profile::Documented, 3.0, Some(status)), [0; 0], "{status}");
        }
        assert_eq!(delays(Profile::Documented, 3.0, None), [0; 0], "timeouts and lost connections");
    }

    #[test]
    fn the_hook_says_how_often() {
        for (retries, expected) in [
            (0.0, &[][..]),
            (0.5, &[]),
            (1.0, &[300]),
            (1.5, &[300]),
            (2.0, &[300, 600]),
            (3.0, &[300, 600, 1200]),
        ] {
            assert_eq!(delays(Profile::Documented, retries, Some(500)), expected, "{retries}");
        }
    }

    #[test]
    fn released_servers_never_retry() {
        for status in [Some(500), Some(503), Some(404), Some(200), None] {
            assert_eq!(delays(Profile::Logto142, 3.0, status), [0; 0], "{status:?}");
        }
    }
}
