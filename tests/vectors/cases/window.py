"""The window: how old or how far ahead `createdAt` may be, and what counts as a readable `createdAt`."""

from datetime import datetime, timedelta

from .case import AT_MS, HOOK, INVALID, KEY, Delivery, Body, accepted, as_sent, delivery, mac, refused, typed
from .payloads import USER_ID, changed, enveloped, without

USER_CREATED = enveloped("User.Created", {"data": {"id": USER_ID}})
SENT = delivery(USER_CREATED)
CREATED = typed("User.Created")
MINUTE = 60_000
WINDOW = {"pastMs": 5 * MINUTE, "futureMs": MINUTE}
NARROW = {"pastMs": 0, "futureMs": 0}

READABLE = {
    # createdAt, and the millisecond since 1970 that it is
    "three-fraction-digits": ("2026-08-21T12:16:09.123Z", AT_MS),
    "no-fraction": ("2026-08-21T12:16:09Z", AT_MS - 123),
    "one-fraction-digit": ("2026-08-21T12:16:09.1Z", AT_MS - 23),
    "two-fraction-digits": ("2026-08-21T12:16:09.12Z", AT_MS - 3),
    "six-fraction-digits": ("2026-08-21T12:16:09.123000Z", AT_MS),
    "nine-fraction-digits": ("2026-08-21T12:16:09.123000000Z", AT_MS),
    "the-29th-of-february-of-a-leap-year": ("2028-02-29T00:00:00.000Z", 1835395200000),
    "the-29th-of-february-2000": ("2000-02-29T23:59:59.999Z", 951868799999),
    "the-last-millisecond-of-a-year": ("2026-12-31T23:59:59.999Z", 1798761599999),
    "the-first-of-march-after-a-short-february": ("2027-03-01T00:00:00.000Z", 1803859200000),
    "the-epoch": ("1970-01-01T00:00:00.000Z", 0),
    "after-32-bit-seconds": ("2038-01-19T03:14:08.000Z", 2147483648000),
}

FAR_AWAY = {
    # readable, and not within any sane window
    "a-millisecond-before-the-epoch": "1969-12-31T23:59:59.999Z",
    "the-year-0000": "0000-01-01T00:00:00.000Z",
    "the-year-0026": "0026-08-21T12:16:09.123Z",  # JavaScript's Date.UTC makes it 1926
    "the-year-9999": "9999-12-31T23:59:59.999Z",
    "a-day-ago": "2026-08-20T12:16:09.123Z",
    "a-day-ahead": "2026-08-22T12:16:09.123Z",
    "seconds-not-milliseconds-after-1970": "1970-01-21T16:28:34.569Z",
}

UNREADABLE = {
    "empty": "",
    "a-blank": " ",
    "a-word": "now",
    "a-date-only": "2026-08-21",
    "no-seconds": "2026-08-21T12:16Z",
    "month-13": "2026-13-21T12:16:09.123Z",
    "month-00": "2026-00-21T12:16:09.123Z",
    "day-00": "2026-08-00T12:16:09.123Z",
    "the-32nd-of-august": "2026-08-32T12:16:09.123Z",
    "the-31st-of-april": "2026-04-31T12:16:09.123Z",
    "the-30th-of-february": "2028-02-30T12:16:09.123Z",
    "the-29th-of-february-of-a-common-year": "2026-02-29T12:16:09.123Z",
    "the-29th-of-february-1900": "1900-02-29T12:16:09.123Z",
    "hour-24": "2026-08-21T24:00:00.000Z",
    "hour-25": "2026-08-21T25:16:09.123Z",
    "minute-60": "2026-08-21T12:60:09.123Z",
    "second-61": "2026-08-21T12:16:61.123Z",
    "a-leap-second": "2016-12-31T23:59:60Z",  # no clock of JavaScript's has one
    "no-zone": "2026-08-21T12:16:09.123",
    "an-offset-of-zero": "2026-08-21T12:16:09.123+00:00",
    "an-unknown-offset": "2026-08-21T12:16:09.123-00:00",
    "an-offset": "2026-08-21T14:16:09.123+02:00",
    "a-zone-name": "2026-08-21T12:16:09.123 UTC",
    "an-offset-after-the-z": "2026-08-21T12:16:09.123Z+00:00",
    "a-lower-case-z": "2026-08-21T12:16:09.123z",
    "a-lower-case-t": "2026-08-21t12:16:09.123Z",
    "a-blank-for-the-t": "2026-08-21 12:16:09.123Z",
    "a-point-without-digits": "2026-08-21T12:16:09.Z",
    "ten-fraction-digits": "2026-08-21T12:16:09.1230000000Z",
    "a-comma-for-the-point": "2026-08-21T12:16:09,123Z",
    "a-fraction-that-is-no-number": "2026-08-21T12:16:09.1x3Z",
    "a-blank-before": " 2026-08-21T12:16:09.123Z",
    "a-newline-after": "2026-08-21T12:16:09.123Z\n",
    "a-nul-after": "2026-08-21T12:16:09.123Z\0",
    "without-separators": "20260821T121609.123Z",
    "one-digit-month-and-hour": "2026-8-21T2:16:09.123Z",
    "a-plus-before-the-year": "+2026-08-21T12:16:09.123Z",
    "a-six-digit-year": "+002026-08-21T12:16:09.123Z",
    "a-five-digit-year": "12026-08-21T12:16:09.123Z",
    "a-negative-year": "-0001-08-21T12:16:09.123Z",
    "a-sign-inside-the-month": "2026-+8-21T12:16:09.123Z",
    "full-width-digits": "\uff12\uff10\uff12\uff16-08-21T12:16:09.123Z",
    "an-http-date": "Fri, 21 Aug 2026 12:16:09 GMT",
    "a-week-date": "2026-W34-5T12:16:09.123Z",
    "an-ordinal-date": "2026-233T12:16:09.123Z",
    "the-milliseconds-as-text": "1787314569123",
}

NOT_TEXT = {
    "null": None,
    "milliseconds": AT_MS,
    "seconds": AT_MS // 1000,
    "true": True,
    "a-list": ["2026-08-21T12:16:09.123Z"],
    "an-object": {"$date": "2026-08-21T12:16:09.123Z"},
}

NO_ENVELOPE = {
    "an-empty-body": b"",
    "no-json": b"hello",
    "a-list": b"[]",
    "a-list-of-a-delivery": b"[" + SENT.octets + b"]",
    "two-documents": SENT.octets + SENT.octets,
    "a-byte-order-mark": b"\xef\xbb\xbf" + SENT.octets,
    "no-event": b'{"createdAt":"2026-08-21T12:16:09.123Z"}',
    "created-at-twice": b'{"event":"A","createdAt":"2026-08-21T12:16:09.123Z","createdAt":"2026-08-21T12:16:09.123Z"}',
    "created-at-only-in-the-data": b'{"event":"User.Created","data":{"createdAt":"2026-08-21T12:16:09.123Z"}}',
    "created-at-in-another-case": b'{"event":"User.Created","createdat":"2026-08-21T12:16:09.123Z"}',
}


def cases():
    check_the_table()
    yield from edges()
    yield from readable()
    yield from unreadable_times()
    yield from bodies_without_an_envelope()
    yield from no_window()
    yield from received_at()


def at(now, window=WINDOW, **more):
    return {"window": window, "now": now, **more}


def allowed(fact, sent, options, event=CREATED):
    return accepted(f"window/{fact}", sent, event, options=options)


def out(fact, sent, options):
    return refused(f"window/{fact}", "timestamp_out_of_window", sent, mac(KEY, sent.octets), options=options)


def created(at, **read_as):
    return delivery(changed(USER_CREATED, {"/createdAt": at}), **read_as)


def edges():
    past, future = WINDOW["pastMs"], WINDOW["futureMs"]
    yield allowed("now-is-within", SENT, at(AT_MS))
    yield allowed("exactly-at-the-past-edge-is-within", SENT, at(AT_MS + past))
    yield out("one-millisecond-past-the-past-edge-is-out", SENT, at(AT_MS + past + 1))
    yield allowed("exactly-at-the-future-edge-is-within", SENT, at(AT_MS - future))
    yield out("one-millisecond-past-the-future-edge-is-out", SENT, at(AT_MS - future - 1))
    yield allowed("one-millisecond-before-the-past-edge-is-within", SENT, at(AT_MS + past - 1))
    yield allowed("a-window-of-nothing-allows-the-very-millisecond", SENT, at(AT_MS, NARROW))
    yield out("a-window-of-nothing-refuses-one-millisecond-of-age", SENT, at(AT_MS + 1, NARROW))
    yield out("a-window-of-nothing-refuses-one-millisecond-of-skew", SENT, at(AT_MS - 1, NARROW))
    yield out("without-a-future-a-small-skew-is-out", SENT, at(AT_MS - 1, {"pastMs": past, "futureMs": 0}))
    yield allowed("without-a-past-a-small-skew-is-within", SENT, at(AT_MS - 1, {"pastMs": 0, "futureMs": 1}))
    yield out("a-clock-at-the-epoch-is-out", SENT, at(0))
    yield allowed(
        "a-retry-after-an-hour-is-within-a-day", SENT, at(AT_MS + 60 * MINUTE, {"pastMs": 1440 * MINUTE, "futureMs": 0}))


def readable():
    for what, (text, milliseconds) in READABLE.items():
        sent = created(text)
        yield allowed(f"{what}-is-read", sent, at(milliseconds + WINDOW["pastMs"]))
        yield out(f"{what}-is-read-to-the-millisecond", sent, at(milliseconds + WINDOW["pastMs"] + 1))
    for what, text in FAR_AWAY.items():
        yield out(f"{what}-is-out", created(text), at(AT_MS))
    yield allowed("an-escaped-created-at-is-read", escaped(), at(AT_MS, NARROW))
    before_the_epoch = created("1969-12-31T23:59:59.999Z")
    yield allowed("a-millisecond-before-the-epoch-is-read", before_the_epoch, at(0, {"pastMs": 1, "futureMs": 0}))
    long_ago = {"pastMs": 62167219200000, "futureMs": 0}
    yield allowed("the-year-0000-is-read", created("0000-01-01T00:00:00Z"), at(0, long_ago))
    yield out("the-year-0000-is-read-to-the-millisecond", created("0000-01-01T00:00:00Z"), at(1, long_ago))
    far_ahead = {"pastMs": 0, "futureMs": 253402300799999}
    yield allowed("the-year-9999-is-read", created("9999-12-31T23:59:59.999Z"), at(0, far_ahead))


def unreadable_times():
    for what, text in UNREADABLE.items():
        yield out(f"{what}-is-unreadable", created(text), at(AT_MS))
    for what, value in NOT_TEXT.items():
        yield out(f"{what}-for-created-at-is-unreadable", created(value), at(AT_MS))
    lone_surrogate = spelled_at('"2026-08-21T12:16:09.123Z\\ud800"')
    yield out("a-lone-surrogate-in-created-at-is-unreadable", lone_surrogate, at(AT_MS))
    yield out("a-missing-created-at-is-out", delivery(without(USER_CREATED, "/createdAt")), at(AT_MS))


def bodies_without_an_envelope():
    for what, octets in NO_ENVELOPE.items():
        yield out(f"{what}-is-out", as_sent(octets), at(AT_MS))


def no_window():
    """Without a window `createdAt` is never looked at."""
    for what in ("empty", "month-13", "no-zone", "the-milliseconds-as-text"):
        text = UNREADABLE[what]
        yield accepted(
            f"window/{what}-is-fine-without-a-window", created(text, created_at=None), typed("User.Created", fields={"/createdAt": text}))
    yield accepted(
        "window/a-number-is-fine-without-a-window", created(12), typed("User.Created", fields={"/createdAt": 12}))
    yield accepted(
        "window/a-missing-created-at-is-fine-without-a-window", delivery(without(USER_CREATED, "/createdAt")), CREATED)
    yield allowed("a-clock-without-a-window-judges-nothing", SENT, {"now": 0})
    yield allowed("a-receipt-without-a-window-judges-nothing", SENT, {"receivedAt": 0})
    yield accepted("window/a-body-without-an-envelope-is-fine-without-a-window", as_sent(b"[]"), INVALID)


def received_at():
    """What waited in a queue is judged by when it was received."""
    past, future = WINDOW["pastMs"], WINDOW["futureMs"]
    much_later = AT_MS + 1000 * past
    yield allowed("receipt-counts-instead-of-now", SENT, at(much_later, receivedAt=AT_MS))
    yield allowed("receipt-at-the-past-edge-is-within", SENT, at(much_later, receivedAt=AT_MS + past))
    yield out("receipt-past-the-past-edge-is-out", SENT, at(AT_MS, receivedAt=AT_MS + past + 1))
    yield allowed("receipt-at-the-future-edge-is-within", SENT, at(AT_MS, receivedAt=AT_MS - future))
    yield out("receipt-past-the-future-edge-is-out", SENT, at(AT_MS, receivedAt=AT_MS - future - 1))
    yield allowed("receipt-needs-no-clock", SENT, {"window": WINDOW, "receivedAt": AT_MS})
    yield out("receipt-does-not-save-an-unreadable-created-at", created("yesterday"), at(AT_MS, receivedAt=AT_MS))


def escaped():
    return spelled_at('"2026\\u002d08-21T12:16:09.123\\u005a"', SENT.created_at)


def spelled_at(created_at, read_as=None):
    cut = b',"hookId":"%s"' % HOOK.encode()
    octets = b'{"event":"User.Created","createdAt":' + created_at.encode() + cut + b"}"
    return Delivery(Body(octets), "User.Created", HOOK, read_as, cut)


def check_the_table():
    for text, milliseconds in READABLE.values():
        whole_seconds = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S") - datetime(1970, 1, 1)
        fraction = text[19:].strip(".Z").ljust(3, "0")[:3]
        read = whole_seconds // timedelta(milliseconds=1) + int(fraction)
        assert read == milliseconds, (text, read)
