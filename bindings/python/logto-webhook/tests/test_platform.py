"""The platform's deliveries: proved and typed as Logto's are, and never taken for them."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, get_args

import freezegun
import pytest

import logto_webhook
from logto_webhook import (
    SIGNING_KEY_VARIABLE,
    ReplayError,
    SignatureError,
    SigningKey,
    SigningKeyError,
    TimestampError,
    Window,
    platform,
)
from logto_webhook.platform.testing import KEY, SignedDelivery, delivery
from logto_webhook.replay import ReplayGuard

EVENTS: list[Any] = [
    platform.UserCreated,
    platform.UserUpdated,
    platform.UserDeleted,
    platform.DataCreated,
    platform.DataUpdated,
    platform.DataDeleted,
    platform.ReportGenerated,
    platform.SystemAlert,
]
# The example of the platform's documentation.
USER_CREATED = (
    b'{"id":"evt_123456","type":"user.created","created":"2023-06-21T09:15:30Z","data":{"id":"usr_789012",'
    b'"email":"newuser@example.com","name":"Jane Smith","role":"editor","status":"pending",'
    b'"created_at":"2023-06-21T09:15:30Z"}}'
)
CREATED = datetime(2023, 6, 21, 9, 15, 30, tzinfo=timezone.utc)


def verified(body: bytes) -> platform.Delivery:
    return platform.Webhook(KEY).verify({"X-Webhook-Signature": SigningKey(KEY).sign(body)}, body)


def test_the_documented_example_is_read() -> None:
    got = verified(USER_CREATED)
    assert (got.id, got.occurrence_id, got.name) == ("evt_123456", "evt_123456", "user.created")
    assert (got.raw, got.hook_id, got.created_at) == (USER_CREATED, None, CREATED)
    assert got.key is not None
    assert got.key.index == 0
    assert got.event == platform.UserCreated(
        id="evt_123456",
        created=CREATED,
        data=platform.User(
            id="usr_789012",
            email="newuser@example.com",
            name="Jane Smith",
            role="editor",
            status="pending",
            created_at=CREATED,
        ),
    )
    assert got.event.raw is got.raw
    assert got.event.to_dict() == json.loads(USER_CREATED)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.name)
def test_every_event_is_read_as_its_class_without_loss(kind: Any) -> None:
    for named in (kind, kind.name):
        sent = delivery(named)
        got = platform.Webhook(KEY).verify(sent.headers, sent.body)
        event: Any = got.event
        assert type(event) is kind
        assert (got.name, event.name) == (kind.name, kind.name)
        for name, value in json.loads(sent.body)["data"].items():
            found = getattr(event.data, name)
            assert (f"{found:%Y-%m-%dT%H:%M:%SZ}" if isinstance(found, datetime) else found) == value


def test_a_match_takes_them_apart() -> None:
    def told(event: platform.Event) -> str:
        match event:
            case platform.UserCreated(data=platform.User(email=str(email))):
                return f"welcome {email}"
            case platform.SystemAlert(data=platform.Alert(severity=platform.Severity.CRITICAL)):
                return "wake somebody"
            case platform.UnknownEvent(name=name):
                return f"unknown {name}"
            case platform.UnreadableEvent(path=path, reason=reason):
                return f"{path}: {reason}"
            case other:
                return f"not handled: {other.name}"

    assert told(verified(USER_CREATED).event) == "welcome newuser@example.com"
    assert told(verified(b'{"type":"system.alert","data":{"severity":"critical"}}').event) == "wake somebody"
    assert told(verified(b'{"id":"evt_1","type":"system.alert"}').event) == "not handled: system.alert"
    assert told(verified(b'{"type":"invoice.paid"}').event) == "unknown invoice.paid"
    unreadable = verified(b'{"type":"user.created","data":{"id":7}}')
    assert told(unreadable.event) == "data.id: expected a string, found a number"
    assert unreadable.event.to_dict() == {"type": "user.created", "data": {"id": 7}}


def test_words_are_enumerated_and_other_words_are_text() -> None:
    for word, kind in (("pdf", platform.ReportFormat), ("xlsx", str)):
        event = verified(b'{"type":"report.generated","data":{"format":"%s"}}' % word.encode()).event
        assert isinstance(event, platform.ReportGenerated)
        assert event.data is not None
        assert event.data.format == word
        assert type(event.data.format) is kind


def test_nothing_of_a_person_is_shown() -> None:
    got = verified(USER_CREATED)
    shown = repr(got) + repr(got.event)
    assert "Jane" not in shown
    assert "newuser" not in shown
    assert repr(got) == "Delivery(id='evt_123456', name='user.created', hook_id=None)"
    assert repr(got.event).startswith("UserCreated(id='evt_123456', created=datetime")


def test_an_event_is_frozen_and_can_be_kept_compared_and_sent_to_another_process() -> None:
    event = verified(USER_CREATED).event
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.raw = b""  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert hash(event) == hash(verified(USER_CREATED).event)
    for same in (pickle.loads(pickle.dumps(event)), copy.deepcopy(event)):  # noqa: S301
        assert same == event
        assert same.to_dict() == event.to_dict()
    for kind in (*EVENTS, platform.UnknownEvent, platform.UnreadableEvent):
        assert not hasattr(kind(), "__dict__"), f"{kind} has slots"
    assert platform.UnknownEvent(name="a", raw=b"1") != platform.UnknownEvent(name="a", raw=b"2")


def test_what_the_platform_gives_no_id_is_known_by_its_bytes() -> None:
    for body in (b'{"type":"user.deleted"}', b'{"id":7,"type":"user.deleted"}', b'{"id":"","type":"user.deleted"}'):
        assert len(verified(body).id) == 64


def test_each_id_is_handled_once_whatever_else_it_says() -> None:
    guard = ReplayGuard(platform.Webhook(KEY))
    lease = guard.begin(verified(b'{"id":"evt_1","type":"user.created"}'))
    assert lease is not None
    with pytest.raises(ReplayError, match="delivery_in_progress"):
        guard.begin(verified(b'{"id":"evt_1","type":"user.created","again":true}'))
    lease.complete()
    assert guard.begin(verified(b'{"id":"evt_1","type":"user.created","again":true}')) is None
    assert guard.begin(verified(b'{"id":"evt_2","type":"user.created"}')) is not None


def test_a_guard_remembers_as_long_as_the_window_accepts() -> None:
    webhook = platform.Webhook(KEY, window=Window(past=timedelta(days=7), future=60))
    assert ReplayGuard(webhook).retention == timedelta(days=7, seconds=60)
    assert ReplayGuard().covering(webhook).retention == timedelta(days=7, seconds=60)


def test_a_window_looks_at_when_it_was_created() -> None:
    webhook = platform.Webhook(KEY, window=Window(past=60, future=0))
    signature = SigningKey(KEY).sign(USER_CREATED)
    assert webhook.verify(signature, USER_CREATED, now=CREATED + timedelta(seconds=60)).name == "user.created"
    with pytest.raises(TimestampError, match="1000 ms too old"):
        webhook.verify(signature, USER_CREATED, now=CREATED + timedelta(seconds=61))
    with freezegun.freeze_time(CREATED):
        assert webhook.verify(signature, USER_CREATED).name == "user.created"


def test_a_delivery_of_one_system_is_none_of_the_other() -> None:
    signature = SigningKey(KEY).sign(USER_CREATED)
    platforms = platform.Webhook(KEY)
    for headers in ({logto_webhook.SIGNATURE_HEADER: signature}, {"HTTP_LOGTO_SIGNATURE_SHA_256": signature}):
        with pytest.raises(SignatureError, match="signature_missing"):
            platforms.verify(headers, USER_CREATED)
        assert logto_webhook.Webhook(KEY).verify(headers, USER_CREATED).name is None
    for headers in ({platform.SIGNATURE_HEADER: signature}, {"HTTP_X_WEBHOOK_SIGNATURE": signature}):
        with pytest.raises(SignatureError, match="signature_missing"):
            logto_webhook.Webhook(KEY).verify(headers, USER_CREATED)
        got: object = platforms.verify(headers, USER_CREATED)
        assert isinstance(got, platform.Delivery)
        assert not isinstance(got, logto_webhook.Delivery)
    logtos: object = logto_webhook.Delivery.parse_already_verified(b'{"event":"User.Created"}')
    assert not isinstance(logtos, platform.Delivery)
    assert f"{platform.Delivery} {platform.Webhook}" == (
        "<class 'logto_webhook.platform.Delivery'> <class 'logto_webhook.platform.Webhook'>"
    )


@pytest.mark.parametrize(
    "keys", [(KEY,), (SigningKey(KEY),), ([KEY],), ("old", KEY), ("old", SigningKey(KEY)), (("old", KEY),)]
)
def test_one_secret_or_several_are_taken(keys: Any) -> None:
    sent = delivery("user.deleted")
    assert platform.Webhook(*keys).verify(sent.headers, sent.body).name == "user.deleted"


def test_a_secret_is_given_and_never_taken_from_logtos_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIGNING_KEY_VARIABLE, KEY)
    make: Any = platform.Webhook
    with pytest.raises(TypeError, match="required positional argument"):
        make()
    without: list[tuple[Any, ...]] = [(None,), ("",), ([],), (KEY, None), (KEY, "")]
    for keys in without:
        with pytest.raises(SigningKeyError, match="signing_key_empty"):
            make(*keys)
    with pytest.raises(SigningKeyError, match="signing_keys_too_many"):
        make(*[KEY] * 17)


def test_secrets_are_replaced_while_it_runs_and_never_shown() -> None:
    webhook = platform.Webhook("old")
    webhook.replace_keys(KEY)
    sent = delivery("user.deleted")
    assert webhook.verify(sent.headers, sent.body).name == "user.deleted"
    assert KEY not in repr(webhook)


def test_a_signature_that_does_not_match_names_the_secret() -> None:
    with pytest.raises(SignatureError, match=r"signature_mismatch: .*whole, with its `whsec_`"):
        platform.Webhook(KEY.removeprefix("whsec_")).verify(SigningKey(KEY).sign(USER_CREATED), USER_CREATED)


def test_what_was_verified_before_it_was_queued_is_read() -> None:
    for body in (USER_CREATED, bytearray(USER_CREATED), USER_CREATED.decode()):
        got = platform.Delivery.parse_already_verified(body)
        assert type(got) is platform.Delivery
        assert (got.id, got.key, got.event) == ("evt_123456", None, verified(USER_CREATED).event)
    assert copy.copy(got) is copy.deepcopy(got) is got
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(got)


def test_nobody_makes_a_delivery_without_proof() -> None:
    for kind in (platform.Delivery, *platform.Delivery.__mro__[1:-1]):
        with pytest.raises(TypeError, match="No constructor|cannot create"):
            kind()
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Forged", (platform.Delivery,), {})


def test_what_is_typed_for_it_can_be_written_where_it_runs() -> None:
    assert get_args(logto_webhook.Outcome[platform.Delivery]) == (platform.Delivery,)


def test_deliveries_of_tests_have_ids_of_their_own_and_were_made_now() -> None:
    first, second = (verified(delivery("data.updated").body) for _ in range(2))
    assert first.id != second.id
    assert first.id.startswith("evt_")
    with freezegun.freeze_time("2030-01-01T00:00:00.9Z"):
        assert json.loads(delivery("user.created").body)["created"] == "2030-01-01T00:00:00Z"
    at = datetime(2026, 8, 21, 14, 16, 9, tzinfo=timezone(timedelta(hours=2)))
    merge = {"data": {"role": "admin", "plan": 1}}
    sent = delivery("user.created", id="evt_1", created_at=at, merge=merge, key="own")
    assert platform.Webhook("own").verify(sent.headers, sent.body).id == "evt_1"
    payload = json.loads(sent.body)
    assert list(payload) == ["id", "type", "created", "data"]
    assert payload["created"] == "2026-08-21T12:16:09Z"
    assert list(payload["data"]) == ["id", "email", "name", "role", "status", "created_at", "plan"]
    assert payload["data"]["role"] == "admin"
    assert sent.headers.keys() == {"x-webhook-signature", "content-type"}


@pytest.mark.parametrize("event", ["User.Created", "", "Unknown", platform.UnknownEvent, object])
def test_what_is_no_event_is_told(event: Any) -> None:
    with pytest.raises(ValueError, match=r"expected the name of an event, as user\.created, or its class, found "):
        delivery(event)


def test_the_fixture_is_there(platform_delivery: Callable[..., SignedDelivery]) -> None:
    sent = platform_delivery(platform.ReportGenerated)
    assert platform.Webhook(KEY).verify(sent.headers, sent.body).name == "report.generated"
