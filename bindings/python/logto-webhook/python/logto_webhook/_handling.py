"""A delivery that is being handled: how that ends is told, and remembered."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from ._native import Answer, AnyDelivery, Hold, Reception
from ._tasks import seen_through
from .replay import AsyncReplayGuard, ReplayGuard

__all__ = ["AsyncInHand", "InHand"]

D = TypeVar("D", bound="AnyDelivery[Any]")


class InHand(Generic[D]):
    """A delivery that its handler has, in an adapter that waits."""

    def __init__(self, reception: Reception[D], guard: ReplayGuard | None = None, hold: Hold | None = None) -> None:
        self.delivery = reception.delivery
        self._reception = reception
        self._guard = guard
        self._hold = hold

    def answered(self, status: int) -> Answer | None:
        """End it as its handler answered, and give the refusal if that says that the work is not done."""
        return self._end(self._reception.answered(status))

    def failed(self, error: BaseException) -> Answer | None:
        """End it with a handler that raised, and give the refusal."""
        return self._end(self._reception.failed(raised(error)))

    def _end(self, is_handled: bool) -> Answer | None:
        if self._guard and self._hold:
            self._guard.let_go(self._hold, is_handled=is_handled)
        return self._reception.tell(self._hold)


class AsyncInHand(Generic[D]):
    """A delivery that its handler has, in an adapter for asyncio."""

    def __init__(
        self, reception: Reception[D], guard: AsyncReplayGuard | None = None, hold: Hold | None = None
    ) -> None:
        self.delivery = reception.delivery
        self._reception = reception
        self._guard = guard
        self._hold = hold

    async def answered(self, status: int) -> Answer | None:
        """End it as its handler answered, as `InHand`."""
        return await self._end(self._reception.answered(status))

    async def failed(self, error: BaseException) -> Answer | None:
        """End it with a handler that raised, as `InHand`."""
        return await self._end(self._reception.failed(raised(error)))

    async def _end(self, is_handled: bool) -> Answer | None:
        if not (self._guard and self._hold):
            return self._reception.tell(None)
        return await seen_through(self._remember_and_tell(self._guard, self._hold, is_handled))

    async def _remember_and_tell(self, guard: AsyncReplayGuard, hold: Hold, is_handled: bool) -> Answer | None:
        await guard.let_go(hold, is_handled=is_handled)
        return self._reception.tell(hold)


def raised(error: BaseException) -> str:
    """Say what a handler did, and nothing of what it says of itself: that can be someone's data."""
    return f"it raised {type(error).__name__}"
