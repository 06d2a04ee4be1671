"""Exceptions: their classes, their codes, and what a worker does with them."""

from __future__ import annotations

import copy
import pickle

import pytest

from logto_webhook import (
    BodyError,
    BodyTypeError,
    HandlerError,
    MethodError,
    PayloadError,
    ReplayError,
    SignatureError,
    SigningKeyError,
    TimestampError,
    Webhook,
    WebhookError,
    errors,
)
from logto_webhook._native import codes
from recordings import event_body, signed

CLASSES = {
    SigningKeyError,
    MethodError,
    BodyError,
    BodyTypeError,
    SignatureError,
    TimestampError,
    PayloadError,
    ReplayError,
    HandlerError,
}


@pytest.mark.parametrize(("code", "action", "status"), codes())
def test_every_code_has_a_class(code: str, action: str, status: int) -> None:
    error = WebhookError.of(code, "expected this, found that")
    assert type(error) in CLASSES
    assert (error.code, error.action, error.status) == (code, action, status)
    assert str(error) == f"{code}: expected this, found that"


def test_there_are_no_classes_of_other_codes() -> None:
    assert set(errors._CLASSES) == {code for code, _, _ in codes()}  # pyright: ignore[reportPrivateUsage]


def test_an_error_is_as_rust_prints_it(webhook: Webhook) -> None:
    with pytest.raises(WebhookError) as raised:
        webhook.verify(None, b"{}")
    assert str(raised.value) == (
        "signature_missing: expected a signature header, found none; the request does not come from a webhook with a "
        "signing key, or something in front dropped the header"
    )
    assert raised.value.message == str(raised.value).removeprefix("signature_missing: ")


def test_an_error_goes_to_another_process_whole(webhook: Webhook) -> None:
    with pytest.raises(SignatureError) as raised:
        webhook.verify("00" * 32, b'{ "event": "User.Created" }')
    for same in (pickle.loads(pickle.dumps(raised.value)), copy.deepcopy(raised.value)):  # noqa: S301
        assert type(same) is SignatureError
        assert (str(same), same.code, same.status) == (str(raised.value), "signature_mismatch", 401)
    assert "looks parsed and written again" in str(raised.value)


def test_genuine_bytes_that_are_no_webhook_are_kept(webhook: Webhook) -> None:
    body = b'{"event":"User.Created","event":"User.Deleted"}'
    delivery = webhook.verify(signed(body), body)
    assert (delivery.raw, delivery.name, delivery.hook_id, delivery.created_at) == (body, None, None, None)
    for _ in range(2):
        with pytest.raises(PayloadError, match="^payload_invalid: .* same key twice"):
            _ = delivery.event


def test_no_code_is_made_up() -> None:
    with pytest.raises(KeyError):
        WebhookError.of("no_such_code", "")
    assert not hasattr(WebhookError("handler_failed", ""), "__notes__")


def test_the_event_of_a_delivery_is_one_object(webhook: Webhook) -> None:
    body = event_body("User.Created")
    delivery = webhook.verify(signed(body), body)
    assert delivery.event is delivery.event
