//! Any text is a time or none, the same time that jiff reads; and any time can be written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use logto_webhook::Timestamp;

/// The years 0 to 9999, which four digits can say.
const SAYABLE: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

fn agrees_with_jiff(text: &str) {
    let Ok(read) = text.parse::<Timestamp>() else { return };
    assert_eq!(read.as_str(), text);
    assert!(SAYABLE.contains(&read.unix_millis()));
    // jiff's own range ends a day before the year 9999 does.
    if let Ok(judged) = text.parse::<jiff::Timestamp>() {
        let millis = judged.as_nanosecond().div_euclid(1_000_000);
        assert_eq!(i128::from(read.unix_millis()), millis);
    } else {
        assert!(text.starts_with("9999-12-3"), "jiff does not read {text}");
    }
}

fn can_be_written(unix_millis: i64) {
    let made = Timestamp::from_unix_millis(unix_millis);
    assert_eq!(made.unix_millis(), unix_millis);
    if SAYABLE.contains(&unix_millis) {
        agrees_with_jiff(made.as_str());
        assert_eq!(made.as_str().parse(), Ok(made));
    }
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        agrees_with_jiff(text);
    }
    if let Some(number) = bytes.first_chunk() {
        let unix_millis = i64::from_le_bytes(*number);
        can_be_written(unix_millis);
        // Most numbers lie far outside the calendar.
        can_be_written(unix_millis % *SAYABLE.end());
    }
});
