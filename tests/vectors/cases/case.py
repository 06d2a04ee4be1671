"""What a case is made of: keys, a body, a signature header, and what must come of them.

The signatures come from Python's `hmac` and the digests from `hashlib`, never from the code that the cases judge.
Expectations are written down, not computed by a second verifier: a judge that shares our mistakes is none.
"""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, replace

HOOK = "jhcgbb09lfhk448jds1jr"
AT = "2026-08-21T12:16:09.123Z"
AT_MS = 1787314569123

ABSENT = {"absent": True}
"""In `fields`: the pointer must not resolve."""


# Keys

def text_key(text, **labels):
    return {"text": text, **labels}


def raw_key(octets, **labels):
    return {"base64": base64.b64encode(octets).decode(), **labels}


def key_bytes(key):
    return key["text"].encode() if "text" in key else base64.b64decode(key["base64"])


KEY = text_key("Vect0rKeyOfLogtoHookNumber000001")
OTHER_KEY = text_key("An0therKeyOfLogtoHookNumber00002")


def mac(key, octets, algorithm="sha256"):
    """Lower-case hex HMAC under a key of the file, or under bytes."""
    secret = key if isinstance(key, bytes) else key_bytes(key)
    return hmac.new(secret, octets, algorithm).hexdigest()


def sha256(octets):
    return hashlib.sha256(octets).hexdigest()


# Bodies

class Body:
    """Bytes as pieces, each repeated, so that four megabytes are one line in the file."""

    def __init__(self, *pieces):
        self.pieces = [piece if isinstance(piece, tuple) else (piece, 1) for piece in pieces]
        self.octets = b"".join(octets * times for octets, times in self.pieces)

    def written(self):
        return [[base64.b64encode(octets).decode(), times] for octets, times in self.pieces]


@dataclass(frozen=True)
class Delivery:
    """A body and what its envelope says. `cut` is the hookId member as the occurrence id leaves it out, `identity` the id
    that a sender gave it."""

    body: Body
    name: str | None = None
    hook_id: str | None = None
    created_at: str | None = None
    cut: bytes = b""
    identity: str | None = None

    @property
    def octets(self):
        return self.body.octets

    @property
    def occurrence(self):
        if not self.cut:
            return self.octets
        before, after = self.octets.split(self.cut)  # fails where the member is missing or not unique
        return before + after


def compact(value):
    """The bytes of JavaScript's `JSON.stringify`, for the values used here."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def delivery(payload, **read_as):
    """The body that Logto sends for a payload: compact, in the payload's own order. `read_as` is for what the envelope
    reads in another way than it is written."""
    def text(name):
        return payload[name] if isinstance(payload.get(name), str) else None

    cut = b"," + member("hookId", payload["hookId"]) if "hookId" in payload else b""
    sent = Delivery(Body(compact(payload)), text("event"), text("hookId"), text("createdAt"), cut)
    return replace(sent, **read_as)


def member(name, value):
    return compact({name: value})[1:-1]


def kebab(name):
    """`User.Data.Updated` and `customData` as parts of a case's name."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|\.", "-", name).lower()


def middle(payload):
    """What stands between `createdAt` and `hookId`, for `spelled`."""
    envelope = ("event", "createdAt", "hookId")
    return compact({name: value for name, value in payload.items() if name not in envelope})[1:-1]


def spelled(event, *pieces):
    """A delivery whose middle is spelled byte by byte, for JSON that no JSON writer would write."""
    start = b"{" + member("event", event) + b"," + member("createdAt", AT) + b","
    cut = b"," + member("hookId", HOOK)
    return Delivery(Body(start, *pieces, cut + b"}"), event, HOOK, AT, cut)


def as_sent(*pieces):
    """A body of which nothing can be read."""
    return Delivery(Body(*pieces))


# What `event` gives

TEST = {"kind": "test"}
UNKNOWN = {"kind": "unknown"}
INVALID = {"kind": "payload_invalid"}


def typed(event, ids=None, fields=None):
    """The variant is the event's name without its dots; only the two routes of a part of a user have their own."""
    expected = {"kind": "typed", "variant": event.replace(".", "")}
    return expected | (ids or {}) | ({"fields": fields} if fields else {})


def unreadable(path):
    return {"kind": "unreadable", "path": path}


def ids(user=None, organization=None, role=None, organization_role=None):
    """All four accessors: what is not named must give nothing."""
    return {"userId": user, "organizationId": organization, "roleId": role, "organizationRoleId": organization_role}


# Cases

def unbuildable(name, code, keys):
    """The verifier cannot be built; the delivery is one that a missing check would let through."""
    body = Body(b'{"event":"User.Created"}')
    signed_with = key_bytes(keys[0]) if keys else b""
    return written(name, keys, mac(signed_with, body.octets), body, {"construct": code}, {})


def refused(name, code, sent, header, keys=(KEY,), options=None):
    return written(name, keys, header, sent.body, {"verify": code}, options)


def accepted(name, sent, event, keys=(KEY,), key=0, header=None, options=None):
    """A genuine delivery; without a header of its own it is signed with the key that must match."""
    expect = {"verify": "ok", "key": key}
    expect |= {f"key{label.capitalize()}": keys[key][label] for label in ("name", "hook") if label in keys[key]}
    expect |= {"id": sent.identity or sha256(sent.octets), "occurrenceId": sent.identity or sha256(sent.occurrence)}
    expect |= {"name": sent.name, "hookId": sent.hook_id, "createdAt": sent.created_at, "event": event}
    return written(name, keys, header or mac(keys[key], sent.octets), sent.body, expect, options)


def written(name, keys, header, body, expect, options):
    if isinstance(header, bytes):
        header = {"base64": base64.b64encode(header).decode()}
    case = {"name": name, "keys": list(keys), "header": header, "body": body.written()}
    return case | ({"options": options} if options else {}) | {"expect": expect}
