use std::time::{Duration, SystemTime};

use logto_webhook::{Code, SigningKey, Timestamp, UnixMillis, Webhook, Window};
use proptest::prelude::*;

use crate::{code_of, config, signing_key};

/// The years 0 to 9999, which four digits can say.
const SAYABLE: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

/// A delivery that was made at some time, and a verifier with a window.
struct Late {
    key: SigningKey,
    body: String,
    window: Window,
}

impl Late {
    fn new(created_at: &str, past: u64, future: u64) -> Self {
        let body = serde_json::json!({ "event": "PostSignIn", "createdAt": created_at }).to_string();
        let window = Window::new(Duration::from_millis(past), Duration::from_millis(future));
        Self { key: signing_key("key"), body, window }
    }

    fn verdict_at(&self, now: SystemTime) -> Option<Code> {
        let header = self.key.sign(&self.body).to_string();
        let webhook = Webhook::new(self.key.clone()).with_window(self.window);
        let later = code_of(webhook.verify_received_at(&header, self.body.as_str(), now));
        let at_once = code_of(webhook.with_clock(move || now).verify(&header, self.body.as_str()));
        assert_eq!(at_once, later, "both lay the window in the same way");
        at_once
    }
}

fn at(unix_millis: i64) -> SystemTime {
    UnixMillis(unix_millis).to_system_time()
}

/// How wide a window is to one side, in milliseconds: mostly minutes, at most a hundred years.
fn width() -> impl Strategy<Value = u64> {
    prop_oneof![0..=1_u64, 0..=600_000_u64, 0..=3_155_760_000_000_u64]
}

fn signed(millis: u64) -> i64 {
    i64::try_from(millis).expect("a width is at most a hundred years")
}

const OUT: Option<Code> = Some(Code::TimestampOutOfWindow);

proptest! {
    #![proptest_config(config())]

    #[test]
    fn both_edges_belong_to_the_window_and_the_next_millisecond_does_not(made in SAYABLE, past in width(), future in width()) {
        let late = Late::new(Timestamp::from_unix_millis(made).as_str(), past, future);
        prop_assert_eq!(late.verdict_at(at(made)), None);
        prop_assert_eq!(late.verdict_at(at(made + signed(past))), None);
        prop_assert_eq!(late.verdict_at(at(made + signed(past) + 1)), OUT);
        prop_assert_eq!(late.verdict_at(at(made - signed(future))), None);
        prop_assert_eq!(late.verdict_at(at(made - signed(future) - 1)), OUT);
    }

    #[test]
    fn a_delivery_is_accepted_if_its_age_lies_in_the_window(made in SAYABLE, now in SAYABLE, past in width(), future in width()) {
        let late = Late::new(Timestamp::from_unix_millis(made).as_str(), past, future);
        let is_in = (made - signed(future)..=made + signed(past)).contains(&now);
        prop_assert_eq!(late.verdict_at(at(now)), OUT.filter(|_| !is_in));
    }

    #[test]
    fn the_widest_window_holds_every_time(made in SAYABLE, now: i64) {
        let late = Late { window: Window::new(Duration::MAX, Duration::MAX), ..Late::new(Timestamp::from_unix_millis(made).as_str(), 0, 0) };
        prop_assert_eq!(late.verdict_at(at(now)), None);
    }

    #[test]
    fn a_time_that_cannot_be_read_is_out_of_every_window(created_at: String, now in SAYABLE) {
        prop_assume!(created_at.parse::<Timestamp>().is_err());
        prop_assert_eq!(Late::new(&created_at, 0, 0).verdict_at(at(now)), OUT);
    }

    #[test]
    fn a_timestamp_that_was_made_is_read_as_the_same(unix_millis in SAYABLE) {
        let made = Timestamp::from_unix_millis(unix_millis);
        let read: Timestamp = made.as_str().parse().expect("what was made can be read");
        prop_assert_eq!(&read, &made);
        prop_assert_eq!(read.unix_millis(), unix_millis);
        prop_assert_eq!(UnixMillis::from(read.to_system_time()), UnixMillis(unix_millis));
    }

    #[test]
    fn later_times_have_later_texts(one in SAYABLE, other in SAYABLE) {
        let text = |unix_millis| Timestamp::from_unix_millis(unix_millis).to_string();
        prop_assert_eq!(text(one).cmp(&text(other)), one.cmp(&other));
    }

    #[test]
    fn a_timestamp_keeps_its_text(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z") {
        let Ok(read) = text.parse::<Timestamp>() else { return Ok(()) };
        prop_assert_eq!(read.as_str(), &text);
        let again = Timestamp::from_unix_millis(read.unix_millis());
        prop_assert_eq!(&again.as_str()[..19], &text[..19]);
    }

    #[test]
    fn any_text_is_a_time_or_none(text: String) {
        prop_assert!(text.parse::<Timestamp>().is_ok_and(|read| read.as_str() == text) || text.parse::<Timestamp>().is_err());
    }
}
