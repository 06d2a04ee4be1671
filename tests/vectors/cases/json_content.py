"""JSON that is hostile: what makes a body no webhook, and what must not keep an event from being typed."""

from .case import (
    HOOK, INVALID, UNKNOWN, Body, Delivery, accepted, as_sent, delivery, kebab, middle, spelled, typed, unreadable,
)
from .payloads import USER_ID, changed, custom_data_updated, user_created

DEEP = 100_000
ID = b'"id":"u758hu661ovk"'

NOT_AN_OBJECT = {
    "null": b"null",
    "true": b"true",
    "false": b"false",
    "a-number": b"0",
    "a-negative-number": b"-1.5e3",
    "a-text": b'"x"',
    "a-text-that-holds-a-delivery": b'"{\\"event\\":\\"User.Created\\"}"',
    "an-empty-list": b"[]",
    "a-list-of-a-delivery": b'[{"event":"User.Created"}]',
}

NO_EVENT = {
    "an-empty-object": b"{}",
    "no-event": b'{"createdAt":"2026-08-21T12:16:09.123Z","hookId":"jhcgbb09lfhk448jds1jr"}',
    "event-null": b'{"event":null,"hookId":"jhcgbb09lfhk448jds1jr"}',
    "event-a-number": b'{"event":5}',
    "event-true": b'{"event":true}',
    "event-a-list": b'{"event":["User.Created"]}',
    "event-an-object": b'{"event":{"name":"User.Created"}}',
    "event-in-another-case": b'{"Event":"User.Created"}',
    "event-with-a-blank": b'{"event ":"User.Created"}',
    "event-only-in-the-data": b'{"data":{"event":"User.Created"}}',
    "event-only-in-the-prototype": b'{"__proto__":{"event":"User.Created"},"hookId":"jhcgbb09lfhk448jds1jr"}',
    "events-in-a-list": b'{"events":["User.Created"]}',
    "a-raw-nul-in-a-key": b'{"event":"User.Teleported","lat\0od":"POST"}',
    "a-raw-newline-in-a-key": b'{"event":"User.Created","user\nAgent":"x"}',
    "an-unknown-escape-in-a-key": b'{"event":"User.Created","\\x41":"x"}',
    "a-delivery-of-the-platform": b'{"id":"evt_1","type":"user.created","created":"2023-06-21T09:15:30Z","data":{}}',
}

DUPLICATES = {
    "event-twice": b'{"event":"User.Created","event":"User.Deleted"}',
    "event-twice-the-same": b'{"event":"User.Created","event":"User.Created"}',
    "event-twice-once-null": b'{"event":null,"event":"User.Created"}',
    "event-twice-once-escaped": b'{"event":"User.Created","\\u0065vent":"User.Deleted"}',
    "event-twice-both-escaped": b'{"\\u0065vent":"User.Created","e\\u0076ent":"User.Created"}',
    "data-twice": b'{"event":"User.Created","data":{"id":"a"},"data":{"id":"b"}}',
    "data-twice-once-escaped": b'{"event":"User.Created","data":{"id":"a"},"d\\u0061ta":{"id":"b"}}',
    "data-twice-far-apart": b'{"data":{"id":"a"},"event":"User.Created","userAgent":"x","ip":"::1","data":{"id":"b"}}',
    "hook-id-twice": b'{"event":"User.Created","hookId":"a","hookId":"b"}',
    "created-at-twice": b'{"event":"User.Created","createdAt":"a","createdAt":"a"}',
    "user-twice": b'{"event":"PostSignIn","user":null,"user":{"id":"b"}}',
    "user-id-twice": b'{"event":"PostSignIn","userId":"a","userId":"b"}',
    "matched-route-twice": b'{"event":"User.Data.Updated","matchedRoute":"/users/:userId","matchedRoute":"x"}',
    "path-twice": b'{"event":"User.Created","path":"/users","path":"/fake-path/:id"}',
    "an-unknown-key-twice": b'{"event":"User.Created","future":1,"future":1}',
    "an-empty-key-twice": b'{"event":"User.Created","":1,"":1}',
    "proto-twice": b'{"event":"User.Created","__proto__":1,"__proto__":1}',
    "constructor-twice": b'{"event":"User.Created","constructor":1,"constructor":2}',
    "a-key-with-an-escaped-slash-twice": b'{"event":"User.Created","a/b":1,"a\\/b":1}',
    "a-non-ascii-key-twice": '{"event":"User.Created","cl\u00e9":1,"cl\\u00E9":1}'.encode(),
    "a-key-beyond-the-bmp-twice": '{"event":"User.Created","\U0001f511":1,"\\ud83d\\udd11":1}'.encode(),
    "a-lone-surrogate-key-twice": b'{"event":"User.Created","\\ud800":1,"\\uD800":1}',
    "a-key-twice-in-an-unknown-event": b'{"event":"User.Teleported","x":1,"x":1}',
    "a-key-twice-in-a-test": b'{"event":"User.Created","path":"/fake-path/:id","data":{},"data":{}}',
}

BROKEN = {
    # inside custom data, which nobody needs to read: the bytes are still no JSON document
    "a-leading-zero": b"01",
    "a-minus-alone": b"-",
    "a-plus": b"+1",
    "a-point-first": b".5",
    "a-point-last": b"1.",
    "an-exponent-without-digits": b"1e",
    "a-hex-number": b"0x1F",
    "a-number-with-underscores": b"1_000",
    "nan": b"NaN",
    "infinity": b"-Infinity",
    "undefined": b"undefined",
    "upper-case-true": b"True",
    "single-quotes": b"'x'",
    "a-comment": b"1/* one */",
    "a-trailing-comma-in-a-list": b"[1,]",
    "a-trailing-comma-in-an-object": b'{"a":1,}',
    "a-missing-comma": b"[1 2]",
    "a-missing-colon": b'{"a" 1}',
    "a-bare-key": b"{a:1}",
    "a-number-as-key": b"{1:1}",
    "an-unclosed-text": b'"x',
    "a-raw-newline-in-a-text": b'"a\nb"',
    "a-raw-tab-in-a-text": b'"a\tb"',
    "a-raw-nul-in-a-text": b'"a\0b"',
    "a-raw-nul-in-a-key": b'{"a\0b":1}',
    "an-unknown-escape": b'"\\x41"',
    "an-escaped-quote-of-javascript": b'"\\\'"',
    "a-short-unicode-escape": b'"\\u12"',
    "a-unicode-escape-that-is-no-hex": b'"\\u12g4"',
    "a-no-break-space-between": b"[1,\xc2\xa02]",
    "brackets-that-do-not-match": b"[}",
}


def cases():
    yield from no_webhooks()
    yield from broken_inside()
    yield from depth()
    yield from numbers()
    yield from surrogates()
    yield from keys_that_are_special_elsewhere()
    yield from spellings()


def no_webhooks():
    for what, octets in {**NOT_AN_OBJECT, **NO_EVENT, **DUPLICATES}.items():
        yield accepted(f"json/{what}-is-no-webhook", as_sent(octets), INVALID)


def broken_inside():
    for what, octets in BROKEN.items():
        yield accepted(f"json/{what}-in-custom-data-is-no-webhook", as_sent(custom_data(octets).octets), INVALID)
    unbalanced = custom_data((b"[", DEEP), (b"]", DEEP - 1))
    yield accepted("json/depth-that-does-not-come-up-again-is-no-webhook", as_sent(*unbalanced.body.pieces), INVALID)
    brackets = as_sent((b"[", DEEP), (b"]", DEEP))
    yield accepted("json/a-deep-list-is-no-webhook", brackets, INVALID)
    yield accepted("json/a-deep-list-that-never-ends-is-no-webhook", as_sent((b"[", DEEP)), INVALID)
    yield accepted("json/deep-objects-that-never-end-are-no-webhook", as_sent((b'{"a":', DEEP)), INVALID)


def depth():
    """A user who nests their own data deeply must not be able to hide that they were changed or deleted."""
    lists, objects = [(b"[", DEEP), (b"]", DEEP)], [(b'{"a":', DEEP), b"0", (b"}", DEEP)]
    mixed = [(b'[{"a":', DEEP // 2), b"0", (b"}]", DEEP // 2)]
    user = {"userId": USER_ID}
    created, deleted = typed("User.Created", user), typed("User.Deleted", user)
    yield accepted("json/custom-data-of-deep-lists-is-typed", custom_data(*lists), created)
    yield accepted("json/custom-data-of-deep-objects-is-typed", custom_data(*objects), created)
    yield accepted("json/custom-data-of-lists-and-objects-is-typed", custom_data(*mixed), created)
    yield accepted("json/custom-data-129-deep-is-typed", custom_data((b"[", 129), (b"]", 129)), created)
    yield accepted(
        "json/deep-custom-data-does-not-hide-a-deletion",
        spelled("User.Deleted", b'"data":{' + ID + b',"customData":', *lists, b"}"), deleted)
    for field in ("identities", "profile", "futureField", "username"):
        sent = spelled("User.Created", b'"data":{' + ID + b',"%s":' % field.encode(), *lists, b"}")
        yield accepted(f"json/a-deep-{kebab(field)}-is-typed", sent, created)
    for name in ("future", "params", "userAgent", "status"):
        sent = spelled("User.Created", b'"data":{' + ID + b'},"%s":' % name.encode(), *lists)
        yield accepted(f"json/a-deep-top-level-{kebab(name)}-is-typed", sent, created)
    updated = typed("UserCustomDataUpdated", user)
    route = middle(custom_data_updated(0)).removesuffix(b"0")
    yield accepted(
        "json/deep-custom-data-of-its-own-route-is-typed", spelled("User.Data.Updated", route, b'{"deep":', *lists, b"}"), updated)
    yield accepted(
        "json/deep-data-of-an-unknown-event-is-unknown", spelled("User.Teleported", b'"data":', *lists), UNKNOWN)
    yield accepted(
        "json/a-deep-list-for-data-is-unreadable", spelled("User.Created", b'"data":', *lists), unreadable("data"))
    adaptive, rule = "PostSignInAdaptiveMfaTriggered", b'"adaptiveMfaResult":{"triggeredRules":[{"details":'
    sent = spelled(adaptive, b'"userId":"u758hu661ovk",' + rule, *lists, b"}]}")
    yield accepted("json/an-adaptive-rule-with-deep-details-is-typed", sent, typed(adaptive, user))
    yield accepted(
        "json/a-scope-with-a-deep-description-is-typed",
        spelled("Role.Scopes.Updated", b'"roleId":"r","data":[{"id":"s","description":', *lists, b"}]"),
        typed("Role.Scopes.Updated", {"roleId": "r"}))


def numbers():
    created = typed("User.Created", {"userId": USER_ID})
    huge = [b"9", (b"0123456789", 500)]
    yield accepted("json/custom-data-with-a-5000-digit-number-is-typed", custom_data(*huge), created)
    yield accepted(
        "json/custom-data-with-a-5000-digit-fraction-is-typed", custom_data(b"0.", (b"1234567890", 500)), created)
    yield accepted("json/custom-data-with-an-exponent-beyond-doubles-is-typed", custom_data(b"1e400"), created)
    yield accepted("json/custom-data-with-a-huge-exponent-is-typed", custom_data(b"-1E+99999999999999999999"), created)
    yield accepted("json/custom-data-with-a-minus-zero-is-typed", custom_data(b"-0"), created)
    for name in ("status", "future"):
        sent = spelled("User.Created", b'"%s":1e400,"data":{' % name.encode() + ID + b"}")
        yield accepted(f"json/a-{name}-beyond-doubles-is-typed", sent, created)
        sent = spelled("User.Created", b'"%s":' % name.encode(), *huge, b',"data":{' + ID + b"}")
        yield accepted(f"json/a-{name}-of-5000-digits-is-typed", sent, created)
    for fact, number in {"of-5000-digits": huge, "beyond-doubles": [b"1e400"], "with-a-fraction": [b"0.5"]}.items():
        sent = spelled("User.Created", b'"data":{' + ID + b',"lastSignInAt":', *number, b"}")
        yield accepted(f"json/a-time-{fact}-is-typed", sent, created)
        sent = spelled("Grant.LimitExceeded", b'"userId":"u758hu661ovk","maxAllowedGrants":', *number)
        yield accepted(f"json/a-count-{fact}-is-typed", sent, typed("Grant.LimitExceeded", {"userId": USER_ID}))
    yield accepted(
        "json/custom-data-of-its-own-route-with-a-5000-digit-number-is-typed",
        spelled("User.Data.Updated", middle(custom_data_updated(0)).removesuffix(b"0"), b'{"huge":', *huge, b"}"),
        typed("UserCustomDataUpdated"))


def surrogates():
    """JavaScript's strings hold lone surrogates, and a lockout's value is what someone typed."""
    texts = {
        "a-high-surrogate": (r"\ud800", "\ufffd"),
        "a-low-surrogate": (r"\udc00", "\ufffd"),
        "two-high-surrogates": (r"\ud800\ud800", "\ufffd\ufffd"),
        "a-pair-in-the-wrong-order": (r"\udc00\ud800", "\ufffd\ufffd"),
        "a-high-surrogate-before-a-letter": (r"\uD83Da", "\ufffda"),
        "a-high-surrogate-before-hangul": ("\\ud800\ud55c\uae00", "\ufffd\ud55c\uae00"),  # begins with the same byte in UTF-8
        "a-high-surrogate-before-an-escape": (r"\ud83d\u0041", "\ufffdA"),
        "a-high-surrogate-before-a-newline-escape": (r"\ud83d\n", "\ufffd\n"),
        "a-high-surrogate-before-a-pair": (r"\ud800\ud83d\udd11", "\ufffd\U0001f511"),
        "a-low-surrogate-after-a-pair": (r"\ud83d\udd11\udd11", "\U0001f511\ufffd"),
        "a-pair": (r"\ud83d\udd11", "\U0001f511"),
        "a-pair-in-upper-case-hex": (r"\uD83D\uDD11", "\U0001f511"),
        "the-replacement-character": (r"\ufffd", "\ufffd"),
        "an-escaped-backslash-before-what-is-no-escape": (r"\\ud800", r"\ud800"),
        "a-nul-escape": (r"\u0000", "\0"),
    }
    for what, (spelling, text) in texts.items():
        sent = spelled("Identifier.Lockout", b'"type":"username","value":"%s"' % spelling.encode())
        yield accepted(
            f"json/{what}-in-a-lockout-value-is-typed", sent, typed("Identifier.Lockout", fields={"/value": text}))
    yield from surrogates_elsewhere()


def surrogates_elsewhere():
    lone = rb"\ud800"
    created = typed("User.Created", {"userId": USER_ID})
    yield accepted("json/a-lone-surrogate-in-custom-data-is-typed", custom_data(b'"' + lone + b'"'), created)
    yield accepted("json/a-lone-surrogate-as-custom-data-key-is-typed", custom_data(b'{"' + lone + b'":1}'), created)
    for name in ("username", "name", "avatar"):
        sent = spelled("User.Created", b'"data":{%s,"%s":"a%sb"}' % (ID, name.encode(), lone))
        yield accepted(
            f"json/a-lone-surrogate-in-the-{name}-is-typed", sent,
            typed("User.Created", {"userId": USER_ID}, {f"/data/{name}": "a\ufffdb"}))
    sent = spelled("User.Created", b'"userAgent":"%s","data":{%s}' % (lone, ID))
    yield accepted(
        "json/a-lone-surrogate-in-the-user-agent-is-typed", sent, typed("User.Created", fields={"/userAgent": "\ufffd"}))
    sent = spelled("User.Created", b'"data":{"id":"u%s"}' % lone)
    yield accepted("json/a-lone-surrogate-in-an-id-is-typed", sent, typed("User.Created", {"userId": "u\ufffd"}))
    sent = spelled("Organization.Membership.Updated", b'"addedUserIds":["u%s"]' % lone)
    yield accepted(
        "json/a-lone-surrogate-in-a-delta-list-is-typed", sent,
        typed("Organization.Membership.Updated", fields={"/addedUserIds/0": "u\ufffd"}))
    sent = spelled("User.Created", b'"data":{%s,"%s":1}' % (ID, lone))
    yield accepted("json/a-lone-surrogate-as-key-in-data-is-typed", sent, created)
    sent = spelled("User.Created", b'"%s":1,"data":{%s}' % (lone, ID))
    yield accepted("json/a-lone-surrogate-as-top-level-key-is-typed", sent, created)
    yield from surrogates_in_the_envelope(lone)


def surrogates_in_the_envelope(lone):
    octets = b'{"event":"User.%s","createdAt":"%s","hookId":"%s"}' % (lone, lone, lone)
    cut = b',"hookId":"%s"' % lone
    yield accepted(
        "json/lone-surrogates-in-the-envelope-are-replaced",
        Delivery(Body(octets), "User.\ufffd", "\ufffd", None, cut), UNKNOWN)
    octets = b'{"event":"User.Created%s"}' % lone
    yield accepted(
        "json/a-lone-surrogate-after-a-known-name-is-unknown", Delivery(Body(octets), "User.Created\ufffd"), UNKNOWN)


def keys_that_are_special_elsewhere():
    created = typed("User.Created", {"userId": USER_ID})
    for what, octets in {
        "proto": b'{"__proto__":{"isAdmin":true}}',
        "constructor": b'{"constructor":{"prototype":{"isAdmin":true}}}',
        "to-json": b'{"toJSON":"x","toString":null,"valueOf":1,"hasOwnProperty":false}',
        "keys-that-are-numbers": b'{"10":1,"2":2,"-0":3}',
        "private-names-of-serde-json": b'{"$serde_json::private::Number":"1","$serde_json::private::RawValue":"{"}',
        "an-empty-key": b'{"":{"":[]}}',
        "duplicate-keys": b'{"a":1,"a":2,"\\u0061":3}',
        "duplicate-proto-keys": b'{"__proto__":1,"__proto__":2}',
        "a-long-key": b'{"%s":1}' % (b"k" * 3000),
    }.items():
        yield accepted(f"json/custom-data-with-{what}-is-typed", custom_data(octets), created)
    poison = {"id": "victim", "isSuspended": True}
    for what, name in {
        "proto": "__proto__",
        "constructor": "constructor",
        "to-json": "toJSON",
        "an-empty-key": "",
        "a-private-name-of-serde-json": "$serde_json::private::RawValue",
    }.items():
        sent = delivery(changed(user_created(), {"/" + name: poison}))
        yield accepted(f"json/{what}-at-the-top-level-is-typed", sent, created)
        sent = delivery(changed(user_created(), {"/data/" + name: poison}))
        yield accepted(f"json/{what}-in-the-data-is-typed", sent, created)
    only_there = spelled("User.Created", b'"data":{"__proto__":{"id":"victim"}}')
    yield accepted("json/an-id-in-the-prototype-is-no-id", only_there, typed("User.Created", {"userId": None}))
    params_only_there = spelled("User.Deleted", b'"params":{"__proto__":{"userId":"victim"}}')
    yield accepted(
        "json/a-param-in-the-prototype-is-no-param", params_only_there, typed("User.Deleted", {"userId": None}))


def spellings():
    """Other spellings of the same JSON are the same event."""
    cut = b', "hookId" : "jhcgbb09lfhk448jds1jr"'
    octets = b'\n{\t"event"\r\n: "User.Created" , "data" : { "id" : "u758hu661ovk" }' + cut + b" }\n"
    yield accepted(
        "json/white-space-between-tokens-is-typed",
        Delivery(Body(octets), "User.Created", HOOK, None, cut), typed("User.Created", {"userId": USER_ID}))
    octets = b'{"\\u0065vent":"User\\u002eCreated","d\\u0061ta":{"\\u0069d":"u758hu661ov\\u006b"},"created\\u0041t":"x"}'
    yield accepted(
        "json/escapes-in-names-and-texts-are-typed",
        Delivery(Body(octets), "User.Created"), typed("User.Created", {"userId": USER_ID}))
    backwards = b'{"data":{"id":"u758hu661ovk"},"createdAt":"2026-08-21T12:16:09.123Z","event":"User.Created"}'
    yield accepted(
        "json/event-last-is-typed", Delivery(Body(backwards), "User.Created", created_at="2026-08-21T12:16:09.123Z"),
        typed("User.Created", {"userId": USER_ID}))
    yield accepted(
        "json/event-alone-is-typed", Delivery(Body(b'{"event":"User.Created"}'), "User.Created"), typed("User.Created"))
    sent = spelled("User.Created", b'"data":{%s,"name":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001"}' % ID)
    yield accepted(
        "json/every-escape-in-a-text-is-typed", sent,
        typed("User.Created", {"userId": USER_ID}, {"/data/name": '"\\/\b\f\n\r\t\x01'}))
    sent = spelled("User.Created", b'"data":{%s,"name":"\xe2\x80\xa8\xe2\x80\xa9\xef\xbb\xbf\x7f"}' % ID)
    yield accepted(
        "json/characters-that-javascript-once-refused-are-typed", sent,
        typed("User.Created", fields={"/data/name": "\u2028\u2029\ufeff\x7f"}))


def custom_data(*pieces):
    return spelled("User.Created", b'"data":{' + ID + b',"customData":', *pieces, b"}")
