"""What can be handed over as the body, and what is told of the rest."""

from __future__ import annotations

import asyncio
from array import array
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any

import pytest

from logto_webhook import BodyError, BodyTypeError, Delivery, SigningKey, Webhook, WebhookError
from recordings import KEY, event_body, signed

BODY = event_body("User.Created", data={"name": "Ada Lövelace"})
TEXT = BODY.decode()


@dataclass
class Parsed:
    event: str = "User.Created"


class Odd(Mapping[str, object]):
    def __getitem__(self, key: str) -> object:
        raise KeyError(key)

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


@pytest.mark.parametrize(
    "body",
    [BODY, bytearray(BODY), memoryview(BODY), memoryview(bytearray(BODY)), memoryview(b"_" + BODY)[1:], TEXT],
    ids=["bytes", "bytearray", "memoryview", "writable-view", "slice", "str"],
)
def test_bytes_and_text_are_taken(webhook: Webhook, body: Any) -> None:
    delivery = webhook.verify(signed(BODY), body)
    assert delivery.raw == BODY
    assert Delivery.parse_already_verified(body).raw == BODY
    assert SigningKey(KEY).sign(body) == signed(BODY)


def test_bytes_are_kept_and_not_copied(webhook: Webhook) -> None:
    assert webhook.verify(signed(BODY), BODY).raw is BODY


def test_a_body_that_python_may_change_is_copied_first(webhook: Webhook) -> None:
    body = bytearray(BODY)
    delivery = webhook.verify(signed(BODY), body)
    body[:] = b"x" * len(body)
    assert delivery.raw == BODY


@pytest.mark.parametrize(
    "parsed",
    [{"event": "User.Created"}, OrderedDict(), MappingProxyType({}), [1], (1,), Parsed(), Odd()],
    ids=lambda parsed: type(parsed).__name__,
)
def test_what_was_parsed_is_refused_with_the_frameworks_own_way(webhook: Webhook, parsed: Any) -> None:
    with pytest.raises(BodyTypeError) as raised:
        webhook.verify(signed(BODY), parsed)
    assert raised.value.code == "body_already_parsed"
    assert raised.value.status == 500
    assert f"found it parsed, as {type(parsed).__name__};" in str(raised.value)
    assert "`request.get_data()` (Flask)" in str(raised.value)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (None, "None"),
        (7, "int"),
        (BytesIO(BODY), "BytesIO"),
        (object(), "object"),
        (array("b"), "array"),
        ("\ud800", "text that cannot be encoded as UTF-8"),
    ],
)
def test_what_is_no_body_is_refused(webhook: Webhook, body: Any, found: str) -> None:
    with pytest.raises(BodyTypeError, match=f"^body_not_bytes: expected the raw bytes of the body, found {found}: "):
        webhook.verify(signed(BODY), body)


def test_a_view_that_was_released_is_refused(webhook: Webhook) -> None:
    view = memoryview(BODY)
    view.release()
    with pytest.raises(BodyTypeError, match="found a memoryview that was released"):
        webhook.verify(signed(BODY), view)


def test_a_call_that_nobody_awaited_is_told(webhook: Webhook) -> None:
    async def read() -> bytes:
        await asyncio.sleep(0)
        return BODY

    body = read()
    with pytest.raises(BodyTypeError, match="found coroutine that nobody awaited"):
        webhook.verify(signed(BODY), body)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    body.close()


def test_it_is_a_type_error_and_a_webhook_error(webhook: Webhook) -> None:
    for kind in (TypeError, BodyError, WebhookError):
        with pytest.raises(kind):
            webhook.verify(signed(BODY), None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_limit_holds(webhook: Webhook) -> None:
    small = Webhook(KEY, body_limit=len(BODY))
    assert small.body_limit == len(BODY)
    assert webhook.body_limit == 4 * 1024 * 1024
    assert small.verify(signed(BODY), BODY).name == "User.Created"
    with pytest.raises(BodyError, match="^body_too_large: expected at most"):
        small.verify(signed(BODY + b" "), BODY + b" ")
