use std::collections::BTreeMap;
use std::fmt::Write;

use clap::Args;
use serde::Deserialize;

use super::exit::{Exit, Refusal};
use super::output;

pub(super) const EXAMPLES: &str = "\
  logto-mock vectors
  logto-mock vectors --json > verify.json";

/// A link to the file that this project's own tests read; packing the crate puts the file itself in its place.
const FILE: &str = include_str!("../../vectors.json");

/// Prints what hostile and broken peers send and what must come of it, to judge a verifier of your own
///
/// A case names the keys of the verifier, the header, the body, and what is expected: `event` and ids, or the code of
/// the refusal. The body is a list of pairs: bytes in Base64, and how often they are repeated. A case with
/// `"system": "platform"` is of the platform, whose header is X-Webhook-Signature; all others are of Logto.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Prints the whole file instead of how many cases there are of what
    #[arg(long)]
    json: bool,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    cases: Vec<Case<'a>>,
}

#[derive(Deserialize)]
struct Case<'a> {
    name: &'a str,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    if options.json {
        output::print_exactly(FILE.as_bytes())?;
    } else {
        output::print(summary())?;
    }
    Ok(Exit::Success)
}

fn summary() -> String {
    let file: File<'_> = serde_json::from_str(FILE).expect("the file is part of the crate: a test reads it");
    let mut groups = BTreeMap::new();
    for Case { name } in &file.cases {
        let group = name.split_once('/').map_or(*name, |(group, _)| group);
        *groups.entry(group).or_insert(0) += 1;
    }
    let mut summary = format!("{} cases; --json prints them:", file.cases.len());
    for (group, count) in groups {
        let _ = write!(summary, "\n  {group:<20}{count:>5}");
    }
    summary
}
