use std::path::PathBuf;

use clap::Args;

use super::control::{Control, MockOption};
use super::exit::{Exit, Refusal};
use super::{output, runtime};

pub(super) const EXAMPLES: &str = "\
  logto-mock state > state.json
  logto-mock state --load state.json
  logto-mock state --reset";

/// Prints what a running mock remembers, replaces it, or goes back to the beginning
///
/// It is all but the logs, keys and secrets too, as JSON that `serve --state` reads.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    mock: MockOption,

    /// Replaces it by what this file says; `-` is stdin
    #[arg(long, value_name = "FILE")]
    load: Option<PathBuf>,

    /// Goes back to what there was at the start, and forgets the logs
    #[arg(long, conflicts_with = "load")]
    reset: bool,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    let control = Control::of(&options.mock)?;
    runtime()?.block_on(async {
        if options.reset {
            control.reset().await?;
        } else if let Some(file) = &options.load {
            control.replace_state(output::file_or_stdin(file)?).await?;
        } else {
            output::print_exactly(&control.state().await?)?;
        }
        Ok(Exit::Success)
    })
}
