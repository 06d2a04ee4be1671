"""What a real Logto sent, recorded: it verifies, is read as the right class, and loses nothing."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest

import logto_webhook
from logto_webhook import BaseEvent, Json, TestEvent, Webhook
from recordings import Recorded, recorded

DELIVERIES = recorded("deliveries")
TESTS = recorded("test-deliveries")
ROUTES = {"/users/:userId/custom-data": "UserCustomDataUpdated", "/users/:userId/profile": "UserProfileUpdated"}


def test_everything_is_there() -> None:
    assert (len(DELIVERIES), len(TESTS)) == (55, 31)
    assert len({json.loads(delivery.body)["event"] for delivery in DELIVERIES}) == 31


@pytest.mark.parametrize("recorded", DELIVERIES, ids=lambda recorded: recorded.file)
def test_a_delivery_verifies_and_is_typed_without_loss(recorded: Recorded) -> None:
    payload = json.loads(recorded.body)
    delivery = Webhook(recorded.key).verify(recorded.headers, recorded.body)
    event = delivery.event

    assert type(event).__name__ == ROUTES.get(payload.get("matchedRoute"), payload["event"].replace(".", ""))
    assert event.name == delivery.name == payload["event"]
    assert event.to_dict() == payload
    assert_fields_are(event, payload)


@pytest.mark.parametrize("recorded", TESTS, ids=lambda recorded: recorded.file)
def test_a_test_payload_verifies_and_is_a_test(recorded: Recorded) -> None:
    event = Webhook(recorded.key).verify(recorded.headers, recorded.body).event
    assert isinstance(event, TestEvent)
    assert event.user_id is None, "the fake user is nobody"
    assert_fields_are(event, json.loads(recorded.body))


def assert_fields_are(found: Any, payload: dict[str, Any]) -> None:
    """Fail where a field is not what the payload has under its key, or where either has more."""
    told = {key_of(field.name): getattr(found, field.name) for field in fields(found)}
    is_test = isinstance(found, TestEvent)
    apart = {"event", "userId"} if is_test else {"event"}
    for key, value in payload.items():
        if key not in apart:
            assert_is(told.pop(key), value)
    if isinstance(found, BaseEvent):
        for anew in [*(field.name for field in fields(BaseEvent)), *(["name"] if is_test else [])]:
            told.pop(key_of(anew), None)
    assert all(value is None for value in told.values()), told


def assert_is(found: Any, value: Any) -> None:
    if isinstance(found, datetime):
        assert found == time(value)
    elif isinstance(found, Json):
        assert found.parse() == value
    elif isinstance(found, Enum):
        assert found.value == value
    elif isinstance(found, tuple):
        assert len(found) == len(value)
        for item, item_value in zip(found, value, strict=True):
            assert_is(item, item_value)
    elif type(found).__module__ == logto_webhook.events.__name__:
        assert_fields_are(found, value)
    else:
        assert found == value


def time(value: int | str) -> datetime:
    if isinstance(value, int):
        return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=value)
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def key_of(name: str) -> str:
    if name == "interaction":
        return "interactionEvent"
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
