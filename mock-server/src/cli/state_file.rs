use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::exit::{Exit, Refusal, failed};
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
        let this = Self(file);
        let began = this.begin().and_then(|_| fs::remove_file(this.beside()));
        began.map_err(|error| {
            let message = format!("--save-state {}: cannot write there: {error}", this.0.display());
            Refusal(Exit::CannotStart, message)
        })?;
        Ok(this)
    }

    /// Writes it beside the file and then puts it in its place, so that nobody ever reads half of it.
    pub(super) fn write(&self, state: &State) -> Result<(), Refusal> {
        let written = self.begin().and_then(|mut file| {
            file.write_all(state.to_json().as_bytes())?;
            file.sync_all()?;
            fs::rename(self.beside(), &self.0)
        });
        written.map_err(|error| {
            // It is of no use, and holds keys.
            let _ = fs::remove_file(self.beside());
            failed(&format!("--save-state {}: cannot write it", self.0.display()), &error)
        })
    }

    /// A file for the owner's eyes only: it will hold keys and secrets.
    fn begin(&self) -> io::Result<File> {
        if self.0.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.beside())
    }

    /// The file that becomes the one that is meant: another process has another.
    fn beside(&self) -> PathBuf {
        let mut name = self.0.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        self.0.with_file_name(name)
    }
}
