use tokio::task::JoinSet;

use crate::process::{Example, Running};
use crate::redis_server::RedisServer;
use crate::wire::{Answer, post, signed};

/// Two instances, and the Redis that they share.
struct Fleet {
    one: Running,
    other: Running,
    redis: RedisServer,
    example: Example,
}

impl Fleet {
    async fn start() -> Self {
        let mut example = Example::named("fleet");
        let redis = RedisServer::in_folder(example.folder()).await;
        Self { one: example.start().await, other: example.start().await, redis, example }
    }

    async fn printed(&mut self) -> Vec<String> {
        [self.one.printed().await, self.other.printed().await].concat()
    }
}

#[tokio::test]
async fn a_delivery_that_comes_to_both_is_handled_by_one() {
    let mut fleet = Fleet::start().await;
    let delivery = signed("UserDeleted");

    assert_eq!(fleet.one.deliver(&delivery).await, Answer::accepted());
    assert_eq!(fleet.other.deliver(&delivery).await, Answer::accepted());
    assert_eq!(fleet.one.printed().await, ["User.Deleted about u758hu661ovk"]);
    assert!(fleet.other.printed().await.is_empty());
}

#[tokio::test]
async fn of_ten_copies_at_the_same_time_one_is_handled() {
    let mut fleet = Fleet::start().await;
    let delivery = signed("UserDeleted");

    let mut copies = JoinSet::new();
    for copy in 0..10 {
        let url = if copy % 2 == 0 { fleet.one.url.clone() } else { fleet.other.url.clone() };
        let delivery = delivery.clone();
        copies.spawn(async move { post(&url, &[&delivery.signature], delivery.body).await });
    }
    let answers = copies.join_all().await;

    assert_eq!(fleet.printed().await, ["User.Deleted about u758hu661ovk"]);
    let in_progress = Answer::refused(503, "delivery_in_progress");
    assert!(answers.contains(&Answer::accepted()), "{answers:?}");
    assert!(
        answers.iter().all(|answer| *answer == Answer::accepted() || *answer == in_progress),
        "{answers:?}"
    );
}

#[tokio::test]
async fn without_redis_a_delivery_is_refused_and_with_it_handled_again() {
    let Fleet { mut one, redis, example, .. } = Fleet::start().await;
    let delivery = signed("UserDeleted");

    redis.kill().await;
    assert_eq!(one.deliver(&delivery).await, Answer::refused(500, "store_unavailable"));
    let line = one.error_line().await;
    assert!(
        line.starts_with("refused ") && line.contains(": store_unavailable: the replay store could not say"),
        "{line}"
    );

    let _redis = RedisServer::in_folder(example.folder()).await;
    assert_eq!(one.deliver(&delivery).await, Answer::accepted());
    assert_eq!(one.printed().await, ["User.Deleted about u758hu661ovk"]);
}

#[tokio::test]
async fn does_not_start_without_a_redis_url() {
    let output = Example::named("fleet").command.env_remove("REDIS_URL").output().await.unwrap();

    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("Error: REDIS_URL is not set"), "{message}");
}
