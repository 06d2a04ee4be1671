"""Where the id accessors look, in which order, and where they must not look."""

from dataclasses import replace

from .case import Body, accepted, compact, delivery, typed, unreadable
from .payloads import (
    ORGANIZATION_ID, ORGANIZATION_ROLE_ID, ROLE_ID, TRUSTED_DEVICE, USER_ID, changed, custom_data_updated, from_account,
    from_api, from_flow, grant_limit_exceeded, interaction, lockout, membership, profile_updated, user_created,
    user_deleted, user_updated, without,
)


def cases():
    yield from users()
    yield from devices_and_lockouts()
    yield from organizations()
    yield from roles()
    yield from organization_roles()


def case(fact, payload, variant=None, **expected):
    return accepted(f"ids/{fact}", delivery(payload), typed(variant or payload["event"], expected))


def contradiction(what, payload):
    """Data of another one than the call named is not what it looks like."""
    return accepted(f"ids/{what}-that-the-call-did-not-name-is-unreadable", delivery(payload), unreadable("data"))


def users():
    signed_in = interaction("PostSignIn")
    yield case("user-id-comes-before-the-user", changed(signed_in, {"/user/id": "other"}), userId=USER_ID)
    yield case("the-user-stands-in-for-a-missing-user-id", without(signed_in, "/userId"), userId=USER_ID)
    yield case("the-user-stands-in-for-a-null-user-id", changed(signed_in, {"/userId": None}), userId=USER_ID)
    yield case("a-missing-user-is-no-loss", without(signed_in, "/user"), userId=USER_ID)
    yield case("neither-user-nor-user-id-gives-none", without(signed_in, "/userId", "/user"), userId=None)
    yield case("a-grant-without-a-user-id-gives-none", without(grant_limit_exceeded(), "/userId"), userId=None)
    yield contradiction("a-user", changed(user_updated(), {"/params/userId": "other"}))
    yield contradiction("a-deleted-user", changed(user_deleted(), {"/params/userId": "other"}))
    below = {"/matchedRoute": "/users/:userId/custom-data/:key", "/data": {"id": "victim", "isSuspended": True}}
    yield contradiction("custom-data-by-a-route-of-the-future", changed(user_updated(), below))
    twice = from_api("User.Data.Updated", "PATCH /users/:userId/profile", 200, {"userId": "a"}, data={})
    body = compact(twice).replace(b'{"userId":"a"}', b'{"userId":"a","userId":"b"}')
    sent = replace(delivery(twice), body=Body(body))
    yield accepted("ids/params-that-name-two-users-name-none", sent, typed("UserProfileUpdated", {"userId": None}))
    yield case("params-stand-in-for-missing-data", without(user_deleted(), "/data"), userId=USER_ID)
    yield case("params-stand-in-for-a-missing-id", without(user_updated(), "/data/id"), userId=USER_ID)
    yield case("params-stand-in-for-a-null-id", changed(user_updated(), {"/data/id": None}), userId=USER_ID)
    yield case("neither-data-nor-params-gives-none", without(user_created(), "/data"), userId=None)
    yield case("an-account-without-an-id-gives-none", from_account("User.Data.Updated", data={}), userId=None)
    for part, updated, variant in [
        ("custom-data", custom_data_updated, "UserCustomDataUpdated"),
        ("profile", profile_updated, "UserProfileUpdated"),
    ]:
        without_params = without(updated({"id": "victim"}), "/params")
        yield case(f"{part}-never-names-the-user", without_params, variant, userId=None)


def devices_and_lockouts():
    params = {"userId": USER_ID, "trustedDeviceId": "device"}
    deleted = from_api(
        "TrustedDevice.Deleted", "DELETE /users/:userId/trusted-devices/:trustedDeviceId", 204, params,
        data=TRUSTED_DEVICE)
    yield contradiction("a-device", changed(deleted, {"/params/userId": "other"}))
    yield case("params-stand-in-for-a-missing-device", without(deleted, "/data"), userId=USER_ID)
    yield case("the-id-of-a-device-is-no-user", without(deleted, "/data/userId", "/params"), userId=None)
    yield case("a-lockout-of-another-type-names-no-user", lockout("username", USER_ID), userId=None)
    yield case("a-lockout-type-in-another-case-names-no-user", lockout("userid", USER_ID), userId=None)
    yield case("a-lockout-without-a-value-names-no-user", without(lockout("userId", USER_ID), "/value"), userId=None)
    yield case("a-lockout-without-a-type-names-no-user", without(lockout("userId", USER_ID), "/type"), userId=None)


def organizations():
    updated = from_api(
        "Organization.Data.Updated", "PATCH /organizations/:id", 200, {"id": ORGANIZATION_ID},
        data={"id": ORGANIZATION_ID})
    yield contradiction("an-organization", changed(updated, {"/params/id": "other"}))
    yield case("params-stand-in-for-a-missing-organization", without(updated, "/data"), organizationId=ORGANIZATION_ID)
    yield case(
        "params-of-another-route-are-no-organization",
        without(changed(updated, {"/matchedRoute": "/tenants/:id"}), "/data"),
        organizationId=None)
    beside = changed(updated, {"/matchedRoute": "/organizations/templates/:id"})
    yield case("params-of-a-route-beside-are-no-organization", without(beside, "/data"), organizationId=None)
    longer = changed(updated, {"/matchedRoute": "/organizations/:idOrName/:id"})
    yield case("params-of-a-longer-name-are-no-organization", without(longer, "/data"), organizationId=None)
    yield case(
        "params-without-a-route-are-no-organization", without(updated, "/data", "/matchedRoute"), organizationId=None)
    member = membership(addedUserIds=["u1"])
    yield case(
        "organization-id-comes-before-params", changed(member, {"/params/id": "other"}), organizationId=ORGANIZATION_ID)
    yield case(
        "params-stand-in-for-a-missing-organization-id", without(member, "/organizationId"),
        organizationId=ORGANIZATION_ID)
    yield case(
        "params-stand-in-for-a-null-organization-id", changed(member, {"/organizationId": None}),
        organizationId=ORGANIZATION_ID)
    yield case("added-users-are-not-the-user", membership(addedUserIds=[USER_ID]), userId=None)
    invitation = from_api(
        "Organization.Membership.Updated", "PUT /organization-invitations/:id/status", 200, {"id": "invitation"})
    yield case("an-invitation-is-no-organization", invitation, organizationId=None, userId=None)
    just_in_time = from_flow("Organization.Membership.Updated", "Register", addedUserIds=[USER_ID])
    yield case("a-flow-without-an-organization-gives-none", just_in_time, organizationId=None, userId=None)


def roles():
    event = "Role.Scopes.Updated"
    with_scopes = from_api(event, "POST /roles", 200, roleId=ROLE_ID, data=[])
    yield case("a-role-without-any-id-gives-none", without(with_scopes, "/roleId"), roleId=None)
    added = from_api(event, "POST /roles/:id/scopes", 201, {"id": ROLE_ID}, data=[{"id": "scope"}])
    yield case("a-scope-is-no-role", without(added, "/params"), roleId=None)
    yield case("role-id-comes-before-params", changed(added, {"/roleId": "named"}), roleId="named")
    yield case("a-null-role-id-leaves-the-params", changed(added, {"/roleId": None}), roleId=ROLE_ID)
    updated = from_api("Role.Data.Updated", "PATCH /roles/:id", 200, {"id": ROLE_ID}, data={"id": ROLE_ID})
    yield contradiction("a-role", changed(updated, {"/params/id": "other"}))
    yield case("params-stand-in-for-a-missing-role", without(updated, "/data"), roleId=ROLE_ID)
    yield case(
        "params-of-another-route-are-no-role",
        without(changed(updated, {"/matchedRoute": "/organization-roles/:id"}), "/data"), roleId=None)
    beside = changed(updated, {"/matchedRoute": "/roles/templates/:id"})
    yield case("params-of-a-route-beside-are-no-role", without(beside, "/data"), roleId=None)


def organization_roles():
    event = "OrganizationRole.Scopes.Updated"
    put = from_api(event, "PUT /organization-roles/:id/scopes", 204, {"id": ORGANIZATION_ROLE_ID})
    yield case(
        "organization-role-id-comes-before-params", changed(put, {"/organizationRoleId": "named"}),
        organizationRoleId="named")
    yield case(
        "params-of-another-route-are-no-organization-role", changed(put, {"/matchedRoute": "/roles/:id"}),
        organizationRoleId=None, roleId=None)
    beside = changed(put, {"/matchedRoute": "/organization-roles/templates/:id"})
    yield case("params-of-a-route-beside-are-no-organization-role", beside, organizationRoleId=None)
    yield case("no-params-are-no-organization-role", without(put, "/params"), organizationRoleId=None)
    updated = from_api(
        "OrganizationRole.Data.Updated", "PATCH /organization-roles/:id", 200, {"id": ORGANIZATION_ROLE_ID},
        data={"id": ORGANIZATION_ROLE_ID})
    yield contradiction("an-organization-role", changed(updated, {"/params/id": "other"}))
    yield case(
        "params-stand-in-for-a-missing-organization-role", without(updated, "/data"),
        organizationRoleId=ORGANIZATION_ROLE_ID)
