"""Stores for tests: a memory whose line can be cut."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

from logto_webhook.replay import Claim, MemoryStore


class Remote:
    """A memory over a line that can be cut, and that knows in which threads it is asked."""

    def __init__(self) -> None:
        self.memory = MemoryStore()
        self.is_down = False
        self.threads: set[int] = set()
        self.given_back = threading.Event()

    def begin(self, id: str, holder: str, lease: timedelta) -> Claim:
        self._line()
        return self.memory.begin(id, holder, lease)

    def complete(self, id: str, retention: timedelta) -> None:
        self._line()
        self.memory.complete(id, retention)

    def release(self, id: str, holder: str) -> None:
        self.given_back.set()
        self._line()
        self.memory.release(id, holder)

    def _line(self) -> None:
        self.threads.add(threading.get_ident())
        if self.is_down:
            raise ConnectionError("the line is cut")


class AsyncRemote:
    """As `Remote`, for asyncio."""

    def __init__(self) -> None:
        self.remote = Remote()

    async def begin(self, id: str, holder: str, lease: timedelta) -> Claim:
        return self.remote.begin(id, holder, lease)

    async def complete(self, id: str, retention: timedelta) -> Any:
        return self.remote.complete(id, retention)

    async def release(self, id: str, holder: str) -> Any:
        return self.remote.release(id, holder)
