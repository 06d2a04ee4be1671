"""The replay guard by hand: what it lets through, and what becomes of a delivery whose store or handler fails."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from logto_webhook import Delivery, ReplayError, Webhook, Window
from logto_webhook.replay import AsyncReplayGuard, Claim, Lease, MemoryStore, ReplayGuard
from recordings import KEY, event_body, signed
from stores import AsyncRemote, Remote

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def delivery(number: int = 1, **members: object) -> Delivery:
    body = event_body("User.Created", createdAt=f"2026-01-01T00:00:0{number}.000Z", **members)
    return Webhook(KEY).verify(signed(body), body)


def leased(guard: ReplayGuard, what: Delivery) -> Lease:
    lease = guard.begin(what)
    assert lease is not None
    return lease


def refusal(guard: ReplayGuard, what: Delivery) -> str:
    with pytest.raises(ReplayError) as refused:
        guard.begin(what)
    assert refused.value.code in ("delivery_in_progress", "store_unavailable")
    return str(refused.value)


def test_a_delivery_is_handled_once() -> None:
    guard = ReplayGuard()
    with leased(guard, delivery()):
        assert refusal(guard, delivery()) == (
            "delivery_in_progress: the same delivery is being handled; it is free again after 60s at most"
        )
    assert guard.begin(delivery()) is None
    assert guard.begin(delivery(2)) is not None


def test_what_is_refused_has_its_status() -> None:
    guard = ReplayGuard()
    leased(guard, delivery())
    with pytest.raises(ReplayError) as refused:
        guard.begin(delivery())
    assert (refused.value.status, refused.value.action) == (503, "retry")


def test_work_that_raises_gives_its_delivery_back() -> None:
    guard = ReplayGuard()
    for interruption in (ValueError, KeyboardInterrupt):
        with pytest.raises(interruption), leased(guard, delivery()):
            raise interruption
    leased(guard, delivery()).release()
    leased(guard, delivery()).complete()
    assert guard.begin(delivery()) is None


def test_a_lease_ends_once() -> None:
    guard = ReplayGuard()
    lease = leased(guard, delivery())
    with lease:
        lease.complete()
    for end in (lease.complete, lease.release):
        with pytest.raises(RuntimeError, match="completed or released before"):
            end()
    assert guard.begin(delivery()) is None


def test_a_lease_that_nobody_ends_runs_out() -> None:
    guard = ReplayGuard(lease=0.001)
    leased(guard, delivery())
    while True:
        try:
            assert guard.begin(delivery()) is not None
        except ReplayError:
            continue
        break


def test_ids_are_kept_for_the_retention() -> None:
    guard = ReplayGuard(lease=0.001, retention=0.001)
    with leased(guard, delivery()):
        pass
    while guard.begin(delivery()) is None:
        pass


def test_of_many_threads_one_handles() -> None:
    guard, start = ReplayGuard(), threading.Barrier(16)

    def begin(number: int) -> bool:
        start.wait(30)
        try:
            return guard.begin(delivery(number)) is not None
        except ReplayError:
            return False

    with ThreadPoolExecutor(16) as pool:
        for number in range(8):
            assert sum(pool.map(begin, [number] * 16)) == 1


def test_an_occurrence_is_one_delivery_however_many_hooks_tell_of_it() -> None:
    first, second = delivery(hookId="a"), delivery(hookId="b")
    by_delivery, by_occurrence = ReplayGuard(), ReplayGuard(identity="occurrence")
    for guard in (by_delivery, by_occurrence):
        leased(guard, first).complete()
    assert by_delivery.begin(second) is not None
    assert by_occurrence.begin(second) is None


def test_times_are_the_crates_and_yours() -> None:
    guard = ReplayGuard()
    assert (guard.lease, guard.retention, guard.unguarded) == (timedelta(minutes=1), DAY, 0)
    guard = ReplayGuard(lease=120, retention=HOUR)
    assert (guard.lease, guard.retention) == (timedelta(minutes=2), HOUR)
    assert ReplayGuard(lease=2 * DAY).retention == 2 * DAY


def test_a_window_is_covered_or_the_guard_is_refused() -> None:
    webhook = Webhook(KEY, window=Window(past=2 * DAY, future=HOUR))
    assert ReplayGuard(webhook).retention == 2 * DAY + HOUR
    assert ReplayGuard(retention=HOUR).covering(webhook).retention == 2 * DAY + HOUR
    with pytest.raises(ReplayError) as refused:
        ReplayGuard(webhook, retention=DAY)
    assert (refused.value.code, refused.value.status) == ("retention_too_short", 500)
    assert "for which the window accepts a delivery, found 86400s" in refused.value.message


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"identity": "both"}, "'delivery' or 'occurrence'"),
        ({"on_store_failure": "ignore"}, "'refuse' or 'deliver'"),
        ({"lease": -1}, "expected `lease` as a length of time"),
        ({"retention": 1e18}, "`retention` .* as a timedelta can be"),
        ({"lease": 1e18}, "`lease` .* as a timedelta can be"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Any, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        ReplayGuard(**options)


def test_a_memory_that_is_full_refuses() -> None:
    guard = ReplayGuard(store=MemoryStore(capacity=1))
    leased(guard, delivery()).complete()
    assert "it holds 1 ids, as many as it may" in refusal(guard, delivery(2))
    assert guard.begin(delivery()) is None


def test_a_store_that_is_down_refuses() -> None:
    store = Remote()
    guard = ReplayGuard(store=store)
    store.is_down = True
    assert refusal(guard, delivery()) == (
        "store_unavailable: the replay store could not say whether the delivery was handled before: "
        "ConnectionError: the line is cut"
    )
    assert store.given_back.wait(30), "what it may have taken without saying so"
    store.is_down = False
    with leased(guard, delivery()):
        pass
    assert guard.unguarded == 0


def test_a_store_that_is_down_delivers_by_choice_and_each_is_counted() -> None:
    store = Remote()
    guard = ReplayGuard(store=store, on_store_failure="deliver")
    store.is_down = True
    for number in (1, 2):
        lease = leased(guard, delivery())
        assert lease.unguarded is not None
        assert lease.unguarded.code == "store_unavailable"
        lease.complete()
        assert guard.unguarded == number
    store.is_down = False
    lease = leased(guard, delivery())
    assert lease.unguarded is None


def test_what_is_done_and_cannot_be_remembered_is_told(caplog: pytest.LogCaptureFixture) -> None:
    store = Remote()
    guard = ReplayGuard(store=store)
    lease = leased(guard, delivery())
    store.is_down = True
    with pytest.raises(ReplayError, match="could not remember that the delivery was handled"):
        lease.complete()
    assert guard.unguarded == 1

    store.is_down = False
    with caplog.at_level(logging.ERROR, "logto_webhook"), leased(guard, delivery(2)):
        store.is_down = True
    assert "could not remember that the delivery was handled" in caplog.text, "the work is done: nothing is raised"


def test_what_cannot_be_given_back_is_told() -> None:
    store = Remote()
    guard = ReplayGuard(store=store)
    lease = leased(guard, delivery())
    store.is_down = True
    with pytest.raises(ReplayError, match="could not give the delivery back"):
        lease.release()
    assert guard.unguarded == 0


def test_a_store_that_says_something_else_is_down() -> None:
    class Odd(Remote):
        said: Any = None

        def begin(self, id: str, holder: str, lease: timedelta) -> Any:  # noqa: ARG002
            return self.said

    store = Odd()
    for said, found in (("perhaps", "another word"), (None, "None"), (True, "bool")):
        store.said = said
        assert f"'taken', 'in_progress' or 'completed', found {found}" in refusal(ReplayGuard(store=store), delivery())


def test_a_store_for_asyncio_is_refused_where_nobody_could_await_it() -> None:
    with pytest.raises(TypeError, match="found AsyncRemote, which is for asyncio"):
        ReplayGuard(store=AsyncRemote())  # type: ignore[arg-type]


def test_a_guard_shows_no_ids() -> None:
    guard = ReplayGuard()
    leased(guard, delivery())
    assert repr(guard) == (
        "ReplayGuard(lease=datetime.timedelta(seconds=60), retention=datetime.timedelta(days=1), unguarded=0)"
    )
    assert repr(MemoryStore()) == '<MemoryStore { guards: "this process alone", capacity: 250000, ids: 0, .. }>'


@pytest.mark.parametrize(
    "store", [None, MemoryStore(), Remote(), AsyncRemote()], ids=lambda store: type(store).__name__
)
def test_a_delivery_is_handled_once_in_asyncio(store: Any) -> None:
    async def handle() -> None:
        guard = AsyncReplayGuard(store=store)
        with pytest.raises(ValueError, match="work"):  # noqa: PT012
            async with await begun(guard, delivery()):
                with pytest.raises(ReplayError, match="delivery_in_progress"):
                    await guard.begin(delivery())
                raise ValueError("work")
        await (await begun(guard, delivery())).release()
        async with await begun(guard, delivery()):
            pass
        assert await guard.begin(delivery()) is None

    asyncio.run(handle())


async def begun(guard: AsyncReplayGuard, what: Delivery) -> Any:
    lease = await guard.begin(what)
    assert lease is not None
    return lease


def test_a_store_that_waits_does_not_block_the_loop() -> None:
    store = Remote()

    async def handle() -> None:
        async with await begun(AsyncReplayGuard(store=store), delivery()):
            pass

    asyncio.run(handle())
    assert store.threads
    assert threading.get_ident() not in store.threads


def test_a_store_for_asyncio_that_is_down_refuses() -> None:
    async def handle() -> None:
        store = AsyncRemote()
        guard = AsyncReplayGuard(store=store)
        lease = await begun(guard, delivery())
        store.remote.is_down = True
        with pytest.raises(ReplayError, match="store_unavailable: .* ConnectionError: the line is cut"):
            await guard.begin(delivery(2))
        with pytest.raises(ReplayError, match="could not remember"):
            await lease.complete()
        assert guard.unguarded == 1

    asyncio.run(handle())


def test_a_store_hears_of_the_end_though_the_task_is_cancelled() -> None:
    class Slow(AsyncRemote):
        async def complete(self, id: str, retention: timedelta) -> None:
            asked.set()
            await answer.wait()
            await super().complete(id, retention)
            done.set()

    async def handle() -> None:
        guard = AsyncReplayGuard(store=Slow())
        task = asyncio.create_task((await begun(guard, delivery())).complete())
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        answer.set()
        await done.wait()
        assert await guard.begin(delivery()) is None

    asked, answer, done = asyncio.Event(), asyncio.Event(), asyncio.Event()
    asyncio.run(handle())


def test_what_is_taken_while_nobody_waits_any_more_is_given_back() -> None:
    class Mute(AsyncRemote):
        async def begin(self, id: str, holder: str, lease: timedelta) -> Claim:
            await super().begin(id, holder, lease)
            if not asked.is_set():
                asked.set()
                await asyncio.Event().wait()
            return "taken"

        async def release(self, id: str, holder: str) -> None:
            await super().release(id, holder)
            given_back.set()

    async def handle() -> None:
        store = Mute()
        task = asyncio.create_task(AsyncReplayGuard(store=store).begin(delivery()))
        await asked.wait()
        task.cancel()
        await given_back.wait()
        assert ReplayGuard(store=store.remote).begin(delivery()) is not None

    asked, given_back = asyncio.Event(), asyncio.Event()
    asyncio.run(handle())
