"""The body as bytes: its size, the order of the checks, and bytes that are genuine but no webhook."""

from .case import (
    INVALID, KEY, OTHER_KEY, Body, Delivery, accepted, as_sent, delivery, mac, member, middle, refused, spelled, typed,
)
from .payloads import ORGANIZATION_ID, membership, user_created

SENT = delivery(user_created())
SIZE = len(SENT.octets)
CREATED = typed("User.Created")
DEFAULT_LIMIT = 4 * 1024 * 1024
STALE = {"window": {"pastMs": 0, "futureMs": 0}, "now": 0}

NOT_A_DOCUMENT = {
    "empty": b"",
    "one-blank": b" ",
    "a-newline": b"\n",
    "a-nul": b"\0",
    "not-utf8": b'{"event":"User.Created","data":{"name":"\xff"}}',
    "latin1": '{"event":"User.Created","data":{"name":"Zo\u00e9"}}'.encode("latin-1"),
    "utf16": '{"event":"User.Created"}'.encode("utf-16"),
    "an-overlong-utf8-sequence": b'{"event":"User.Created","data":{"name":"\xc0\xaf"}}',
    "a-surrogate-in-utf8": b'{"event":"User.Created","data":{"name":"\xed\xa0\x80"}}',
    "utf8-beyond-unicode": b'{"event":"User.Created","data":{"name":"\xf4\x90\x80\x80"}}',
    "a-cut-utf8-sequence-at-the-end": b'{"event":"User.Created"}\xe2\x82',
    "not-utf8-in-a-key": b'{"event":"User.Created","\xff":1}',
    "not-utf8-in-custom-data": b'{"event":"User.Created","data":{"id":"a","customData":{"x":"\xfe"}}}',
    "a-byte-order-mark-before-a-delivery": b"\xef\xbb\xbf" + SENT.octets,
    "a-byte-order-mark-after-a-delivery": SENT.octets + b"\xef\xbb\xbf",
    "a-utf16-byte-order-mark-before": b"\xff\xfe" + SENT.octets,
    "a-delivery-without-its-last-byte": SENT.octets[:-1],
    "a-delivery-without-its-first-byte": SENT.octets[1:],
    "half-a-delivery": SENT.octets[:SIZE // 2],
    "an-open-brace": b"{",
    "two-documents": SENT.octets + SENT.octets,
    "two-documents-with-a-newline": SENT.octets + b"\n" + SENT.octets,
    "a-brace-too-much": SENT.octets + b"}",
    "a-comma-after": SENT.octets + b",",
    "a-nul-after": SENT.octets + b"\0",
    "a-form-feed-after": SENT.octets + b"\x0c",
    "a-no-break-space-before": b"\xc2\xa0" + SENT.octets,
    "a-vertical-tab-before": b"\x0b" + SENT.octets,
    "a-form": b"event=User.Created&hookId=jhcgbb09lfhk448jds1jr",
    "html": b"<!doctype html><title>502</title>",
    "a-bare-word": b"undefined",
    "an-xssi-prefix": b")]}',\n" + SENT.octets,
}


def cases():
    yield from sizes()
    yield from order_of_checks()
    yield from no_documents()
    yield from white_space_and_letters()


def sizes():
    yield accepted("body/of-exactly-the-limit-is-accepted", SENT, CREATED, options={"bodyLimit": SIZE})
    yield accepted("body/of-one-byte-under-the-limit-is-accepted", SENT, CREATED, options={"bodyLimit": SIZE + 1})
    yield too_large("body/of-one-byte-over-the-limit-is-refused", SENT, {"bodyLimit": SIZE - 1})
    yield too_large("body/over-a-limit-of-one-byte-is-refused", SENT, {"bodyLimit": 1})
    yield accepted("body/of-exactly-the-default-limit-is-accepted", padded_to(DEFAULT_LIMIT), CREATED)
    yield too_large("body/of-one-byte-over-the-default-limit-is-refused", padded_to(DEFAULT_LIMIT + 1))
    yield too_large("body/of-eight-megabytes-is-refused", as_sent((b"[", 8 * 1024 * 1024)))
    yield accepted(
        "body/over-the-default-but-within-a-raised-limit-is-accepted", padded_to(DEFAULT_LIMIT + 1), CREATED,
        options={"bodyLimit": DEFAULT_LIMIT + 1})
    yield accepted(
        "body/the-limit-counts-bytes-not-characters", padded_to(4000, "\u00e9"), CREATED, options={"bodyLimit": 4000})
    yield too_large("body/one-byte-over-counts-bytes-not-characters", padded_to(4000, "\u00e9"), {"bodyLimit": 3999})
    yield accepted("body/past-a-megabyte-is-accepted-by-default", padded_to(1_100_000), CREATED)
    yield accepted(
        "body/of-a-480-kb-membership-is-accepted-by-default", large_membership(),
        typed("Organization.Membership.Updated", {"organizationId": ORGANIZATION_ID}))


def order_of_checks():
    """Size, header, signature, window: the first that fails is told."""
    right = mac(KEY, SENT.octets)
    small = {"bodyLimit": 10}
    yield too_large("body/size-comes-before-a-missing-header", SENT, small, None)
    yield too_large("body/size-comes-before-a-malformed-header", SENT, small, "nonsense")
    yield too_large("body/size-comes-before-an-ambiguous-header", SENT, small, f"{right}, {right}")
    yield too_large("body/size-comes-before-a-mismatch", SENT, small, "0" * 64)
    yield too_large("body/size-comes-before-the-window", SENT, small | STALE, right)
    yield refused("body/a-missing-header-comes-before-the-window", "signature_missing", SENT, None, options=STALE)
    yield refused("body/a-malformed-header-comes-before-the-window", "signature_malformed", SENT, "00", options=STALE)
    yield refused("body/an-ambiguous-header-comes-before-the-window", "signature_ambiguous", SENT, ",", options=STALE)
    yield refused("body/a-mismatch-comes-before-the-window", "signature_mismatch", SENT, "0" * 64, options=STALE)
    yield refused("body/the-window-comes-last", "timestamp_out_of_window", SENT, right, options=STALE)
    invalid = as_sent(b"[]")
    forged = mac(OTHER_KEY, invalid.octets)
    yield refused("body/a-forged-one-that-is-no-webhook-is-a-mismatch", "signature_mismatch", invalid, forged)
    yield refused("body/an-empty-one-without-a-header-is-missing-it", "signature_missing", as_sent(b""), None)


def no_documents():
    for what, octets in NOT_A_DOCUMENT.items():
        yield accepted(f"body/{what}-is-no-webhook", as_sent(octets), INVALID)


def white_space_and_letters():
    """What was signed as it is, is genuine as it is."""
    cut = b"," + member("hookId", SENT.hook_id)
    around = Body(b" \t\r\n" + SENT.octets + b"\n\r\t ")
    yield accepted(
        "body/signed-with-json-white-space-around-is-a-webhook",
        Delivery(around, SENT.name, SENT.hook_id, SENT.created_at, cut), CREATED)
    for form, name in {"composed": "Zo\u00e9", "decomposed": "Zoe\u0301"}.items():
        sent = delivery(user_created() | {"data": {"id": "u758hu661ovk", "name": name}})
        yield accepted(
            f"body/signed-with-{form}-letters-keeps-them", sent, typed("User.Created", fields={"/data/name": name}))


def too_large(name, sent, options=None, header=...):
    header = mac(KEY, sent.octets) if header is ... else header
    return refused(name, "body_too_large", sent, header, options=options)


def padded_to(size, filler="x"):
    """A genuine User.Created whose custom data fills it up to `size` bytes."""
    start, end = b'"data":{"id":"u758hu661ovk","customData":{"fill":"', b'"}}'
    empty = len(spelled("User.Created", start + end).octets)
    times, rest = divmod(size - empty, len(filler.encode()))
    return spelled("User.Created", start, (filler.encode(), times), b"x" * rest + end)


def large_membership():
    """Logto cuts each list at 5,000 ids; four full lists are as large as this event gets."""
    users = b",".join(b'"u%011d"' % number for number in range(50))
    applications = b",".join(b'"a%020d"' % number for number in range(50))
    lists = {"addedUserIds": users, "removedUserIds": users,
             "addedApplicationIds": applications, "removedApplicationIds": applications}
    pieces = [middle(membership())]
    for name, fifty in lists.items():
        pieces += [b',"%s":[' % name.encode(), (fifty + b",", 150), fifty + b"]"]
    return spelled("Organization.Membership.Updated", *pieces)
