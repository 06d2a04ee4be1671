"""What every adapter does with a request, whatever its framework. What it decides stands in Rust."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterable, Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from . import _native
from ._native import Answer, Delivery, Outcome, Reception, Webhook
from .errors import SigningKeyError

if TYPE_CHECKING:
    from typing_extensions import Unpack

_log = logging.getLogger("logto_webhook")
_T = TypeVar("_T")

Headers = Mapping[Any, Any] | Iterable[tuple[Any, Any]]


class Options(TypedDict, total=False):
    """What every adapter can be told."""

    webhook: Webhook | None
    """What verifies. Without one, the key is taken from the settings or the environment at the first request."""
    on_test: Callable[[Delivery], object] | None
    """Who is told of test payloads. They are answered 200, told or not, and reach no handler."""
    on_outcome: Callable[[Outcome], object] | None
    """Who is told what became of each request, once, when it has ended. Else it is logged, as `logto_webhook`.

    It runs before the answer: it must not block. What it raises changes no answer.
    """
    body_time_limit: float
    """How many seconds a body may take to come, for adapters that read it themselves: 10, as long as Logto waits."""


class Endpoint:
    """A `Webhook` where requests arrive, which is made at the first of them."""

    def __init__(self, **options: Unpack[Options]) -> None:
        self._options = options
        self._made: _native.Endpoint | None = None

    def begin(self, method: str, headers: Headers, key: str | None = None) -> Reception | Answer:
        """Begin a request, and refuse it for its head alone. `key` is the key in the settings, where there is one."""
        try:
            endpoint = self._made or self._make(key)
        except SigningKeyError as error:
            _log.error("%s", error)
            return Answer.of(error.code)
        reception = endpoint.begin(method, headers)
        return reception.check() or reception

    def _make(self, key: str | None) -> _native.Endpoint:
        webhook = self._options.get("webhook")
        if webhook is None:
            webhook = Webhook() if key is None else Webhook(key)
        self._made = _native.Endpoint(
            webhook,
            on_test=self._options.get("on_test"),
            on_outcome=self._options.get("on_outcome") or log_outcome,
            body_time_limit=self._options.get("body_time_limit", 10.0),
        )
        return self._made

    def receive(
        self,
        method: str,
        headers: Headers,
        chunks: Iterable[bytes],
        *,
        key: str | None = None,
        broken: tuple[type[Exception], ...] = (OSError,),
        too_large: tuple[type[Exception], ...] = (),
    ) -> Reception | Answer:
        """Take a request as far as its handler.

        `broken` is what reading raises where the body breaks off, `too_large` where it is over a limit in front.
        """
        reception = self.begin(method, headers, key)
        if isinstance(reception, Answer):
            return reception
        try:
            for chunk in chunks:
                if refused := reception.add(chunk):
                    return refused
        except too_large:
            return reception.over_a_limit_in_front()
        except broken:
            return reception.broken()
        return reception.take() or reception

    async def receive_async(
        self,
        method: str,
        headers: Headers,
        chunks: AsyncIterable[bytes],
        *,
        key: str | None = None,
        broken: tuple[type[Exception], ...] = (OSError,),
    ) -> Reception | Answer:
        """Take a request as far as its handler, as `receive`, within the time that a body may take."""
        reception = self.begin(method, headers, key)
        if isinstance(reception, Answer):
            return reception

        async def read() -> Answer | None:
            async for chunk in chunks:
                if refused := reception.add(chunk):
                    return refused
            return None

        try:
            limit = self._options.get("body_time_limit", 10.0)
            refused = await asyncio.wait_for(read(), limit)
        except asyncio.TimeoutError:
            return reception.late()
        except broken:
            return reception.broken()
        return refused or reception.take() or reception


def log_outcome(outcome: Outcome) -> None:
    """Log what became of a request."""
    _log.log(outcome.level, "%s", outcome)


def raised(error: BaseException) -> str:
    """Say what a handler did, and nothing of what it says of itself: that can be someone's data."""
    return f"it raised {type(error).__name__}"


_background: set[asyncio.Task[Any]] = set()


def in_background(handled: Coroutine[Any, Any, object]) -> None:
    """Run to its end what nobody waits for. The loop alone would let it be collected half-way."""
    task = asyncio.get_running_loop().create_task(handled)
    _background.add(task)
    task.add_done_callback(_background.discard)
