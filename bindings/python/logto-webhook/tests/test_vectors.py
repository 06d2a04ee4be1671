"""The vector file, which Rust and Node read too: what broken and hostile peers send, and what comes of it."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine

from logto_webhook import (
    Delivery,
    Event,
    SigningKey,
    TestEvent,
    UnknownEvent,
    UnreadableEvent,
    Webhook,
    WebhookError,
    Window,
    platform,
)
from recordings import TESTS

FILE: dict[str, Any] = json.loads((TESTS / "vectors" / "verify.json").read_text())
CASES: list[dict[str, Any]] = FILE["cases"]
LABELS = {"userId": "user_id", "organizationId": "organization_id", "roleId": "role_id"}
IDS = {**LABELS, "organizationRoleId": "organization_role_id"}

AnyWebhook = Webhook | platform.Webhook
AnyDelivery = Delivery | platform.Delivery
WEBHOOKS: dict[str, type[AnyWebhook]] = {"logto": Webhook, "platform": platform.Webhook}
HEADERS = {Webhook: "Logto-Signature-Sha-256", platform.Webhook: "X-Webhook-Signature"}


def test_there_are_vectors_enough_to_prove_something() -> None:
    assert FILE["version"] == 1
    of_the_platform = [case for case in CASES if "system" in case]
    assert len(of_the_platform) >= 40
    assert len(CASES) - len(of_the_platform) >= 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_vector_ends_as_it_must(case: dict[str, Any]) -> None:
    expected = case["expect"]
    assert outcome(case, expected) == expected


def outcome(case: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    try:
        webhook = verifier(case)
    except WebhookError as error:
        return {"construct": error.code}
    try:
        delivery = verify(webhook, case)
    except WebhookError as error:
        assert_repeats_nothing(str(error), case)
        return {"verify": error.code}
    return describe(delivery, expected)


def verifier(case: dict[str, Any]) -> AnyWebhook:
    options = case.get("options", {})
    window = options.get("window")
    return WEBHOOKS[case.get("system", "logto")](
        [key(given) for given in case["keys"]],
        body_limit=options.get("bodyLimit", 4 * 1024 * 1024),
        window=window and Window(past=millis(window["pastMs"]), future=millis(window["futureMs"])),
    )


def key(given: dict[str, Any]) -> SigningKey:
    labels = {"name": given.get("name"), "hook": given.get("hook")}
    if "text" in given:
        return SigningKey(given["text"], **labels)
    return SigningKey.from_bytes(b64decode(given["base64"]), **labels)


def millis(count: int) -> timedelta:
    return timedelta(milliseconds=count)


def at(unix_millis: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=timezone.utc) + millis(unix_millis)


def verify(webhook: AnyWebhook, case: dict[str, Any]) -> AnyDelivery:
    options = case.get("options", {})
    signature = header(case["header"], HEADERS[type(webhook)])
    if "receivedAt" in options:
        return webhook.verify(signature, body(case), now=at(options["receivedAt"]))
    if "now" in options:
        with time_machine.travel(at(options["now"]), tick=False):
            return webhook.verify(signature, body(case))
    return webhook.verify(signature, body(case))


def header(given: Any, name: str) -> str | bytes | list[tuple[str, str]] | None:
    if isinstance(given, list):
        return [(name, line) for line in given]
    if isinstance(given, dict):
        return b64decode(given["base64"])
    return given  # type: ignore[no-any-return]


def body(case: dict[str, Any]) -> bytes:
    return b"".join(b64decode(chunk) * times for chunk, times in case["body"])


def describe(delivery: AnyDelivery, expected: dict[str, Any]) -> dict[str, Any]:
    key = delivery.key
    assert key is not None
    told = {
        "key": key.index,
        "keyName": key.name,
        "keyHook": key.hook,
        "id": delivery.id,
        "occurrenceId": delivery.occurrence_id,
        "name": delivery.name,
        "hookId": delivery.hook_id,
        "createdAt": told_time(delivery, expected.get("createdAt")),
    }
    found: dict[str, Any] = {member: value for member, value in told.items() if member in expected}
    if "event" in expected:
        found["event"] = describe_event(delivery, expected["event"])
    return {"verify": "ok", **found}


def told_time(delivery: AnyDelivery, expected: str | None) -> str | None:
    """Give the expected text back if it is the very time: a `datetime` does not keep its text."""
    found = delivery.created_at
    if expected is not None and expected.startswith("0000-"):
        assert found is None, "Python's times begin with the year 1"
        return expected
    if found is None or expected is None:
        return None if found is None else found.isoformat()
    whole, _, fraction = expected.removesuffix("Z").partition(".")
    same = datetime.fromisoformat(whole + "+00:00") + millis(int(fraction[:3].ljust(3, "0")))
    assert found.utcoffset() == timedelta(0)
    return expected if found == same else found.isoformat()


def describe_event(delivery: AnyDelivery, expected: dict[str, Any]) -> dict[str, Any]:
    try:
        event = delivery.event
    except WebhookError as error:
        return {"kind": error.code}
    assert event.raw == delivery.raw
    assert event.name == delivery.name
    found = kind(event)
    for member, attribute in IDS.items():
        if member in expected:
            found[member] = getattr(event, attribute)
    if "fields" in expected:
        payload = event.to_dict()
        found["fields"] = {pointer: field(payload, pointer) for pointer in expected["fields"]}
    return found


def kind(event: Event | platform.Event) -> dict[str, Any]:
    match event:
        case TestEvent():
            return {"kind": "test"}
        case UnknownEvent() | platform.UnknownEvent():
            return {"kind": "unknown"}
        case UnreadableEvent(path=path) | platform.UnreadableEvent(path=path):
            return {"kind": "unreadable", "path": path}
        case _:
            return {"kind": "typed", "variant": type(event).__name__}


def field(payload: Any, pointer: str) -> Any:
    value = payload
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        try:
            value = value[int(step) if isinstance(value, list) else step]
        except (KeyError, IndexError, ValueError, TypeError):
            return {"absent": True}
    return replace_surrogates(value)


def replace_surrogates(value: Any) -> Any:
    """Put U+FFFD where a lone surrogate is, as the typed fields have it: `to_dict` keeps what came."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads("".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text))


def assert_repeats_nothing(message: str, case: dict[str, Any]) -> None:
    """Messages go to logs: nothing of a key, a header or a body may stand there."""
    run = 14
    runs = {message[start : start + run].encode() for start in range(len(message) - run + 1)}
    keys = [given["text"].encode() for given in case["keys"] if "text" in given]
    given = case["header"]
    lines = given if isinstance(given, list) else [given]
    headers = [line.encode() for line in lines if isinstance(line, str)]
    for sent in [*keys, *headers, body(case)[:10_000]]:
        parts = {sent[start : start + run] for start in range(len(sent) - run + 1)}
        assert not runs & parts, case["name"]
