"""What the generated classes of `events.py` have in common, and, first, those of every system."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any

__all__ = ["BaseEvent", "Json", "JsonError", "JsonObject", "UnknownEvent", "UnreadableEvent", "Word"]


class JsonError(ValueError):
    """JSON that Python does not read: nested too deep, or with a number that is too long."""


class Json(str):
    """JSON as it came, not parsed: data that a user or an operator of Logto shapes freely.

    Nothing in it can keep an event from being read: neither its depth nor its size. It is text, and `parse` reads it.
    """

    __slots__ = ()

    def parse(self) -> Any:
        """Read it. `JsonError` where it is nested deeper than Python goes, or has a number of too many digits."""
        try:
            return json.loads(self)
        except (ValueError, RecursionError):
            # What the standard library raises holds the text, which may be someone's data.
            raise JsonError("the JSON is nested too deep, or has a number of too many digits") from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.encode())} bytes)"


class JsonObject(Json):
    """JSON as it came, and known to be an object."""

    __slots__ = ()

    def parse(self) -> dict[str, Any]:
        """Read it, as `Json.parse`."""
        members: dict[str, Any] = super().parse()
        return members


class Word(str, Enum):
    """A word of a list that may grow: its sender may bring others, and they are plain text."""

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)


class Shown:
    """Shows what is no person's data: ids, names of things, times; not what a person is called or typed."""

    __slots__ = ()

    def __repr__(self) -> str:
        shown = ((told.name, getattr(self, told.name)) for told in fields(self) if told.repr)  # type: ignore[arg-type]
        told = ", ".join(f"{name}={value!r}" for name, value in shown if value is not None)
        return f"{type(self).__qualname__}({told})"


class Told(Shown):
    """What every event of any system can."""

    __slots__ = ()

    raw: bytes

    def to_dict(self) -> dict[str, Any]:
        """Read the whole payload as JSON, with its sender's own keys and all that this version does not know.

        `JsonError` where Python cannot: see `Json.parse`.
        """
        return JsonObject(self.raw.decode()).parse()


@dataclass(frozen=True, slots=True, repr=False)
class BaseEvent(Told):
    """What every event has."""

    user_id: str | None = None
    """The user that it is about: in its data, in the call's parameters, or in a field of its own."""
    organization_id: str | None = None
    """The organization that it is about, wherever the payload has it."""
    role_id: str | None = None
    """The role that it is about, wherever the payload has it."""
    organization_role_id: str | None = None
    """The organization role that it is about, wherever the payload has it."""
    raw: bytes = field(default=b"", repr=False, compare=False)
    """The bytes that were signed."""


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

    It is its data, its user, or an id: Logto changed, or something broke.
    """

    name: str = ""
    """The event's name."""
    path: str = ""
    """Where, as `data.id`."""
    reason: str = ""
    """What was expected and what was found: never what stands there."""
    raw: bytes = field(default=b"", repr=False)
    """The bytes that were signed."""
