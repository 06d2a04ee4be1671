"""How deliveries are made for tests, of any system."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from ._native import SigningKey

Payload = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class SignedDelivery:
    """What is sent: hand both to a test client."""

    body: bytes = field(repr=False)
    """The raw body."""
    headers: dict[str, str]
    """The headers, with the signature."""


def payload_of(event: str | type[object], sample: Callable[[str], str | None], example: str) -> Payload:
    """Make the sample of an event, by its name or its class."""
    text = sample(event if isinstance(event, str) else event.__name__)
    if text is None:
        raise ValueError(f"expected the name of an event, as {example}, or its class, found {event!r}")
    payload: Payload = json.loads(text)
    return payload


def signed(
    payload: Payload, changes: Mapping[str, Any] | None, key: str | SigningKey, header: str, **headers: str
) -> SignedDelivery:
    """Change a payload, write it compactly, and sign it under a header."""
    merge(payload, changes or {})
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    signature = (SigningKey(key) if isinstance(key, str) else key).sign(body)
    return SignedDelivery(body, {header: signature, "content-type": "application/json", **headers})


def merge(into: Payload, changes: Mapping[str, Any]) -> None:
    """Change a payload: objects go into objects, and what is there already keeps its place."""
    for key, value in changes.items():
        found = into.get(key)
        if isinstance(found, dict) and isinstance(value, Mapping):
            merge(found, value)
        else:
            into[key] = value


def moment(given: datetime | None) -> datetime:
    """Give a time in UTC: the one that is given, or now."""
    return EPOCH + timedelta(seconds=time.time()) if given is None else given.astimezone(timezone.utc)
