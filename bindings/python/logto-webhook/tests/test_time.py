"""The window, and whose clock it asks."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import freezegun
import pytest
import time_machine

from logto_webhook import TimestampError, Webhook, Window
from recordings import KEY, event_body, signed

MADE = datetime(2026, 8, 21, 12, 16, 9, 123000, tzinfo=timezone.utc)
BODY = event_body("User.Created", createdAt="2026-08-21T12:16:09.123Z")
SIGNATURE = signed(BODY)
MILLI = timedelta(milliseconds=1)


@pytest.fixture
def windowed() -> Webhook:
    return Webhook(KEY, window=Window(past=timedelta(hours=1), future=60))


@pytest.mark.parametrize("distance", [timedelta(hours=1), timedelta(0), timedelta(minutes=-1)])
def test_both_edges_belong_to_the_window(windowed: Webhook, distance: timedelta) -> None:
    now = MADE + distance
    assert windowed.verify(SIGNATURE, BODY, now=now).created_at == MADE
    assert windowed.verify(SIGNATURE, BODY, now=now.timestamp()).created_at == MADE
    with freezegun.freeze_time(now):
        assert windowed.verify(SIGNATURE, BODY).created_at == MADE
    with time_machine.travel(now, tick=False):
        assert windowed.verify(SIGNATURE, BODY).created_at == MADE


@pytest.mark.parametrize(
    ("distance", "found"),
    [
        (timedelta(hours=1) + MILLI, "one made 3600001 ms ago, 1 ms too old"),
        (timedelta(minutes=-1) - MILLI, "one made 60001 ms from now, 1 ms too far ahead"),
    ],
)
def test_a_millisecond_past_an_edge_is_refused(windowed: Webhook, distance: timedelta, found: str) -> None:
    now = MADE + distance
    with pytest.raises(TimestampError, match=f"^timestamp_out_of_window: .* found {found}; "):
        windowed.verify(SIGNATURE, BODY, now=now)
    for frozen in (freezegun.freeze_time(now), time_machine.travel(now, tick=False)):
        with frozen, pytest.raises(TimestampError, match=found):
            windowed.verify(SIGNATURE, BODY)


def test_a_frozen_time_leaves_no_datetime_of_its_own_behind() -> None:
    program = f"""
import freezegun, logto_webhook
with freezegun.freeze_time("2020-01-01"):
    logto_webhook.Delivery.parse_already_verified({BODY!r}).created_at
print(type(logto_webhook.Delivery.parse_already_verified({BODY!r}).created_at))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert ended.stdout == "<class 'datetime.datetime'>\n"


def test_without_a_window_no_clock_is_asked(webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> float:
        raise AssertionError("asked")

    monkeypatch.setattr(time, "time", broken)
    assert webhook.verify(SIGNATURE, BODY).created_at == MADE
    with pytest.raises(AssertionError, match="asked"):
        Webhook(KEY, window=Window(past=1, future=1)).verify(SIGNATURE, BODY)


def test_another_time_zone_is_the_same_time(windowed: Webhook) -> None:
    now = MADE.astimezone(timezone(timedelta(hours=9)))
    assert windowed.verify(SIGNATURE, BODY, now=now).name == "User.Created"


def test_a_naive_datetime_is_refused(windowed: Webhook) -> None:
    with pytest.raises(ValueError, match="found a naive one"):
        windowed.verify(SIGNATURE, BODY, now=datetime(2026, 8, 21))


@pytest.mark.parametrize("now", ["2026-08-21", b"", timedelta(1), [1]])
def test_what_is_no_time_is_a_type_error(windowed: Webhook, now: Any) -> None:
    with pytest.raises(TypeError, match=f"found {type(now).__name__}"):
        windowed.verify(SIGNATURE, BODY, now=now)


@pytest.mark.parametrize("now", [float("nan"), float("inf"), 1e300, -1e300])
def test_what_no_clock_says_is_refused(windowed: Webhook, now: float) -> None:
    with pytest.raises(ValueError, match="expected a time"):
        windowed.verify(SIGNATURE, BODY, now=now)


@pytest.mark.parametrize("past", [-1, timedelta(-1), float("nan"), float("inf")])
def test_a_window_is_of_lengths(past: Any) -> None:
    with pytest.raises(ValueError, match="expected `past` as a length of time"):
        Window(past=past, future=1)
    with pytest.raises(TypeError, match="expected `future` as a timedelta or as seconds, found str"):
        Window(past=1, future="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_windows_are_compared_and_shown() -> None:
    window = Window(past=timedelta(hours=1), future=0.25)
    assert (window.past, window.future) == (timedelta(hours=1), timedelta(milliseconds=250))
    shown = "Window(past=datetime.timedelta(seconds=3600), future=datetime.timedelta(microseconds=250000))"
    assert repr(window) == shown
    assert repr(Webhook(KEY, window=window)) == f"Webhook(body_limit=4194304, window={shown})"
    assert repr(Webhook(KEY)) == "Webhook(body_limit=4194304, window=None)"
    assert Window(past=timedelta(minutes=1), future=0) == Window(past=60, future=0.0)
    assert Webhook(KEY).window is None
    assert Webhook(KEY, window=Window(past=60, future=0)).window == Window(past=60, future=0)


@pytest.mark.parametrize("text", ["0000-01-01T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "", 7, None])
def test_what_is_no_time_of_python_is_none(webhook: Webhook, text: object) -> None:
    body = event_body("User.Created", createdAt=text, data={"id": "u", "createdAt": 2**62})
    delivery = webhook.verify(signed(body), body)
    assert delivery.created_at is None
    assert delivery.event.to_dict()["createdAt"] == text
