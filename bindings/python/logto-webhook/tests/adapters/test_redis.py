"""The stores in Redis, on a real server: what one process knows, all know, Rust's too."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio

from logto_webhook import SIGNING_KEY_VARIABLE, Delivery, ReplayError, Webhook
from logto_webhook.replay import AsyncReplayGuard, ReplayGuard
from logto_webhook.replay.redis import AsyncRedisStore, RedisStore
from recordings import KEY, event_body, signed
from redis_server import RedisServer, redis_server
from site_of_tests import USER_CREATED, Site
from test_adapters import assert_refused
from test_replays import WAIT

FLEET = Path(os.environ.get("FLEET") or Path(__file__).parents[5] / "target" / "debug" / "fleet")
"""The example in Rust that shares a Redis; `make python` builds it."""

NAMESPACE = "example:logto"
PATIENT = 60.0
"""A time limit that a busy machine keeps: nothing here is about time, but where it is said."""


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


def delivery(number: int = 1) -> Delivery:
    body = event_body("User.Created", createdAt=f"2026-01-01T00:00:0{number}.000Z")
    return Webhook(KEY).verify(signed(body), body)


def guards(server: RedisServer, **options: Any) -> list[Any]:
    """Make one for each way to have a store: by address, and of a client of one's own that decodes answers."""
    client = redis.Redis.from_url(server.url, decode_responses=True, socket_timeout=PATIENT)
    return [
        ReplayGuard(store=RedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT), **options),
        ReplayGuard(store=RedisStore(client, NAMESPACE), **options),
        AsyncReplayGuard(store=AsyncRedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT), **options),
        AsyncReplayGuard(store=RedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT), **options),
    ]


def begin(guard: Any, what: Delivery) -> str:
    """Begin, and say what came of it; a lease is left to run out."""
    try:
        lease = asyncio.run(guard.begin(what)) if isinstance(guard, AsyncReplayGuard) else guard.begin(what)
    except ReplayError as error:
        return error.code
    return "completed" if lease is None else "taken"


def end(guard: Any, what: Delivery, how: str) -> None:
    """Begin, and end in the same loop."""

    async def in_loop() -> None:
        lease = await guard.begin(what)
        await getattr(lease, how)()

    if isinstance(guard, AsyncReplayGuard):
        asyncio.run(in_loop())
    else:
        getattr(guard.begin(what), how)()


def test_a_delivery_is_handled_once_by_all_that_share_a_redis(server: RedisServer) -> None:
    for number, here in enumerate(guards(server)):
        end(here, delivery(number), "release")
        assert begin(here, delivery(number)) == "taken"
        for there in guards(server):
            assert begin(there, delivery(number)) == "delivery_in_progress"
        end(here, delivery(number + 4), "complete")
        for there in guards(server):
            assert begin(there, delivery(number + 4)) == "completed"


def test_keys_and_what_stands_there_are_those_of_rust(server: RedisServer) -> None:
    for guard in guards(server, lease=60, retention=timedelta(days=1)):
        one = delivery()
        key = f"example:logto:{one.id}"
        assert begin(guard, one) == "taken"
        assert server.ask("KEYS", "*") == [key]
        assert len(server.ask("GET", key)) == 32
        assert 1_000 < server.ask("PTTL", key) <= 60_000
        server.ask("DEL", key)
        end(guard, one, "complete")
        assert server.ask("GET", key) == "completed"
        assert 60_000 < server.ask("PTTL", key) <= 86_400_000
        server.ask("DEL", key)


def test_the_commands_that_a_store_needs_are_few(server: RedisServer) -> None:
    server.ask("ACL", "SETUSER", "default", "resetkeys", "~example:logto:*", "-@all", "+eval", "+get", "+set", "+del")
    for number, guard in enumerate(guards(server)):
        end(guard, delivery(number), "release")
        end(guard, delivery(number), "complete")
        assert begin(guard, delivery(number)) == "completed"


def test_whose_lease_ran_out_cannot_give_back_what_another_has(server: RedisServer) -> None:
    brief = ReplayGuard(store=RedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT), lease=0.001)
    late = brief.begin(delivery())
    assert late is not None
    while begin(guards(server)[0], delivery()) != "taken":
        pass
    late.release()
    assert begin(guards(server)[0], delivery()) == "delivery_in_progress"


def test_what_another_put_under_an_id_is_never_taken_for_free(server: RedisServer) -> None:
    one = delivery()
    for value in ("something else", "ü"):
        server.ask("SET", f"{NAMESPACE}:{one.id}", value)
        for guard in guards(server):
            assert begin(guard, one) == "delivery_in_progress"
    server.ask("DEL", f"{NAMESPACE}:{one.id}")
    server.ask("RPUSH", f"{NAMESPACE}:{one.id}", "1")
    for guard in guards(server):
        assert begin(guard, one) == "store_unavailable"


def test_a_redis_that_is_down_is_told_and_found_again(server: RedisServer) -> None:
    for guard in guards(server):
        assert begin(guard, delivery(1)) == "taken"
        server.kill()
        with pytest.raises(ReplayError, match=r"store_unavailable: the replay store could not say .*Error"):
            asyncio.run(guard.begin(delivery(2))) if isinstance(guard, AsyncReplayGuard) else guard.begin(delivery(2))
        server.start()
        assert begin(guard, delivery(2)) == "taken", "the connection that was lost is made anew"
        server.ask("FLUSHALL")


@pytest.mark.parametrize("make", [RedisStore.connect, AsyncRedisStore.connect])
def test_a_redis_that_hangs_is_given_up_in_time(server: RedisServer, make: Callable[..., Any]) -> None:
    store = make(server.url, NAMESPACE, time_limit=0.1)
    guard = ReplayGuard(store=store) if isinstance(store, RedisStore) else AsyncReplayGuard(store=store)
    server.hang()
    begun = time.monotonic()
    assert begin(guard, delivery()) == "store_unavailable"
    assert time.monotonic() - begun < 8, "Logto waits for ten seconds"
    server.go_on()


def test_a_loop_has_connections_of_its_own(server: RedisServer) -> None:
    guard = AsyncReplayGuard(store=AsyncRedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT))
    assert [asyncio.run(once(guard, number)) for number in range(3)] == [True, True, True]


async def once(guard: AsyncReplayGuard, number: int) -> bool:
    lease = await guard.begin(delivery(number))
    return lease is not None


def test_a_client_of_your_own_does_as_well_in_asyncio(server: RedisServer) -> None:
    async def handle() -> None:
        async with redis.asyncio.Redis.from_url(server.url) as client:
            guard = AsyncReplayGuard(store=AsyncRedisStore(client, NAMESPACE, time_limit=PATIENT))
            lease = await guard.begin(delivery())
            assert lease is not None
            async with lease:
                pass
            assert await guard.begin(delivery()) is None

    asyncio.run(handle())


def test_stores_can_be_closed(server: RedisServer) -> None:
    async def handle() -> None:
        store = AsyncRedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT)
        assert await once(AsyncReplayGuard(store=store), 1)
        await store.aclose()

    asyncio.run(handle())
    store = RedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT)
    assert begin(ReplayGuard(store=store), delivery(2)) == "taken"
    store.close()
    assert server.ask("CLIENT", "LIST", "TYPE", "normal").count("id=") == 1, "that of this question"


@pytest.mark.parametrize("make", [RedisStore.connect, AsyncRedisStore.connect])
def test_a_namespace_is_required_and_an_address_is_not_repeated(make: Callable[..., Any]) -> None:
    for namespace in ("", " ", "\t\n"):
        with pytest.raises(ReplayError, match="namespace_empty: expected a name of its own"):
            make("redis://127.0.0.1/", namespace)
    for url in ("", "localhost", "http://u:hunter2@host/", "redis://u:hunter2", "redis://u:hunter2@h:99999/"):
        with pytest.raises(ReplayError) as refused:
            make(url, NAMESPACE)
        assert str(refused.value) == (
            "store_unavailable: expected the address of a Redis, as `redis://host:6379/0`, found something else"
        )
        assert refused.value.__cause__ is None
    assert "hunter2" not in repr(make("redis://u:hunter2@host/", NAMESPACE))


def test_a_fleet_shares_a_redis_whatever_its_framework(
    sites: Callable[..., Site], framework: str, server: RedisServer
) -> None:
    store = RedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT)
    guards: list[Any] = [ReplayGuard(store=store)]
    if framework not in WAIT:
        store_of_asyncio = AsyncRedisStore.connect(server.url, NAMESPACE, time_limit=PATIENT)
        guards.append(AsyncReplayGuard(store=store_of_asyncio))
    for guard in guards:
        server.ask("FLUSHALL")
        assert sites(framework, replay=guard).post(USER_CREATED).status == 204
        site = sites(framework, replay=guard)
        assert site.post(USER_CREATED).status == 200
        assert site.outcome().kind == "repeated"
        assert site.seen == []

        server.kill()
        assert_refused(site.post(event_body("Role.Created")), "store_unavailable", 500)
        server.start()


def test_python_and_rust_share_one_store(sites: Callable[..., Site], server: RedisServer) -> None:
    assert FLEET.exists(), f"build it, as `make python` does: cargo build --workspace --all-features --bin {FLEET.name}"
    environment = {"PORT": "0", "REDIS_URL": f"redis+{server.url}", SIGNING_KEY_VARIABLE: KEY}
    process = subprocess.Popen([FLEET], env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None
    try:
        rust = Site(sites("flask").setup, port=int(process.stdout.readline().split(":")[2].split("/")[0]))
        python = sites("flask", replay=ReplayGuard(store=RedisStore.connect(server.url, NAMESPACE)))

        assert python.post(event_body("User.Deleted")).status == 200
        assert rust.post(event_body("User.Deleted")).status == 200
        assert rust.post(event_body("PostSignIn")).status == 200
        assert process.stdout.readline() == "PostSignIn about no user\n", "it handled this alone"

        assert python.post(event_body("PostSignIn")).status == 200
        assert python.outcome().kind == "delivered"
        assert python.outcome().kind == "repeated"
        assert [seen.name for seen in python.seen] == ["User.Deleted"]

        held = guards(server)[0].begin(Webhook(KEY).verify(signed(USER_CREATED), USER_CREATED))
        assert_refused(rust.post(USER_CREATED), "delivery_in_progress", 503)
        held.release()
        assert rust.post(USER_CREATED).status == 200
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_no_port_is_asked_that_nobody_serves() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        guard = ReplayGuard(store=RedisStore.connect(f"redis://127.0.0.1:{closed.getsockname()[1]}", NAMESPACE))
        assert begin(guard, delivery()) == "store_unavailable"
