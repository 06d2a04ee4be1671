//! The same JSON in the spelling of other writers. The order of its keys stays, and so do its numbers.

use serde::de::IgnoredAny;

/// What stands between the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    /// Nothing, as JavaScript writes, and so Logto.
    Compact,
    /// A blank after each comma and colon, as Python writes.
    Blanks,
    /// A line for each, indented by so many blanks, as people read.
    Lines(usize),
}

/// JSON with its texts as JavaScript writes them; `None` where it is no JSON.
pub(super) fn respelled(json: &[u8], spacing: Spacing) -> Option<String> {
    let json = std::str::from_utf8(json).ok()?;
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let mut out = String::with_capacity(json.len());
    let mut depth = 0;
    let mut rest = json.trim_start();
    while let Some(first) = rest.chars().next() {
        let token = if first == '"' { text_of(rest) } else { &rest[..first.len_utf8()] };
        rest = rest[token.len()..].trim_start();
        match first {
            '"' => out.push_str(&as_javascript(token)),
            '{' | '[' => {
                out.push(first);
                depth += 1;
                if !rest.starts_with(['}', ']']) {
                    spacing.begin_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                if !out.ends_with(['{', '[']) {
                    spacing.begin_line(&mut out, depth);
                }
                out.push(first);
            }
            ',' => {
                out.push(first);
                spacing.after_comma(&mut out, depth);
            }
            ':' if spacing != Spacing::Compact => out.push_str(": "),
            other => out.push(other),
        }
    }
    Some(out)
}

impl Spacing {
    fn begin_line(self, out: &mut String, depth: usize) {
        if let Self::Lines(indent) = self {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent * depth));
        }
    }

    fn after_comma(self, out: &mut String, depth: usize) {
        match self {
            Self::Compact => {}
            Self::Blanks => out.push(' '),
            Self::Lines(_) => self.begin_line(out, depth),
        }
    }
}

/// The text at the beginning, with its quotes. What is read was found to be JSON, so it ends.
fn text_of(json: &str) -> &str {
    let mut escaped = false;
    let end = json.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(json, |end| &json[..end + 2])
}

/// PHP writes `\/`, Python `\u00e9`. What cannot be read, as half a pair, stays as it is.
fn as_javascript(token: &str) -> String {
    let text = serde_json::from_str::<String>(token).and_then(|text| serde_json::to_string(&text));
    text.unwrap_or_else(|_| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPACT: &str = r#"{"z":[1,2.50,{}],"a":{"b":"é/\n\"x"},"e":[]}"#;

    #[track_caller]
    fn written(json: &str, spacing: Spacing) -> String {
        respelled(json.as_bytes(), spacing).unwrap()
    }

    #[test]
    fn any_spelling_becomes_compact_with_its_order() {
        for json in [
            COMPACT,
            r#" { "z" : [ 1 , 2.50 , { } ] , "a" : { "b" : "\u00e9\/\n\"x" } , "e" : [ ] } "#,
            &written(COMPACT, Spacing::Blanks),
            &written(COMPACT, Spacing::Lines(2)),
        ] {
            assert_eq!(written(json, Spacing::Compact), COMPACT, "{json}");
        }
    }

    #[test]
    fn lines_and_blanks_are_as_others_write_them() {
        assert_eq!(
            written(r#"{"a":[1,{}],"b":2}"#, Spacing::Lines(2)),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": 2\n}"
        );
        assert_eq!(written(r#"{"a":[1,2],"b":{}}"#, Spacing::Blanks), r#"{"a": [1, 2], "b": {}}"#);
    }

    #[test]
    fn half_a_pair_stays() {
        assert_eq!(written(r#"["\ud800"]"#, Spacing::Compact), r#"["\ud800"]"#);
    }

    #[test]
    fn what_is_no_json_stays_unspelled() {
        for text in ["", "{", "{\"a\":1}}", "\"", "\u{feff}{}"] {
            assert_eq!(respelled(text.as_bytes(), Spacing::Compact), None, "{text}");
        }
        assert_eq!(respelled(b"\xff", Spacing::Compact), None);
    }
}
