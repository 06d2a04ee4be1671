"""For tests: a signed delivery of every event, as `logto_webhook.testing` has them of Logto's.

    sent = logto_webhook.platform.testing.delivery("user.created", merge={"data": {"role": "admin"}})
    client.post("/webhook", content=sent.body, headers=sent.headers)

With pytest, take the fixture `platform_delivery`: it gives `delivery`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from .._native import PLATFORM_SIGNATURE_HEADER, SigningKey, platform_sample_payload
from .._testing import SignedDelivery, moment, payload_of, signed
from .events import BaseEvent

__all__ = ["KEY", "SignedDelivery", "delivery"]

KEY = "whsec_0000SecretOfTestsAndNothingElse0"
"""The secret with which deliveries are signed unless another is given."""


def delivery(
    event: str | type[BaseEvent],
    *,
    key: str | SigningKey = KEY,
    merge: Mapping[str, Any] | None = None,
    id: str | None = None,
    created_at: datetime | None = None,
) -> SignedDelivery:
    """Make and sign a delivery.

    The event is its name, or the class. `merge` goes into the payload, objects into objects, under the platform's own
    keys; what is there already keeps its place. It has a new id unless `id` gives one, and was made now, as `time.time`
    has it, unless `created_at` says when.
    """
    payload = payload_of(event, platform_sample_payload, "user.created")
    payload["id"] = f"evt_{uuid4().hex}" if id is None else id
    payload["created"] = moment(created_at).isoformat(timespec="seconds").replace("+00:00", "Z")
    return signed(payload, merge, key, PLATFORM_SIGNATURE_HEADER)
