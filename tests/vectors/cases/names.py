"""Names that Logto does not have (yet), and payloads that are, or only look like, a test from Logto's Console."""

from .case import AT, HOOK, TEST, UNKNOWN, Body, Delivery, accepted, as_sent, delivery, INVALID, spelled, typed
from .payloads import USER, USER_ID, changed, enveloped, from_api, interaction, user_created, user_updated

UNKNOWN_NAMES = {
    "in-lower-case": "user.created",
    "in-upper-case": "USER.CREATED",
    "with-another-case-inside": "User.created",
    "with-a-blank-after": "User.Created ",
    "with-a-blank-before": " User.Created",
    "with-a-newline-after": "User.Created\n",
    "with-a-nul-after": "User.Created\0",
    "with-a-zero-width-space": "User.\u200bCreated",
    "with-a-cyrillic-letter": "User.Cre\u0430ted",
    "with-a-full-width-point": "User\uff0eCreated",
    "as-its-variant": "UserCreated",
    "as-a-variant-that-is-no-name": "UserCustomDataUpdated",
    "cut-off": "User.Create",
    "with-more-after": "User.Created.V2",
    "with-a-hyphen": "User-Created",
    "with-a-prefix": "logto.User.Created",
    "as-the-documentation-misspells-role-scopes": "Role.Scope.Updated",
    "as-the-documentation-misspells-organization-role-scopes": "OrganizationRole.Scope.Updated",
    "as-the-log-keys-it": "TriggerHook.User.Created",
    "that-is-empty": "",
    "that-is-a-blank": " ",
    "that-is-a-wildcard": "*",
    "of-a-future-version": "Application.Created",
    "of-a-future-interaction": "PostSignOut",
    "of-the-platform": "report.generated",
    "that-javascript-objects-have": "constructor",
    "that-is-a-prototype": "__proto__",
    "that-is-in-another-script": "\u7528\u6237.\u521b\u5efa",
    "of-300-characters": "User." * 60,
}

NOT_A_TEST = {
    "a-real-user-agent-like-the-tests": changed(user_created(), {"/userAgent": "fake-user-agent"}),
    "a-path-with-a-slash-after": changed(user_created(), {"/path": "/fake-path/:id/"}),
    "a-path-with-an-id": changed(user_created(), {"/path": "/fake-path/fake-id"}),
    "a-path-in-another-case": changed(user_created(), {"/path": "/Fake-Path/:id"}),
    "a-path-with-the-api-prefix": changed(user_created(), {"/path": "/api/fake-path/:id"}),
    "a-path-that-is-a-list": changed(user_created(), {"/path": ["/fake-path/:id"]}),
    "the-route-only": changed(user_created(), {"/matchedRoute": "/fake-path/:id"}),
    "the-params-only": changed(user_updated(), {"/params": {"id": "fake-id"}}),
    "the-path-only-in-the-data": changed(user_created(), {"/data": {"id": USER_ID, "path": "/fake-path/:id"}}),
    "the-data-of-a-test": changed(user_created(), {"/data": {"result": "success"}}),
    "a-user-with-the-id-of-the-test": changed(user_created(), {"/data": USER | {"id": "fake-id"}}),
    "the-user-id-only": changed(interaction("PostSignIn"), {"/userId": "fake-id"}),
    "the-session-only": changed(interaction("PostSignIn"), {"/sessionId": "fake-session-id"}),
    "the-user-and-the-session": changed(
        interaction("PostSignIn"), {"/user/id": "fake-id", "/sessionId": "fake-session-id"}),
    "the-address-of-the-test": changed(interaction("PostSignIn"), {"/userIp": "fake-user-ip"}),
    "the-user-id-in-another-case": changed(
        interaction("PostSignIn"), {"/userId": "Fake-Id", "/sessionId": "fake-session-id"}),
}

FAKE = {
    "path": "/fake-path/:id", "method": "POST", "status": 200, "params": {"id": "fake-id"}, "data": {"result": "success"},
}


def cases():
    yield from unknown_names()
    yield from tests()
    for fact, payload in NOT_A_TEST.items():
        yield accepted(f"test/{fact}-is-no-test", delivery(payload), typed(payload["event"]))


def unknown_names():
    for what, name in UNKNOWN_NAMES.items():
        sent = delivery(enveloped(name, {"data": {"id": USER_ID}}))
        yield accepted(f"unknown/a-name-{what}", sent, UNKNOWN)
    for what, value in {"text": "x", "list": [1], "null": None}.items():
        sent = delivery(enveloped("Application.Created", {"data": value, "userId": 7, "user": "x"}))
        yield accepted(f"unknown/whatever-its-data-even-{what}", sent, UNKNOWN)
    twice = spelled("Application.Created", b'"data":{"id":"a","id":"b"}')
    yield accepted("unknown/whatever-its-data-even-with-an-id-twice", twice, UNKNOWN)
    part = from_api(
        "User.Teleported", "PATCH /users/:userId/custom-data", 200, {"userId": USER_ID}, data={"id": "victim"})
    yield accepted("unknown/whatever-its-route", delivery(part), UNKNOWN)
    sent = Delivery(Body(b'{"event":"Application.Created"}'), "Application.Created")
    yield accepted("unknown/a-name-alone", sent, UNKNOWN)


def tests():
    """The recorded ones are in `recorded`; here is what makes a payload a test at all."""
    both = {"userId": "fake-id", "sessionId": "fake-session-id"}
    for fact, payload in {
        "the-path-alone-is-a-test": enveloped("User.Created", {"path": "/fake-path/:id"}),
        "user-id-and-session-alone-are-a-test": enveloped("PostSignIn", both),
        "user-id-and-session-of-a-data-event-are-a-test": enveloped("User.Created", both),
        "an-unknown-name-can-be-a-test": enveloped("Application.Created", FAKE),
        "a-test-with-a-real-user-agent-is-a-test": enveloped("User.Created", FAKE | {"userAgent": "curl/8.5.0"}),
        "a-test-without-a-user-agent-is-a-test": enveloped("User.Deleted", FAKE),
        "a-test-whose-data-is-text-is-a-test": enveloped("User.Created", FAKE | {"data": "x"}),
        "a-test-whose-user-is-text-is-a-test": enveloped("PostSignIn", both | {"user": "x"}),
        "a-test-whose-data-is-a-real-user-is-a-test": enveloped("User.Created", FAKE | {"data": USER}),
        "a-test-of-a-part-route-is-a-test": enveloped(
            "User.Data.Updated", FAKE | {"matchedRoute": "/users/:userId/custom-data"}),
        "a-test-whose-organization-id-is-a-number-is-a-test": enveloped(
            "Organization.Membership.Updated", FAKE | {"organizationId": 7}),
        "a-test-with-new-fields-is-a-test": enveloped("User.Created", FAKE | {"isTest": True}),
    }.items():
        yield accepted(f"test/{fact}", delivery(payload), TEST)
    escaped = spelled("User.Created", rb'"path":"\/fake-path\/\u003aid"')
    yield accepted("test/an-escaped-path-is-a-test", escaped, TEST)
    yield accepted("test/a-test-without-an-event-is-no-webhook", as_sent(b'{"path":"/fake-path/:id"}'), INVALID)
    cut = b',"hookId":"%s"' % HOOK.encode()
    octets = b'{"event":"User.Created"' + cut + b',"createdAt":"%s","path":"/fake-path/:id"}' % AT.encode()
    yield accepted("test/the-hook-id-second-is-a-test", Delivery(Body(octets), "User.Created", HOOK, AT, cut), TEST)
