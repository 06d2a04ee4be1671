use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::exit::{Exit, Refusal};

/// A file that is there while the mock is ready. Dropped, it is gone.
#[derive(Debug)]
pub(super) struct ReadyFile(PathBuf);

impl ReadyFile {
    /// Writes it beside its place and then puts it there, so that nobody ever reads half of it.
    pub(super) fn write(path: &Path, text: &str) -> Result<Self, Refusal> {
        let written = beside(path).and_then(|temporary| {
            let put = write_private(&temporary, text).and_then(|()| fs::rename(&temporary, path));
            put.inspect_err(|_| drop(fs::remove_file(&temporary)))
        });
        let this = Self(path.to_owned());
        written.map(|()| this).map_err(|error| {
            Refusal(
                Exit::CannotStart,
                format!("--ready-file {}: cannot write there: {error}", path.display()),
            )
        })
    }
}

/// A process has a name of its own for it.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let mut name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    Ok(path.with_file_name(name))
}

/// For the owner's eyes only: it holds a secret and keys.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Somebody else may have removed it.
        let _ = fs::remove_file(&self.0);
    }
}
