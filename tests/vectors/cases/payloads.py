"""What Logto sends: entities, and the envelope that each kind of caller gives them. Key order is Logto's."""

import copy
import re

from .case import AT, HOOK

USER_ID = "u758hu661ovk"
ORGANIZATION_ID = "txezaig1auzv"
ROLE_ID = "kryfujg3xoh2r3d27ev40"
ORGANIZATION_ROLE_ID = "pzwcrfut8bnikof7ryjyt"
SCOPE_ID = "tgucomkkek7snnmyh64ar"
RESOURCE_ID = "l8xvx86gwtmvrucdydve7"
ORGANIZATION_SCOPE_ID = "o2m7c9wq1xk4d8v5b6n3j"
APPLICATION_ID = "7n16e693w2yt3a74s7un2"
DEVICE_ID = "ttyfyrwzdvuah8fmh4pkp"
INVITATION_ID = "inv1t4t10n1d0f21chars"

USER = {
    "id": USER_ID, "username": "ada", "primaryEmail": "ada@example.com", "primaryPhone": None, "name": "Ada Lovelace",
    "avatar": None, "customData": {"plan": "gold"}, "identities": {"github": {"userId": "42", "details": {"id": "42"}}},
    "lastSignInAt": 1787314569000, "createdAt": 1786000000000, "updatedAt": 1787314569010,
    "profile": {"givenName": "Ada"}, "applicationId": None, "cimdClientId": None, "isSuspended": False,
}
USER_ANSWER = {**USER, "hasPassword": True}
"""A Management API answer says one thing more."""

APPLICATION = {"id": APPLICATION_ID, "type": "SPA", "name": "My app", "description": None}
ROLE = {
    "tenantId": "default", "id": ROLE_ID, "name": "editor", "description": "May edit", "type": "User", "isDefault": False,
}
SCOPE = {
    "tenantId": "default", "id": SCOPE_ID, "resourceId": RESOURCE_ID, "name": "read:books", "description": None,
    "createdAt": 1786000000000,
}
ORGANIZATION = {
    "tenantId": "default", "id": ORGANIZATION_ID, "name": "Analytical Engines", "description": None, "customData": {},
    "isMfaRequired": False, "color": {}, "branding": {}, "customCss": None, "createdAt": 1786000000000,
}
ORGANIZATION_ROLE = {
    "tenantId": "default", "id": ORGANIZATION_ROLE_ID, "name": "member", "description": None, "type": "User",
}
ORGANIZATION_SCOPE = {"tenantId": "default", "id": ORGANIZATION_SCOPE_ID, "name": "read:minutes", "description": None}
TRUSTED_DEVICE = {"id": DEVICE_ID, "userId": USER_ID, "expiresAt": 1789906569000}

ADAPTIVE_MFA_RESULT = {"requiresMfa": True, "triggeredRules": [
    {"rule": "untrusted_ip", "details": {"signals": {"botScore": 10, "botVerified": False},
                                         "matchedSignals": ["botScore<30"]}},
    {"rule": "new_country", "details": {"currentCountry": "FR", "windowDays": 180, "recentCountries": [
        {"country": "US", "lastSignInAt": 1786000000000}]}},
    {"rule": "long_inactivity", "details": {
        "lastSignInAt": "2026-06-01T00:00:00.000Z", "inactivityDays": 81.5, "thresholdDays": 30}},
    {"rule": "geo_velocity", "details": {
        "previous": {"country": {"country": "US", "lastSignInAt": 1786000000000}, "at": "2026-08-20T10:00:00.000Z"},
        "current": {"country": "JP", "city": "Tokyo", "at": "2026-08-20T12:00:00.000Z"},
        "distanceKm": 10800.5, "durationHours": 2, "speedKmh": 5400.25, "thresholdKmh": 900}},
]}

BROWSER = "Mozilla/5.0 (X11; Linux x86_64)"
SESSION = "Zl9r0pK4-yVb2mTQ7xWn_c1Hs8dRfGa3JuLiEoXtB5A"


def enveloped(event, members):
    return {"event": event, "createdAt": AT, **members, "hookId": HOOK}


def from_api(event, call, status, params=None, **members):
    """By the Management API; the call is method and route: `PATCH /users/:userId`."""
    method, route = call.split()
    params = params or {}
    path = re.sub(r":(\w+)", lambda name: params[name[1]], route)
    if route.startswith("/roles/"):  # a middleware on /roles(/.*)? leaves the rest of the path in the params
        params = {"0": path.removeprefix("/roles"), **params}
    return enveloped(event, {
        "userAgent": "curl/8.5.0", "ip": "::1", "path": path, "method": method, "status": status, "params": params,
        "matchedRoute": route, **members,
    })


def from_flow(event, interaction="SignIn", **members):
    """By a user who is signing in or up."""
    return enveloped(event, {
        "interactionEvent": interaction, "userAgent": BROWSER, "applicationId": APPLICATION_ID, "sessionId": SESSION,
        "ip": "203.0.113.7", "application": APPLICATION, **members,
    })


def from_account(event, **members):
    """By a user who edits their own account; says least."""
    return enveloped(event, {"userAgent": BROWSER, "ip": "203.0.113.7", **members})


def interaction(event, kind="SignIn", **first):
    """What a finished interaction sends: `user` and `userIp`, not `data` and `ip`."""
    return {
        **first, "event": event, "interactionEvent": kind, "createdAt": AT, "sessionId": SESSION, "userAgent": BROWSER,
        "userId": USER_ID, "userIp": "203.0.113.7", "user": USER, "application": APPLICATION, "hookId": HOOK,
    }


def grant_limit_exceeded():
    return enveloped("Grant.LimitExceeded", {
        "ip": "::1", "userAgent": "node", "application": APPLICATION, "userId": USER_ID, "applicationId": APPLICATION_ID,
        "revokedGrantIds": ["QVzQxpIG7YUrnV19OZzeb"], "maxAllowedGrants": 1, "preRevocationActiveGrantCount": 2,
    })


def user_created():
    return from_api("User.Created", "POST /users", 200, data=USER_ANSWER)


def user_updated():
    return from_api("User.Data.Updated", "PATCH /users/:userId", 200, {"userId": USER_ID}, data=USER_ANSWER)


def custom_data_updated(data):
    return from_api("User.Data.Updated", "PATCH /users/:userId/custom-data", 200, {"userId": USER_ID}, data=data)


def profile_updated(data):
    return from_api("User.Data.Updated", "PATCH /users/:userId/profile", 200, {"userId": USER_ID}, data=data)


def user_deleted():
    """The one data event whose `data` stands before `path`."""
    payload = from_api("User.Deleted", "DELETE /users/:userId", 204, {"userId": USER_ID})
    order = ["event", "createdAt", "userAgent", "ip", "data", "path", "method", "status", "params",
             "matchedRoute", "hookId"]
    return {name: USER if name == "data" else payload[name] for name in order}


def membership(**members):
    return from_api(
        "Organization.Membership.Updated", "PUT /organizations/:id/users", 204, {"id": ORGANIZATION_ID},
        organizationId=ORGANIZATION_ID, **members)


def lockout(kind="username", value="ada"):
    return from_flow("Identifier.Lockout", type=kind, value=value)


def rate_limited():
    return from_flow("Message.RateLimited", action="VerificationCodeSend", recipient="ada@example.com")


# The same payload, but for …

def changed(payload, changes):
    """… the members that the JSON Pointers name."""
    payload = copy.deepcopy(payload)
    for pointer, value in changes.items():
        container, name = located(payload, pointer)
        container[name] = value
    return payload


def without(payload, *pointers):
    """… the members that are gone."""
    payload = copy.deepcopy(payload)
    for pointer in pointers:
        container, name = located(payload, pointer)
        del container[name]
    return payload


def located(payload, pointer):
    *steps, last = [step.replace("~1", "/") for step in pointer.split("/")[1:]]
    for step in steps:
        payload = payload[int(step) if isinstance(payload, list) else step]
    return payload, int(last) if isinstance(payload, list) else last
