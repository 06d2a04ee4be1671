"""Every event of Logto, in the shape of every route and flow that sends it, with the ids that a handler acts on."""

from .case import ABSENT, accepted, delivery, ids, kebab, typed
from .payloads import (
    ADAPTIVE_MFA_RESULT, APPLICATION_ID, DEVICE_ID, INVITATION_ID, ORGANIZATION, ORGANIZATION_ID, ORGANIZATION_ROLE,
    ORGANIZATION_ROLE_ID, ORGANIZATION_SCOPE, ORGANIZATION_SCOPE_ID, RESOURCE_ID, ROLE, ROLE_ID, SCOPE, SCOPE_ID,
    TRUSTED_DEVICE, USER, USER_ANSWER, USER_ID, changed, custom_data_updated, from_account, from_api, from_flow,
    grant_limit_exceeded, interaction, lockout, profile_updated, rate_limited, user_created, user_deleted, without,
)

NO_DATA = {"/data": ABSENT}


def cases():
    yield from interactions()
    yield from users()
    yield from trusted_devices()
    yield from roles()
    yield from scopes()
    yield from organizations()
    yield from memberships()
    yield from organization_roles()
    yield from organization_scopes()
    yield from exceptions()


def case(fact, payload, expected_ids, fields=None, variant=None):
    event = payload["event"]
    fields = {"/event": event, "/hookId": payload["hookId"]} | (fields or {})
    return accepted(f"typed/{kebab(event)}-{fact}", delivery(payload), typed(variant or event, expected_ids, fields))


def interactions():
    user = ids(user=USER_ID)
    fields = {"/user/id": USER_ID, "/user/primaryPhone": None, "/user/identities/github/userId": "42",
              "/userIp": "203.0.113.7", "/application/id": APPLICATION_ID, "/ip": ABSENT, "/data": ABSENT}
    kinds = {"PostRegister": "Register", "PostSignIn": "SignIn", "PostResetPassword": "ForgotPassword"}
    for event, kind in kinds.items():
        yield case("from-an-application", interaction(event, kind), user, {**fields, "/interactionEvent": kind})
    demo = without(interaction("PostSignIn"), "/application")
    yield case("from-the-demo-app", demo, user, {"/application": ABSENT})
    url_client = changed(demo, {"/cimdClientId": "https://app.example.com/client.json"})
    yield case("from-a-client-with-a-url", url_client, user, {"/cimdClientId": "https://app.example.com/client.json"})
    adaptive = interaction("PostSignInAdaptiveMfaTriggered", adaptiveMfaResult=ADAPTIVE_MFA_RESULT)
    yield case("by-every-rule", adaptive, user, {
        "/adaptiveMfaResult/requiresMfa": True, "/adaptiveMfaResult/triggeredRules/0/rule": "untrusted_ip",
        "/adaptiveMfaResult/triggeredRules/0/details/signals/botScore": 10,
        "/adaptiveMfaResult/triggeredRules/3/details/speedKmh": 5400.25})


def users():
    user, answer = ids(user=USER_ID), {"/data/id": USER_ID, "/data/hasPassword": True}
    row = {"/data/id": USER_ID, "/data/username": "ada", "/data/hasPassword": ABSENT, "/data/customData/plan": "gold"}
    yield case("by-post-users", user_created(), user, answer | {"/matchedRoute": "/users", "/params": {}})
    yield case("by-a-registration", from_flow("User.Created", "Register", data=USER), user, row | {"/path": ABSENT})
    yield case("by-delete-user", user_deleted(), user, row | {"/status": 204})
    by_id = {"userId": USER_ID}
    for fact, call in {"patch-user": "PATCH /users/:userId", "patch-password": "PATCH /users/:userId/password"}.items():
        yield case(f"by-{fact}", from_api("User.Data.Updated", call, 200, by_id, data=USER_ANSWER), user, answer)
    yield from parts_of_users(user)
    yield case(
        "by-patch-logto-configs", from_account("User.Data.Updated", data=USER), user, row | {"/matchedRoute": ABSENT})
    by_account = without(from_account("User.Data.Updated", data=USER), "/userAgent")
    yield case("by-the-account-api-without-a-user-agent", by_account, user, row | {"/userAgent": ABSENT})
    yield case("by-a-password-reset", from_flow("User.Data.Updated", "ForgotPassword", data=USER), user, row)
    yield case("by-a-sign-in-that-completed-a-profile", from_flow("User.Data.Updated", "SignIn", data=USER), user, row)
    for fact, suspended in {"suspended": True, "reinstated": False}.items():
        payload = from_api(
            "User.SuspensionStatus.Updated", "PATCH /users/:userId/is-suspended", 200, by_id,
            data=USER_ANSWER | {"isSuspended": suspended})
        yield case(fact, payload, user, {"/data/isSuspended": suspended})


def parts_of_users(user):
    """On two routes `data` is a part of the user, which the user writes: it must never be read as a user."""
    custom_data = custom_data_updated({"plan": "gold", "nested": {"a": [1, 2, 3]}})
    yield case(
        "by-patch-custom-data", custom_data, user, {"/data/plan": "gold", "/data/nested/a/2": 3},
        "UserCustomDataUpdated")
    victim = custom_data_updated({"id": "victim", "isSuspended": True})
    yield case(
        "by-patch-custom-data-that-looks-like-a-user", victim, user, {"/data/id": "victim", "/data/isSuspended": True},
        "UserCustomDataUpdated")
    yield case("by-patch-custom-data-to-nothing", custom_data_updated({}), user, {"/data": {}}, "UserCustomDataUpdated")
    profile = profile_updated({"givenName": "Ada", "nickname": "ada \u00e9 \u6f22\u5b57", "address": {"country": "GB"}})
    yield case(
        "by-patch-profile", profile, user, {"/data/nickname": "ada \u00e9 \u6f22\u5b57", "/data/address/country": "GB"},
        "UserProfileUpdated")
    victim = profile_updated({"id": "victim", "isSuspended": True})
    yield case("by-patch-profile-that-looks-like-a-user", victim, user, {"/data/id": "victim"}, "UserProfileUpdated")


def trusted_devices():
    user, fields = ids(user=USER_ID), {"/data/id": DEVICE_ID, "/data/expiresAt": 1789906569000}
    created = without(from_flow("TrustedDevice.Created", data=TRUSTED_DEVICE), "/ip")
    yield case("by-a-sign-in", created, user, fields)
    call = "DELETE /users/:userId/trusted-devices/:trustedDeviceId"
    params = {"userId": USER_ID, "trustedDeviceId": DEVICE_ID}
    deleted = without(from_api("TrustedDevice.Deleted", call, 204, params, data=TRUSTED_DEVICE), "/ip")
    yield case("by-delete-trusted-device", deleted, user, fields | {"/params/trustedDeviceId": DEVICE_ID})
    by_account = without(from_account("TrustedDevice.Deleted", data=TRUSTED_DEVICE), "/ip")
    yield case("by-the-account-api", by_account, user, fields)


def roles():
    role, by_id = ids(role=ROLE_ID), {"id": ROLE_ID}
    yield case("by-post-roles", from_api("Role.Created", "POST /roles", 200, data=ROLE), role, {"/data/type": "User"})
    updated = from_api("Role.Data.Updated", "PATCH /roles/:id", 200, by_id, data=ROLE)
    yield case("by-patch-role", updated, role, {"/params/0": f"/{ROLE_ID}", "/data/isDefault": False})
    yield case("by-delete-role", from_api("Role.Deleted", "DELETE /roles/:id", 204, by_id), role, NO_DATA)
    event = "Role.Scopes.Updated"
    with_scopes = from_api(event, "POST /roles", 200, roleId=ROLE_ID, data=[SCOPE])
    yield case("by-post-roles-with-scopes", with_scopes, role, {"/roleId": ROLE_ID, "/data/0/id": SCOPE_ID})
    with_no_scopes = from_api(event, "POST /roles", 200, roleId=ROLE_ID, data=[])
    yield case("by-post-roles-with-an-empty-list-of-scopes", with_no_scopes, role, {"/data": []})
    added = from_api(event, "POST /roles/:id/scopes", 201, by_id, data=[SCOPE, SCOPE | {"id": "another"}])
    yield case("by-post-scopes-of-a-role", added, role, {"/roleId": ABSENT, "/data/1/id": "another"})
    params = by_id | {"scopeId": SCOPE_ID}
    removed = from_api(event, "DELETE /roles/:id/scopes/:scopeId", 204, params)
    yield case("by-delete-scope-of-a-role", removed, role, NO_DATA | {"/params/scopeId": SCOPE_ID})


def scopes():
    collection, one = "/resources/:resourceId/scopes", "/resources/:resourceId/scopes/:scopeId"
    resource, by_id = {"resourceId": RESOURCE_ID}, {"resourceId": RESOURCE_ID, "scopeId": SCOPE_ID}
    fields = {"/data/id": SCOPE_ID, "/data/resourceId": RESOURCE_ID, "/data/description": None}
    yield case(
        "by-post-scopes", from_api("Scope.Created", f"POST {collection}", 201, resource, data=SCOPE), ids(), fields)
    yield case("by-patch-scope", from_api("Scope.Data.Updated", f"PATCH {one}", 200, by_id, data=SCOPE), ids(), fields)
    yield case(
        "by-delete-scope", from_api("Scope.Deleted", f"DELETE {one}", 204, by_id), ids(),
        NO_DATA | {"/params/scopeId": SCOPE_ID})


def organizations():
    organization, by_id = ids(organization=ORGANIZATION_ID), {"id": ORGANIZATION_ID}
    created = from_api("Organization.Created", "POST /organizations", 201, data=ORGANIZATION)
    yield case("by-post-organizations", created, organization, {"/data/isMfaRequired": False, "/data/color": {}})
    colourful = ORGANIZATION | {"color": {"primaryColor": "#0d1117"}, "customData": {"tier": 3}, "customCss": "a{}"}
    updated = from_api("Organization.Data.Updated", "PATCH /organizations/:id", 200, by_id, data=colourful)
    yield case("by-patch-organization", updated, organization, {
        "/data/color/primaryColor": "#0d1117", "/data/customData/tier": 3, "/data/customCss": "a{}"})
    deleted = from_api("Organization.Deleted", "DELETE /organizations/:id", 204, by_id)
    yield case("by-delete-organization", deleted, organization, NO_DATA)


def memberships():
    event, by_id = "Organization.Membership.Updated", {"id": ORGANIZATION_ID}
    organization, named = ids(organization=ORGANIZATION_ID), {"organizationId": ORGANIZATION_ID}
    none = {f"/{change}{who}Ids": ABSENT for change in ("added", "removed") for who in ("User", "Application")} | NO_DATA
    for fact, call, status, lists in [
        ("by-post-users", "POST /organizations/:id/users", 201, {"addedUserIds": ["u1", "u2"]}),
        ("by-post-users-who-are-members", "POST /organizations/:id/users", 201, {}),
        ("by-put-users", "PUT /organizations/:id/users", 204, {"addedUserIds": ["u1"], "removedUserIds": ["u2"]}),
        ("by-post-applications", "POST /organizations/:id/applications", 201, {"addedApplicationIds": ["a1"]}),
        ("by-put-applications", "PUT /organizations/:id/applications", 204,
         {"addedApplicationIds": ["a1"], "removedApplicationIds": ["a2", "a3"]}),
    ]:
        fields = none | {f"/{name}": members for name, members in lists.items()}
        yield case(fact, from_api(event, call, status, by_id, **named, **lists), organization, fields)
    user = by_id | {"userId": USER_ID}
    payload = from_api(event, "DELETE /organizations/:id/users/:userId", 204, user, **named, removedUserIds=[USER_ID])
    yield case(
        "by-delete-user", payload, ids(organization=ORGANIZATION_ID, user=USER_ID), {"/removedUserIds/0": USER_ID})
    application = by_id | {"applicationId": APPLICATION_ID}
    call = "DELETE /organizations/:id/applications/:applicationId"
    payload = from_api(event, call, 204, application, **named, removedApplicationIds=[APPLICATION_ID])
    yield case("by-delete-application", payload, organization, {"/removedApplicationIds": [APPLICATION_ID]})
    call = "PUT /organization-invitations/:id/status"
    payload = from_api(event, call, 200, {"id": INVITATION_ID}, **named, addedUserIds=[USER_ID])
    yield case(
        "by-an-accepted-invitation", payload, organization, {"/addedUserIds": [USER_ID], "/params/id": INVITATION_ID})
    just_in_time = from_flow(event, "Register", **named, addedUserIds=[USER_ID])
    yield case("just-in-time", just_in_time, organization, {"/addedUserIds": [USER_ID], "/params": ABSENT})
    yield case("by-the-legacy-interaction", from_flow(event, "Register", **named), organization, none)


def organization_roles():
    role, by_id = ids(organization_role=ORGANIZATION_ROLE_ID), {"id": ORGANIZATION_ROLE_ID}
    created = from_api("OrganizationRole.Created", "POST /organization-roles", 201, data=ORGANIZATION_ROLE)
    yield case("by-post-organization-roles", created, role, {"/data/name": "member"})
    updated = from_api(
        "OrganizationRole.Data.Updated", "PATCH /organization-roles/:id", 200, by_id, data=ORGANIZATION_ROLE)
    yield case("by-patch-organization-role", updated, role, {"/data/description": None})
    deleted = from_api("OrganizationRole.Deleted", "DELETE /organization-roles/:id", 204, by_id)
    yield case("by-delete-organization-role", deleted, role, NO_DATA)
    event = "OrganizationRole.Scopes.Updated"
    with_scopes = from_api(event, "POST /organization-roles", 201, organizationRoleId=ORGANIZATION_ROLE_ID)
    yield case(
        "by-post-organization-roles-with-scopes", with_scopes, role,
        NO_DATA | {"/organizationRoleId": ORGANIZATION_ROLE_ID})
    for method, status in {"POST": 201, "PUT": 204}.items():
        payload = from_api(event, f"{method} /organization-roles/:id/scopes", status, by_id)
        yield case(f"by-{method.lower()}-scopes", payload, role, NO_DATA | {"/organizationRoleId": ABSENT})
    call = "DELETE /organization-roles/:id/scopes/:organizationScopeId"
    removed = from_api(event, call, 204, by_id | {"organizationScopeId": ORGANIZATION_SCOPE_ID})
    yield case("by-delete-scope", removed, role, NO_DATA)


def organization_scopes():
    collection, one, by_id = "/organization-scopes", "/organization-scopes/:id", {"id": ORGANIZATION_SCOPE_ID}
    fields = {"/data/id": ORGANIZATION_SCOPE_ID, "/data/name": "read:minutes"}
    created = from_api("OrganizationScope.Created", f"POST {collection}", 201, data=ORGANIZATION_SCOPE)
    yield case("by-post-organization-scopes", created, ids(), fields)
    updated = from_api("OrganizationScope.Data.Updated", f"PATCH {one}", 200, by_id, data=ORGANIZATION_SCOPE)
    yield case("by-patch-organization-scope", updated, ids(), fields)
    deleted = from_api("OrganizationScope.Deleted", f"DELETE {one}", 204, by_id)
    yield case("by-delete-organization-scope", deleted, ids(), NO_DATA)


def exceptions():
    for kind, value in {"username": "ada", "email": "ada@example.com", "phone": "4915112345678"}.items():
        yield case(f"of-a-{kind}", lockout(kind, value), ids(), {"/type": kind, "/value": value, "/user": ABSENT})
    yield case("of-a-user-id", lockout("userId", USER_ID), ids(user=USER_ID), {"/type": "userId", "/value": USER_ID})
    by_account = from_account("Identifier.Lockout", type="userId", value=USER_ID)
    yield case("by-the-account-api", by_account, ids(user=USER_ID), {"/sessionId": ABSENT})
    recipient = {"/action": "VerificationCodeSend", "/recipient": "ada@example.com"}
    yield case("by-a-sign-in", rate_limited(), ids(), recipient)
    by_account = from_account("Message.RateLimited", action="VerificationCodeSend", recipient="ada@example.com")
    yield case("by-the-account-api", by_account, ids(), recipient)
    yield case("of-an-application", grant_limit_exceeded(), ids(user=USER_ID), {
        "/revokedGrantIds/0": "QVzQxpIG7YUrnV19OZzeb", "/maxAllowedGrants": 1, "/applicationId": APPLICATION_ID})
    url_client = changed(without(grant_limit_exceeded(), "/application", "/applicationId"), {
        "/cimdClientId": "https://app.example.com/client.json", "/userAgent": ""})
    yield case("of-a-client-with-a-url", url_client, ids(user=USER_ID), {"/userAgent": "", "/applicationId": ABSENT})
