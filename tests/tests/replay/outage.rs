//! What becomes of a guard whose Redis is killed, hangs, refuses, or is lost behind a network.

use std::time::{Duration, Instant};

use logto_webhook::Code;
use logto_webhook::replay::redis::RedisStore;
use logto_webhook::replay::{Claim, Holder, ReplayGuard, ReplayStore, StoreFailure};

use super::network::Network;
use super::redis_server::RedisServer;
use super::{MILLISECOND, MINUTE, assert_completed, assert_refused, delivery, leased, webhook};

/// Longer than a busy machine keeps a well Redis from answering.
const GENEROUS: Duration = Duration::from_secs(120);
/// Short, where silence is what is tested.
const SHORT: Duration = Duration::from_millis(50);

fn store(url: &str, time_limit: Duration) -> RedisStore {
    RedisStore::connect(url, "billing:logto").unwrap().with_time_limit(time_limit)
}

fn guard(url: &str, time_limit: Duration) -> ReplayGuard {
    ReplayGuard::new(&webhook(), store(url, time_limit))
}

#[tokio::test]
async fn a_redis_that_was_killed_refuses_deliveries_at_once() {
    let mut redis = RedisServer::start();
    let guard = guard(&redis.url(), GENEROUS);
    let lease = leased(guard.begin(&delivery(1)).await);
    redis.kill();
    let since = Instant::now();
    for number in 1..10 {
        let refused = assert_refused(guard.begin(&delivery(number)).await, Code::StoreUnavailable);
        assert!(
            refused.starts_with(
                "store_unavailable: the replay store could not say whether the delivery was handled before: "
            ),
            "{refused}"
        );
    }
    let refused = lease.complete().await.unwrap_err();
    assert_eq!((refused.code(), guard.unguarded()), (Code::StoreUnavailable, 1));
    assert!(since.elapsed() < GENEROUS, "nobody waits for what is known to be down");
}

#[tokio::test]
async fn a_redis_that_was_killed_delivers_by_choice_and_each_is_counted() {
    let mut redis = RedisServer::start();
    let guard = guard(&redis.url(), GENEROUS).with_store_failure(StoreFailure::Deliver);
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    redis.kill();
    let lease = leased(guard.begin(&delivery(1)).await);
    assert_eq!(lease.unguarded().map(logto_webhook::Error::code), Some(Code::StoreUnavailable));
    lease.complete().await.unwrap();
    assert_eq!(guard.unguarded(), 1);
    redis.restart();
    assert_completed(guard.begin(&delivery(1)).await);
    assert_eq!(guard.unguarded(), 1);
}

#[tokio::test]
async fn a_redis_that_was_restarted_serves_the_first_delivery_and_knows_what_it_knew() {
    let mut redis = RedisServer::start();
    let guard = guard(&redis.url(), GENEROUS);
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    let held = leased(guard.begin(&delivery(2)).await);
    redis.kill();
    redis.restart();
    // Nobody noticed that it was away.
    assert_completed(guard.begin(&delivery(1)).await);
    assert_refused(guard.begin(&delivery(2)).await, Code::DeliveryInProgress);
    held.complete().await.unwrap();

    redis.kill();
    assert_refused(guard.begin(&delivery(3)).await, Code::StoreUnavailable);
    redis.restart();
    // What was found while it was down is not held against it.
    leased(guard.begin(&delivery(3)).await).complete().await.unwrap();
    assert_completed(guard.begin(&delivery(2)).await);
}

#[tokio::test]
async fn a_redis_that_comes_up_later_is_found_without_a_new_store() {
    let mut redis = RedisServer::not_yet_started();
    let guard = guard(&redis.url(), GENEROUS);
    assert_refused(guard.begin(&delivery(1)).await, Code::StoreUnavailable);
    redis.restart();
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn a_connection_that_was_closed_while_it_idled_costs_no_delivery() {
    let redis = RedisServer::start();
    let guard = guard(&redis.url(), GENEROUS);
    for number in 0..10 {
        leased(guard.begin(&delivery(number)).await).complete().await.unwrap();
        redis.ask::<()>(&["CLIENT", "KILL", "TYPE", "normal"]);
    }
    assert_completed(guard.begin(&delivery(0)).await);
}

#[tokio::test]
async fn a_redis_that_hangs_is_not_waited_for_longer_than_the_time_limit() {
    let redis = RedisServer::start();
    let (connected, not_yet) = (guard(&redis.url(), SHORT), guard(&redis.url(), SHORT));
    connected_to(&connected).await;
    redis.hang();
    for guard in [&connected, &not_yet, &connected] {
        let since = Instant::now();
        assert_eq!(
            assert_refused(guard.begin(&delivery(2)).await, Code::StoreUnavailable),
            "store_unavailable: the replay store could not say whether the delivery was handled before: Redis did not \
             answer within 50ms"
        );
        assert!(since.elapsed() >= SHORT && since.elapsed() < GENEROUS);
    }
    redis.go_on();
    connected_to(&connected).await;
    connected_to(&not_yet).await;
}

/// Asks until it is answered: in 50 ms a busy machine does not always get to it.
async fn connected_to(guard: &ReplayGuard) {
    let deadline = Instant::now() + MINUTE;
    // Each time another: what was asked in vain may have been taken in the end.
    let mut number = 100;
    while let Err(error) = guard.begin(&delivery(number)).await {
        assert!(Instant::now() < deadline, "{error}");
        number += 1;
    }
}

#[tokio::test]
async fn a_redis_that_hangs_delivers_by_choice_and_each_is_counted() {
    let redis = RedisServer::start();
    redis.hang();
    let guard = guard(&redis.url(), SHORT).with_store_failure(StoreFailure::Deliver);
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    assert_eq!(guard.unguarded(), 1);
}

#[tokio::test]
async fn the_time_limit_is_the_only_one() {
    let redis = RedisServer::start();
    let an_hour = MINUTE * 60;
    let (connected, not_yet) = (store(&redis.url(), an_hour), store(&redis.url(), an_hour));
    assert_eq!(connected.begin("before", Holder::unique(), MINUTE).await.unwrap(), Claim::Taken);
    redis.hang();
    // A clock that is paused jumps to whatever ends first.
    tokio::time::pause();
    for store in [connected, not_yet] {
        let since = tokio::time::Instant::now();
        let refused = store.begin("id", Holder::unique(), MINUTE).await.unwrap_err();
        assert_eq!(refused.to_string(), "Redis did not answer within 3600s");
        assert!(since.elapsed() >= an_hour);
    }
}

#[tokio::test]
async fn a_redis_that_is_slow_is_waited_for_on_the_same_connection() {
    let redis = RedisServer::start();
    let store = store(&redis.url(), GENEROUS);
    assert_eq!(store.begin("before", Holder::unique(), MINUTE).await.unwrap(), Claim::Taken);
    let before = redis.connections();
    // Longer than the client waits unless it is told otherwise.
    redis.ask::<()>(&["CLIENT", "PAUSE", "700"]);
    assert_eq!(store.begin("slow", Holder::unique(), MINUTE).await.unwrap(), Claim::Taken);
    assert_eq!(redis.connections() - before, 2, "that of the pause, and that of this question");
}

#[tokio::test]
async fn a_connection_that_the_network_swallowed_costs_one_time_limit_and_not_more() {
    let redis = RedisServer::start();
    let network = Network::to(&redis).await;
    let patient = store(network.url(), GENEROUS);
    let impatient = patient.clone().with_time_limit(SHORT); // over the same connection
    assert_eq!(patient.begin("id", Holder::unique(), MINUTE).await.unwrap(), Claim::Taken);
    network.swallow_connections();
    let lost = impatient.begin("lost", Holder::unique(), MINUTE).await.unwrap_err();
    assert_eq!(lost.to_string(), "Redis did not answer within 50ms");
    assert_eq!(patient.begin("lost", Holder::unique(), MINUTE).await.unwrap(), Claim::Taken);
}

#[tokio::test]
async fn a_server_that_became_a_replica_is_left_for_the_one_that_has_its_name_now() {
    let (old, new) = (RedisServer::start(), RedisServer::start());
    let network = Network::to(&old).await;
    let guard = guard(network.url(), GENEROUS);
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    old.ask::<()>(&["REPLICAOF", "127.0.0.1", "1"]);
    let refused = assert_refused(guard.begin(&delivery(2)).await, Code::StoreUnavailable);
    assert!(refused.contains("READONLY") || refused.contains("read only"), "{refused}");

    network.lead_to(&new);
    leased(guard.begin(&delivery(2)).await).complete().await.unwrap();
    assert_eq!(new.ask::<u64>(&["DBSIZE"]), 1);
}

#[tokio::test]
async fn a_full_redis_refuses_what_is_new_and_still_knows_what_it_has() {
    let redis = RedisServer::start();
    let guard = guard(&redis.url(), GENEROUS);
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    redis.ask::<()>(&["CONFIG", "SET", "maxmemory", "1"]);
    let refused = assert_refused(guard.begin(&delivery(2)).await, Code::StoreUnavailable);
    assert!(refused.contains("maxmemory"), "{refused}");
    assert_completed(guard.begin(&delivery(1)).await);
    redis.ask::<()>(&["CONFIG", "SET", "maxmemory", "0"]);
    leased(guard.begin(&delivery(2)).await).complete().await.unwrap();
}

#[tokio::test]
async fn a_redis_with_too_many_clients_is_tried_anew() {
    let redis = RedisServer::start();
    let mut occupant = redis::Client::open(redis.url()).unwrap().get_connection().unwrap();
    // The occupant sets it: any other would be one more client until the server notices that it has gone.
    redis::cmd("CONFIG").arg(&["SET", "maxclients", "1"]).exec(&mut occupant).unwrap();
    let guard = guard(&redis.url(), GENEROUS);
    assert_refused(guard.begin(&delivery(1)).await, Code::StoreUnavailable);
    drop(occupant);
    let deadline = Instant::now() + MINUTE;
    while let Err(error) = guard.begin(&delivery(1)).await {
        assert!(Instant::now() < deadline, "{error}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_refused_without_repeating_it_and_may_be_mended_on_the_server() {
    let redis = RedisServer::start();
    redis.ask::<()>(&["ACL", "SETUSER", "billing", "on", ">another", "~*", "+@all"]);
    let url = format!("redis+unix://{}?user=billing&pass=hunter2", redis.socket().display());
    let guard = guard(&url, GENEROUS);
    for _ in 0..2 {
        let refused = assert_refused(guard.begin(&delivery(1)).await, Code::StoreUnavailable);
        assert!(refused.contains("uthentication failed") && !refused.contains("hunter2"), "{refused}");
    }
    redis.ask::<()>(&["ACL", "SETUSER", "billing", ">hunter2"]);
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
}

#[tokio::test]
async fn a_password_that_is_wanting_is_refused() {
    let redis = RedisServer::start_with(&["--requirepass", "hunter2"]);
    let refused =
        assert_refused(guard(&redis.url(), GENEROUS).begin(&delivery(1)).await, Code::StoreUnavailable);
    assert!(refused.contains("NOAUTH") && !refused.contains("hunter2"), "{refused}");
}

#[tokio::test]
async fn what_is_no_redis_is_refused() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let guard = guard(&format!("redis://{}/", listener.local_addr().unwrap()), GENEROUS);
    let answer = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        while let Ok((mut peer, _)) = listener.accept().await {
            peer.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        }
    });
    assert_refused(guard.begin(&delivery(1)).await, Code::StoreUnavailable);
    answer.abort();
}

#[tokio::test]
async fn a_lease_that_is_dropped_while_redis_is_down_ends_all_the_same() {
    let mut redis = RedisServer::start();
    let guard = guard(&redis.url(), GENEROUS).with_lease(MILLISECOND * 200);
    let lease = leased(guard.begin(&delivery(1)).await);
    redis.kill();
    drop(lease);
    assert_refused(guard.begin(&delivery(2)).await, Code::StoreUnavailable);
    redis.restart();
    let deadline = Instant::now() + MINUTE;
    while let Err(error) = guard.begin(&delivery(1)).await {
        assert_eq!(error.code(), Code::DeliveryInProgress);
        assert!(Instant::now() < deadline, "{error}");
    }
}
