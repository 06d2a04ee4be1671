"""The guards: one that waits, one for asyncio. Which id a delivery has, and what comes of an answer, stands in Rust."""

from __future__ import annotations

import logging
from copy import copy
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast

from .._native import AnyDelivery, AnyWebhook, Hold, MemoryStore
from .._native import Guard as Rules
from .._tasks import in_background, seen_through
from ..errors import ReplayError
from .store import AsyncReplayStore, AtOnce, InThreads, ReplayStore, is_async

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

__all__ = ["AsyncLease", "AsyncReplayGuard", "Lease", "ReplayGuard"]

_log = logging.getLogger("logto_webhook")
_Store = TypeVar("_Store")


class _Guard(Generic[_Store]):
    """What both guards have in common."""

    _store: _Store

    def __init__(
        self,
        webhook: AnyWebhook[Any] | None,
        *,
        lease: timedelta | float | None,
        retention: timedelta | float | None,
        identity: Literal["delivery", "occurrence"],
        on_store_failure: Literal["refuse", "deliver"],
    ) -> None:
        self._rules = Rules(
            webhook, lease=lease, retention=retention, identity=identity, on_store_failure=on_store_failure
        )

    def covering(self, webhook: AnyWebhook[Any]) -> Self:
        """Give the same guard, which keeps ids at least as long as the webhook's window accepts a delivery.

        Adapters do that for the webhook that they verify with.
        """
        guard = copy(self)
        guard._rules = self._rules.covering(webhook)
        return guard

    @property
    def lease(self) -> timedelta:
        """How long a handler has a delivery."""
        return self._rules.lease

    @property
    def retention(self) -> timedelta:
        """How long a delivery that was handled is remembered."""
        return self._rules.retention

    @property
    def unguarded(self) -> int:
        """How many deliveries were handled although the store could not answer, before the work or after it."""
        return self._rules.unguarded

    def __repr__(self) -> str:
        return f"{type(self).__name__}(lease={self.lease!r}, retention={self.retention!r}, unguarded={self.unguarded})"


class ReplayGuard(_Guard[ReplayStore]):
    """Lets each delivery be handled once.

    Make one at start and hand it to an adapter as `replay`. By hand:

        guard = ReplayGuard(webhook)
        lease = guard.begin(delivery)  # raises a ReplayError while another handles it
        if lease is not None:  # else it was handled before: answer 200
            with lease:
                ...  # the work

    The store is this process's memory unless you give another. It guards this process alone: behind several, or where
    a restart must not forget, use a `RedisStore`. Ids are kept for 24 h (`retention`), or as long as the window of the
    webhook accepts a delivery if that is longer; a handler has a delivery for 60 s (`lease`), after which the same one
    may be handled beside it. With `identity="occurrence"` what several hooks tell of one event is the same delivery.
    While the store cannot answer, deliveries are refused with `store_unavailable`, or with `on_store_failure="deliver"`
    handled unguarded and counted.

    Raises a `ReplayError` with the code `retention_too_short`.
    """

    def __init__(
        self,
        webhook: AnyWebhook[Any] | None = None,
        store: ReplayStore | None = None,
        *,
        lease: timedelta | float | None = None,
        retention: timedelta | float | None = None,
        identity: Literal["delivery", "occurrence"] = "delivery",
        on_store_failure: Literal["refuse", "deliver"] = "refuse",
    ) -> None:
        if is_async(store):
            raise TypeError(
                f"expected a store that waits, as RedisStore, found {type(store).__name__}, which is for asyncio: use "
                "it with AsyncReplayGuard, in an async adapter"
            )
        super().__init__(
            webhook, lease=lease, retention=retention, identity=identity, on_store_failure=on_store_failure
        )
        self._store = MemoryStore() if store is None else store

    def begin(self, delivery: AnyDelivery[Any]) -> Lease | None:
        """Take a delivery to be handled; `None` where it was handled before: answer 200, and do nothing.

        Raises a `ReplayError`: `delivery_in_progress` while another has it, `store_unavailable`.
        """
        hold = self.claim(delivery)
        return Lease(self, hold) if hold.is_held() else None

    def claim(self, delivery: AnyDelivery[Any]) -> Hold:
        """Ask the store for a delivery: a step of `begin`, for adapters."""
        hold = self._rules.claim(delivery)
        try:
            hold.claimed(self._store.begin(hold.id, hold.holder, self.lease))
        except BaseException as error:
            # It may have taken it without saying so.
            self._give_back(hold)
            if not isinstance(error, Exception):
                raise
            hold.unclaimed(said(error))
        return hold

    def let_go(self, hold: Hold, *, is_handled: bool) -> None:
        """Tell the store how a handler ended: a step of a lease's end, for adapters."""
        try:
            if is_handled:
                self._store.complete(hold.id, self.retention)
            elif hold.is_taken:
                self._store.release(hold.id, hold.holder)
        except Exception as error:
            hold.let_go(is_handled, said(error))
        else:
            hold.let_go(is_handled)

    def _give_back(self, hold: Hold) -> None:
        """Give back as well as the store can. Nobody waits for it: a store that does not answer takes its time."""
        if isinstance(self._store, MemoryStore):
            self._store.release(hold.id, hold.holder)
            return

        def release(store: ReplayStore, taken: str, holder: str) -> None:
            try:
                store.release(taken, holder)
            except Exception:
                return  # the lease ends by itself

        try:
            Thread(target=release, args=(self._store, hold.id, hold.holder), daemon=True).start()
        except RuntimeError:
            return  # no more threads, or the interpreter ends

    def for_asyncio(self) -> AsyncReplayGuard:
        """Give the same guard for asyncio: a store that waits is asked in threads."""
        guard = AsyncReplayGuard(store=self._store)
        guard._rules = self._rules
        return guard


class AsyncReplayGuard(_Guard[AsyncReplayStore]):
    """Lets each delivery be handled once, as `ReplayGuard`, for asyncio.

    Make one at start and hand it to an async adapter as `replay`. By hand:

        lease = await guard.begin(delivery)
        if lease is not None:
            async with lease:
                ...

    A store that waits, as a `RedisStore`, is asked in threads, so that the loop goes on.
    """

    def __init__(
        self,
        webhook: AnyWebhook[Any] | None = None,
        store: AsyncReplayStore | ReplayStore | None = None,
        *,
        lease: timedelta | float | None = None,
        retention: timedelta | float | None = None,
        identity: Literal["delivery", "occurrence"] = "delivery",
        on_store_failure: Literal["refuse", "deliver"] = "refuse",
    ) -> None:
        super().__init__(
            webhook, lease=lease, retention=retention, identity=identity, on_store_failure=on_store_failure
        )
        if store is None or isinstance(store, MemoryStore):
            self._store = AtOnce(store or MemoryStore())
        elif is_async(store):
            self._store = cast("AsyncReplayStore", store)
        else:
            self._store = InThreads(cast("ReplayStore", store))

    async def begin(self, delivery: AnyDelivery[Any]) -> AsyncLease | None:
        """Take a delivery to be handled, as `ReplayGuard.begin`."""
        hold = await self.claim(delivery)
        return AsyncLease(self, hold) if hold.is_held() else None

    async def claim(self, delivery: AnyDelivery[Any]) -> Hold:
        """Ask the store for a delivery: a step of `begin`, for adapters."""
        hold = self._rules.claim(delivery)
        try:
            hold.claimed(await self._store.begin(hold.id, hold.holder, self.lease))
        except BaseException as error:
            # It may have taken it without saying so; also where the request is dropped, and this with it.
            in_background(self._give_back(hold.id, hold.holder))
            if not isinstance(error, Exception):
                raise
            hold.unclaimed(said(error))
        return hold

    async def let_go(self, hold: Hold, *, is_handled: bool) -> None:
        """Tell the store how a handler ended: a step of a lease's end, for adapters."""
        try:
            if is_handled:
                await self._store.complete(hold.id, self.retention)
            elif hold.is_taken:
                await self._store.release(hold.id, hold.holder)
        except Exception as error:
            hold.let_go(is_handled, said(error))
        else:
            hold.let_go(is_handled)

    def for_asyncio(self) -> AsyncReplayGuard:
        """Give itself, as `ReplayGuard.for_asyncio`."""
        return self

    async def _give_back(self, taken: str, holder: str) -> None:
        try:
            await self._store.release(taken, holder)
        except Exception:
            return  # the lease ends by itself


class _Lease:
    """What both leases have in common."""

    def __init__(self, hold: Hold) -> None:
        self._hold = hold
        self._is_over = False

    @property
    def unguarded(self) -> ReplayError | None:
        """Why the store knows nothing of it, if so: with `on_store_failure="deliver"`."""
        return cast("ReplayError | None", self._hold.unguarded)

    def _end(self) -> None:
        if self._is_over:
            raise RuntimeError("the lease was completed or released before")
        self._is_over = True

    def _report(self) -> None:
        """Log what went wrong at the end: the work is done, or what it raised is on its way."""
        try:
            self._hold.check_end()
        except ReplayError as error:
            _log.error("%s", error)


class Lease(_Lease):
    """The right to handle a delivery.

    `with` completes it, or releases it where the work raised; a store that cannot answer is then logged. A lease that
    nobody ends runs out by itself.
    """

    def __init__(self, guard: ReplayGuard, hold: Hold) -> None:
        super().__init__(hold)
        self._guard = guard

    def complete(self) -> None:
        """Remember that the delivery was handled.

        Raises a `ReplayError`, `store_unavailable`. The work is done all the same: answer 2xx.
        """
        self._end()
        self._guard.let_go(self._hold, is_handled=True)
        self._hold.check_end()

    def release(self) -> None:
        """Give the delivery back, because it was not handled: a retry will be.

        Raises a `ReplayError`, `store_unavailable`: the lease then runs out by itself.
        """
        self._end()
        self._guard.let_go(self._hold, is_handled=False)
        self._hold.check_end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, traceback: TracebackType | None) -> None:
        if not self._is_over:
            self._end()
            self._guard.let_go(self._hold, is_handled=error is None)
            self._report()


class AsyncLease(_Lease):
    """The right to handle a delivery, as `Lease`, for asyncio.

    The store is told to the end even where the task is cancelled meanwhile.
    """

    def __init__(self, guard: AsyncReplayGuard, hold: Hold) -> None:
        super().__init__(hold)
        self._guard = guard

    async def complete(self) -> None:
        """Remember that the delivery was handled, as `Lease.complete`."""
        self._end()
        await seen_through(self._guard.let_go(self._hold, is_handled=True))
        self._hold.check_end()

    async def release(self) -> None:
        """Give the delivery back, as `Lease.release`."""
        self._end()
        await seen_through(self._guard.let_go(self._hold, is_handled=False))
        self._hold.check_end()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: Any, error: BaseException | None, traceback: TracebackType | None) -> None:
        if not self._is_over:
            self._end()
            await seen_through(self._guard.let_go(self._hold, is_handled=error is None))
            self._report()


def said(error: Exception) -> str:
    """Say what a store raised, for the operator's log."""
    return f"{type(error).__name__}: {error}"
