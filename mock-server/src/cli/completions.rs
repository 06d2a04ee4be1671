use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::exit::{Exit, Refusal};
use super::{Arguments, output};

pub(super) const EXAMPLES: &str = "\
  logto-mock completions bash > /etc/bash_completion.d/logto-mock
  logto-mock completions zsh > \"${fpath[1]}/_logto-mock\"
  logto-mock completions fish > ~/.config/fish/completions/logto-mock.fish";

/// Prints a script that completes commands and options in a shell
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Whose script
    shell: Shell,
}

pub(super) fn run(options: &Options) -> Result<Exit, Refusal> {
    let mut script = Vec::new();
    generate(options.shell, &mut Arguments::command(), "logto-mock", &mut script);
    output::print_exactly(&script)?;
    Ok(Exit::Success)
}
