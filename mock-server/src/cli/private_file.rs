//! Files that only their owner reads: they hold keys and secrets.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Makes a file that is not there yet.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Looks whether a file can be written here.
pub(super) fn can_be_written(path: &Path) -> io::Result<()> {
    let temporary = beside(path)?;
    create(&temporary)?;
    fs::remove_file(temporary)
}

/// Writes it beside its place and then puts it there, so that nobody ever reads half of it.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    let temporary = beside(path)?;
    let mut file = create(&temporary)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let put = written.and_then(|()| fs::rename(&temporary, path));
    put.inspect_err(|_| drop(fs::remove_file(&temporary)))
}

/// A process has a name of its own for it.
fn beside(path: &Path) -> io::Result<PathBuf> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut name = OsString::from(path.file_name().ok_or(io::ErrorKind::IsADirectory)?);
    name.push(format!(".{}.tmp", std::process::id()));
    Ok(path.with_file_name(name))
}
