"""What the platform tells of: a class for each event, and what they hold.

Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

A field is `None` where the payload has no such member, has it as null, or has something of another type that nobody
expected: `to_dict` shows which, and all that this version does not know. Times are in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from .._base import Shown as _Shown
from .._base import Word
from ._base import BaseEvent, UnknownEvent, UnreadableEvent

__all__ = [
    "Alert",
    "BaseEvent",
    "DataCreated",
    "DataDeleted",
    "DataItem",
    "DataUpdated",
    "Event",
    "Happening",
    "Report",
    "ReportFormat",
    "ReportGenerated",
    "Severity",
    "SystemAlert",
    "UnknownEvent",
    "UnreadableEvent",
    "User",
    "UserCreated",
    "UserDeleted",
    "UserUpdated",
]


class ReportFormat(Word):
    """What a report is written in."""

    PDF = "pdf"
    """A document to read."""
    CSV = "csv"
    """A table."""


class Severity(Word):
    """How bad it is."""

    INFO = "info"
    """Good to know."""
    WARNING = "warning"
    """Somebody should look."""
    CRITICAL = "critical"
    """Somebody must act."""


@dataclass(frozen=True, slots=True, repr=False)
class User(_Shown):
    """A user of the platform."""

    id: str | None = None
    """The user's id, as `usr_789012`."""
    email: str | None = field(default=None, repr=False)
    """The address."""
    name: str | None = field(default=None, repr=False)
    """The display name."""
    role: str | None = None
    """What the user may do, as `editor`."""
    status: str | None = None
    """As `pending`."""
    created_at: datetime | None = None
    """When the user was made."""


@dataclass(frozen=True, slots=True, repr=False)
class DataItem(_Shown):
    """A piece of data."""

    id: str | None = None
    """The id, as `dat_123456`."""
    name: str | None = field(default=None, repr=False)
    """What it is called."""
    kind: str | None = None
    """What kind of data it is."""
    created_at: datetime | None = None
    """When it was made."""
    updated_at: datetime | None = None
    """When it was changed last. Absent before the first time."""


@dataclass(frozen=True, slots=True, repr=False)
class Report(_Shown):
    """A report that can be fetched."""

    id: str | None = None
    """The id, as `rep_123456`."""
    name: str | None = field(default=None, repr=False)
    """What it is called."""
    format: ReportFormat | str | None = None
    """What it is written in."""
    url: str | None = field(default=None, repr=False)
    """Where it is."""
    created_at: datetime | None = None
    """When it was made."""


@dataclass(frozen=True, slots=True, repr=False)
class Alert(_Shown):
    """What the platform warns of."""

    id: str | None = None
    """The id, as `alr_123456`."""
    severity: Severity | str | None = None
    """How bad it is."""
    message: str | None = field(default=None, repr=False)
    """In words for people."""
    created_at: datetime | None = None
    """When it was noticed."""


@dataclass(frozen=True, slots=True, repr=False)
class Happening(BaseEvent):
    """Something happened to what `data` tells of."""

    id: str | None = None
    """The delivery's identity, as `evt_123456`: a retry and a replay have the same."""
    created: datetime | None = None
    """When it happened, to the second."""
    raw: bytes = field(default=b"", repr=False, compare=False)
    """The bytes that were signed."""


@dataclass(frozen=True, slots=True, repr=False)
class UserCreated(Happening):
    """A user was made."""

    name: ClassVar[Literal["user.created"]] = "user.created"
    data: User | None = None
    """What it happened to."""


@dataclass(frozen=True, slots=True, repr=False)
class UserUpdated(Happening):
    """A user changed."""

    name: ClassVar[Literal["user.updated"]] = "user.updated"
    data: User | None = None
    """What it happened to."""


@dataclass(frozen=True, slots=True, repr=False)
class UserDeleted(Happening):
    """A user was deleted."""

    name: ClassVar[Literal["user.deleted"]] = "user.deleted"
    data: User | None = None
    """What it happened to."""


@dataclass(frozen=True, slots=True, repr=False)
class DataCreated(Happening):
    """A piece of data was made."""

    name: ClassVar[Literal["data.created"]] = "data.created"
    data: DataItem | None = None
    """What it happened to."""


@dataclass(frozen=True, slots=True, repr=False)
class DataUpdated(Happening):
    """A piece of data changed."""

    name: ClassVar[Literal["data.updated"]] = "data.updated"
    data: DataItem | None = None
    """What it happened to."""


@dataclass(frozen=True, slots=True, repr=False)
class DataDeleted(Happening):
    """A piece of data was deleted."""

    name: ClassVar[Literal["data.deleted"]] = "data.deleted"
    data: DataItem | None = None
    """What it happened to."""


@dataclass(frozen=True, slots=True, repr=False)
class ReportGenerated(Happening):
    """A report can be fetched."""

    name: ClassVar[Literal["report.generated"]] = "report.generated"
    data: Report | None = None
    """What it happened to."""


@dataclass(frozen=True, slots=True, repr=False)
class SystemAlert(Happening):
    """Something is wrong with the platform, or will be."""

    name: ClassVar[Literal["system.alert"]] = "system.alert"
    data: Alert | None = None
    """What it happened to."""


Event: TypeAlias = (
    UserCreated
    | UserUpdated
    | UserDeleted
    | DataCreated
    | DataUpdated
    | DataDeleted
    | ReportGenerated
    | SystemAlert
    | UnknownEvent
    | UnreadableEvent
)
"""What happened. Match with a last arm for the rest: the platform's next version brings new events."""
