//! The store of a fleet, on a real Redis that is well.

use std::time::{Duration, Instant};

use logto_webhook::replay::redis::RedisStore;
use logto_webhook::replay::{Begun, Claim, Holder, ReplayGuard, ReplayStore};
use logto_webhook::{Code, Error};
use redis::AsyncConnectionConfig;

use super::redis_server::RedisServer;
use super::{DAY, MILLISECOND, MINUTE, assert_completed, assert_refused, delivery, leased, webhook};

/// A store with a time limit that a busy machine keeps: nothing here is about time.
fn store(url: &str, namespace: &str) -> RedisStore {
    RedisStore::connect(url, namespace).unwrap().with_time_limit(MINUTE)
}

fn guard(url: &str) -> ReplayGuard {
    ReplayGuard::new(&webhook(), store(url, "billing:logto"))
}

/// Asks until an id that another had is free.
async fn taken_at_last(guard: &ReplayGuard, number: u32) -> Begun {
    let deadline = Instant::now() + MINUTE;
    loop {
        match guard.begin(&delivery(number)).await {
            Err(error) if error.code() == Code::DeliveryInProgress && Instant::now() < deadline => {}
            begun => return begun.unwrap(),
        }
    }
}

#[tokio::test]
async fn a_delivery_is_handled_once_by_all_that_share_a_redis() {
    let redis = RedisServer::start();
    let (here, there) = (guard(&redis.url()), guard(&redis.url()));
    let lease = leased(here.begin(&delivery(1)).await);
    assert_refused(there.begin(&delivery(1)).await, Code::DeliveryInProgress);
    lease.complete().await.unwrap();
    assert_completed(there.begin(&delivery(1)).await);
    assert_completed(here.begin(&delivery(1)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_tasks_in_a_fleet_of_ten_one_handles() {
    let redis = RedisServer::start();
    for number in 0..20 {
        let fleet: Vec<_> = (0..10).map(|_| guard(&redis.url())).collect();
        let start = std::sync::Arc::new(tokio::sync::Barrier::new(50));
        let tasks: Vec<_> = (0..50)
            .map(|task| {
                let (guard, start) = (fleet[task % 10].clone(), start.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    guard.begin(&delivery(number)).await
                })
            })
            .collect();
        let mut leases = Vec::new();
        for task in tasks {
            match task.await.unwrap() {
                Err(error) => assert_eq!(error.code(), Code::DeliveryInProgress, "{error}"),
                begun => leases.push(leased(begun)),
            }
        }
        assert_eq!(leases.len(), 1);
    }
}

#[tokio::test]
async fn a_store_connects_once_however_many_ask_at_the_same_time() {
    let redis = RedisServer::start();
    let store = store(&redis.url(), "a");
    for round in ["at first", "after it lost its connection"] {
        let before = redis.connections();
        let tasks: Vec<_> = (0..50)
            .map(|task| {
                let (store, id) = (store.clone(), format!("{round}, {task}"));
                tokio::spawn(async move { store.begin(&id, Holder::unique(), MINUTE).await.unwrap() })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Claim::Taken);
        }
        // The other is that over which this is asked.
        assert_eq!(redis.connections() - before, 1 + 1, "{round}");
        redis.ask::<()>(&["CLIENT", "KILL", "TYPE", "normal"]);
    }
}

#[tokio::test]
async fn what_was_released_is_handled_again() {
    let redis = RedisServer::start();
    let guard = guard(&redis.url());
    leased(guard.begin(&delivery(1)).await).release().await.unwrap();
    let _lease = leased(guard.begin(&delivery(1)).await);
    assert_refused(guard.begin(&delivery(1)).await, Code::DeliveryInProgress);
}

#[tokio::test]
async fn a_lease_that_is_dropped_is_given_back_soon() {
    let redis = RedisServer::start();
    let guard = guard(&redis.url());
    drop(leased(guard.begin(&delivery(1)).await));
    assert!(matches!(taken_at_last(&guard, 1).await, Begun::Lease(_)));
}

#[test]
fn a_lease_that_is_dropped_outside_the_runtime_runs_out_by_itself() {
    let redis = RedisServer::start();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Neither does it take a runtime to make a store.
    let guard = guard(&redis.url()).with_lease(MILLISECOND * 20);
    let first = runtime();
    let lease = leased(first.block_on(guard.begin(&delivery(1))));
    drop(first);
    drop(lease);
    // The runtime that connected is gone: another connects anew.
    assert!(matches!(runtime().block_on(taken_at_last(&guard, 1)), Begun::Lease(_)));
}

#[tokio::test]
async fn whose_lease_ran_out_cannot_give_back_what_another_has() {
    let redis = RedisServer::start();
    let (brief, long) = (guard(&redis.url()).with_lease(MILLISECOND), guard(&redis.url()));
    let late = leased(brief.begin(&delivery(1)).await);
    let Begun::Lease(other) = taken_at_last(&long, 1).await else { panic!("nobody completed it") };
    late.release().await.unwrap();
    assert_refused(long.begin(&delivery(1)).await, Code::DeliveryInProgress);
    other.complete().await.unwrap();
}

#[tokio::test]
async fn work_that_was_done_after_its_lease_is_still_remembered() {
    let redis = RedisServer::start();
    let (brief, long) = (guard(&redis.url()).with_lease(MILLISECOND), guard(&redis.url()));
    let late = leased(brief.begin(&delivery(1)).await);
    let Begun::Lease(other) = taken_at_last(&long, 1).await else { panic!("nobody completed it") };
    late.complete().await.unwrap();
    assert_completed(long.begin(&delivery(1)).await);
    other.release().await.unwrap();
    assert_completed(long.begin(&delivery(1)).await);
}

#[tokio::test]
async fn a_holder_that_asks_twice_has_it_still() {
    // So may the store, when the connection breaks before the answer comes.
    let redis = RedisServer::start();
    let (store, holder) = (store(&redis.url(), "a"), Holder::unique());
    assert_eq!(store.begin("id", holder, MINUTE).await.unwrap(), Claim::Taken);
    assert_eq!(store.begin("id", holder, MINUTE).await.unwrap(), Claim::Taken);
    assert_eq!(store.begin("id", Holder::unique(), MINUTE).await.unwrap(), Claim::InProgress);
}

#[tokio::test]
async fn redis_itself_forgets_after_the_lease_and_the_retention() {
    let redis = RedisServer::start();
    let guard = guard(&redis.url());
    let one = delivery(1);
    let key = format!("billing:logto:{}", one.id());
    let left = || Duration::from_millis(redis.ask::<u64>(&["PTTL", &key]));

    let lease = leased(guard.begin(&one).await);
    assert_eq!(redis.ask::<Vec<String>>(&["KEYS", "*"]), [&*key]);
    assert!(left() <= MINUTE && left() > MINUTE / 60, "{:?}", left());
    lease.complete().await.unwrap();
    assert_eq!(redis.ask::<String>(&["GET", &key]), "completed");
    assert!(left() <= DAY && left() > DAY / 2, "{:?}", left());
    // Neither is prolonged by being asked for: the retention runs from the completion.
    redis.ask::<()>(&["PEXPIRE", &key, "50000"]);
    assert_completed(guard.begin(&one).await);
    assert!(left() <= Duration::from_secs(50), "{:?}", left());
}

#[tokio::test]
async fn the_longest_and_the_shortest_times_are_taken() {
    let redis = RedisServer::start();
    let store = store(&redis.url(), "a");
    for time in [Duration::MAX, Duration::from_millis(u64::MAX)] {
        assert_eq!(store.begin("long", Holder::unique(), time).await.unwrap(), Claim::Taken);
        store.complete("long", time).await.unwrap();
        assert!(redis.ask::<u64>(&["PTTL", "a:long"]) > 1_000_000_000_000);
        redis.ask::<()>(&["FLUSHALL"]);
    }
    for time in [Duration::ZERO, Duration::from_nanos(1)] {
        store.complete("short", time).await.unwrap();
        assert!(redis.ask::<i64>(&["PTTL", "a:short"]) <= 1);
        store.begin("short", Holder::unique(), time).await.unwrap();
    }
}

#[tokio::test]
async fn two_namespaces_do_not_see_each_other() {
    let redis = RedisServer::start();
    let (billing, search) = (store(&redis.url(), "billing"), store(&redis.url(), "search"));
    assert_eq!(billing.begin("id", Holder::unique(), MINUTE).await.unwrap(), Claim::Taken);
    assert_eq!(search.begin("id", Holder::unique(), MINUTE).await.unwrap(), Claim::Taken);
    billing.complete("id", MINUTE).await.unwrap();
    assert_eq!(search.begin("id", Holder::unique(), MINUTE).await.unwrap(), Claim::InProgress);
    let mut keys = redis.ask::<Vec<String>>(&["KEYS", "*"]);
    keys.sort();
    assert_eq!(keys, ["billing:id", "search:id"]);
}

#[test]
fn a_namespace_is_required() {
    for namespace in ["", " ", "\t\n"] {
        let refused = RedisStore::connect("redis://127.0.0.1/", namespace).unwrap_err();
        assert_eq!(refused.code(), Code::NamespaceEmpty);
        assert_eq!(
            refused.to_string(),
            "namespace_empty: expected a name of its own for this endpoint's ids, as `billing:logto`, found none; \
             others may use the same Redis"
        );
    }
}

#[test]
fn what_is_no_address_is_refused_without_repeating_its_password() {
    let refused = |url: &str| -> Error { RedisStore::connect(url, "a").unwrap_err() };
    for url in [
        "",
        "localhost",
        "http://u:hunter2@host/",
        "redis://u:hunter2@host/seven",
        "redis://u:hunter2@h:99999/",
    ] {
        let refused = refused(url);
        assert_eq!(refused.code(), Code::StoreUnavailable);
        assert_eq!(
            refused.to_string(),
            "store_unavailable: expected the address of a Redis, as `redis://host:6379/0`, found something else"
        );
    }
    let without_tls = refused("rediss://u:hunter2@host/").to_string();
    assert!(without_tls.contains("TLS") && !without_tls.contains("hunter2"), "{without_tls}");
}

#[test]
fn debug_shows_no_address() {
    let store = RedisStore::connect("redis://user:hunter2@host/", "billing").unwrap();
    assert_eq!(format!("{store:?}"), r#"RedisStore { namespace: "billing", time_limit: 1s, .. }"#);
}

#[tokio::test]
async fn a_redis_is_found_by_tcp_and_a_password_and_a_database() {
    let (redis, port) = RedisServer::start_on_tcp();
    redis.ask::<()>(&["ACL", "SETUSER", "billing", "on", ">hunter2", "~*", "+@all"]);
    let guard = guard(&format!("redis://billing:hunter2@127.0.0.1:{port}/3"));
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
    let keyspace: String = redis.ask(&["INFO", "keyspace"]);
    assert!(keyspace.contains("db3:keys=1"), "{keyspace}");
}

#[tokio::test]
async fn the_commands_that_a_store_needs_are_few() {
    let redis = RedisServer::start();
    redis.ask::<()>(&[
        "ACL",
        "SETUSER",
        "default",
        "resetkeys",
        "~billing:logto:*",
        "-@all",
        "+eval",
        "+get",
        "+set",
        "+del",
    ]);
    let guard = guard(&redis.url());
    leased(guard.begin(&delivery(1)).await).release().await.unwrap();
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn a_connection_of_your_own_does_as_well() {
    let redis = RedisServer::start();
    let client = redis::Client::open(redis.url()).unwrap();
    let unlimited = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
    let connection = client.get_multiplexed_async_connection_with_config(&unlimited).await.unwrap();
    let store = RedisStore::new(connection, "billing:logto").unwrap().with_time_limit(MINUTE);
    let guard = ReplayGuard::new(&webhook(), store);
    leased(guard.begin(&delivery(1)).await).complete().await.unwrap();
    assert_completed(guard.begin(&delivery(1)).await);
}

#[tokio::test]
async fn what_another_put_under_an_id_is_never_taken_for_free() {
    let redis = RedisServer::start();
    let store = store(&redis.url(), "a");
    redis.ask::<()>(&["SET", "a:text", "something else"]);
    assert_eq!(store.begin("text", Holder::unique(), MINUTE).await.unwrap(), Claim::InProgress);
    redis.ask::<()>(&["RPUSH", "a:list", "1"]);
    assert!(store.begin("list", Holder::unique(), MINUTE).await.is_err());
}
