//! Rows for people and for programs.

use std::fmt;

use crate::contests::Row;

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
        "what", "delivery", "bytes", "ours", "peer", "theirs", "ratio"
    )
}

fn line(row: &Row) -> String {
    let target = match row.target {
        Some(target) if row.is_over() => format!("<= {target:.2}  over"),
        Some(target) => format!("<= {target:.2}  ok"),
        None => String::new(),
    };
    let Row { what, delivery, bytes, peer, ratio, .. } = row;
    let (ours, theirs) = (Duration(row.ours_ns).to_string(), Duration(row.theirs_ns).to_string());
    let line = format!(
        "{what:14}  {delivery:40}  {bytes:>9}  {ours:>9}  {peer:20}  {theirs:>9}  {ratio:>5.2}  {target}"
    );
    line.trim_end().to_owned()
}

/// Nanoseconds, in the unit that reads best.
struct Duration(f64);

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ns if ns < 1e3 => write!(f, "{ns:.0} ns"),
            ns if ns < 1e6 => write!(f, "{:.2} µs", ns / 1e3),
            ns => write!(f, "{:.2} ms", ns / 1e6),
        }
    }
}

/// One object a line.
pub(crate) fn print_json(rows: &[Row]) {
    for row in rows {
        let json = serde_json::json!({
            "what": row.what,
            "delivery": row.delivery,
            "bytes": row.bytes,
            "oursNs": row.ours_ns,
            "peer": row.peer,
            "theirsNs": row.theirs_ns,
            "ratio": row.ratio,
            "target": row.target,
            "isOver": row.is_over(),
        });
        println!("{json}");
    }
}
