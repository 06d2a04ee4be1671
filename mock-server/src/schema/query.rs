//! What texts of a query mean.

/// Logto: `yes` of its essentials package.
pub(crate) fn yes(text: &str) -> bool {
    ["1", "true", "y", "yes"].contains(&text.to_lowercase().as_str())
}

/// What JavaScript's `Number` makes of a text; not a number where it makes none.
pub(crate) fn number(text: &str) -> f64 {
    let text = text.trim();
    match text.as_bytes() {
        [] => 0.0,
        [b'0', b'x' | b'X', ..] => digits(&text[2..], 16),
        [b'0', b'o' | b'O', ..] => digits(&text[2..], 8),
        [b'0', b'b' | b'B', ..] => digits(&text[2..], 2),
        // Rust reads more words than JavaScript does, in any case.
        _ if text.trim_start_matches(['+', '-']) == "Infinity" => text.parse().unwrap_or(f64::NAN),
        _ if text.contains(|char: char| char.is_alphabetic() && !matches!(char, 'e' | 'E')) => f64::NAN,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

fn digits(text: &str, radix: u32) -> f64 {
    if text.is_empty() {
        return f64::NAN;
    }
    let mut digits = text.chars().map(|digit| digit.to_digit(radix).map(f64::from));
    digits.try_fold(0.0, |number, digit| Some(number * f64::from(radix) + digit?)).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_by_javascript() {
        let numbers: [(&str, f64); 12] = [
            ("", 0.0),
            (" 12 ", 12.0),
            ("-1", -1.0),
            ("+1.5", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
            ("0x1F", 31.0),
            ("0b101", 5.0),
            ("0o17", 15.0),
            ("Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
        ];
        for (text, expected) in numbers {
            assert_eq!(number(text).to_bits(), expected.to_bits(), "{text}");
        }
        for text in ["abc", "inf", "nan", "NaN", "1_000", "0x", "0xg", "1e", "--1", "2020-01-01", "-0x1"] {
            assert!(number(text).is_nan(), "{text}");
        }
    }
}
