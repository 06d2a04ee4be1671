//! The `logto-mock` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    logto_mock::cli::run(std::env::args_os())
}
