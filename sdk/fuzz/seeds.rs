//! Writes what the fuzzers start from, into `corpus/` or the folder that is given: every payload that the crate
//! knows, and the times in them.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use logto_webhook::logto::EventName;
use logto_webhook::{Timestamp, testing};

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "corpus".into()));
    let now = Timestamp::from_unix_millis(1_787_314_569_123);
    let tests = EventName::ALL.iter().map(|name| testing::test_payload(*name, now.clone()).to_json());
    let events = testing::samples().iter().map(logto_webhook::logto::Event::to_json);
    write(&corpus.join("event"), events.chain(tests))?;

    let times = ["2026-08-21T12:16:09.123Z", "2024-02-29T23:59:59Z", "0000-01-01T00:00:00.000000001Z"];
    write(&corpus.join("timestamp"), times.map(str::to_owned).into_iter())?;
    Ok(())
}

fn write(folder: &Path, seeds: impl Iterator<Item = String>) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, seed) in seeds.enumerate() {
        fs::write(folder.join(format!("seed-{number:03}")), seed)?;
    }
    Ok(())
}
