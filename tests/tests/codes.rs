//! The codes are a contract: with the other languages, with whoever reads an endpoint's answer, and with the docs.

use logto_webhook::{Action, Code};

const TROUBLESHOOTING: &str = include_str!("../../sdk/TROUBLESHOOTING.md");
const README: &str = include_str!("../../README.md");

#[test]
fn the_strings_are_those_of_every_language() {
    let codes: Vec<_> = Code::ALL.iter().map(|code| (code.as_str(), code.http_status())).collect();
    assert_eq!(
        codes,
        [
            ("signing_key_empty", 500),
            ("signing_key_whitespace", 500),
            ("signing_keys_too_many", 500),
            ("retention_too_short", 500),
            ("namespace_empty", 500),
            ("redirected_delivery", 405),
            ("method_not_allowed", 405),
            ("body_encoded", 415),
            ("body_too_large", 413),
            ("body_incomplete", 400),
            ("body_already_parsed", 500),
            ("body_not_bytes", 500),
            ("body_already_read", 500),
            ("signature_missing", 401),
            ("signature_malformed", 401),
            ("signature_ambiguous", 401),
            ("signature_mismatch", 401),
            ("timestamp_out_of_window", 400),
            ("payload_invalid", 400),
            ("delivery_in_progress", 503),
            ("store_unavailable", 500),
            ("handler_failed", 500),
        ]
    );
}

#[test]
fn every_code_has_a_paragraph_that_says_its_status_and_who_acts() {
    for code in Code::ALL {
        let (_, paragraph) = TROUBLESHOOTING
            .split_once(&format!("## `{code}`\n"))
            .unwrap_or_else(|| panic!("{code} is missing"));
        let who = match code.action() {
            Action::FixConfiguration => "mend the configuration",
            Action::FixCode => "mend the code",
            Action::Refuse => "refuse",
            Action::Report => "report",
            Action::Retry => "retry",
            _ => unreachable!("a new action needs words"),
        };
        let beginning = format!("**{}, {who}.**", code.http_status());
        assert!(paragraph.trim_start().starts_with(&beginning), "{code}: expected {beginning}");
    }
}

#[test]
fn the_readme_lists_every_code_beside_its_status() {
    for code in Code::ALL {
        let row = README.lines().find(|line| line.starts_with('|') && line.contains(&format!("`{code}`")));
        assert!(
            row.is_some_and(|row| row.contains(&format!("| {} |", code.http_status()))),
            "{code}: {row:?}"
        );
    }
}
