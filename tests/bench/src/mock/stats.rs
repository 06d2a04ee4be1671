//! A hook with the statistics of a long log, beside the same hook without them.

use std::io;
use std::time::Duration;

use serde_json::json;

use super::MOCK;
use super::connection::Connection;
use super::process::Program;
use super::receiver::url_of_receiver;
use crate::contests::{Row, Target, Unit};
use crate::race::race;

const DELIVERIES: u32 = 10_000;

const MOST: Target = Target::Ours(1e6);

pub(super) fn rows(time: Duration, mock: &Program) -> io::Result<Vec<Row>> {
    let mock = mock.with("--no-auth").start()?;
    let mut connection = mock.connect()?;
    let path = hook_with_a_long_log(&mut connection)?;
    let with_stats = format!("{path}?includeExecutionStats=1");
    let shown = connection.get(&with_stats)?.expect(200)?;
    assert_eq!(
        shown.json()?["executionStats"],
        json!({ "successCount": DELIVERIES, "requestCount": DELIVERIES })
    );

    let mut another = mock.connect()?;
    let rounds =
        race(time, &mut [&mut || read(&mut connection, &with_stats), &mut || read(&mut another, &path)]);
    Ok(vec![Row {
        what: MOCK,
        case: format!("a hook with stats of {DELIVERIES} deliveries"),
        bytes: Some(shown.body.len()),
        unit: Unit::Nanoseconds,
        ours: rounds.median(|round| round[0]),
        peer: "without stats",
        theirs: rounds.median(|round| round[1]),
        ratio: rounds.median(|round| round[0] / round[1]),
        target: Some(MOST),
    }])
}

fn read(connection: &mut Connection, path: &str) {
    let answer = connection.get(path).and_then(|answer| answer.expect(200));
    answer.expect("the mock answers as it did before");
}

/// Makes a hook, and events until its log is that long. Gives the hook's path.
fn hook_with_a_long_log(mock: &mut Connection) -> io::Result<String> {
    let new = json!({ "events": ["User.Created"], "config": { "url": url_of_receiver("204 No Content")? } });
    let hook = mock.post("/api/hooks", &new)?.expect(201)?.json()?;
    let trigger = json!({ "event": "User.Created" });
    for _ in 0..DELIVERIES {
        let triggered = mock.post("/__mock/trigger", &trigger)?.expect(202)?.json()?;
        let delivery = &triggered["deliveries"][0]["id"];
        let delivery = delivery.as_str().expect("the hook wants the event");
        // In the log before it has ended in the journal.
        let ended = mock.get(&format!("/__mock/deliveries/{delivery}?wait=20000"))?.expect(200)?.json()?;
        assert_eq!(ended["state"], "succeeded", "{ended}");
    }
    let id = hook["id"].as_str().expect("a hook has an id");
    Ok(format!("/api/hooks/{id}"))
}
