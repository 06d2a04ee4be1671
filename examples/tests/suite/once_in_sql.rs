use std::time::Duration;

use logto_webhook::{Timestamp, UnixMillis};
use rusqlite::Connection;
use tokio::task::JoinSet;

use crate::process::Example;
use crate::wire::{Answer, USER, deliver, event, post, signed};

impl Example {
    fn sql(&self) -> Connection {
        Connection::open(self.database()).unwrap()
    }

    fn credits(&self) -> Option<i64> {
        let one = "SELECT sum(credits) FROM account WHERE user_id = ?1";
        self.sql().query_row(one, [USER], |row| row.get(0)).unwrap()
    }

    fn ids(&self) -> i64 {
        self.sql().query_row("SELECT count(*) FROM handled", (), |row| row.get(0)).unwrap()
    }
}

#[tokio::test]
async fn copies_at_the_same_time_at_two_instances_have_one_effect() {
    let mut example = Example::named("once_in_sql");
    let (one, other) = (example.start().await, example.start().await);
    let delivery = signed("PostRegister");

    let mut copies = JoinSet::new();
    for copy in 0..20 {
        let url = if copy % 2 == 0 { one.url.clone() } else { other.url.clone() };
        let delivery = delivery.clone();
        copies.spawn(async move { post(&url, &[&delivery.signature], delivery.body).await });
    }
    for answer in copies.join_all().await {
        assert_eq!(answer, Answer::accepted());
    }
    assert_eq!(example.credits(), Some(10));
}

#[tokio::test]
async fn two_hooks_that_tell_of_one_event_have_one_effect() {
    let mut example = Example::named("once_in_sql");
    let mut running = example.start().await;
    let mut event = event("PostRegister");

    event.set_hook_id("old-hook");
    assert_eq!(running.deliver(&deliver(&event)).await, Answer::accepted());
    event.set_hook_id("new-hook");
    assert_eq!(running.deliver(&deliver(&event)).await, Answer::accepted());

    assert_eq!(running.line().await, "PostRegister about u758hu661ovk: handled");
    assert_eq!(running.line().await, "PostRegister about u758hu661ovk: was handled before");
    assert_eq!(example.credits(), Some(10));
}

#[tokio::test]
async fn an_effect_that_fails_leaves_no_id_and_is_had_by_the_retry() {
    let mut example = Example::named("once_in_sql");
    let mut running = example.start().await;
    let delivery = signed("PostRegister");

    let broken = "CREATE TRIGGER broken BEFORE INSERT ON account BEGIN SELECT raise(ABORT, 'broken'); END";
    example.sql().execute_batch(broken).unwrap();
    assert_eq!(running.deliver(&delivery).await, Answer::refused(500, "handler_failed"));
    assert_eq!(running.error_line().await, "PostRegister about u758hu661ovk: broken");
    assert_eq!((example.ids(), example.credits()), (0, None));

    example.sql().execute_batch("DROP TRIGGER broken").unwrap();
    assert_eq!(running.deliver(&delivery).await, Answer::accepted());
    assert_eq!((example.ids(), example.credits()), (1, Some(10)));
}

#[tokio::test]
async fn what_was_handled_before_a_crash_is_not_handled_after_it() {
    let mut example = Example::named("once_in_sql");
    let mut running = example.start().await;
    let delivery = signed("PostRegister");

    assert_eq!(running.deliver(&delivery).await, Answer::accepted());
    running.kill().await;
    let mut running = example.start().await;
    assert_eq!(running.deliver(&delivery).await, Answer::accepted());

    assert_eq!(running.line().await, "PostRegister about u758hu661ovk: was handled before");
    assert_eq!(example.credits(), Some(10));
}

#[tokio::test]
async fn what_is_older_than_a_month_is_forgotten_and_refused() {
    const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60 + 60);
    let mut example = Example::named("once_in_sql");
    let running = example.start().await;

    let old = "INSERT INTO handled VALUES ('old', unixepoch() - ?1), ('young', unixepoch() - ?1 + 60)";
    example.sql().execute(old, [MONTH.as_secs_f64() + 1.0]).unwrap();
    assert_eq!(running.deliver(&signed("PostRegister")).await, Answer::accepted());
    let old = "SELECT count(*) FROM handled WHERE occurrence = 'old'";
    assert_eq!(example.sql().query_row(old, (), |row| row.get(0)), Ok(0));
    assert_eq!(example.ids(), 2);

    let mut event = event("PostRegister");
    let UnixMillis(now) = std::time::SystemTime::now().into();
    event.set_created_at(Timestamp::from_unix_millis(now - i64::try_from(MONTH.as_millis()).unwrap()));
    let answer = running.deliver(&deliver(&event)).await;
    assert_eq!(answer, Answer::refused(400, "timestamp_out_of_window"));
}
