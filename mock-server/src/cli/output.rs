//! What is printed, and what is read from stdin.

use std::fmt::Display;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::exit::{Refusal, cannot_start, failed};

pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default();
pub(super) const DIM: Style = Style::new().dimmed();

/// Prints a text and a newline. Colours are dropped where stdout is no terminal, or `NO_COLOR` is set.
pub(super) fn print(text: impl Display) -> Result<(), Refusal> {
    let mut stdout = anstream::stdout().lock();
    written(writeln!(stdout, "{text}").and_then(|()| stdout.flush()))
}

/// Prints one line of JSON.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), Refusal> {
    print_exactly(format!("{}\n", json(value)).as_bytes())
}

/// Prints these bytes and nothing else.
pub(super) fn print_exactly(bytes: &[u8]) -> Result<(), Refusal> {
    let mut stdout = io::stdout().lock();
    written(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("all keys are texts")
}

/// Who has read enough, as `head`, closes the pipe.
fn written(result: io::Result<()>) -> Result<(), Refusal> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(failed("cannot write to stdout", &error))
        }
        _ => Ok(()),
    }
}

/// All of stdin, byte for byte.
pub(super) fn stdin() -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map_err(|error| failed("cannot read stdin", &error))?;
    Ok(bytes)
}

/// A file, or stdin where it is called `-`.
pub(super) fn file_or_stdin(path: &Path) -> Result<Vec<u8>, Refusal> {
    if path == Path::new("-") {
        return stdin();
    }
    fs::read(path).map_err(|error| cannot_start(&format!("cannot read {}", path.display()), &error))
}

/// A text that came from elsewhere, without what would command the terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char }).collect()
}
