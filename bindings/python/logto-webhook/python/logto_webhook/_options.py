"""What adapters can be told, for type checkers: where a program runs, nothing imports this.

`D` is the class of the deliveries: that of the `webhook`, and of Logto where none is given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic

from typing_extensions import ParamSpec, TypedDict, TypeVar

from ._native import AnyDelivery, AnyWebhook, Delivery, Outcome
from .replay import AsyncReplayGuard, ReplayGuard

D = TypeVar("D", bound=AnyDelivery[Any], default=Delivery)
P = ParamSpec("P", default=...)
"""What a handler takes beside the delivery."""


class Options(TypedDict, Generic[D], total=False):
    """What every adapter can be told."""

    webhook: AnyWebhook[D] | None
    """What verifies. Without one it is Logto's, and the key is taken from the settings or the environment at the first
    request.
    """
    on_test: Callable[[D], object] | None
    """Who is told of test payloads. They are answered 200, told or not, and reach no handler."""
    on_outcome: Callable[[Outcome[D]], object] | None
    """Who is told what became of each request, once, when it has ended. Else it is logged, as `logto_webhook`.

    It runs before the answer: it must not block. What it raises changes no answer.
    """
    body_time_limit: float
    """How many seconds a body may take to come, for adapters that read it themselves: 10, as long as Logto waits."""


class GuardedOptions(Options[D], total=False):
    """What an adapter can be told that waits, and sees its handler's end."""

    replay: ReplayGuard | None
    """Lets each delivery be handled once."""


class AsyncGuardedOptions(Options[D], total=False):
    """What an adapter for asyncio can be told that sees its handler's end."""

    replay: ReplayGuard | AsyncReplayGuard | None
    """Lets each delivery be handled once. A store that waits is asked in threads."""
