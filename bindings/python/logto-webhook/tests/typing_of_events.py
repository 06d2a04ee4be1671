"""What mypy and pyright know of events: checked by them, and run by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from typing_extensions import assert_type

from logto_webhook import (
    Delivery,
    Event,
    Interaction,
    Json,
    JsonObject,
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
)


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
