//! Rows for people and for programs.

use std::fmt;

use serde_json::json;

use crate::contests::{Row, Target, Unit};

pub(crate) fn print_table(rows: &[Row]) {
    println!(
        "Medians of many rounds, the candidates in turns. Reading is without the time of verifying, a request without \
         that of making it, and the guard without that of the delivery's id."
    );
    let mut block = "";
    for row in rows {
        if row.what != block {
            println!("\n{}", heading());
            block = row.what;
        }
        println!("{}", line(row));
    }
    let missed = rows.iter().filter(|row| row.is_over()).count();
    println!("\n{missed} of {} targets missed", rows.iter().filter(|row| row.target.is_some()).count());
}

fn heading() -> String {
    format!(
        "{:14}  {:40}  {:>9}  {:>9}  {:20}  {:>9}  {:>5}  target",
        "what", "case", "bytes", "ours", "peer", "theirs", "ratio"
    )
}

fn line(row: &Row) -> String {
    let Row { what, case, unit, peer, ratio, .. } = row;
    let bytes = row.bytes.map(|bytes| bytes.to_string()).unwrap_or_default();
    let (ours, theirs) = (Amount(row.ours, *unit).to_string(), Amount(row.theirs, *unit).to_string());
    let target = target(row);
    let line = format!(
        "{what:14}  {case:40}  {bytes:>9}  {ours:>9}  {peer:20}  {theirs:>9}  {ratio:>5.2}  {target}"
    );
    line.trim_end().to_owned()
}

fn target(row: &Row) -> String {
    let most = match row.target {
        None => return String::new(),
        Some(Target::Ratio(most)) => format!("{most:.2}"),
        Some(Target::Ours(most)) => Amount(most, row.unit).to_string(),
    };
    format!("<= {most}  {}", if row.is_over() { "over" } else { "ok" })
}

/// So much of a unit, in the size of it that reads best.
struct Amount(f64, Unit);

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self(ns, Unit::Nanoseconds) if ns < 1e3 => write!(f, "{ns:.0} ns"),
            Self(ns, Unit::Nanoseconds) if ns < 1e6 => write!(f, "{:.2} µs", ns / 1e3),
            Self(ns, Unit::Nanoseconds) => write!(f, "{:.2} ms", ns / 1e6),
            Self(bytes, Unit::Bytes) => write!(f, "{:.2} MiB", bytes / f64::from(1 << 20)),
        }
    }
}

/// One object a line.
pub(crate) fn print_json(rows: &[Row]) {
    for row in rows {
        let json = json!({
            "what": row.what,
            "case": row.case,
            "bytes": row.bytes,
            "unit": match row.unit {
                Unit::Nanoseconds => "ns",
                Unit::Bytes => "B",
            },
            "ours": row.ours,
            "peer": row.peer,
            "theirs": row.theirs,
            "ratio": row.ratio,
            "target": match row.target {
                None => json!(null),
                Some(Target::Ratio(most)) => json!({ "ratio": most }),
                Some(Target::Ours(most)) => json!({ "ours": most }),
            },
            "isOver": row.is_over(),
        });
        println!("{json}");
    }
}
