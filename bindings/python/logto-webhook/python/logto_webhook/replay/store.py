"""What a guard asks of the place in which it remembers."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Literal, Protocol, TypeAlias

from .._native import MemoryStore

__all__ = ["AsyncReplayStore", "Claim", "MemoryStore", "ReplayStore"]

Claim: TypeAlias = Literal["taken", "in_progress", "completed"]
"""What a store says to `begin`: the id was free and is the holder's now, another holder has it, or it was completed."""


class ReplayStore(Protocol):
    """Remembers which deliveries were handled, and which are being handled.

    Implement it for a store of yours. Every method is one atomic step for all that share the store, and ends within a
    time limit of its own: Logto waits ten seconds for the whole answer. It raises where it cannot answer; what it
    raises is logged, so let no credentials stand in its text.
    """

    def begin(self, id: str, holder: str, lease: timedelta, /) -> Claim:
        """Take the id for its holder until the lease ends, unless it is taken or completed."""
        ...

    def complete(self, id: str, retention: timedelta, /) -> object:
        """Remember for the retention that the id was handled, whoever holds it: the work is done."""
        ...

    def release(self, id: str, holder: str, /) -> object:
        """Give the id back, if this holder still has it: after its lease another may have taken it."""
        ...


class AsyncReplayStore(Protocol):
    """As `ReplayStore`, for asyncio."""

    async def begin(self, id: str, holder: str, lease: timedelta, /) -> Claim:
        """Take the id for its holder until the lease ends, unless it is taken or completed."""
        ...

    async def complete(self, id: str, retention: timedelta, /) -> object:
        """Remember for the retention that the id was handled, whoever holds it: the work is done."""
        ...

    async def release(self, id: str, holder: str, /) -> object:
        """Give the id back, if this holder still has it: after its lease another may have taken it."""
        ...


def is_async(store: object) -> bool:
    """Whether a store is to be awaited."""
    return iscoroutinefunction(getattr(store, "begin", None))


class AtOnce:
    """The memory for asyncio: it never waits."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def begin(self, id: str, holder: str, lease: timedelta) -> Claim:
        return self._store.begin(id, holder, lease)

    async def complete(self, id: str, retention: timedelta) -> None:
        self._store.complete(id, retention)

    async def release(self, id: str, holder: str) -> None:
        self._store.release(id, holder)


class InThreads:
    """A store that waits, for asyncio: in threads, so that the loop does not."""

    def __init__(self, store: ReplayStore) -> None:
        self._store = store

    async def begin(self, id: str, holder: str, lease: timedelta) -> Claim:
        return await asyncio.to_thread(self._store.begin, id, holder, lease)

    async def complete(self, id: str, retention: timedelta) -> None:
        await asyncio.to_thread(self._store.complete, id, retention)

    async def release(self, id: str, holder: str) -> None:
        await asyncio.to_thread(self._store.release, id, holder)
