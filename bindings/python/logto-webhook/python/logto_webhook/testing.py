"""For tests: a signed delivery of every event, for any test client.

    sent = logto_webhook.testing.delivery("User.Created", merge={"data": {"primaryEmail": "ada@example.com"}})
    client.post("/webhook", content=sent.body, headers=sent.headers)

With pytest, take the fixture `logto_delivery`: it gives `delivery`, and puts `KEY` into the environment.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from ._native import SIGNATURE_HEADER, SigningKey, sample_payload, sample_test_payload
from .events import BaseEvent

__all__ = ["KEY", "SignedDelivery", "delivery"]

KEY = "0000KeyOfTestsAndOfNothingElse00"
"""The key with which deliveries are signed unless another is given."""


@dataclass(frozen=True)
class SignedDelivery:
    """What Logto sends: hand both to a test client."""

    body: bytes = field(repr=False)
    """The raw body."""
    headers: dict[str, str]
    """The headers, with the signature."""


def delivery(
    event: str | type[BaseEvent],
    *,
    key: str | SigningKey = KEY,
    merge: Mapping[str, Any] | None = None,
    created_at: datetime | None = None,
    test: bool = False,
) -> SignedDelivery:
    """Make and sign a delivery, in the shape in which a real Logto was recorded.

    The event is its name, or the class, which tells apart what a name does not: `UserCustomDataUpdated`. `merge` goes
    into the payload, objects into objects, under Logto's own keys; what is there already keeps its place. It was made
    now, as `time.time` has it, unless `created_at` says when. With `test` it is what Logto's *Send test payload* sends.
    """
    at = _utc_now() if created_at is None else created_at.astimezone(timezone.utc)
    payload = _payload(event, at, test)
    _merge(payload, merge or {})
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    signature = (SigningKey(key) if isinstance(key, str) else key).sign(body)
    headers = {
        SIGNATURE_HEADER: signature,
        "content-type": "application/json",
        "user-agent": "Logto (https://logto.io/)",
    }
    return SignedDelivery(body, headers)


def _payload(event: str | type[BaseEvent], at: datetime, test: bool) -> dict[str, Any]:
    if test:
        name = event if isinstance(event, str) else getattr(event, "name", "")
        text = sample_test_payload(name, (at - _EPOCH) // timedelta(milliseconds=1))
    else:
        text = sample_payload(event if isinstance(event, str) else event.__name__)
    if text is None:
        raise ValueError(f"expected the name of an event, as User.Created, or its class, found {event!r}")
    payload: dict[str, Any] = json.loads(text)
    payload["createdAt"] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return payload


def _merge(into: dict[str, Any], changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        found = into.get(key)
        if isinstance(found, dict) and isinstance(value, Mapping):
            _merge(found, value)
        else:
            into[key] = value


_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _utc_now() -> datetime:
    return _EPOCH + timedelta(seconds=time.time())
