"""What mypy and pyright know: checked by them, and run by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp.web
from starlette.requests import Request
from typing_extensions import assert_type

import logto_webhook.aiohttp
import logto_webhook.asgi
import logto_webhook.aws_lambda
import logto_webhook.fastapi
import logto_webhook.flask
import logto_webhook.starlette
import logto_webhook.wsgi
from logto_webhook import (
    Delivery,
    Event,
    Interaction,
    Json,
    JsonObject,
    Outcome,
    PostRegister,
    RoleScopesUpdated,
    Scope,
    TestEvent,
    UnknownEvent,
    UnreadableEvent,
    User,
    UserCustomDataUpdated,
    UserDeleted,
    Webhook,
    platform,
)
from logto_webhook.replay import ReplayGuard


def receive(webhook: Webhook, headers: Mapping[str, str], body: bytes) -> str | None:
    delivery = webhook.verify(headers, body)
    assert_type(delivery, Delivery)
    assert_type(delivery.event, Event)
    assert_type(delivery.created_at, datetime | None)
    match delivery.event:
        case PostRegister(user=user, interaction=Interaction.REGISTER):
            assert_type(user, User | None)
            return user.primary_email if user else None
        case UserDeleted() as deleted:
            assert_type(deleted.data, User | None)
            assert_type(deleted.created_at, datetime | None)
            return deleted.user_id
        case UserCustomDataUpdated(data=data):
            assert_type(data, JsonObject | None)
            return str(data.parse()["plan"]) if data else None
        case RoleScopesUpdated(data=scopes):
            assert_type(scopes, tuple[Scope, ...] | None)
            return None
        case TestEvent(user=user_of_test):
            assert_type(user_of_test, Json | None)
            return None
        case UnknownEvent(name=name) | UnreadableEvent(name=name):
            return name
        case other:
            return other.name


def receive_whatever_it_is(event: Event) -> str | None:
    if isinstance(event, UserDeleted):
        return event.user_id
    return event.name


def receive_from_the_platform(webhook: platform.Webhook, headers: Mapping[str, str], body: bytes) -> str | None:
    delivery = webhook.verify(headers, body)
    assert_type(delivery, platform.Delivery)
    assert_type(delivery.event, platform.Event)
    match delivery.event:
        case platform.UserCreated(data=user) as created:
            assert_type(user, platform.User | None)
            assert_type(created.created, datetime | None)
            return created.id
        case platform.SystemAlert(data=platform.Alert(severity=severity)):
            assert_type(severity, platform.Severity | str | None)
            return severity
        case platform.UnknownEvent(name=name) | platform.UnreadableEvent(name=name):
            return name
        case other:
            assert_type(other.raw, bytes)
            return other.name


async def adapters_give_what_their_webhook_verifies(webhook: platform.Webhook, request: Request, scope: Any) -> None:
    assert_type(await logto_webhook.fastapi.webhook()(request), Delivery)
    assert_type(await logto_webhook.fastapi.webhook(webhook=webhook)(request), platform.Delivery)
    assert_type(logto_webhook.asgi.delivery_of(scope), Delivery)
    assert_type(logto_webhook.asgi.delivery_of(scope, platform.Delivery), platform.Delivery)
    assert_type(logto_webhook.wsgi.delivery_of(scope, platform.Delivery), platform.Delivery)

    def see(outcome: Outcome) -> None:
        assert_type(outcome.delivery, Delivery | None)

    def see_platforms(outcome: Outcome[platform.Delivery]) -> None:
        assert_type(outcome.delivery, platform.Delivery | None)

    @logto_webhook.flask.webhook(webhook=webhook, on_outcome=see_platforms)
    def view(delivery: platform.Delivery, name: str) -> None: ...

    @logto_webhook.flask.webhook(on_outcome=see)
    def view_of_logto(delivery: Delivery) -> None: ...

    @logto_webhook.flask.webhook(webhook=webhook)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    def view_of_another(delivery: Delivery) -> None: ...

    logto_webhook.flask.webhook(webhook=webhook, on_outcome=see)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    @logto_webhook.starlette.webhook(webhook=webhook)
    async def endpoint(request: Request, delivery: platform.Delivery) -> None: ...

    @logto_webhook.aiohttp.webhook(webhook=webhook)
    async def handler(request: aiohttp.web.Request, delivery: platform.Delivery) -> None: ...

    @logto_webhook.aws_lambda.webhook(webhook=webhook, replay=ReplayGuard(webhook))
    def function(delivery: platform.Delivery, context: object) -> None: ...
