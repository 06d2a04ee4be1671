"""Keys: what is refused where the verifier is built, and what is simply a key."""

from .case import (
    HOOK, KEY, OTHER_KEY, accepted, delivery, key_bytes, mac, raw_key, refused, sha256, text_key, typed, unbuildable,
)
from .payloads import USER_ID, enveloped

SENT = delivery(enveloped("User.Created", {"data": {"id": USER_ID}}))
CREATED = typed("User.Created")

BLANK = {
    "empty": "",
    "a-blank": " ",
    "blanks-and-tabs": " \t ",
    "a-newline": "\n",
    "a-no-break-space": "\u00a0",
    "an-ideographic-space": "\u3000",
    "a-next-line-character": "\u0085",  # JavaScript's trim leaves it
    "a-line-separator": "\u2028",
}

PADDED = {
    "a-newline-after": "{}\n",  # `LOGTO_WEBHOOK_SIGNING_KEY=$(cat file)` gone wrong
    "a-carriage-return-and-newline-after": "{}\r\n",
    "a-blank-before": " {}",
    "a-blank-after": "{} ",
    "a-tab-before": "\t{}",
    "a-vertical-tab-after": "{}\u000b",
    "a-form-feed-after": "{}\u000c",
    "a-no-break-space-after": "{}\u00a0",
    "a-next-line-character-after": "{}\u0085",
    "an-ogham-space-mark-before": "\u1680{}",
    "an-en-quad-before": "\u2000{}",
    "a-paragraph-separator-after": "{}\u2029",
    "a-narrow-no-break-space-after": "{}\u202f",
    "an-ideographic-space-after": "{}\u3000",
}

TEXTS = {
    "one-byte": "k",
    "63-bytes": "k" * 63,
    "64-bytes": "k" * 64,  # SHA-256's block; a longer key is hashed first
    "65-bytes": "k" * 65,
    "10000-bytes": "0123456789" * 1000,
    "non-ascii": "\u30c6\u30b9\u30c8-cl\u00e9-\U0001f511",
    "a-composed-letter": "cl\u00e9",
    "a-decomposed-letter": "cle\u0301",  # another key than the composed one
    "a-nul-inside": "before\0after",
    "a-nul-first": "\0key",
    "blanks-inside": "two words and\ta tab",
    "a-newline-inside": "first\nsecond",
    "quotes-around": '"Vect0rKeyOfLogtoHookNumber000001"',
    "a-zero-width-space-around": "\u200bkey\u200b",  # looks like white space, has not the property
    "a-byte-order-mark-around": "\ufeffkey\ufeff",  # JavaScript's trim takes it for white space
    "a-mongolian-vowel-separator-before": "\u180ekey",  # was white space until Unicode 6.3
    "information-separators-around": "\u001ckey\u001f",  # Python's strip takes them for white space
    "a-look-alike-of-whsec": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "a-look-alike-of-base64": "TWZLUTlyOEdLWXFyVHdqVVBEOElMUFpJbzJMYUxhU3c=",
    "a-look-alike-of-hex": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    "a-look-alike-of-a-number": "12345678901234567890123456789012",
}

OCTETS = {
    "that-are-not-utf8": b"\xff\xfe\x00\x80key",
    "that-are-white-space": b" \t\n",
    "with-a-newline-after": b"key\n",
    "of-one-nul": b"\0",
    "of-every-byte-value": bytes(range(256)),
}


def cases():
    yield from refused_keys()
    yield from single_keys()
    yield from several_keys()
    yield from labelled_keys()
    yield from equal_keys()


def refused_keys():
    yield unbuildable("keys/no-key-is-refused", "signing_key_empty", [])
    yield unbuildable("keys/raw-bytes-that-are-empty-are-refused", "signing_key_empty", [raw_key(b"")])
    for what, text in BLANK.items():
        yield unbuildable(f"keys/{what}-is-no-key", "signing_key_empty", [text_key(text)])
    for what, padding in PADDED.items():
        key = text_key(padding.format("Vect0rKeyOfLogtoHookNumber000001"))
        yield unbuildable(f"keys/{what}-is-refused", "signing_key_whitespace", [key])
    yield unbuildable("keys/an-empty-one-among-several-is-refused", "signing_key_empty", [KEY, text_key(""), OTHER_KEY])
    yield unbuildable("keys/a-blank-one-among-several-is-refused", "signing_key_empty", [KEY, text_key("  ")])
    yield unbuildable("keys/an-empty-raw-one-among-several-is-refused", "signing_key_empty", [KEY, raw_key(b"")])
    yield unbuildable(
        "keys/a-padded-one-among-several-is-refused", "signing_key_whitespace", [KEY, text_key("other\n")])
    yield unbuildable("keys/seventeen-are-too-many", "signing_keys_too_many", numbered(17))
    yield unbuildable("keys/a-hundred-are-too-many", "signing_keys_too_many", numbered(100))
    yield unbuildable("keys/seventeen-times-the-same-are-too-many", "signing_keys_too_many", [KEY] * 17)


def single_keys():
    for what, text in TEXTS.items():
        yield accepted(f"keys/text-of-{what}-is-used-literally", SENT, CREATED, [text_key(text)])
    for what, octets in OCTETS.items():
        yield accepted(f"keys/raw-bytes-{what}-are-used-literally", SENT, CREATED, [raw_key(octets)])
    padded = raw_key(b" " + key_bytes(KEY))
    yield refused("keys/raw-bytes-are-not-trimmed", "signature_mismatch", SENT, mac(KEY, SENT.octets), [padded])


def several_keys():
    both = [OTHER_KEY, KEY]
    yield accepted("keys/the-first-of-two-matches", SENT, CREATED, both, key=0)
    yield accepted("keys/the-second-of-two-matches", SENT, CREATED, both, key=1)
    yield accepted("keys/a-raw-one-after-a-text-one-matches", SENT, CREATED, [KEY, raw_key(b"\xff\x00")], key=1)
    yield accepted("keys/the-last-of-sixteen-matches", SENT, CREATED, numbered(16), key=15)
    yield refused("keys/none-of-sixteen-matches", "signature_mismatch", SENT, mac(KEY, SENT.octets), numbered(16))
    yield refused(
        "keys/a-key-that-was-taken-out-no-longer-matches", "signature_mismatch", SENT, mac(KEY, SENT.octets), [OTHER_KEY])
    joined = mac(key_bytes(both[0]) + b"," + key_bytes(both[1]), SENT.octets)
    yield refused("keys/two-keys-are-not-one-with-a-comma", "signature_mismatch", SENT, joined, both)


def labelled_keys():
    named = [OTHER_KEY | {"name": "before rotation"}, KEY | {"name": "after rotation", "hook": HOOK}]
    yield accepted("keys/the-name-of-the-matching-key-is-told", SENT, CREATED, named, key=0)
    yield accepted("keys/the-name-and-hook-of-the-matching-key-are-told", SENT, CREATED, named, key=1)
    yield accepted("keys/a-hook-without-a-name-is-told", SENT, CREATED, [OTHER_KEY, KEY | {"hook": HOOK}], key=1)
    yield accepted("keys/a-raw-key-has-a-name-too", SENT, CREATED, [raw_key(b"\x80", name="cl\u00e9")])
    yield accepted("keys/a-key-without-labels-among-labelled-ones", SENT, CREATED, [named[1], OTHER_KEY], key=1)


def equal_keys():
    """HMAC pads a short key with NULs and hashes a long one, so different texts can be the same key: the first wins."""
    long = "k" * 65
    hashed = raw_key(bytes.fromhex(sha256(long.encode())))
    yield accepted("keys/of-the-same-key-twice-the-first-matches", SENT, CREATED, [KEY, KEY])
    yield accepted("keys/a-nul-after-makes-no-other-key", SENT, CREATED, [text_key("key\0"), text_key("key")])
    yield accepted("keys/a-long-key-equals-its-digest", SENT, CREATED, [hashed, text_key(long)])


def numbered(count):
    return [text_key(f"key number {number}") for number in range(1, count + 1)]
