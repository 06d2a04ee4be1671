"""Deliveries for tests are what Logto sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import freezegun
import pytest

from logto_webhook import (
    SIGNATURE_HEADER,
    SIGNING_KEY_VARIABLE,
    SigningKey,
    TestEvent,
    UserCreated,
    UserCustomDataUpdated,
    Webhook,
    Window,
    events,
)
from logto_webhook.testing import KEY, SignedDelivery, delivery
from recordings import recorded

EVENTS: list[Any] = [
    kind for kind in map(events.__dict__.get, events.__all__) if isinstance(getattr(kind, "name", 0), str)
]
TYPED = [kind for kind in EVENTS if kind not in (TestEvent, events.UnknownEvent, events.UnreadableEvent)]


@pytest.mark.parametrize("kind", TYPED, ids=lambda kind: kind.__name__)
def test_there_is_one_of_every_class(kind: Any) -> None:
    sent = delivery(kind)
    assert type(Webhook(KEY).verify(sent.headers, sent.body).event) is kind


def test_all_classes_were_tried() -> None:
    assert len(TYPED) == 33


def test_a_name_is_as_good_as_a_class() -> None:
    with freezegun.freeze_time("2026-08-21"):
        assert delivery("User.Created") == delivery(UserCreated)


def test_headers_are_those_of_logto() -> None:
    sent = dict(recorded("deliveries")[0].headers)
    made = delivery("User.Created").headers
    made.pop(SIGNATURE_HEADER)
    assert made.items() <= sent.items()
    assert SIGNATURE_HEADER in sent


def test_changes_go_into_objects_and_keep_their_place() -> None:
    sent = delivery(
        "User.Created", merge={"data": {"name": "Lovelace \u20ac", "customData": {"a": [1]}}, "added": None}
    )
    plain = json.loads(delivery("User.Created").body)
    payload = json.loads(sent.body)
    assert list(payload) == [*plain, "added"]
    assert list(payload["data"]) == list(plain["data"])
    assert (payload["data"]["name"], payload["data"]["customData"]) == ("Lovelace \u20ac", {"plan": "gold", "a": [1]})
    assert "\u20ac" in sent.body.decode(), "written as Logto writes"


def test_it_was_made_now_unless_said_otherwise() -> None:
    webhook = Webhook(KEY, window=Window(past=60, future=60))
    sent = delivery("User.Created")
    assert webhook.verify(sent.headers, sent.body).name == "User.Created"
    at = datetime(2026, 8, 21, 14, 16, 9, 123456, tzinfo=timezone(timedelta(hours=2)))
    assert json.loads(delivery("User.Created", created_at=at).body)["createdAt"] == "2026-08-21T12:16:09.123Z"
    with freezegun.freeze_time("2030-01-01T00:00:00Z"):
        assert json.loads(delivery("User.Created").body)["createdAt"] == "2030-01-01T00:00:00.000Z"


@pytest.mark.parametrize("name", ["PostSignIn", "User.Created", UserCustomDataUpdated])
def test_a_test_payload_is_one(name: Any) -> None:
    sent = delivery(name, test=True)
    assert isinstance(Webhook(KEY).verify(sent.headers, sent.body).event, TestEvent)


def test_another_key_signs() -> None:
    for key in ("another key", SigningKey("another key")):
        sent = delivery("User.Deleted", key=key)
        assert Webhook("another key").verify(sent.headers, sent.body).name == "User.Deleted"


@pytest.mark.parametrize("event", ["User.created", "", "Test", TestEvent, object])
def test_what_is_no_event_is_told(event: Any) -> None:
    with pytest.raises(ValueError, match="expected the name of an event, as User.Created, or its class"):
        delivery(event)


def test_the_fixture_is_there_and_its_key_in_the_environment(
    logto_delivery: Callable[..., SignedDelivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = logto_delivery("User.Created")
    assert Webhook().verify(sent.headers, sent.body).name == "User.Created"
    monkeypatch.delenv(SIGNING_KEY_VARIABLE)
    assert "data" not in repr(sent), "a log of tests does not hold the body"
