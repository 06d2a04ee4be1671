"""What every adapter does with what arrives, the same in each framework."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable

import pytest

from frameworks import FRAMEWORKS, HAVE_PARSERS, SEE_THE_END
from logto_webhook import SIGNATURE_HEADER, SIGNING_KEY_VARIABLE, UserCreated
from recordings import KEY, event_body, signed
from site_of_tests import PATH, TEST, USER_CREATED, Answered, Site

Sites = Callable[..., Site]


def assert_refused(answered: Answered, code: str, status: int) -> None:
    assert (answered.status, answered.headers.get("logto-webhook-error")) == (status, code)
    assert json.loads(answered.body) == {"error": {"code": code}}
    assert answered.headers["content-type"] == "application/json"
    assert answered.headers.get("allow") == ("POST" if status == 405 else None)


def test_a_genuine_delivery_reaches_the_handler(site: Site) -> None:
    answered = site.post(USER_CREATED)
    assert (answered.status, answered.body) == (204, b"")
    assert "logto-webhook-error" not in answered.headers
    [delivery] = site.seen
    assert isinstance(delivery.event, UserCreated)
    assert (delivery.raw, delivery.event.user_id) == (USER_CREATED, "u1")
    outcome = site.outcome()
    assert (outcome.kind, outcome.label, outcome.code, outcome.level) == ("delivered", "delivered", None, 20)
    assert (outcome.name, outcome.hook_id, outcome.size) == ("User.Created", "hook1", len(USER_CREATED))
    assert outcome.delivery_id == delivery.id
    assert outcome.key == delivery.key
    assert outcome.time.total_seconds() > 0
    assert str(outcome).startswith("delivered User.Created of hook hook1 in ")


def test_a_handler_that_returns_nothing_answers_200(site: Site) -> None:
    answered = site.post(event_body("User.Deleted"))
    assert (answered.status, answered.body) == (200, b"")


def test_a_test_payload_is_answered_and_reaches_no_handler(site: Site) -> None:
    answered = site.post(TEST)
    assert (answered.status, answered.body) == (200, b"")
    assert [test.name for test in site.tests] == ["User.Created"]
    assert site.seen == []
    assert site.outcome().kind == "test"


REFUSALS: list[tuple[str, dict[str, str], bytes, str, int]] = [
    ("POST", {SIGNATURE_HEADER: "00"}, USER_CREATED, "signature_malformed", 401),
    ("POST", {SIGNATURE_HEADER: "00" * 32}, USER_CREATED, "signature_mismatch", 401),
    ("POST", {SIGNATURE_HEADER: f"{signed(b'1')}, {signed(b'2')}"}, b"1", "signature_ambiguous", 401),
    ("POST", {}, USER_CREATED, "signature_missing", 401),
    ("POST", {SIGNATURE_HEADER: signed(b"[]")}, b"[]", "payload_invalid", 400),
    ("POST", {SIGNATURE_HEADER: signed(b"x" * 4097)}, b"x" * 4097, "body_too_large", 413),
    ("POST", {"content-encoding": "gzip"}, USER_CREATED, "body_encoded", 415),
    ("GET", {SIGNATURE_HEADER: signed(b"")}, b"", "redirected_delivery", 405),
    ("GET", {}, b"", "method_not_allowed", 405),
    ("PUT", {SIGNATURE_HEADER: signed(USER_CREATED)}, USER_CREATED, "method_not_allowed", 405),
]


def test_a_refusal_tells_its_code_and_nothing_else(site: Site) -> None:
    for method, headers, body, code, status in REFUSALS:
        assert_refused(site.send(method, body, headers), code, status)
        outcome = site.outcome()
        assert (outcome.kind, outcome.code, outcome.label) == ("refused", code, code)
        assert outcome.error is not None
        assert outcome.error.code == code
        assert site.outcomes.empty(), "it is told once"
    assert site.seen == []


def test_what_the_handler_answers_goes_through_and_is_told(site: Site, framework: str) -> None:
    answered = site.post(event_body("Role.Created"))
    outcome = site.outcome()
    assert answered.status == 404
    if framework in SEE_THE_END:
        assert answered.headers["logto-webhook-error"] == "handler_failed"
        assert (outcome.kind, outcome.code, outcome.level) == ("failed", "handler_failed", 40)
        assert "it answered 404" in str(outcome.error)
        assert outcome.delivery is not None
        assert outcome.delivery.name == "Role.Created", "it is seen here for the last time"


@pytest.mark.parametrize("framework", SEE_THE_END)
def test_what_the_handler_answers_by_raising_is_an_answer(sites: Sites, framework: str) -> None:
    site = sites(framework)
    answered = site.post(event_body("Organization.Created"))
    assert answered.status == 409
    assert answered.headers["logto-webhook-error"] == "handler_failed"
    assert "it answered 409" in str(site.outcome().error)


@pytest.mark.parametrize("framework", SEE_THE_END)
def test_a_handler_that_raises_is_told_without_what_it_says(sites: Sites, framework: str) -> None:
    site = sites(framework)
    assert site.post(event_body("Scope.Created")).status == 500
    outcome = site.outcome()
    assert (outcome.kind, outcome.code) == ("failed", "handler_failed")
    assert "it raised RuntimeError" in str(outcome.error)
    assert "someone typed" not in str(outcome)


@pytest.mark.parametrize("framework", HAVE_PARSERS)
def test_a_parser_in_front_does_no_harm(sites: Sites, framework: str) -> None:
    site = sites(framework, in_front="json")
    assert site.post(USER_CREATED).status == 204


@pytest.mark.parametrize("framework", HAVE_PARSERS)
def test_a_body_that_was_taken_is_told(sites: Sites, framework: str) -> None:
    site = sites(framework, in_front="taker")
    assert_refused(site.post(USER_CREATED), "body_already_read", 500)


@pytest.mark.parametrize("framework", SEE_THE_END)
def test_an_answer_can_come_first(sites: Sites, framework: str) -> None:
    site = sites(framework, respond_before=True)
    answered = site.post(USER_CREATED)
    assert (answered.status, answered.body) == (200, b"")
    assert site.seen == []
    assert site.outcomes.empty()
    site.may_go_on.set()
    assert site.outcome().kind == "delivered"
    assert len(site.seen) == 1

    assert site.post(event_body("Scope.Created")).status == 200
    assert site.outcome().code == "handler_failed", "Logto has a success: this alone tells"


def test_the_key_is_looked_for_at_the_first_request(
    sites: Sites, framework: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(SIGNING_KEY_VARIABLE, raising=False)
    site = sites(framework, key_in_environment=True)
    assert_refused(site.post(USER_CREATED), "signing_key_empty", 500)
    assert f"is {SIGNING_KEY_VARIABLE} set?" in caplog.text
    monkeypatch.setenv(SIGNING_KEY_VARIABLE, KEY)
    assert site.post(USER_CREATED).status == 204


def test_an_observer_that_raises_changes_no_answer(sites: Sites, framework: str) -> None:
    site = sites(framework)
    site.tests = None  # type: ignore[assignment]
    assert site.post(TEST).status == 200
    assert site.post(USER_CREATED).status == 204


@pytest.mark.parametrize("framework", ["asgi", "wsgi"])
def test_other_paths_go_through_untouched(sites: Sites, framework: str) -> None:
    site = sites(framework)
    assert site.send("GET", b"", {}, path="/teapot").status == 418
    assert site.outcomes.empty()


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS.keys() & {"aiohttp", "asgi", "fastapi", "starlette"}))
def test_a_body_that_never_ends_is_not_waited_for(sites: Sites, framework: str) -> None:
    site = sites(framework, body_time_limit=0.2)
    head = f"POST {PATH} HTTP/1.1\r\nhost: localhost\r\n{SIGNATURE_HEADER}: {signed(b'')}\r\ncontent-length: 9\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(head.encode() + b"{")
        assert b" 400 " in connection.recv(4096).split(b"\r\n")[0]
    assert site.outcome().code == "body_incomplete"


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS.keys() & {"aiohttp", "asgi", "fastapi", "starlette", "wsgi"}))
def test_a_body_that_breaks_off_is_told(sites: Sites, framework: str) -> None:
    site = sites(framework)
    head = f"POST {PATH} HTTP/1.1\r\nhost: localhost\r\n{SIGNATURE_HEADER}: {signed(b'')}\r\ncontent-length: 9\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(head.encode() + b"{")
    assert site.outcome().code == "body_incomplete"
