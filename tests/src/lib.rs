//! What the tests share: where the fixtures are.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The README's examples run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// A file of JSON, and its name for messages.
#[derive(Debug)]
pub struct Fixture {
    /// The file's name.
    pub name: String,
    /// What stands in it.
    pub json: Value,
}

/// Every JSON file of a folder below `tests/fixtures`, in the order of the names.
///
/// # Panics
///
/// If there is none: a test over nothing proves nothing.
pub fn fixtures(folder: &str) -> Vec<Fixture> {
    let folder = tests_folder().join("fixtures").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    let fixtures: Vec<_> = paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| read_fixture(path))
        .collect();
    assert!(!fixtures.is_empty(), "{} has no fixtures", folder.display());
    fixtures
}

/// One file of JSON, by its path below `tests`.
///
/// # Panics
///
/// If it is not there, or no JSON.
pub fn fixture(path: &str) -> Fixture {
    read_fixture(&tests_folder().join(path))
}

fn read_fixture(path: &Path) -> Fixture {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Fixture { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), json }
}

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
