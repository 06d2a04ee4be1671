"""A replay guard in each framework: each delivery reaches its handler once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

import logto_webhook.aws_lambda
import logto_webhook.django
import logto_webhook.fastapi
import logto_webhook.flask
import logto_webhook.wsgi
from frameworks import FRAMEWORKS, SEE_THE_END
from logto_webhook import Delivery, Webhook, Window, testing
from logto_webhook.replay import AsyncReplayGuard, MemoryStore, ReplayGuard
from recordings import KEY, event_body, signed
from site_of_tests import TEST, USER_CREATED, Setup, Site
from stores import AsyncRemote, Remote
from test_adapters import assert_refused
from test_lambda import http_api

Sites = Callable[..., Site]

WAIT = {"django", "django-rest", "flask", "wsgi"}
"""Those that wait. The others are for asyncio."""


def guards(framework: str) -> list[Any]:
    """Make a guard over every kind of store that the framework can ask."""
    waiting = [ReplayGuard(), ReplayGuard(store=Remote())]
    return waiting if framework in WAIT else [*waiting, AsyncReplayGuard(), AsyncReplayGuard(store=AsyncRemote())]


def test_a_delivery_reaches_its_handler_once(sites: Sites, framework: str) -> None:
    for guard in guards(framework):
        site = sites(framework, replay=guard)
        assert site.post(USER_CREATED).status == 204
        assert site.outcome().kind == "delivered"
        again = site.post(USER_CREATED)
        assert (again.status, again.body) == (200, b"")
        assert "logto-webhook-error" not in again.headers
        outcome = site.outcome()
        assert (outcome.kind, outcome.label, outcome.level) == ("repeated", "repeated", 20)
        assert len(site.seen) == 1
        assert site.outcomes.empty(), "each is told once"


def test_a_handler_that_fails_gives_its_delivery_back(sites: Sites, framework: str) -> None:
    for guard in guards(framework):
        site = sites(framework, replay=guard)
        for event in ("Role.Created", "Scope.Created", *(["Organization.Created"] if framework in SEE_THE_END else [])):
            for _ in range(2):
                answered = site.post(event_body(event))
                assert answered.status in (404, 409, 500)
                assert answered.headers.get("logto-webhook-error", "handler_failed") == "handler_failed"
                assert site.outcome().code == "handler_failed", "the retry was handled, too"
        assert len(site.seen) == (6 if framework in SEE_THE_END else 4)


def test_a_copy_that_comes_meanwhile_is_told_to_come_again(sites: Sites, framework: str) -> None:
    site = sites(framework, replay=ReplayGuard(store=Remote()))
    body = event_body("Role.Deleted")
    with ThreadPoolExecutor(1) as elsewhere:
        first = elsewhere.submit(site.post, body)
        assert site.begun.wait(30)
        assert_refused(site.post(body), "delivery_in_progress", 503)
        assert site.outcome().code == "delivery_in_progress"
        site.may_go_on.set()
        assert first.result(30).status == 200
    assert site.outcome().kind == "delivered"
    assert site.post(body).status == 200
    assert len(site.seen) == 1


def test_a_store_that_is_down_is_told(sites: Sites, framework: str) -> None:
    store = Remote()
    site = sites(framework, replay=ReplayGuard(store=store))
    store.is_down = True
    assert_refused(site.post(USER_CREATED), "store_unavailable", 500)
    outcome = site.outcome()
    assert (outcome.code, outcome.level) == ("store_unavailable", 40)
    assert "ConnectionError: the line is cut" in str(outcome.error)
    assert site.seen == []
    store.is_down = False
    assert site.post(USER_CREATED).status == 204


def test_what_is_handled_unguarded_is_told(sites: Sites, framework: str) -> None:
    store = Remote()
    guard = ReplayGuard(store=store, on_store_failure="deliver")
    site = sites(framework, replay=guard)
    store.is_down = True
    assert site.post(USER_CREATED).status == 204
    outcome = site.outcome()
    assert (outcome.kind, outcome.label, outcome.code) == ("delivered", "delivered", "store_unavailable")
    assert outcome.is_unguarded
    assert "unguarded" in str(outcome)
    assert guard.unguarded == 1


def test_tests_and_refusals_ask_no_store(sites: Sites, framework: str) -> None:
    store = Remote()
    site = sites(framework, replay=ReplayGuard(store=store))
    store.is_down = True
    assert site.post(TEST).status == 200
    assert_refused(site.send("POST", USER_CREATED, {}), "signature_missing", 401)
    assert store.threads == set()


@pytest.mark.parametrize("framework", SEE_THE_END)
def test_a_copy_is_known_though_the_answer_came_first(sites: Sites, framework: str) -> None:
    site = sites(framework, replay=ReplayGuard(), respond_before=True)
    assert site.post(USER_CREATED).status == 200
    assert_refused(site.post(USER_CREATED), "delivery_in_progress", 503)
    assert site.outcome().code == "delivery_in_progress"
    site.may_go_on.set()
    assert site.outcome().kind == "delivered"
    assert site.post(USER_CREATED).status == 200
    assert len(site.seen) == 1


def test_a_guard_is_shared_by_the_endpoints_that_have_it(sites: Sites) -> None:
    guard = ReplayGuard()
    first, second = sites("flask", replay=guard), sites("starlette", replay=guard)
    assert first.post(USER_CREATED).status == 204
    assert second.post(USER_CREATED).status == 200
    assert second.seen == []


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS.keys() - WAIT))
def test_a_store_that_waits_does_not_block_the_loop(sites: Sites, framework: str) -> None:
    class Slow(Remote):
        def _line(self) -> None:
            asked.set()
            assert answer.wait(30)

    asked, answer = threading.Event(), threading.Event()
    site = sites(framework, replay=ReplayGuard(store=Slow()))
    with ThreadPoolExecutor(1) as elsewhere:
        first = elsewhere.submit(site.post, USER_CREATED)
        assert asked.wait(30)
        assert_refused(site.send("POST", USER_CREATED, {}), "signature_missing", 401)
        answer.set()
        assert first.result(30).status == 204


@pytest.mark.parametrize(
    "adapter",
    [
        logto_webhook.aws_lambda.webhook,
        logto_webhook.flask.webhook,
        lambda replay: logto_webhook.wsgi.WebhookMiddleware(print, replay=replay),  # type: ignore[arg-type]
        lambda replay: logto_webhook.django.webhook(replay=replay)(lambda *_: None),
    ],
)
def test_a_guard_for_asyncio_is_refused_where_nobody_could_await_it(adapter: Any) -> None:
    with pytest.raises(TypeError, match="expected a ReplayGuard, found an AsyncReplayGuard"):
        adapter(replay=AsyncReplayGuard())


def test_a_dependency_says_where_its_guard_belongs() -> None:
    with pytest.raises(TypeError, match=r"put logto_webhook\.asgi\.WebhookMiddleware, with `replay`, in front"):
        logto_webhook.fastapi.webhook(replay=ReplayGuard())  # type: ignore[call-arg]


def test_an_option_that_nobody_knows_is_refused() -> None:
    with pytest.raises(TypeError, match="on_outcom"):
        logto_webhook.flask.webhook(on_outcom=print)  # type: ignore[call-arg]


def test_lambda_handles_a_delivery_once() -> None:
    site = Site(Setup(replay=ReplayGuard(store=MemoryStore())))

    @logto_webhook.aws_lambda.webhook(**site.options)
    def handler(delivery: Delivery, _: Any) -> Any:
        return {"statusCode": site.work(delivery) or 200}

    event = http_api(USER_CREATED.decode(), signature=signed(USER_CREATED))
    assert handler(event, None)["statusCode"] == 204
    assert handler(event, None) == {"statusCode": 200, "headers": {}, "body": ""}
    assert len(site.seen) == 1


def test_an_adapter_remembers_as_long_as_its_window_accepts() -> None:
    class Spy(Remote):
        def complete(self, id: str, retention: timedelta) -> None:
            kept.append(retention)
            super().complete(id, retention)

    kept: list[timedelta] = []
    window = Window(past=timedelta(days=2), future=timedelta(hours=1))
    guard = ReplayGuard(store=Spy(), retention=timedelta(hours=1))

    @logto_webhook.aws_lambda.webhook(webhook=Webhook(KEY, window=window), replay=guard)
    def handler(delivery: Delivery, _: Any) -> None:
        assert delivery.name == "User.Created"

    sent = testing.delivery("User.Created", key=KEY)
    assert handler(http_api(sent.body.decode(), signature=signed(sent.body)), None)["statusCode"] == 200
    assert kept == [timedelta(days=2, hours=1)]
