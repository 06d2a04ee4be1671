"""What nobody needs may be missing, null, new or of another type: the event is typed and the value still there."""

from .case import ABSENT, accepted, delivery, kebab, member, spelled, typed
from .payloads import (
    ADAPTIVE_MFA_RESULT, ORGANIZATION, ORGANIZATION_ID, ORGANIZATION_ROLE, ROLE, ROLE_ID, SCOPE, TRUSTED_DEVICE, USER_ID,
    changed, custom_data_updated, enveloped, from_api, from_flow, grant_limit_exceeded, interaction, lockout, membership,
    profile_updated, rate_limited, user_created, user_deleted, user_updated, without,
)

SIGNED_IN = interaction("PostSignIn")
ADAPTIVE = interaction("PostSignInAdaptiveMfaTriggered", adaptiveMfaResult=ADAPTIVE_MFA_RESULT)
ORGANIZATION_CREATED = from_api("Organization.Created", "POST /organizations", 201, data=ORGANIZATION)
ROLE_CREATED = from_api("Role.Created", "POST /roles", 200, data=ROLE)
SCOPE_CREATED = from_api("Scope.Created", "POST /resources/:resourceId/scopes", 201, {"resourceId": "r"}, data=SCOPE)
SCOPES_UPDATED = from_api("Role.Scopes.Updated", "POST /roles", 200, roleId=ROLE_ID, data=[SCOPE])
DEVICE_CREATED = from_flow("TrustedDevice.Created", data=TRUSTED_DEVICE)

WRONG_TYPES = {
    # fact: payload, and what is changed in it
    "a-number-for-the-user-agent": (user_created(), {"/userAgent": 5}),
    "an-object-for-the-user-agent": (user_created(), {"/userAgent": {"name": "curl"}}),
    "a-list-for-the-ip": (user_created(), {"/ip": ["::1"]}),
    "a-number-for-the-path": (user_created(), {"/path": 1}),
    "true-for-the-method": (user_created(), {"/method": True}),
    "a-text-for-the-status": (user_created(), {"/status": "200"}),
    "a-fraction-for-the-status": (user_created(), {"/status": 200.5}),
    "a-negative-status": (user_created(), {"/status": -1}),
    "a-list-for-the-params": (user_created(), {"/params": []}),
    "a-text-for-the-params": (user_created(), {"/params": "userId=1"}),
    "a-number-for-a-param": (user_updated(), {"/params/userId": 7}),
    "an-object-for-a-param": (user_updated(), {"/params/other": {"a": 1}}),
    "a-number-for-the-matched-route": (user_updated(), {"/matchedRoute": 5}),
    "a-number-for-created-at": (user_created(), {"/createdAt": 12}),
    "a-number-for-the-hook-id": (user_created(), {"/hookId": 7}),
    "an-object-for-the-hook-id": (user_created(), {"/hookId": {"id": "x", "list": [1, "}"]}}),
    "a-text-for-the-application": (SIGNED_IN, {"/application": "x"}),
    "a-list-for-the-application": (SIGNED_IN, {"/application": []}),
    "a-number-for-the-application-id": (SIGNED_IN, {"/application/id": 9}),
    "a-number-for-the-session-id": (SIGNED_IN, {"/sessionId": 7}),
    "a-number-for-the-interaction-event": (SIGNED_IN, {"/interactionEvent": 1}),
    "a-list-for-the-user-ip": (SIGNED_IN, {"/userIp": ["a", "b"]}),
    "a-number-for-the-username-of-the-user": (SIGNED_IN, {"/user/username": 7}),
    "a-number-for-the-username": (user_created(), {"/data/username": 7}),
    "an-object-for-the-name": (user_created(), {"/data/name": {"first": "Ada"}}),
    "a-text-for-is-suspended": (user_created(), {"/data/isSuspended": "no"}),
    "a-number-for-has-password": (user_created(), {"/data/hasPassword": 1}),
    "a-text-for-a-time-of-the-user": (user_created(), {"/data/lastSignInAt": "2026-08-21T12:16:09.123Z"}),
    "a-fraction-for-a-time-of-the-user": (user_created(), {"/data/createdAt": 1786000000000.5}),
    "a-negative-time-of-the-user": (user_created(), {"/data/createdAt": -1}),
    "true-for-a-time-of-the-user": (user_created(), {"/data/updatedAt": True}),
    "a-list-for-custom-data": (user_created(), {"/data/customData": [1, [2]]}),
    "a-text-for-custom-data": (user_created(), {"/data/customData": "x"}),
    "a-list-for-the-identities": (user_created(), {"/data/identities": []}),
    "a-text-for-an-identity": (user_created(), {"/data/identities": {"github": "42"}}),
    "a-number-for-the-profile": (user_created(), {"/data/profile": 5}),
    "a-number-in-the-profile": (user_created(), {"/data/profile": {"givenName": 5, "address": "x"}}),
    "everything-of-the-user-wrong-but-the-id": (user_deleted(), {
        f"/data/{name}": [name] for name in ("username", "primaryEmail", "primaryPhone", "name", "avatar", "customData",
                                             "identities", "lastSignInAt", "createdAt", "updatedAt", "profile",
                                             "applicationId", "cimdClientId", "isSuspended")}),
    "a-number-in-the-profile-of-its-own-route": (profile_updated({"givenName": 5}), {"/data/familyName": []}),
    "a-number-for-the-type-of-a-role": (ROLE_CREATED, {"/data/type": 1}),
    "a-text-for-is-default": (ROLE_CREATED, {"/data/isDefault": "yes"}),
    "a-number-for-the-tenant": (SCOPE_CREATED, {"/data/tenantId": 1}),
    "a-number-for-the-name-of-a-scope-in-a-list": (SCOPES_UPDATED, {"/data/0/name": 1}),
    "a-text-for-the-color": (ORGANIZATION_CREATED, {"/data/color": "#0d1117"}),
    "a-number-in-the-branding": (ORGANIZATION_CREATED, {"/data/branding": {"logoUrl": 1}}),
    "a-text-for-is-mfa-required": (ORGANIZATION_CREATED, {"/data/isMfaRequired": "true"}),
    "a-text-for-the-expiry-of-a-device": (DEVICE_CREATED, {"/data/expiresAt": "tomorrow"}),
    "a-number-for-the-type-of-a-lockout": (lockout(), {"/type": 1}),
    "a-number-for-the-value-of-a-lockout": (lockout(), {"/value": 4915112345678}),
    "a-list-for-the-recipient": (rate_limited(), {"/recipient": ["a@example.com"]}),
    "a-text-for-the-revoked-grants": (grant_limit_exceeded(), {"/revokedGrantIds": "g1"}),
    "a-number-among-the-revoked-grants": (grant_limit_exceeded(), {"/revokedGrantIds": ["g1", 2]}),
    "a-text-for-a-count": (grant_limit_exceeded(), {"/maxAllowedGrants": "1"}),
    "a-text-for-the-adaptive-result": (ADAPTIVE, {"/adaptiveMfaResult": "yes"}),
    "an-object-for-the-triggered-rules": (ADAPTIVE, {"/adaptiveMfaResult/triggeredRules": {}}),
    "a-text-for-a-rule": (ADAPTIVE, {"/adaptiveMfaResult/triggeredRules": ["untrusted_ip"]}),
    "a-text-for-requires-mfa": (ADAPTIVE, {"/adaptiveMfaResult/requiresMfa": "yes"}),
}

NEW_VALUES = {
    "interaction-event": (SIGNED_IN, {"/interactionEvent": "SignInWithPasskey"}),
    "application-type": (SIGNED_IN, {"/application/type": "Quantum"}),
    "role-type": (ROLE_CREATED, {"/data/type": "Agent"}),
    "lockout-type": (lockout(), {"/type": "passkey"}),
    "rate-limited-action": (rate_limited(), {"/action": "InvitationSend"}),
    "adaptive-rule": (ADAPTIVE, {"/adaptiveMfaResult/triggeredRules/0/rule": "full_moon"}),
    "method": (user_created(), {"/method": "QUERY"}),
    "status": (user_created(), {"/status": 299}),
    "route": (user_updated(), {"/matchedRoute": "/v2/users/:userId"}),
    "empty-interaction-event": (SIGNED_IN, {"/interactionEvent": ""}),
}

NEW_FIELDS = {
    "at-the-top-level": (user_created(), {"/deliveryId": "d1", "/nested": {"a": [1, None, {"b": True}]}}),
    "in-the-data": (user_created(), {"/data/mfa": {"enabled": True}, "/data/tags": ["a", "b"]}),
    "in-the-user": (SIGNED_IN, {"/user/locale": "en-GB"}),
    "in-the-application": (SIGNED_IN, {"/application/isThirdParty": False}),
    "in-the-params": (user_updated(), {"/params/0": "/rest", "/params/tenant": "t"}),
    "in-a-scope-of-a-list": (SCOPES_UPDATED, {"/data/0/isBuiltIn": True}),
    "in-an-organization": (ORGANIZATION_CREATED, {"/data/isTrustedDeviceAllowed": True}),
    "in-a-membership": (membership(), {"/addedServiceIds": ["s1"]}),
    "in-a-lockout": (lockout(), {"/attempts": 10}),
    "in-the-adaptive-result": (ADAPTIVE, {"/adaptiveMfaResult/score": 0.5}),
    "in-the-details-of-a-rule": (ADAPTIVE, {"/adaptiveMfaResult/triggeredRules/0/details/asn": 64500}),
    "named-like-a-method": (user_created(), {"/data/clone": "x", "/type": "y", "/self": "z"}),
    "named-in-snake-case": (user_created(), {"/hook_id": "x", "/data/primary_email": "y"}),
    "that-is-null": (user_created(), {"/future": None, "/data/future": None}),
    "of-a-user-in-a-data-event": (user_created(), {"/user": 5}),
}

DATA_THAT_COMES_ANYWAY = {
    # of events that carry none today
    "role-deletion": from_api("Role.Deleted", "DELETE /roles/:id", 204, {"id": ROLE_ID}),
    "scope-deletion": from_api("Scope.Deleted", "DELETE /resources/:resourceId/scopes/:scopeId", 204, {
        "resourceId": "r", "scopeId": "s"}),
    "organization-deletion": from_api(
        "Organization.Deleted", "DELETE /organizations/:id", 204, {"id": ORGANIZATION_ID}),
    "membership": membership(),
    "organization-role-deletion": from_api(
        "OrganizationRole.Deleted", "DELETE /organization-roles/:id", 204, {"id": "r"}),
    "organization-role-scopes": from_api(
        "OrganizationRole.Scopes.Updated", "PUT /organization-roles/:id/scopes", 204, {"id": "r"}),
    "organization-scope-deletion": from_api(
        "OrganizationScope.Deleted", "DELETE /organization-scopes/:id", 204, {"id": "s"}),
    "interaction": SIGNED_IN,
    "lockout": lockout(),
}

MISSING = {
    "data-of-a-user": (user_created(), ["/data"]),
    "data-of-a-deleted-user": (user_deleted(), ["/data"]),
    "data-of-an-organization": (ORGANIZATION_CREATED, ["/data"]),
    "data-of-scopes": (SCOPES_UPDATED, ["/data"]),
    "data-of-a-device": (DEVICE_CREATED, ["/data"]),
    "data-of-custom-data": (custom_data_updated(0), ["/data"]),
    "data-of-a-profile": (profile_updated(0), ["/data"]),
    "user-of-a-sign-in": (SIGNED_IN, ["/user"]),
    "params": (user_updated(), ["/params"]),
    "management-context": (user_created(), ["/path", "/method", "/status", "/params", "/matchedRoute"]),
    "hook-id": (user_created(), ["/hookId"]),
    "created-at": (user_created(), ["/createdAt"]),
    "user-agent-and-ip": (user_created(), ["/userAgent", "/ip"]),
    "fields-newer-than-the-first-release": (SIGNED_IN, ["/user/cimdClientId", "/user/updatedAt", "/user/profile"]),
    "own-fields-of-a-lockout": (lockout(), ["/type", "/value"]),
    "own-fields-of-a-rate-limit": (rate_limited(), ["/action", "/recipient"]),
    "counts-of-a-grant": (grant_limit_exceeded(), ["/revokedGrantIds", "/maxAllowedGrants"]),
    "adaptive-result": (ADAPTIVE, ["/adaptiveMfaResult"]),
    "details-of-a-rule": (ADAPTIVE, ["/adaptiveMfaResult/triggeredRules/0/details"]),
    "organization-of-a-membership": (membership(), ["/organizationId", "/params"]),
}

NULLS = {
    "data-of-a-user": (user_created(), ["/data"]),
    "data-of-a-deleted-role": (from_api("Role.Deleted", "DELETE /roles/:id", 204, {"id": ROLE_ID}), ["/data"]),
    "data-of-scopes": (SCOPES_UPDATED, ["/data"]),
    "data-of-custom-data": (custom_data_updated(0), ["/data"]),
    "data-of-a-profile": (profile_updated(0), ["/data"]),
    "user-of-a-sign-in": (SIGNED_IN, ["/user"]),
    "application": (SIGNED_IN, ["/application"]),
    "id-of-a-user": (user_created(), ["/data/id"]),
    "user-id-of-a-grant": (grant_limit_exceeded(), ["/userId"]),
    "every-text-of-the-context": (user_created(), ["/userAgent", "/ip", "/path", "/method", "/matchedRoute"]),
    "status-and-params": (user_created(), ["/status", "/params"]),
    "hook-id": (user_created(), ["/hookId"]),
    "created-at": (user_created(), ["/createdAt"]),
    "every-field-of-a-user-but-the-id": (user_created(), [
        f"/data/{name}" for name in user_created()["data"] if name != "id"]),
    "delta-lists": (membership(), ["/addedUserIds", "/removedUserIds", "/addedApplicationIds", "/removedApplicationIds"]),
    "own-fields-of-a-lockout": (lockout(), ["/type", "/value"]),
    "revoked-grants": (grant_limit_exceeded(), ["/revokedGrantIds"]),
    "adaptive-result": (ADAPTIVE, ["/adaptiveMfaResult"]),
    "color-and-branding": (ORGANIZATION_CREATED, ["/data/color", "/data/branding", "/data/customData"]),
}

DUPLICATES_OF_NO_CONCERN = {
    "an-unknown-key-of-the-data": b'"data":{"id":"u758hu661ovk","future":1,"future":2}',
    "a-key-of-custom-data": b'"data":{"id":"u758hu661ovk","customData":{"id":1,"id":2}}',
    "a-key-of-an-identity": b'"data":{"id":"u758hu661ovk","identities":{"github":{"userId":"1"},"github":{"userId":"2"}}}',
    "a-key-of-an-unknown-object": b'"future":{"id":1,"id":2},"data":{"id":"u758hu661ovk"}',
}


def cases():
    for fact, (payload, changes) in WRONG_TYPES.items():
        yield kept(f"{fact}-is-kept", payload, changes)
    for what, (payload, changes) in NEW_VALUES.items():
        yield kept(f"a-new-{what}-is-kept", payload, changes)
    for where, (payload, changes) in NEW_FIELDS.items():
        yield kept(f"a-new-field-{where}-is-kept", payload, changes)
    yield from data_that_comes_anyway()
    for what, (payload, pointers) in MISSING.items():
        yield case(f"a-missing-{what}-is-typed", without(payload, *pointers), {pointer: ABSENT for pointer in pointers})
    for what, (payload, pointers) in NULLS.items():
        yield kept(f"a-null-{what}-is-kept", payload, {pointer: None for pointer in pointers})
    for what, octets in DUPLICATES_OF_NO_CONCERN.items():
        yield accepted(
            f"lenient/{what}-twice-is-typed", spelled("User.Created", octets), typed("User.Created", {"userId": USER_ID}))
    yield from custom_data_that_looks_like_more()
    yield from routes_that_are_almost_a_part()
    yield from empty_containers()


def kept(fact, payload, changes):
    return case(fact, changed(payload, changes), changes)


def case(fact, payload, fields):
    return accepted(f"lenient/{fact}", delivery(payload), typed(variant(payload), fields=fields))


def variant(payload):
    parts = {"/users/:userId/custom-data": "UserCustomDataUpdated", "/users/:userId/profile": "UserProfileUpdated"}
    route = payload.get("matchedRoute")
    if payload["event"] == "User.Data.Updated" and isinstance(route, str):
        return parts.get(route, payload["event"])
    return payload["event"]


def data_that_comes_anyway():
    for what, payload in DATA_THAT_COMES_ANYWAY.items():
        yield kept(f"data-that-comes-with-a-{what}-is-kept", payload, {"/data": {"id": "x", "more": [1]}})
    for what, value in {"text": "x", "number": 5, "list": [1, 2]}.items():
        yield kept(f"data-that-is-a-{what}-is-kept-where-none-is-expected", membership(), {"/data": value})


def custom_data_that_looks_like_more():
    route = b'"matchedRoute":"/users/:userId/custom-data","params":{"userId":"u758hu661ovk"},'
    twice = spelled("User.Data.Updated", route + b'"data":{"id":"a","id":"b","username":1,"username":2}')
    yield accepted(
        "lenient/custom-data-of-its-own-route-with-duplicate-keys-is-typed", twice,
        typed("UserCustomDataUpdated", {"userId": USER_ID}))


def routes_that_are_almost_a_part():
    """Only the exact route makes `data` a part of a user; everything else is a user."""
    for fact, route in {
        "a-slash-after": "/users/:userId/custom-data/",
        "another-case": "/Users/:userId/Custom-Data",
        "an-api-prefix": "/api/users/:userId/custom-data",
        "another-parameter-name": "/users/:id/custom-data",
        "a-real-path": f"/users/{USER_ID}/custom-data",
        "a-query": "/users/:userId/profile?x=1",
        "a-blank-after": "/users/:userId/profile ",
        "nothing-in-it": "",
    }.items():
        yield kept(f"a-route-with-{fact}-means-a-user", user_updated(), {"/matchedRoute": route})
    created = changed(user_created(), {"/matchedRoute": "/users/:userId/custom-data"})
    yield accepted("lenient/a-part-route-on-another-event-changes-nothing", delivery(created), typed("User.Created"))
    path_only = changed(user_updated(), {"/path": "/users/:userId/custom-data"})
    yield accepted(
        "lenient/a-part-path-without-its-route-means-a-user", delivery(path_only), typed("User.Data.Updated"))
    escaped = spelled("User.Data.Updated", rb'"matchedRoute":"\/users\/:userId\/profile","data":{"givenName":"Ada"}')
    yield accepted("lenient/an-escaped-part-route-is-that-route", escaped, typed("UserProfileUpdated"))


def empty_containers():
    yield kept("a-user-without-fields-is-typed", user_created(), {"/data": {}})
    yield kept("an-organization-role-of-a-name-alone-is-typed", from_api(
        "OrganizationRole.Created", "POST /organization-roles", 201, data=ORGANIZATION_ROLE), {"/data": {"name": "x"}})
    yield kept("a-sign-in-with-an-empty-user-is-typed", SIGNED_IN, {"/user": {}})
    yield kept("empty-delta-lists-are-kept", membership(), {"/addedUserIds": [], "/removedUserIds": []})
    for event in (
        "PostSignIn", "User.Deleted", "Organization.Membership.Updated", "Grant.LimitExceeded", "Role.Scopes.Updated",
    ):
        yield case(f"a-bare-{kebab(event)}-is-typed", enveloped(event, {}), {"/data": ABSENT})
    long = "\u00e9" * 5000
    sent = spelled("User.Created", b'"data":{%s}' % member("name", long))
    yield accepted(
        "lenient/a-name-of-5000-characters-is-typed", sent, typed("User.Created", fields={"/data/name": long}))
