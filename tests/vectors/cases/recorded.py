"""Bodies, keys and signatures of a running Logto, as `tests/fixtures/recorded` holds them: the judge that is not us."""

import json
from pathlib import Path

from .case import ABSENT, TEST, Body, Delivery, accepted, ids, kebab, mac, member, text_key, typed

RECORDED = Path(__file__).parents[2] / "fixtures" / "recorded"
SIGNATURE = "logto-signature-sha-256"

ADA, MEMBER = "mamn7q7amx46", "6y564ke7y0ve"
ORGANIZATION, ROLE, MEMBER_ROLE = "xxr2o44gl9bz", "kryfujg3xoh2r3d27ev40", "pzwcrfut8bnikof7ryjyt"

DELIVERIES = [
    # file, which of its deliveries, the variant where it is not the event's, ids, fields
    ("001-user-create", 0, None, ids(user=ADA), {
        "/data/profile/nickname": "ada \u00e9 \u6f22\u5b57 \U0001f600", "/data/customData/nested/a": [1, 2, 3]}),
    ("004-user-update", 0, None, ids(user=ADA), {"/data/name": 'Ada "quoted" <b>&</b> \u2028 \\ / \u0007'}),
    ("006-user-profile", 0, "UserProfileUpdated", ids(user=ADA), {"/matchedRoute": "/users/:userId/profile"}),
    ("008-user-suspend", 0, None, ids(user=ADA), {"/data/isSuspended": True}),
    ("010-user-logto-config", 0, None, ids(user=ADA), {"/matchedRoute": ABSENT, "/data/hasPassword": ABSENT}),
    ("016-scope-create", 0, None, ids(), {"/data/name": "read:truth"}),
    ("020-role-create-with-scopes", 0, None, ids(role="vitffe7kpeldyl82eu0he"), {"/data/0/name": "read:truth"}),
    ("020-role-create-with-scopes", 1, None, ids(role="vitffe7kpeldyl82eu0he"), {"/data/type": "User"}),
    ("022-role-scopes-add", 0, None, ids(role=ROLE), {"/params/0": f"/{ROLE}/scopes", "/data/1/name": "read:truth"}),
    ("023-role-scope-delete", 0, None, ids(role=ROLE), {"/data": ABSENT}),
    ("026-role-delete", 0, None, ids(role=ROLE), {"/data": ABSENT}),
    ("030-organization-update", 0, None, ids(organization=ORGANIZATION), {"/data/id": ORGANIZATION}),
    ("031-organization-users-add", 0, None, ids(organization=ORGANIZATION), {"/addedUserIds": [ADA]}),
    ("034-organization-users-replace-same", 0, None, ids(organization=ORGANIZATION), {"/addedUserIds": ABSENT}),
    ("051-organization-user-remove", 0, None, ids(organization=ORGANIZATION, user=MEMBER), {"/removedUserIds": [MEMBER]}),
    ("044-organization-role-scopes-add", 0, None, ids(organization_role=MEMBER_ROLE), {"/data": ABSENT}),
    ("057-organization-scope-delete", 0, None, ids(), {"/data": ABSENT}),
    ("068-user-delete", 0, None, ids(user=ADA), {"/data/profile/nickname": "darcy", "/status": 204}),
    ("flow-account-api-update-name", 0, None, ids(user="5ctwcv8tyk68"), {"/data/name": "Renamed by the user"}),
    ("flow-adaptive-mfa-1-triggered", 0, None, ids(user="8wj8nyrs2ms8"), {
        "/adaptiveMfaResult/triggeredRules/0/rule": "untrusted_ip"}),
    ("flow-dev-trusted-device-created", 0, None, ids(user="q85igti3a0v3"), {"/ip": ABSENT}),
    ("flow-dev-trusted-device-deleted", 0, None, ids(user="q85igti3a0v3"), {"/data/expiresAt": 1797911761580}),
    ("flow-grant-limit-exceeded", 0, None, ids(user="qjq0hizbekhp"), {"/application/name": "test_jfff"}),
    ("flow-grant-limit-exceeded", 1, None, ids(user="qjq0hizbekhp"), {"/preRevocationActiveGrantCount": 2}),
    ("flow-identifier-lockout-attempt-3", 0, None, ids(), {"/type": "username"}),
    ("flow-message-rate-limited", 0, None, ids(), {"/action": "VerificationCodeSend"}),
    ("flow-real-app-register", 0, None, ids(user="3qetjqk0bl0t"), {"/application/description": "A traditional web app"}),
    ("flow-real-app-register", 1, None, ids(user="3qetjqk0bl0t"), {"/userIp": "198.51.100.7"}),
    ("flow-register-email-code-with-jit-organization", 0, None, ids(organization="txezaig1auzv"), {
        "/addedUserIds": ["81m7mz4q3nj2"]}),
    ("flow-reset-password", 1, None, ids(user="e1xwczncfdlm"), {"/interactionEvent": "ForgotPassword"}),
]


def cases():
    for file, number, variant, expected_ids, fields in DELIVERIES:
        sent, key, signature = recorded(f"deliveries/{file}.json", number)
        name = f"recorded/{file}" + (f"-{number + 1}" if number else "")
        yield accepted(name, sent, typed(variant or sent.name, expected_ids, fields), [key], header=signature)
    for file in sorted((RECORDED / "test-deliveries").glob("[!_]*.json")):
        sent, key, signature = recorded(f"test-deliveries/{file.name}", 0)
        name = f"recorded/test-of-{kebab(file.stem)}"
        yield accepted(name, sent, TEST, [key], header=signature)


def recorded(file, number):
    """A delivery, the key that Logto showed for its hook, and the signature that Logto sent."""
    recording = json.loads((RECORDED / file).read_text())
    seen = recording["deliveries"][number]
    octets, signature = seen["body"].encode(), dict(seen["headers"])[SIGNATURE]
    envelope = json.loads(seen["body"])
    cut = b"," + member("hookId", envelope["hookId"])
    sent = Delivery(Body(octets), envelope["event"], envelope["hookId"], envelope["createdAt"], cut)
    key = text_key(recording["hook"]["signingKey"], hook=recording["hook"]["id"])
    assert len(octets) == seen["bodyLength"] and mac(key, octets) == signature, file
    return sent, key, signature


def joined_header():
    """What Logto sent where a custom header had the signature's name in another case."""
    recordings = json.loads((RECORDED / "custom-headers.json").read_text())
    values = (value for seen in recordings for name, value in seen.get("headersSeen") or [] if name == SIGNATURE)
    return next(value for value in values if "," in value)
