"""A known event in which what a handler acts on has an unexpected shape: told with the path, never dropped."""

from .case import accepted, delivery, kebab, spelled, unreadable
from .payloads import (
    ORGANIZATION, ORGANIZATION_ROLE, ORGANIZATION_SCOPE, ROLE, ROLE_ID, SCOPE, TRUSTED_DEVICE, USER, changed, custom_data_updated,
    from_account, from_api, from_flow, grant_limit_exceeded, interaction, membership, profile_updated, user_created, user_deleted,
    user_updated,
)

NOT_AN_OBJECT = {"text": "x", "number": 5, "zero": 0, "true": True, "false": False, "list": [], "list-of-an-object": [USER]}
NOT_A_LIST = {"text": "x", "number": 5, "object": {"0": "u1"}, "false": False}
NOT_AN_ID = {"number": 7, "true": True, "list": ["u1"], "object": {"id": "u1"}}

WITH_DATA = {
    "user-creation": user_created(),
    "user-deletion": user_deleted(),
    "user-update": user_updated(),
    "user-update-by-the-account-api": from_account("User.Data.Updated", data=USER),
    "custom-data-update": custom_data_updated({}),
    "profile-update": profile_updated({}),
    "suspension": from_api(
        "User.SuspensionStatus.Updated", "PATCH /users/:userId/is-suspended", 200, {"userId": "u"}, data=USER),
    "trusted-device": from_flow("TrustedDevice.Created", data=TRUSTED_DEVICE),
    "trusted-device-deletion": from_account("TrustedDevice.Deleted", data=TRUSTED_DEVICE),
    "role-creation": from_api("Role.Created", "POST /roles", 200, data=ROLE),
    "role-update": from_api("Role.Data.Updated", "PATCH /roles/:id", 200, {"id": ROLE_ID}, data=ROLE),
    "scope-creation": from_api(
        "Scope.Created", "POST /resources/:resourceId/scopes", 201, {"resourceId": "r"}, data=SCOPE),
    "scope-update": from_account("Scope.Data.Updated", data=SCOPE),
    "organization-creation": from_api("Organization.Created", "POST /organizations", 201, data=ORGANIZATION),
    "organization-update": from_account("Organization.Data.Updated", data=ORGANIZATION),
    "organization-role-creation": from_api(
        "OrganizationRole.Created", "POST /organization-roles", 201, data=ORGANIZATION_ROLE),
    "organization-role-update": from_account("OrganizationRole.Data.Updated", data=ORGANIZATION_ROLE),
    "organization-scope-creation": from_api(
        "OrganizationScope.Created", "POST /organization-scopes", 201, data=ORGANIZATION_SCOPE),
    "organization-scope-update": from_account("OrganizationScope.Data.Updated", data=ORGANIZATION_SCOPE),
}

SCOPES_UPDATED = from_api("Role.Scopes.Updated", "POST /roles", 200, roleId=ROLE_ID, data=[SCOPE, {**SCOPE}])
ORGANIZATION_ROLE_SCOPES = from_api("OrganizationRole.Scopes.Updated", "POST /organization-roles", 201)


def cases():
    yield from containers()
    yield from entity_ids()
    yield from top_level_ids()
    yield from scope_lists()
    yield from delta_lists()
    yield from duplicates()


def case(fact, payload, changes, path):
    return accepted(f"unreadable/{fact}", delivery(changed(payload, changes)), unreadable(path))


def containers():
    for what, value in NOT_AN_OBJECT.items():
        yield case(f"a-user-creation-whose-data-is-{what}", user_created(), {"/data": value}, "data")
        yield case(f"a-sign-in-whose-user-is-{what}", interaction("PostSignIn"), {"/user": value}, "user")
    for what, payload in WITH_DATA.items():
        if what != "user-creation":
            yield case(f"a-{what}-whose-data-is-text", payload, {"/data": "x"}, "data")
    for event in ("PostRegister", "PostResetPassword", "PostSignInAdaptiveMfaTriggered"):
        yield case(f"a-{kebab(event)}-whose-user-is-text", interaction(event), {"/user": "x"}, "user")
    yield case(
        "an-update-without-a-route-whose-data-is-a-list", from_account("User.Data.Updated", data=[USER]), {}, "data")
    yield case("data-that-is-json-in-a-text", user_created(), {"/data": '{"id":"u758hu661ovk"}'}, "data")


def entity_ids():
    for what, value in NOT_AN_ID.items():
        yield case(f"a-user-creation-whose-id-is-{what}", user_created(), {"/data/id": value}, "data.id")
    for what, payload in WITH_DATA.items():
        if what not in ("user-creation", "custom-data-update", "profile-update"):
            yield case(f"a-{what}-whose-id-is-a-number", payload, {"/data/id": 7}, "data.id")
    yield case(
        "a-trusted-device-whose-user-id-is-a-number", WITH_DATA["trusted-device"], {"/data/userId": 7}, "data.userId")
    yield case("a-sign-in-whose-user-has-a-number-for-an-id", interaction("PostSignIn"), {"/user/id": 7}, "user.id")


def top_level_ids():
    for what, value in NOT_AN_ID.items():
        yield case(f"a-sign-in-whose-user-id-is-{what}", interaction("PostSignIn"), {"/userId": value}, "userId")
        yield case(
            f"a-membership-whose-organization-id-is-{what}", membership(), {"/organizationId": value}, "organizationId")
    yield case("a-grant-whose-user-id-is-a-number", grant_limit_exceeded(), {"/userId": 7}, "userId")
    yield case("a-role-whose-role-id-is-a-number", SCOPES_UPDATED, {"/roleId": 7}, "roleId")
    yield case(
        "an-organization-role-whose-id-is-a-number", ORGANIZATION_ROLE_SCOPES, {"/organizationRoleId": 7},
        "organizationRoleId")


def scope_lists():
    for what, value in NOT_A_LIST.items():
        yield case(f"scopes-that-are-{what}", SCOPES_UPDATED, {"/data": value}, "data")
    yield case("scopes-that-are-one-scope", SCOPES_UPDATED, {"/data": SCOPE}, "data")
    for what, value in {"text": "x", "number": 1, "null": None, "list": [SCOPE]}.items():
        yield case(f"scopes-of-which-the-first-is-{what}", SCOPES_UPDATED, {"/data/0": value}, "data[0]")
    yield case("scopes-of-which-the-second-is-text", SCOPES_UPDATED, {"/data/1": "x"}, "data[1]")
    yield case("scopes-of-which-the-second-has-a-number-for-an-id", SCOPES_UPDATED, {"/data/1/id": 7}, "data[1].id")


def delta_lists():
    for name in ("addedUserIds", "removedUserIds", "addedApplicationIds", "removedApplicationIds"):
        yield case(f"{kebab(name)}-that-are-text", membership(), {f"/{name}": "u1"}, name)
        yield case(f"{kebab(name)}-with-a-number", membership(), {f"/{name}": ["a", 7]}, f"{name}[1]")
    for what, value in NOT_A_LIST.items():
        if what != "text":
            yield case(f"added-user-ids-that-are-{what}", membership(), {"/addedUserIds": value}, "addedUserIds")
    for what, value in {"object": {"id": "u1"}, "list": ["u1"], "true": True}.items():
        yield case(
            f"added-user-ids-with-{what}-first", membership(), {"/addedUserIds": [value, "u1"]}, "addedUserIds[0]")


def duplicates():
    """Readers that take the first and readers that take the last would act on different users."""
    for key in ("id", "username", "customData", "isSuspended"):
        twice = spelled("User.Created", b'"data":{"%s":"a","%s":"b"}' % (key.encode(), key.encode()))
        yield accepted(f"unreadable/data-with-{kebab(key)}-twice", twice, unreadable(f"data.{key}"))
    escaped = spelled("User.Deleted", b'"data":{"id":"a","name":"Ada","\\u0069d":"b"}')
    yield accepted("unreadable/data-with-id-twice-once-escaped", escaped, unreadable("data.id"))
    same = spelled("User.Deleted", b'"data":{"id":"a","id":"a"}')
    yield accepted("unreadable/data-with-the-same-id-twice", same, unreadable("data.id"))
    null_first = spelled("User.Deleted", b'"data":{"id":null,"id":"a"}')
    yield accepted("unreadable/data-with-id-twice-once-null", null_first, unreadable("data.id"))
    for event in ("Role.Created", "Organization.Data.Updated", "Scope.Created"):
        twice = spelled(event, b'"data":{"id":"a","name":"x","id":"b"}')
        yield accepted(f"unreadable/a-{kebab(event)}-with-id-twice", twice, unreadable("data.id"))
