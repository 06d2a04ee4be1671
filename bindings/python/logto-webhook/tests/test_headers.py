"""Wherever a framework has its headers, the signature is found there."""

from __future__ import annotations

from email.message import Message
from http.client import HTTPMessage
from types import MappingProxyType
from typing import Any

import pytest

from logto_webhook import BodyError, SignatureError, Webhook
from recordings import event_body, signed

BODY = event_body("User.Deleted")
SIGNATURE = signed(BODY)
OTHERS = {"Host": "example.com", "Content-Type": "application/json"}


def message(*values: str) -> Message:
    headers = HTTPMessage()
    for value in values:
        headers["Logto-Signature-Sha-256"] = value
    return headers


@pytest.mark.parametrize(
    "headers",
    [
        SIGNATURE,
        SIGNATURE.encode(),
        SIGNATURE.upper(),
        f" \t{SIGNATURE}\t",
        {**OTHERS, "logto-signature-sha-256": SIGNATURE},
        {**OTHERS, "Logto-Signature-SHA-256": SIGNATURE},
        {**OTHERS, "logto-signature-sha-256": [SIGNATURE]},
        {b"logto-signature-sha-256": SIGNATURE.encode()},
        {"REQUEST_METHOD": "POST", "HTTP_LOGTO_SIGNATURE_SHA_256": SIGNATURE, "wsgi.input": object()},
        MappingProxyType({"logto-signature-sha-256": SIGNATURE}),
        [(b"host", b"example.com"), (b"logto-signature-sha-256", SIGNATURE.encode())],
        (("Logto-Signature-Sha-256", SIGNATURE),),
        [["Host", "example.com"], ["Logto-Signature-Sha-256", SIGNATURE]],
        iter([("Logto-Signature-Sha-256", SIGNATURE)]),
        message(SIGNATURE),
    ],
    ids=repr,
)
def test_one_signature_is_found(webhook: Webhook, headers: Any) -> None:
    assert webhook.verify(headers, BODY).name == "User.Deleted"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (None, "signature_missing"),
        ({}, "signature_missing"),
        (OTHERS, "signature_missing"),
        ({"logto-signature-sha-256": None}, "signature_missing"),
        ({"logto-signature-sha-256": []}, "signature_missing"),
        ({"logto_signature_sha_256": SIGNATURE}, "signature_missing"),
        ({7: SIGNATURE, None: SIGNATURE}, "signature_missing"),
        ("", "signature_malformed"),
        ("\ud800", "signature_malformed"),
        ("\uff41" * 64, "signature_malformed"),
        ({"logto-signature-sha-256": 7}, "signature_malformed"),
        ({"logto-signature-sha-256": {}}, "signature_malformed"),
        (7, "signature_malformed"),
        (object(), "signature_malformed"),
        ([SIGNATURE], "signature_malformed"),
        ([1, 2], "signature_malformed"),
        ([["a", "b", "c"]], "signature_malformed"),
        (BODY, "signature_malformed"),
        ({"logto-signature-sha-256": [SIGNATURE, SIGNATURE]}, "signature_ambiguous"),
        ({"logto-signature-sha-256": SIGNATURE, "Logto-Signature-Sha-256": SIGNATURE}, "signature_ambiguous"),
        ([("logto-signature-sha-256", SIGNATURE)] * 2, "signature_ambiguous"),
        (message(SIGNATURE, SIGNATURE), "signature_ambiguous"),
        (f"{SIGNATURE}, {SIGNATURE}", "signature_ambiguous"),
        (signed(b"{}"), "signature_mismatch"),
    ],
    ids=repr,
)
def test_anything_but_one_signature_of_this_body_is_refused(webhook: Webhook, headers: Any, code: str) -> None:
    with pytest.raises(SignatureError) as raised:
        webhook.verify(headers, BODY)
    assert raised.value.code == code
    assert raised.value.status == 401
    assert raised.value.action == "refuse"


def test_the_type_of_what_is_no_header_is_told(webhook: Webhook) -> None:
    with pytest.raises(SignatureError, match="found something of the type int$"):
        webhook.verify({"logto-signature-sha-256": 7}, BODY)


def test_swapped_arguments_are_told(webhook: Webhook) -> None:
    with pytest.raises(SignatureError, match="are the arguments swapped"):
        webhook.verify(BODY, SIGNATURE)


def test_headers_that_raise_are_not_hidden(webhook: Webhook) -> None:
    class Broken:
        def items(self) -> Any:
            raise RuntimeError("no headers after the response began")

    with pytest.raises(RuntimeError, match="no headers"):
        webhook.verify(Broken(), BODY)


@pytest.mark.parametrize("encoding", ["gzip", "br", ["identity", "gzip"], b"gzip", 7])
def test_a_coded_body_is_told_where_the_headers_tell(webhook: Webhook, encoding: Any) -> None:
    with pytest.raises(BodyError, match="^body_encoded: "):
        webhook.verify({"logto-signature-sha-256": SIGNATURE, "Content-Encoding": encoding}, BODY)
    with pytest.raises(BodyError, match="^body_encoded: "):
        webhook.verify({"HTTP_LOGTO_SIGNATURE_SHA_256": SIGNATURE, "HTTP_CONTENT_ENCODING": encoding}, BODY)


@pytest.mark.parametrize("encoding", ["identity", "", None])
def test_a_plain_body_may_say_so(webhook: Webhook, encoding: Any) -> None:
    headers = {"logto-signature-sha-256": SIGNATURE, "content-encoding": encoding}
    assert webhook.verify(headers, BODY).name == "User.Deleted"
