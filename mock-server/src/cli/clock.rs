use std::time::Duration;

use clap::Args;

use super::control::{Control, MockOption};
use super::exit::{Exit, Refusal};
use super::output::{self, DIM};
use super::{runtime, values};

pub(super) const EXAMPLES: &str = "\
  logto-mock clock
  logto-mock clock --advance 24h";

/// Tells the time of a running mock, or moves it on
///
/// It can be moved where the mock was started with `--clock manual` or `--clock auto`.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    mock: MockOption,

    /// Moves it on by so much, as 500ms, 10s, 5m, 24h or 7d; what is due by then happens now
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    advance: Option<Duration>,

    /// Prints one line of JSON: mode, now, and how many deliveries wait for it
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    let reading = async { Control::of(&options.mock)?.clock(options.advance).await };
    let clock = runtime()?.block_on(reading)?;
    if options.json {
        output::print_json(&clock)?;
    } else {
        let text = |member: &str| output::printable(clock[member].as_str().unwrap_or_default());
        let (now, mode, waiting) = (text("now"), text("mode"), &clock["waiting"]);
        output::print(format!("{now} {DIM}{mode}, {waiting} waiting{DIM:#}"))?;
    }
    Ok(Exit::Success)
}
