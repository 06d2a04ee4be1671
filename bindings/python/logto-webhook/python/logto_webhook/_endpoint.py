"""What every adapter does with a request, whatever its framework. What it decides stands in Rust."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from . import _native
from ._handling import AsyncInHand, InHand
from ._native import (
    Answer,
    AnyDelivery,
    AnyWebhook,
    Delivery,
    Outcome,
    PlatformDelivery,
    PlatformWebhook,
    Reception,
    Webhook,
)
from .errors import SigningKeyError
from .replay import AsyncReplayGuard, ReplayGuard

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import GuardedOptions, Options

_log = logging.getLogger("logto_webhook")

D = TypeVar("D", bound="AnyDelivery[Any]")
Guard = TypeVar("Guard", ReplayGuard, AsyncReplayGuard)
Headers = Mapping[Any, Any] | Iterable[tuple[Any, Any]]


class Endpoint(Generic[D, Guard]):
    """A webhook of either system where requests arrive, which is made at the first of them."""

    _guard: Guard | None

    def __init__(
        self,
        *,
        webhook: AnyWebhook[D] | None = None,
        on_test: Callable[[D], object] | None = None,
        on_outcome: Callable[[Outcome[D]], object] | None = None,
        body_time_limit: float = 10.0,
        replay: Guard | None = None,
    ) -> None:
        self._webhook = webhook
        self._on_test = on_test
        self._on_outcome = on_outcome or log_outcome
        self._body_time_limit = body_time_limit
        self._guard = replay
        self._made: _native.Endpoint[D] | None = None

    @property
    def kind(self) -> type[D]:
        """The class of its deliveries."""
        return cast("type[D]", PlatformDelivery if isinstance(self._webhook, PlatformWebhook) else Delivery)

    def begin(self, method: str, headers: Headers, key: str | None = None) -> Reception[D] | Answer:
        """Begin a request, and refuse it for its head alone. `key` is the key in the settings, where there is one."""
        try:
            endpoint = self._made or self._make(key)
        except SigningKeyError as error:
            _log.error("%s", error)
            return Answer.of(error.code)
        reception = endpoint.begin(method, headers)
        return reception.check() or reception

    def _make(self, key: str | None) -> _native.Endpoint[D]:
        webhook = self._webhook
        if webhook is None:
            webhook = cast("AnyWebhook[D]", Webhook() if key is None else Webhook(key))
        if self._guard is not None:
            self._guard = self._guard.covering(webhook)
        self._made = _native.Endpoint(
            webhook, on_test=self._on_test, on_outcome=self._on_outcome, body_time_limit=self._body_time_limit
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
    ) -> Reception[D] | Answer:
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


class SyncEndpoint(Endpoint[D, ReplayGuard]):
    """An endpoint of an adapter that waits."""

    def __init__(self, **options: Unpack[GuardedOptions[D]]) -> None:
        guard = options.get("replay")
        if isinstance(guard, AsyncReplayGuard):
            raise TypeError("expected a ReplayGuard, found an AsyncReplayGuard, which nobody could await here")
        super().__init__(**options)

    def take_in_hand(self, received: Reception[D] | Answer) -> InHand[D] | Answer:
        """Take a delivery to its handler, where the replay guard lets it."""
        if isinstance(received, Answer):
            return received
        if self._guard is None:
            return InHand(received)
        hold = self._guard.claim(received.delivery)
        return received.begun(hold) or InHand(received, self._guard, hold)


class AsyncEndpoint(Endpoint[D, AsyncReplayGuard]):
    """An endpoint of an adapter for asyncio."""

    def __init__(self, replay: ReplayGuard | AsyncReplayGuard | None = None, **options: Unpack[Options[D]]) -> None:
        super().__init__(replay=None if replay is None else replay.for_asyncio(), **options)

    async def receive_async(
        self,
        method: str,
        headers: Headers,
        chunks: AsyncIterable[bytes],
        *,
        key: str | None = None,
        broken: tuple[type[Exception], ...] = (OSError,),
    ) -> Reception[D] | Answer:
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
            refused = await asyncio.wait_for(read(), self._body_time_limit)
        except asyncio.TimeoutError:
            return reception.late()
        except broken:
            return reception.broken()
        return refused or reception.take() or reception

    async def take_in_hand(self, received: Reception[D] | Answer) -> AsyncInHand[D] | Answer:
        """Take a delivery to its handler, where the replay guard lets it."""
        if isinstance(received, Answer):
            return received
        if self._guard is None:
            return AsyncInHand(received)
        hold = await self._guard.claim(received.delivery)
        return received.begun(hold) or AsyncInHand(received, self._guard, hold)


def of_kind(delivery: AnyDelivery[Any], kind: type[D]) -> D:
    """Give a delivery that something in front has left, if it is of the system that is expected."""
    if isinstance(delivery, kind):
        return delivery
    expected, found = (f"{kind.__module__}.{kind.__qualname__}" for kind in (kind, type(delivery)))
    raise TypeError(
        f"expected a {expected}, found a {found}: tell `delivery_of` the class, or the dependency the webhook, of the "
        "middleware in front"
    )


def log_outcome(outcome: Outcome[Any]) -> None:
    """Log what became of a request."""
    _log.log(outcome.level, "%s", outcome)
