"""The other system: the same proof under the platform's header and key, and the platform's payloads."""

import base64
import hashlib
import json
from dataclasses import replace

from .case import (
    ABSENT, AT, INVALID, UNKNOWN, Body, Delivery, accepted, as_sent, compact, delivery, kebab, mac, refused, text_key,
    typed, unreadable,
)

SECRET = "whsec_abcdefghijklmnopqrstuvwxyz1234"
KEY = text_key(SECRET)
OTHER_KEY = text_key("whsec_Zyxwvutsrqponmlkjihgfedcba9876")
CREATED, CREATED_MS = "2023-06-21T09:15:30Z", 1_687_338_930_000
WINDOW = {"pastMs": 60_000, "futureMs": 1_000}

USER = {
    "id": "usr_789012", "email": "newuser@example.com", "name": "Jane Smith", "role": "editor", "status": "pending",
    "created_at": CREATED,
}
ITEM = {"id": "dat_345678", "name": "Quarterly sales", "kind": "dataset", "created_at": CREATED}
CHANGED_ITEM = {**ITEM, "updated_at": "2023-06-21T10:22:15Z"}
REPORT = {
    "id": "rep_456789", "name": "Weekly activity", "format": "pdf",
    "url": "https://platform.example.com/reports/rep_456789", "created_at": CREATED,
}
ALERT = {"id": "alr_567890", "severity": "warning", "message": "Storage is nearly full", "created_at": CREATED}

DATA = {
    "user.created": USER, "user.updated": USER, "user.deleted": USER,
    "data.created": ITEM, "data.updated": CHANGED_ITEM, "data.deleted": CHANGED_ITEM,
    "report.generated": REPORT, "system.alert": ALERT,
}
"""Every event of the platform's documentation, with what it tells of."""

NO_ID = {"null": None, "a-number": 7, "true": True, "a-list": ["evt_1"], "an-object": {"id": "evt_1"}, "empty": ""}
NOT_AN_OBJECT = {"text": "x", "a-number": 5, "false": False, "a-list": [], "a-list-of-it": [USER]}
NOT_AN_ID = {"a-number": 7, "true": True, "a-list": ["usr_1"], "an-object": {"id": "usr_1"}}
READABLE = {
    "without-a-fraction": (CREATED, 0), "with-a-fraction": ("2023-06-21T09:15:30.250Z", 250),
    "with-nine-digits-of-a-fraction": ("2023-06-21T09:15:30.000000000Z", 0),
}
UNREADABLE_TIMES = {
    "missing": ABSENT, "null": None, "a-number": 1687338930, "empty": "", "a-date": "2023-06-21",
    "an-offset": "2023-06-21T11:15:30+02:00", "an-offset-of-zero": "2023-06-21T09:15:30+00:00",
    "no-zone": "2023-06-21T09:15:30", "a-leap-second": "2016-12-31T23:59:60Z",
}


def event(type="user.created", **members):
    """What the platform sends. A member that is `ABSENT` is left out."""
    sent = {"id": "evt_123456", "type": type, "created": CREATED, "data": DATA.get(type, {"id": "inv_1"})} | members
    return {name: value for name, value in sent.items() if value != ABSENT}


def sent_as(payload, **read_as):
    """The delivery of a payload that is a webhook."""
    created = payload.get("created")
    sent = Delivery(Body(compact(payload)), payload["type"], None, created, identity=payload.get("id"))
    return replace(sent, **read_as)


def known(type, fields=None):
    variant = "".join(word.capitalize() for word in type.split("."))
    return typed(variant, fields=fields)


SENT = sent_as(event())
TYPED = known("user.created")
RIGHT = mac(KEY, SENT.octets)
MAC = bytes.fromhex(RIGHT)
FORGED = "0" * 64


def cases():
    for group in (events, fields, unknown_and_unreadable, headers, keys, bodies, windows, identities, strangers):
        for case in group():
            yield {"name": f"platform/{case['name']}", "system": "platform"} | {
                member: value for member, value in case.items() if member != "name"}
    yield mistaken_for_logto()


def genuine(fact, sent, expected, keys=(KEY,), **more):
    return accepted(fact, sent, expected, keys, **more)


def forged(fact, code, header, sent=SENT, keys=(KEY,), **more):
    return refused(fact, code, sent, header, keys, **more)


def events():
    """Each with all that it tells, with nothing but its id, and with nothing at all."""
    for type, data in DATA.items():
        payload, fact = event(type), kebab(type)
        told = {f"/data/{name}": value for name, value in data.items()}
        envelope = {"/id": "evt_123456", "/type": type, "/created": CREATED}
        yield genuine(f"{fact}-is-typed", sent_as(payload), known(type, envelope | told))
        only_id = {"id": data["id"]}
        missing = {f"/data/{name}": ABSENT for name in data if name != "id"}
        sent = sent_as(event(type, data=only_id))
        yield genuine(f"{fact}-with-an-id-alone-is-typed", sent, known(type, {"/data/id": data["id"]} | missing))
        bare = sent_as({"type": type}, created_at=None)
        yield genuine(f"{fact}-with-nothing-else-is-typed", bare, known(type, {"/type": type, "/data": ABSENT}))


def fields():
    """What handlers do not act on is kept as it came, whatever it is."""
    for value, what in ((None, "null"), (5, "a-number"), (["x"], "a-list")):
        sent = sent_as(event(data={**USER, "email": value}))
        yield genuine(f"an-email-that-is-{what}-is-kept", sent, known("user.created", {"/data/email": value}))
    sent = sent_as(event(data=None))
    yield genuine("data-that-is-null-is-typed", sent, known("user.created", {"/data": None}))
    sent = sent_as(event(data={}))
    yield genuine("data-that-is-empty-is-typed", sent, known("user.created", {"/data/id": ABSENT}))
    more = {**USER, "team": {"id": "t_1"}}
    sent = sent_as(event(data=more, version=2))
    yield genuine(
        "members-that-are-added-later-are-kept", sent,
        known("user.created", {"/data/team/id": "t_1", "/version": 2}))
    for type, name, value in (("report.generated", "format", "xlsx"), ("system.alert", "severity", "fatal")):
        sent = sent_as(event(type, data={**DATA[type], name: value}))
        yield genuine(f"a-{name}-that-is-added-later-is-kept", sent, known(type, {f"/data/{name}": value}))
    sent = sent_as(event(data={**USER, "created_at": "yesterday"}))
    yield genuine(
        "a-time-in-the-data-that-is-none-is-kept", sent, known("user.created", {"/data/created_at": "yesterday"}))
    reordered = dict(reversed(event().items()))
    yield genuine("members-in-another-order-are-typed", sent_as(reordered), known("user.created", {"/data": USER}))
    name = 'Zo\u00e9 \u6f22 \U0001f600 "quoted" \u2028'
    sent = sent_as(event(data={**USER, "name": name}))
    yield genuine("letters-of-any-script-are-kept", sent, known("user.created", {"/data/name": name}))


def unknown_and_unreadable():
    names = {
        "invoice-paid": "invoice.paid", "a-name-of-logto": "User.Created", "a-name-in-upper-case": "USER.CREATED",
        "a-name-with-a-blank": "user.created ", "a-variant": "UserCreated", "an-empty-name": "", "a-wildcard": "user.*",
    }
    for what, name in names.items():
        yield genuine(f"{what}-is-unknown", sent_as(event(name)), UNKNOWN)
    for what, value in NOT_AN_OBJECT.items():
        yield genuine(f"data-that-is-{what}-is-unreadable", sent_as(event(data=value)), unreadable("data"))
    for what, value in NOT_AN_ID.items():
        sent = sent_as(event(data={**USER, "id": value}))
        yield genuine(f"a-user-whose-id-is-{what}-is-unreadable", sent, unreadable("data.id"))
    for type in DATA:
        sent = sent_as(event(type, data={**DATA[type], "id": 7}))
        yield genuine(f"a-{kebab(type)}-whose-id-is-7-is-unreadable", sent, unreadable("data.id"))
    twice = b'{"id":"evt_1","type":"user.deleted","data":{"id":"a","id":"b"}}'
    sent = Delivery(Body(twice), "user.deleted", identity="evt_1")
    yield genuine("data-with-an-id-twice-is-unreadable", sent, unreadable("data.id"))


def headers():
    for fact, header in {"no-header": None, "a-list-of-none": []}.items():
        yield forged(f"{fact}-is-missing", "signature_missing", header)
    ambiguous = {
        "two-header-lines": [RIGHT, FORGED], "the-right-one-on-two-lines": [RIGHT, RIGHT],
        "two-values-joined": f"{RIGHT}, {RIGHT}", "a-scheme-with-a-time-and-a-version": f"t=1687338930,v1={RIGHT}",
    }
    for fact, header in ambiguous.items():
        yield forged(f"{fact}-is-ambiguous", "signature_ambiguous", header)
    malformed = {
        "empty": "", "sha256-equals-before": f"sha256={RIGHT}", "v1-equals-before": f"v1={RIGHT}",
        "base64": base64.b64encode(MAC).decode(), "base64-of-the-hex": base64.b64encode(RIGHT.encode()).decode(),
        "63-digits": RIGHT[:63], "32-digits": RIGHT[:32], "65-digits": RIGHT + "0", "zz-after": RIGHT + "zz",
        "a-newline-after": RIGHT + "\n", "blanks-between-the-digits": f"{RIGHT[:32]} {RIGHT[32:]}",
        "the-secret": SECRET, "octets-as-they-are": MAC, "the-right-digits-with-0x": f"0x{RIGHT}",
    }
    for fact, header in malformed.items():
        yield forged(f"{fact}-is-malformed", "signature_malformed", header)
    fine = {
        "lower-case-hex": RIGHT, "upper-case-hex": RIGHT.upper(), "blanks-and-tabs-around": f" \t{RIGHT}\t ",
        "a-list-of-one": [RIGHT],
    }
    for fact, header in fine.items():
        yield genuine(f"{fact}-is-accepted", SENT, TYPED, header=header)


def keys():
    """The secret is the key as it stands: nothing is cut off and nothing is decoded."""
    bare = SECRET.removeprefix("whsec_")
    others = {
        "another-key": mac(OTHER_KEY, SENT.octets), "the-secret-without-its-prefix": mac(bare.encode(), SENT.octets),
        "the-secret-decoded": mac(base64.b64decode(bare[:28]), SENT.octets),
        "the-secret-in-upper-case": mac(SECRET.upper().encode(), SENT.octets),
        "the-secret-and-a-newline": mac(SECRET.encode() + b"\n", SENT.octets), "the-empty-key": mac(b"\0", SENT.octets),
        "sha-1": mac(KEY, SENT.octets, "sha1") + "0" * 24,
        "no-key-at-all": hashlib.sha256(SENT.octets).hexdigest(),
    }
    for fact, header in others.items():
        yield forged(f"signed-with-{fact}-is-a-mismatch", "signature_mismatch", header)
    yield forged(
        "a-verifier-whose-key-lacks-the-prefix-is-a-mismatch", "signature_mismatch", RIGHT, keys=[text_key(bare)])
    both = [OTHER_KEY | {"name": "new"}, KEY | {"name": "old", "hook": "wh_123456"}]
    yield genuine("the-first-of-two-keys-matches", SENT, TYPED, both, key=0)
    yield genuine("the-second-of-two-keys-matches", SENT, TYPED, both, key=1)
    yield forged("neither-of-two-keys-matches", "signature_mismatch", mac(b"third", SENT.octets), keys=both)


def bodies():
    rewritten = json.dumps(event()).encode()
    yield forged("a-body-that-was-written-again-is-a-mismatch", "signature_mismatch", RIGHT, as_sent(rewritten))
    yield forged("a-body-with-a-blank-after-is-a-mismatch", "signature_mismatch", RIGHT, as_sent(SENT.octets + b" "))
    yield forged("a-truncated-body-is-a-mismatch", "signature_mismatch", RIGHT, as_sent(SENT.octets[:-1]))
    yield forged("an-empty-body-is-a-mismatch", "signature_mismatch", RIGHT, as_sent(b""))
    yield genuine("signed-with-blanks-between-is-typed", replace(SENT, body=Body(rewritten)), TYPED)
    invalid = {
        "empty": b"", "text": b'"user.created"', "a-list": b"[" + SENT.octets + b"]", "null": b"null", "html": b"<html>",
        "not-utf8": b'{"id":"evt_1","type":"user.created","data":{"id":"\xff"}}',
        "a-byte-order-mark-before": b"\xef\xbb\xbf" + SENT.octets, "two-documents": SENT.octets * 2,
        "cut-in-the-middle": SENT.octets[:60], "an-empty-object": b"{}", "no-type": b'{"id":"evt_1","data":{"id":"usr_1"}}',
        "a-type-that-is-a-number": b'{"id":"evt_1","type":7}', "a-type-that-is-null": b'{"id":"evt_1","type":null}',
        "type-twice": b'{"id":"evt_1","type":"user.created","type":"user.deleted"}',
        "type-twice-once-escaped": b'{"id":"evt_1","type":"user.created","\\u0074ype":"user.deleted"}',
        "id-twice": b'{"id":"evt_1","id":"evt_2","type":"user.created"}',
        "data-twice": b'{"id":"evt_1","type":"user.created","data":{"id":"a"},"data":{"id":"b"}}',
        "an-unknown-key-twice": b'{"id":"evt_1","type":"user.created","v":1,"v":1}',
    }
    for fact, octets in invalid.items():
        yield genuine(f"{fact}-is-no-webhook", as_sent(octets), INVALID)
    deep = [b'{"id":"evt_1","type":"user.deleted","data":{"id":"usr_1","more":', (b"[", 100_000), (b"]", 100_000), b"}}"]
    sent = Delivery(Body(*deep), "user.deleted", identity="evt_1")
    yield genuine("deep-nesting-does-not-hide-a-deletion", sent, known("user.deleted"))
    large = [b'{"id":"evt_1","type":"user.created","data":{"id":"usr_1","name":"', (b"x", 1_100_000), b'"}}']
    sent = Delivery(Body(*large), "user.created", identity="evt_1")
    yield genuine("past-a-megabyte-is-accepted", sent, TYPED)
    size = len(SENT.octets)
    yield genuine("of-exactly-the-limit-is-accepted", SENT, TYPED, options={"bodyLimit": size})
    yield forged("over-the-limit-is-refused", "body_too_large", RIGHT, options={"bodyLimit": size - 1})
    yield forged("size-comes-before-a-missing-header", "body_too_large", None, options={"bodyLimit": 1})


def windows():
    def now(offset):
        return {"window": WINDOW, "now": CREATED_MS + offset}

    late = "timestamp_out_of_window"
    for fact, offset in {"just-made": 0, "as-old-as-may-be": 60_000, "as-far-ahead-as-may-be": -1_000}.items():
        yield genuine(f"{fact}-is-in-the-window", SENT, TYPED, options=now(offset))
    for fact, offset in {"a-millisecond-too-old": 60_001, "a-millisecond-too-far-ahead": -1_001, "a-day-old": 86_400_000}.items():
        yield forged(f"{fact}-is-out-of-the-window", late, RIGHT, options=now(offset))
    received = {"window": WINDOW, "now": CREATED_MS + 86_400_000, "receivedAt": CREATED_MS + 1_000}
    yield genuine("received-in-time-is-in-the-window", SENT, TYPED, options=received)
    yield forged("a-mismatch-comes-before-the-window", "signature_mismatch", FORGED, options=now(86_400_000))
    for fact, (text, millis) in READABLE.items():
        sent = sent_as(event(created=text))
        narrow = {"window": {"pastMs": 0, "futureMs": 0}, "now": CREATED_MS + millis}
        yield genuine(f"created-{fact}-is-readable", sent, TYPED, options=narrow)
    for fact, value in UNREADABLE_TIMES.items():
        sent = sent_as(event(created=value), created_at=None)
        yield genuine(f"created-that-is-{fact}-is-kept-without-a-window", sent, TYPED)
        yield forged(f"created-that-is-{fact}-is-out-of-any-window", late, mac(KEY, sent.octets), sent, options=now(0))
    logtos = sent_as(event(createdAt=CREATED, created=ABSENT), created_at=None)
    yield forged("the-time-that-logto-would-tell-is-none", late, mac(KEY, logtos.octets), logtos, options=now(0))


def identities():
    """A delivery is known by its own id; one that has none, by its bytes."""
    yield genuine("an-id-of-255-bytes-is-the-identity", sent_as(event(id="e" * 255)), TYPED)
    yield genuine("an-id-of-256-bytes-is-none", sent_as(event(id="e" * 256), identity=None), TYPED)
    yield genuine("an-id-of-other-letters-is-the-identity", sent_as(event(id="\u00e9vt \u6f22")), TYPED)
    yield genuine("an-id-that-is-missing-is-none", sent_as(event(id=ABSENT), identity=None), TYPED)
    for fact, value in NO_ID.items():
        sent = sent_as(event(id=value), identity=None)
        yield genuine(f"an-id-that-is-{fact}-is-none", sent, known("user.created", {"/id": value}))
    escaped = Body(b'{"\\u0069d":"evt_\\u0031","type":"user.deleted"}')
    sent = Delivery(escaped, "user.deleted", identity="evt_1")
    yield genuine("an-id-that-is-escaped-is-the-identity", sent, known("user.deleted"))
    hooked = sent_as(event(hookId="a hook"))
    yield genuine("a-hook-id-is-no-part-of-the-envelope", hooked, known("user.created", {"/hookId": "a hook"}))
    hooked = sent_as(event(id=ABSENT, hookId="a hook"), identity=None)
    yield genuine("a-hook-id-stays-in-the-bytes-of-the-identity", hooked, TYPED)


def strangers():
    octets = delivery({"event": "User.Created", "createdAt": AT, "data": {"id": "u758hu661ovk"}}).octets
    yield genuine("a-delivery-of-logto-is-no-webhook", as_sent(octets), INVALID)


def mistaken_for_logto():
    """The only case without the member `system`: it goes to the verifier of the other one."""
    return accepted("platform/a-delivery-of-it-is-no-webhook-to-logto", as_sent(SENT.octets), INVALID, (KEY,))
