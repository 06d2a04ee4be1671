"""What a real Logto sent, and what is made of it for a test."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from logto_webhook import SIGNATURE_HEADER, SigningKey

TESTS = Path(__file__).parents[4] / "tests"
KEY = "9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP"


@dataclass(frozen=True)
class Recorded:
    """A request that a receiver saw, and the key of its hook."""

    file: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    key: str

    @property
    def signature(self) -> str:
        return dict(self.headers)[SIGNATURE_HEADER]


@cache
def recorded(folder: str) -> tuple[Recorded, ...]:
    """Every delivery of a folder of recordings."""
    found: list[Recorded] = []
    for file in sorted((TESTS / "fixtures" / "recorded" / folder).glob("*.json")):
        fixture: dict[str, Any] = json.loads(file.read_text())
        for delivery in fixture.get("deliveries", []):
            headers = tuple((name, value) for name, value in delivery["headers"])
            found.append(Recorded(file.name, headers, delivery["body"].encode(), fixture["hook"]["signingKey"]))
    return tuple(found)


def signed(body: bytes | str, key: str = KEY) -> str:
    """Sign a body as Logto does."""
    return SigningKey(key).sign(body)


def event_body(event: str, **members: object) -> bytes:
    """Write an event compactly, as Logto does."""
    return json.dumps({"event": event, **members}, separators=(",", ":")).encode()
