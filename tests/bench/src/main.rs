//! `make bench`: how long a delivery takes, beside the peers that a reader would compare with, in one run.
//!
//! `deliveries.rs` makes the bodies, `peers.rs` does with other crates what the crate does. Each contest
//! (`contests.rs`; `adapters` for requests through the frameworks, `guard` for the replay guard, also in a Redis where
//! there is one, `mock` for the mock server as a program) runs its candidates in turns (`race.rs`) and gives rows, which
//! `report.rs` prints.
//!
//! Options: `--quick` for a tenth of the time, `--mock` for the mock only, `--json` for one row a line, `--check` to exit
//! with 1 where a target is missed. Without it a slow machine is no failure. The variable `LOGTO_MOCK` says where the mock's program is.

mod adapters;
mod contests;
mod deliveries;
mod guard;
mod mock;
mod peers;
mod race;
mod report;

use std::process::ExitCode;
use std::time::Duration;

use contests::Row;

fn main() -> ExitCode {
    let options: Vec<String> = std::env::args().skip(1).collect();
    if options == [mock::sink::ARGUMENT] {
        // Its process is killed: it ends by itself only where it cannot listen, and then nobody reaches it.
        return ExitCode::from(u8::from(mock::sink::run().is_err()));
    }
    let known = ["--quick", "--json", "--check", "--mock"];
    if let Some(unknown) = options.iter().find(|option| !known.contains(&option.as_str())) {
        eprintln!("{unknown}: expected one of {}", known.join(", "));
        return ExitCode::from(2);
    }
    let has = |name: &str| options.iter().any(|option| option == name);

    let time_of_a_race = Duration::from_millis(if has("--quick") { 150 } else { 1500 });
    let rows = if has("--mock") { mock::rows(time_of_a_race) } else { contests::run_all(time_of_a_race) };
    if has("--json") {
        report::print_json(&rows);
    } else {
        report::print_table(&rows);
    }

    let is_over = rows.iter().any(Row::is_over);
    ExitCode::from(u8::from(has("--check") && is_over))
}
