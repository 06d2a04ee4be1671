"""Stores in Redis: one for a fleet, of Rust processes too. They take the extra `logto-webhook[redis]`.

    store = RedisStore.connect("redis://127.0.0.1/", "billing:logto")  # a name of its own for its ids
    store = AsyncRedisStore.connect("redis://127.0.0.1/", "billing:logto")  # with redis.asyncio

Each id is a key of its own, `<namespace>:<id>`, that Redis itself forgets when its time is over. A Redis that evicts
keys under memory pressure, or loses its last second in a crash or to a replica, forgets ids too: give it
`maxmemory-policy noeviction`, and `appendonly yes` where that matters.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

try:
    import redis
    import redis.asyncio
    from redis.asyncio.retry import Retry as AsyncRetry
    from redis.backoff import NoBackoff
    from redis.retry import Retry
except ModuleNotFoundError as error:
    raise ModuleNotFoundError("redis-py is missing: pip install 'logto-webhook[redis]'", name=error.name) from None

from .._native import RedisCommands
from ..errors import ReplayError
from .store import Claim

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["TIME_LIMIT", "AsyncRedisStore", "RedisStore"]

TIME_LIMIT = 1.0
"""How many seconds Redis may take to answer unless another limit is set, of the ten that Logto waits."""


class _Client(Protocol):
    """A client of redis-py: a `Redis`, a `RedisCluster`, what Sentinel gives."""

    def execute_command(self, *words: Any, **options: Any) -> Any: ...

    def close(self) -> Any: ...


class _AsyncClient(Protocol):
    """A client of `redis.asyncio`."""

    def execute_command(self, *words: Any, **options: Any) -> Any: ...

    def aclose(self) -> Any: ...


class RedisStore:
    """Remembers in a Redis that all instances of an endpoint share, over a client of redis-py that waits.

    It takes a client of yours, whose own time limits hold: redis-py waits for seconds and tries again unless told
    otherwise. `connect` makes one that gives up in time.

    Raises a `ReplayError` with the code `namespace_empty`.
    """

    def __init__(self, client: _Client, namespace: str) -> None:
        self._commands = RedisCommands(namespace)
        self._client = client

    @classmethod
    def connect(cls, url: str, namespace: str, *, time_limit: float = TIME_LIMIT) -> Self:
        """Take the address of a Redis, as `redis://user:password@host:6379/0`, `rediss://…` or `unix:///run/redis.sock`.

        It connects when it is first asked, and anew when the connection is lost. Connecting and answering may take
        `time_limit` seconds each.
        """
        retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
        return cls(from_url(redis.Redis.from_url, url, time_limit, retry), namespace)

    def begin(self, id: str, holder: str, lease: timedelta) -> Claim:
        """Take the id for its holder, unless it is taken or completed."""
        answer = self._client.execute_command(*self._commands.begin(id, holder, lease))
        return self._commands.claim_of(answer, holder)

    def complete(self, id: str, retention: timedelta) -> None:
        """Remember that the id was handled."""
        self._client.execute_command(*self._commands.complete(id, retention))

    def release(self, id: str, holder: str) -> None:
        """Give the id back, if this holder still has it."""
        self._client.execute_command(*self._commands.release(id, holder))

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(namespace={self._commands.namespace!r})"


class AsyncRedisStore:
    """Remembers in a Redis that all instances of an endpoint share, over a client of `redis.asyncio`.

    It takes a client of yours, which belongs to one event loop. `connect` makes one for each loop.

    Raises a `ReplayError` with the code `namespace_empty`.
    """

    def __init__(self, client: _AsyncClient, namespace: str, *, time_limit: float = TIME_LIMIT) -> None:
        self._commands = RedisCommands(namespace)
        self._client = client
        self._time_limit = time_limit

    @classmethod
    def connect(cls, url: str, namespace: str, *, time_limit: float = TIME_LIMIT) -> Self:
        """Take the address of a Redis, as `RedisStore.connect`.

        A step may take `time_limit` seconds, connecting included.
        """
        return cls(_OfEachLoop(url, time_limit), namespace, time_limit=time_limit)

    async def begin(self, id: str, holder: str, lease: timedelta) -> Claim:
        """Take the id for its holder, unless it is taken or completed."""
        answer = await self._ask(self._commands.begin(id, holder, lease))
        return self._commands.claim_of(answer, holder)

    async def complete(self, id: str, retention: timedelta) -> None:
        """Remember that the id was handled."""
        await self._ask(self._commands.complete(id, retention))

    async def release(self, id: str, holder: str) -> None:
        """Give the id back, if this holder still has it."""
        await self._ask(self._commands.release(id, holder))

    async def aclose(self) -> None:
        """Close the client: of those that `connect` made, this loop's."""
        await self._client.aclose()

    async def _ask(self, words: list[str]) -> Any:
        try:
            return await asyncio.wait_for(self._client.execute_command(*words), self._time_limit)
        except asyncio.TimeoutError:
            raise TimeoutError(f"Redis did not answer within {self._time_limit} s") from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(namespace={self._commands.namespace!r})"


class _OfEachLoop:
    """A client for each event loop: a connection belongs to that in which it was made, and tests make several."""

    def __init__(self, url: str, time_limit: float) -> None:
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, _AsyncClient] = WeakKeyDictionary()
        self._url = url
        self._time_limit = time_limit
        self._make()  # an address that is none is told at once

    def _make(self) -> _AsyncClient:
        retry = AsyncRetry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
        client: _AsyncClient = from_url(redis.asyncio.Redis.from_url, self._url, self._time_limit, retry)
        return client

    def _client(self) -> _AsyncClient:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = self._make()
        return self._clients[loop]

    def execute_command(self, *words: Any, **options: Any) -> Any:
        return self._client().execute_command(*words, **options)

    def aclose(self) -> Any:
        return self._client().aclose()


def from_url(make: Callable[..., Any], url: str, time_limit: float, retry: Any) -> Any:
    """Make a client, which connects later."""
    try:
        return make(url, socket_timeout=time_limit, socket_connect_timeout=time_limit, retry=retry)
    except ValueError:
        # What the client says of an address may repeat the password in it.
        raise ReplayError(
            "store_unavailable", "expected the address of a Redis, as `redis://host:6379/0`, found something else"
        ) from None
