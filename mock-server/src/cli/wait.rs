use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::control::{Control, MockOption, millis};
use super::exit::{Exit, Refusal};
use super::{deliveries, output, runtime, values};
use crate::config::{DEFAULT_WAIT, LONGEST_WAIT};
use crate::system::System;

pub(super) const EXAMPLES: &str = "\
  logto-mock wait User.Created
  logto-mock wait User.Data.Updated --hook HOOK_ID --state succeeded --body /data/username=ada --times 2
  logto-mock wait User.Deleted --times 0
  logto-mock wait user.created --system platform
  logto-mock wait --idle";

/// Waits until a running mock has delivered something, or has nothing under way
///
/// What was delivered before counts. It ends with 124 where the time is over, and says what came instead; with 1 where
/// `--times 0` was asked for and something came.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The event; any without it
    event: Option<String>,

    /// Whose webhooks they are; those of both systems without it, unless an event is named
    #[arg(long, value_name = "SYSTEM")]
    system: Option<System>,

    #[command(flatten)]
    mock: MockOption,

    /// To this hook or webhook
    #[arg(long, value_name = "HOOK_ID")]
    hook: Option<String>,

    /// That ended so
    #[arg(long)]
    state: Option<State>,

    /// With this value at a JSON Pointer of the body, as /data/username=ada; may be given several times
    #[arg(long, value_name = "POINTER=VALUE", value_parser = values::member)]
    body: Vec<(String, Value)>,

    /// How many; 0 waits until nothing is under way, and then there may be none
    #[arg(long, value_name = "N", conflicts_with = "idle")]
    times: Option<usize>,

    /// Waits until nothing is under way, and prints what waits for the clock
    #[arg(long)]
    idle: bool,

    /// How long, as 500ms or 10s, a minute at most [default: 5s]
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    timeout: Option<Duration>,

    /// Prints one line of JSON: the deliveries
    #[arg(long)]
    json: bool,
}

/// How a delivery can have ended.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Succeeded,
    Failed,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    let limit = options.timeout.unwrap_or(DEFAULT_WAIT).min(LONGEST_WAIT);
    let path = if options.idle { "/idle" } else { "/wait" };
    let waiting = async { Control::of(&options.mock)?.wait(path, &options.body_of_call(limit), limit).await };
    let found = runtime()?.block_on(waiting)?;
    if options.json {
        output::print_json(&found)?;
    } else if !found.is_empty() {
        output::print(deliveries::lines(&found))?;
    }
    Ok(Exit::Success)
}

impl Options {
    fn body_of_call(&self, limit: Duration) -> Value {
        let state = self.state.map(|state| match state {
            State::Succeeded => "succeeded",
            State::Failed => "failed",
        });
        let members: Map<_, _> = self.body.iter().cloned().collect();
        json!({
            "system": self.system, "event": self.event, "hookId": self.hook, "state": state, "body": members,
            "times": self.times, "timeoutMs": millis(limit),
        })
    }
}
