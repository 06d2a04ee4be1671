"""The platform's deliveries in each framework: the same adapters, told apart from Logto's."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

import pytest
from starlette.requests import Request

import logto_webhook.asgi
import logto_webhook.aws_lambda
import logto_webhook.fastapi
import logto_webhook.wsgi
from logto_webhook import SIGNATURE_HEADER, Delivery, Webhook, platform
from logto_webhook.platform.testing import SignedDelivery, delivery
from logto_webhook.replay import ReplayGuard
from recordings import KEY
from site_of_tests import Setup, Site
from test_adapters import assert_refused

Sites = Callable[..., Site]


def sent(event: str = "report.generated") -> SignedDelivery:
    return delivery(event, key=KEY)


def test_a_genuine_delivery_reaches_the_handler(sites: Sites, framework: str) -> None:
    site = sites(framework, is_platforms=True)
    one = sent()
    assert site.send("POST", one.body, one.headers).status == 200
    [got] = site.seen
    assert isinstance(got, platform.Delivery)
    assert isinstance(got.event, platform.ReportGenerated)
    assert (got.raw, got.event.id) == (one.body, got.id)
    outcome = site.outcome()
    assert (outcome.kind, outcome.name, outcome.hook_id) == ("delivered", "report.generated", None)
    assert outcome.delivery_id == got.id
    assert isinstance(outcome.delivery, platform.Delivery)
    assert outcome.delivery.raw == one.body
    assert str(outcome).startswith("delivered report.generated in ")


def test_what_is_signed_as_logto_signs_is_refused(sites: Sites, framework: str) -> None:
    site = sites(framework, is_platforms=True)
    one = sent()
    headers = {SIGNATURE_HEADER: one.headers[platform.SIGNATURE_HEADER]}
    assert_refused(site.send("POST", one.body, headers), "signature_missing", 401)
    assert_refused(site.send("GET", b"", {platform.SIGNATURE_HEADER: "1f"}), "redirected_delivery", 405)
    assert_refused(site.send("GET", b"", headers), "method_not_allowed", 405)
    logtos = sites(framework)
    assert_refused(logtos.send("POST", one.body, one.headers), "signature_missing", 401)
    assert site.seen == logtos.seen == []


def test_each_is_handled_once(sites: Sites, framework: str) -> None:
    site = sites(framework, is_platforms=True, replay=ReplayGuard())
    one, another = sent(), sent()
    for repeated in (one, one, another):
        assert site.send("POST", repeated.body, repeated.headers).status == 200
    assert [seen.raw for seen in site.seen] == [one.body, another.body]
    assert [site.outcome().kind for _ in range(3)] == ["delivered", "repeated", "delivered"]


def test_a_lambda_receives_it() -> None:
    site = Site(Setup(is_platforms=True))

    @logto_webhook.aws_lambda.webhook(**site.options)
    def handler(delivery: platform.Delivery, _: object) -> None:
        site.work(delivery)

    one = sent()
    event = {"httpMethod": "POST", "headers": one.headers, "body": one.body.decode()}
    assert handler(event, None)["statusCode"] == 200
    assert site.seen[0].name == "report.generated"


def test_middleware_gives_no_delivery_of_one_system_for_one_of_the_other() -> None:
    of_platform = platform.Delivery.parse_already_verified(sent().body)
    of_logto = Delivery.parse_already_verified(b"{}")
    for adapter in (logto_webhook.asgi, logto_webhook.wsgi):
        found: dict[str, Any] = {adapter.DELIVERY: of_platform}
        assert adapter.delivery_of(found, platform.Delivery) is of_platform
        with pytest.raises(
            TypeError, match=r"expected a logto_webhook\.Delivery, found a logto_webhook\.platform\.Deliv"
        ):
            adapter.delivery_of(found)
        with pytest.raises(
            TypeError, match=r"expected a logto_webhook\.platform\.Delivery, found a logto_webhook\.Del"
        ):
            adapter.delivery_of({adapter.DELIVERY: of_logto}, platform.Delivery)


def test_what_a_dependency_says_of_itself_can_be_looked_up() -> None:
    dependency = logto_webhook.fastapi.webhook(webhook=platform.Webhook(KEY))
    assert signature(dependency, eval_str=True).parameters["request"].annotation is Request


def test_a_guard_and_an_adapter_take_nothing_else() -> None:
    guard: Any = ReplayGuard
    for other in (b"{}", object()):
        with pytest.raises(TypeError):
            guard().begin(other)
        with pytest.raises(TypeError):
            guard(other)
    assert guard(Webhook(KEY)).retention == guard(platform.Webhook(KEY)).retention
