"""For tests: a signed delivery of every event, for any test client.

    sent = logto_webhook.testing.delivery("User.Created", merge={"data": {"primaryEmail": "ada@example.com"}})
    client.post("/webhook", content=sent.body, headers=sent.headers)

With pytest, take the fixture `logto_delivery`: it gives `delivery`, and puts `KEY` into the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ._native import SIGNATURE_HEADER, SigningKey, sample_payload, sample_test_payload
from ._testing import EPOCH, SignedDelivery, moment, payload_of, signed
from .events import BaseEvent

__all__ = ["KEY", "SignedDelivery", "delivery"]

KEY = "0000KeyOfTestsAndOfNothingElse00"
"""The key with which deliveries are signed unless another is given."""

_EXAMPLE = "User.Created"
_AGENT = {"user-agent": "Logto (https://logto.io/)"}


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
    at = moment(created_at)
    payload = _test_payload(event, at) if test else payload_of(event, sample_payload, _EXAMPLE)
    payload["createdAt"] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return signed(payload, merge, key, SIGNATURE_HEADER, **_AGENT)


def _test_payload(event: str | type[BaseEvent], at: datetime) -> dict[str, Any]:
    millis = (at - EPOCH) // timedelta(milliseconds=1)
    name = event if isinstance(event, str) else getattr(event, "name", "")
    return payload_of(event, lambda _: sample_test_payload(name, millis), _EXAMPLE)
