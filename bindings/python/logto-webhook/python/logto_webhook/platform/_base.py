"""What the generated classes of `events.py` have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from .._base import Told

__all__ = ["BaseEvent", "UnknownEvent", "UnreadableEvent"]


class BaseEvent(Told):
    """What every event has: the bytes that were signed, `raw`, and its `name`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, repr=False)
class UnknownEvent(BaseEvent):
    """An event that this version does not know."""

    name: str = ""
    """The event's name."""
    raw: bytes = field(default=b"", repr=False)
    """The bytes that were signed."""


@dataclass(frozen=True, slots=True, repr=False)
class UnreadableEvent(BaseEvent):
    """A known event in which something that a handler acts on has another type than expected: do not guess, report it.

    It is its data, or an id: the platform changed, or something broke.
    """

    name: str = ""
    """The event's name."""
    path: str = ""
    """Where, as `data.id`."""
    reason: str = ""
    """What was expected and what was found: never what stands there."""
    raw: bytes = field(default=b"", repr=False)
    """The bytes that were signed."""
