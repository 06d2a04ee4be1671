use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::exit::{Exit, Refusal, cannot_start, failed};
use super::private_file;
use crate::State;

/// Reads the file of `--state`.
pub(super) fn read(file: &Path) -> Result<State, Refusal> {
    let refuse = |reason: String| Refusal(Exit::CannotStart, format!("--state {}: {reason}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => "; leave `--state` out to begin without one",
            io::ErrorKind::InvalidData => "; expected JSON in UTF-8, save it so",
            _ => "",
        };
        refuse(format!("cannot read it: {error}{hint}"))
    })?;
    State::from_json(&text).map_err(|error| refuse(error.to_string()))
}

/// Where the state is written at the end.
pub(super) struct StateFile(PathBuf);

impl StateFile {
    /// Looks at once whether it can be: at the end that would be too late.
    pub(super) fn to_write(file: Option<PathBuf>) -> Result<Self, Refusal> {
        let unnamed = || {
            let message = "--save-state: expected a file, here or by `--state`, found none";
            Refusal(Exit::Usage, message.to_owned())
        };
        let file = file.ok_or_else(unnamed)?;
        // The name may be a link, which stays one.
        let file = fs::canonicalize(&file).unwrap_or(file);
        private_file::can_be_written(&file).map_err(|error| {
            cannot_start(&format!("--save-state {}: cannot write there", file.display()), &error)
        })?;
        Ok(Self(file))
    }

    pub(super) fn write(&self, state: &State) -> Result<(), Refusal> {
        let Self(file) = self;
        private_file::write(file, &state.to_json())
            .map_err(|error| failed(&format!("--save-state {}: cannot write it", file.display()), &error))
    }
}
