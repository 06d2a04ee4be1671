use std::fs;
use std::path::{Path, PathBuf};

use super::exit::{Refusal, cannot_start};
use super::private_file;

/// A file that is there while the mock is ready. Dropped, it is gone.
#[derive(Debug)]
pub(super) struct ReadyFile(PathBuf);

impl ReadyFile {
    pub(super) fn write(path: &Path, text: &str) -> Result<Self, Refusal> {
        let this = Self(path.to_owned());
        private_file::write(path, text).map(|()| this).map_err(|error| {
            cannot_start(&format!("--ready-file {}: cannot write there", path.display()), &error)
        })
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Somebody else may have removed it.
        let _ = fs::remove_file(&self.0);
    }
}
