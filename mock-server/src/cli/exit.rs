//! THE table of exit codes, and how a subcommand says why it ends with one.

use std::fmt::Write;
use std::io;
use std::process::ExitCode;

/// Expands the table: the enum, and what the help tells of each.
macro_rules! exits {
    ($($(#[$doc:meta])* $exit:ident = $code:literal, $meaning:literal;)*) => {
        /// What the program ends with.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Exit { $($(#[$doc])* $exit = $code,)* }

        impl Exit {
            const MEANINGS: &'static [(Exit, &'static str)] = &[$((Exit::$exit, $meaning),)*];
        }
    };
}

exits! {
    /// All went well. A mock that is stopped by a signal ends so, with everything under way ended or aborted.
    Success = 0, "all is well; a server was stopped by SIGINT or SIGTERM";
    /// What was to be proved is not so, or something failed that is none of the below.
    Failed = 1, "an expectation failed: a signature, a delivery, a write";
    /// clap's own number.
    Usage = 2, "the arguments make no sense";
    /// A port is taken, or a file cannot be read or written.
    CannotStart = 3, "cannot start: a port, a file or a command is not to be had";
    /// Nobody answers where something is sent to.
    Unreachable = 4, "the target of a delivery cannot be reached";
    /// Nobody answers where a mock should run, or another program does.
    NoMock = 5, "no logto-mock runs there";
    /// The number of `timeout`.
    TimedOut = 124, "waited too long";
    /// A second signal came while the first was being followed. The number that shells give to an interrupt.
    Interrupted = 130, "a second signal came before all was stopped";
}

impl Exit {
    /// The table as the help prints it.
    pub(super) fn table() -> String {
        let mut table = "Exit codes:".to_owned();
        for (exit, meaning) in Self::MEANINGS {
            let _ = write!(table, "\n  {:<5}{meaning}", *exit as u8);
        }
        table
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a subcommand did not do what it was asked for, for stderr, and what the program ends with.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) Exit, pub(super) String);

impl Refusal {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self(Exit::Usage, message.into())
    }
}

pub(super) fn failed(what: &str, error: &io::Error) -> Refusal {
    Refusal(Exit::Failed, format!("{what}: {error}"))
}

pub(super) fn cannot_start(what: &str, error: &io::Error) -> Refusal {
    Refusal(Exit::CannotStart, format!("{what}: {error}"))
}
