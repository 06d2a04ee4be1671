"""Events as Python has them: matched, shown, kept and compared."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from typing import Any

import pytest

from logto_webhook import (
    DataEvent,
    Delivery,
    Event,
    Interaction,
    InteractionEvent,
    Json,
    JsonError,
    OrganizationMembershipUpdated,
    PostRegister,
    RoleScopesUpdated,
    Scope,
    TestEvent,
    UnknownEvent,
    UnreadableEvent,
    User,
    UserCreated,
    UserCustomDataUpdated,
    UserDataUpdated,
    UserDeleted,
    Webhook,
    events,
)
from recordings import event_body, recorded, signed

PERSON = {
    "id": "u758hu661ovk",
    "username": "adasusername",
    "primaryEmail": "ada@example.com",
    "primaryPhone": "4915112345678",
    "name": "Ada Lovelace",
    "avatar": "https://example.com/ada.png",
    "customData": {"plan": "gold"},
    "identities": {"google": {"userId": "adasgoogle"}},
    "profile": {"givenName": "Adasgiven"},
}


def read(body: bytes) -> Event:
    return Webhook("key").verify(signed(body, "key"), body).event


def test_a_match_takes_them_apart() -> None:
    def told(event: Event) -> str:
        match event:
            case PostRegister(user=User(primary_email=str(email))):
                return f"welcome {email}"
            case UserDeleted(user_id=user_id):
                return f"purge {user_id}"
            case UserCustomDataUpdated(data=Json() as data):
                return f"plan {data.parse()['plan']}"
            case UnknownEvent(name=name):
                return f"unknown {name}"
            case UnreadableEvent(path=path, reason=reason):
                return f"{path}: {reason}"
            case _:
                return f"not handled: {event.name}"

    params = {"userId": "u758hu661ovk"}
    custom_data = {"matchedRoute": "/users/:userId/custom-data", "data": {"plan": "gold", "id": "someone"}}
    assert told(read(event_body("PostRegister", user=PERSON))) == "welcome ada@example.com"
    assert told(read(event_body("PostRegister", user={"id": "u"}))) == "not handled: PostRegister"
    assert told(read(event_body("User.Deleted", params=params))) == "purge u758hu661ovk"
    assert told(read(event_body("User.Data.Updated", **custom_data))) == "plan gold"
    assert told(read(event_body("Tenant.Moved"))) == "unknown Tenant.Moved"
    assert told(read(event_body("User.Created", data=7))) == "data: expected an object, found a number"
    assert told(read(event_body("User.Created", path="/fake-path/:id"))) == "not handled: User.Created"


@pytest.mark.parametrize("recording", recorded("deliveries") + recorded("test-deliveries"), ids=lambda one: one.file)
def test_nothing_of_a_person_is_shown(recording: Any) -> None:
    delivery = Webhook(recording.key).verify(recording.headers, recording.body)
    payload = json.loads(recording.body)
    person = payload.get("user") or payload.get("data") or {}
    shown = repr(delivery) + repr(delivery.event)
    texts = ["username", "primaryEmail", "primaryPhone", "avatar"] if isinstance(person, dict) else []
    for text in filter(None, [*(person.get(text) for text in texts), payload.get("userAgent"), payload.get("value")]):
        assert text not in shown
    assert "raw" not in shown


def test_names_and_ids_are_shown() -> None:
    event = read(event_body("User.Created", hookId="hook1", method="POST", data=PERSON))
    assert repr(event) == (
        "UserCreated(user_id='u758hu661ovk', method='POST', hook_id='hook1', data=User(id='u758hu661ovk'))"
    )
    assert isinstance(event, UserCreated)
    assert event.data is not None
    assert repr(event.data.custom_data) == "Json(15 bytes)"


def test_an_event_is_frozen_and_has_no_other_attributes() -> None:
    event = read(event_body("User.Deleted"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.user_id = "another"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    for name in events.__all__:
        kind = getattr(events, name)
        if dataclasses.is_dataclass(kind):
            assert not hasattr(kind(), "__dict__"), f"{name} has slots"  # type: ignore[operator]


def test_events_can_be_kept_compared_and_sent_to_another_process() -> None:
    body = event_body("User.Created", params={"userId": "u"}, data={"id": "u", "customData": {}})
    event = read(body)
    assert event == read(body)
    assert hash(event) == hash(read(body))
    assert event != read(event_body("User.Created"))
    for same in (pickle.loads(pickle.dumps(event)), copy.deepcopy(event)):  # noqa: S301
        assert same == event
        assert same.to_dict() == event.to_dict()
    assert dataclasses.replace(event, user_id="another").user_id == "another"
    assert dataclasses.asdict(event)["data"]["id"] == "u"
    assert read(event_body("Tenant.Moved", to=1)) != read(event_body("Tenant.Moved", to=2))


def test_families_have_a_class() -> None:
    assert isinstance(read(event_body("PostSignIn")), InteractionEvent)
    assert isinstance(read(event_body("User.Data.Updated")), DataEvent)
    assert isinstance(read(event_body("User.Data.Updated")), UserDataUpdated)
    assert isinstance(read(event_body("Tenant.Moved")), Event)


def test_words_are_enumerated_and_other_words_are_text() -> None:
    event = read(event_body("PostSignIn", interactionEvent="SignIn"))
    assert isinstance(event, InteractionEvent)
    assert event.interaction == "SignIn"
    assert f"{event.interaction}" == str(event.interaction) == "SignIn"
    assert event.interaction is Interaction.SIGN_IN
    later = read(event_body("PostSignIn", interactionEvent="Teleport"))
    assert isinstance(later, InteractionEvent)
    assert later.interaction == "Teleport"


def test_what_nobody_expected_is_none_and_stays_in_the_payload() -> None:
    payload: dict[str, Any] = {"status": "created", "ip": None, "data": {"name": 7, "createdAt": "today", "of": 1}}
    event = read(event_body("User.Created", **payload))
    assert isinstance(event, UserCreated)
    assert (event.status, event.ip, event.user_agent) == (None, None, None)
    assert event.data == User()
    assert event.to_dict() == {"event": "User.Created", **payload}


def test_a_list_is_a_tuple_and_absent_is_not_empty() -> None:
    lists = event_body("Organization.Membership.Updated", addedUserIds=["a", "b"], removedUserIds=[])
    event = read(lists)
    assert isinstance(event, OrganizationMembershipUpdated)
    assert (event.added_user_ids, event.removed_user_ids, event.added_application_ids) == (("a", "b"), (), None)
    scopes = read(event_body("Role.Scopes.Updated", data=[{"id": "s1"}, {"id": "s2"}]))
    assert isinstance(scopes, RoleScopesUpdated)
    assert scopes.data == (Scope(id="s1"), Scope(id="s2"))


@pytest.mark.parametrize("data", ["[" * 100_000 + "]" * 100_000, "7" * 5000])
def test_what_a_user_stores_cannot_keep_an_event_from_being_read(data: str) -> None:
    event = read(b'{"event":"User.Deleted","data":{"id":"u1","customData":%s}}' % data.encode())
    assert isinstance(event, UserDeleted)
    assert event.user_id == "u1"
    assert event.data is not None
    custom_data = event.data.custom_data
    assert custom_data is not None
    assert custom_data == data
    with pytest.raises(JsonError, match="nested too deep, or has a number of too many digits"):
        custom_data.parse()
    with pytest.raises(JsonError) as raised:
        event.to_dict()
    assert raised.value.__suppress_context__, "the context quotes what someone stored"


def test_half_an_emoji_is_replaced_in_fields_and_kept_in_the_payload() -> None:
    event = read(rb'{"event":"Identifier.Lockout","type":"username","value":"\ud83dAda"}')
    assert getattr(event, "value", None) == "\ufffdAda"
    assert event.to_dict()["value"] == "\ud83dAda"


def test_pytest_does_not_take_the_test_event_for_a_test() -> None:
    assert TestEvent.__test__ is False


def test_a_copy_of_a_delivery_is_itself_and_a_pickle_would_prove_nothing() -> None:
    delivery = Delivery.parse_already_verified(event_body("User.Deleted"))
    assert copy.copy(delivery) is delivery
    assert copy.deepcopy([delivery]) == [delivery]
    with pytest.raises(TypeError, match=r"hand over its `raw`, .* Delivery\.parse_already_verified"):
        pickle.dumps(delivery)
