"""The occurrence id: an event that goes to several hooks has one, for the bodies differ in `hookId` alone."""

from .case import AT, HOOK, Body, Delivery, accepted, delivery, text_key, typed
from .payloads import changed, enveloped, user_created, without

CREATED = typed("User.Created")
OTHER_HOOK = "3x48h88z6wbqkd6iezzn7"

START = b'{"event":"User.Created","createdAt":"%s"'

SPELLINGS = {
    # before the member, the member as it is cut out, after it
    "last": (START, b',"hookId":"%s"', b"}"),
    "first": (b"{", b'"hookId":"%s",', b'"event":"User.Created","createdAt":"%s"}'),
    "second": (b'{"event":"User.Created"', b',"hookId":"%s"', b',"createdAt":"%s"}'),
    "last-with-white-space": (START + b' ', b' , \t"hookId"\n:\r"%s"'[1:], b" }"),
    "first-with-white-space": (b"{ ", b'"hookId" : "%s" ,\n  ', b'"event":"User.Created","createdAt":"%s"}'),
    "second-with-white-space": (b'{ "event" : "User.Created" ', b',\n "hookId" : "%s"', b' , "createdAt" : "%s" }\n'),
    "last-and-pretty-printed": (b'{\n  "event": "User.Created",\n  "createdAt": "%s"', b',\n  "hookId": "%s"', b"\n}\n"),
    "first-and-pretty-printed": (b"{\n  ", b'"hookId": "%s",\n  ', b'"event": "User.Created",\n  "createdAt": "%s"\n}'),
    "last-with-an-escaped-name": (START, b',"hook\\u0049d":"%s"', b"}"),
    "first-with-an-escaped-name": (b"{", b'"\\u0068ookId":"%s",', b'"event":"User.Created","createdAt":"%s"}'),
    "after-an-empty-object": (START + b',"data":{}', b',"hookId":"%s"', b"}"),
    "after-a-text-that-ends-in-a-quote": (START + b',"userAgent":"\\""', b',"hookId":"%s"', b"}"),
    "after-a-text-that-ends-in-a-backslash": (START + b',"userAgent":"\\\\"', b',"hookId":"%s"', b"}"),
    "between-an-object-and-a-list": (
        START + b',"data":{"id":"a","hookId":"x"}', b',"hookId":"%s"', b',"future":[{"hookId":"y"}]}'),
    "after-a-text-that-holds-its-like": (
        START + b',"userAgent":"x\\",\\"hookId\\":\\"y\\""', b',"hookId":"%s"', b"}"),
    "before-a-text-that-holds-its-like": (
        b"{", b'"hookId":"%s",', b'"event":"User.Created","createdAt":"%s","userAgent":"\\"hookId\\":"}'),
}

VALUES = {
    # spelling of the value, and what the envelope says
    "a-number": (b"7", None),
    "a-fraction": (b"-1.5e+3", None),
    "null": (b"null", None),
    "true": (b"true", None),
    "an-object": (b'{"id":"x","list":["}",{"hookId":"y"}]}', None),
    "a-list": (b'["]",[]]', None),
    "an-empty-text": (b'""', ""),
    "a-text-with-quotes": (b'"a\\"b\\\\"', 'a"b\\'),
    "a-text-with-a-comma-and-a-brace": (b'"a,b}"', "a,b}"),
    "a-text-with-escapes": (b'"\\u006ahc"', "jhc"),
    "a-text-that-is-not-ascii": ("\"cl\u00e9\"".encode(), "cl\u00e9"),
}


def cases():
    for fact, spelling in SPELLINGS.items():
        yield accepted(f"occurrence/a-hook-id-that-stands-{fact}-is-cut-out", with_hook_id(*spelling), CREATED)
    for what, (octets, hook_id) in VALUES.items():
        cut = b',"hookId":' + octets
        body = Body(b'{"event":"User.Created","createdAt":"%s"' % AT.encode() + cut + b"}")
        yield accepted(
            f"occurrence/a-hook-id-that-is-{what}-is-cut-out", Delivery(body, "User.Created", hook_id, AT, cut), CREATED)
    yield from pairs()
    yield from nothing_to_cut()


def with_hook_id(before, cut, after):
    before, cut, after = (part.replace(b"%s", text.encode()) for part, text in ((before, AT), (cut, HOOK), (after, AT)))
    return Delivery(Body(before + cut + after), "User.Created", HOOK, AT, cut)


def pairs():
    """Two cases that share their occurrence id, and two that must not."""
    yield accepted("occurrence/one-event-to-one-hook", delivery(user_created()), CREATED)
    other = delivery(changed(user_created(), {"/hookId": OTHER_HOOK}))
    yield accepted("occurrence/the-same-event-to-another-hook", other, CREATED)
    rotated = [text_key("the key after a rotation of 2026")]
    yield accepted("occurrence/the-same-body-under-a-rotated-key", delivery(user_created()), CREATED, rotated)
    later = delivery(changed(user_created(), {"/createdAt": "2026-08-21T12:16:09.124Z"}))
    yield accepted("occurrence/the-same-event-a-millisecond-later-is-another", later, CREATED)


def nothing_to_cut():
    for fact, payload in {
        "without-a-hook-id": without(user_created(), "/hookId"),
        "with-a-hook-id-only-in-the-data": changed(without(user_created(), "/hookId"), {"/data": {"hookId": "x"}}),
        "with-a-hook-id-in-another-case": changed(without(user_created(), "/hookId"), {"/hookid": "x", "/HookId": "y"}),
        "with-a-hook-id-in-snake-case": changed(without(user_created(), "/hookId"), {"/hook_id": "x"}),
        "with-a-hook-id-only-in-a-text": changed(without(user_created(), "/hookId"), {"/userAgent": ',"hookId":"x"'}),
    }.items():
        yield accepted(f"occurrence/{fact}-is-the-id", delivery(payload), CREATED)
    bare = without(enveloped("User.Created", {}), "/createdAt", "/hookId")
    yield accepted("occurrence/of-an-event-alone-is-the-id", delivery(bare), CREATED)
