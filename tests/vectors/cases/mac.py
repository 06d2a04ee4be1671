"""Well-formed signatures of something else: wrong keys, algorithms, single bits, bodies changed on the way."""

import base64
import hashlib
import json

from .case import HOOK, KEY, OTHER_KEY, as_sent, delivery, key_bytes, mac, refused, sha256, text_key
from .payloads import changed, user_created

PAYLOAD = changed(user_created(), {"/data/name": "Zo\u00e9 \U0001f511"})
SENT = delivery(PAYLOAD)
BODY = SENT.octets
RIGHT = mac(KEY, BODY)
SECRET = key_bytes(KEY)

WRONG_INPUT = {
    "all-zeros": "0" * 64,
    "all-fs": "f" * 64,
    "plain-sha256-of-the-body": sha256(BODY),
    "sha256-of-nothing": sha256(b""),
    "sha256-of-key-and-body": sha256(SECRET + BODY),
    "sha256-of-body-and-key": sha256(BODY + SECRET),
    "sha256-of-the-key": sha256(SECRET),
    "key-and-body-swapped": mac(BODY, SECRET),
    "of-nothing": mac(KEY, b""),
    "of-the-hex-of-the-body": mac(KEY, BODY.hex().encode()),
    "of-the-base64-of-the-body": mac(KEY, base64.b64encode(BODY)),
    "of-the-digest-of-the-body": mac(KEY, hashlib.sha256(BODY).digest()),
    "of-itself": mac(KEY, RIGHT.encode()),
    "of-a-time-and-the-body": mac(KEY, b"1787314569." + BODY),
    "of-the-body-as-utf16": mac(KEY, BODY.decode().encode("utf-16-le")),
    "of-the-body-taken-for-latin1": mac(KEY, BODY.decode("latin-1").encode()),
    "of-the-body-with-question-marks-for-non-ascii": mac(KEY, BODY.decode().encode("ascii", "replace")),
    "of-the-data-alone": mac(KEY, json.dumps(PAYLOAD["data"], separators=(",", ":"), ensure_ascii=False).encode()),
    "of-the-body-without-its-hook-id": mac(KEY, SENT.occurrence),
    "of-another-delivery": mac(KEY, delivery(changed(PAYLOAD, {"/status": 201})).octets),
}

WRONG_KEY = {
    "empty": b"",
    "of-another-hook": key_bytes(OTHER_KEY),
    "in-lower-case": SECRET.lower(),
    "in-upper-case": SECRET.upper(),
    "with-a-newline": SECRET + b"\n",
    "without-its-last-character": SECRET[:-1],
    "backwards": SECRET[::-1],
    "as-utf16": SECRET.decode().encode("utf-16-le"),
    "as-hex": SECRET.hex().encode(),
    "as-base64": base64.b64encode(SECRET),
    "hashed": hashlib.sha256(SECRET).digest(),
    "that-is-the-hook-id": HOOK.encode(),
    "that-is-the-word-undefined": b"undefined",
}

ALGORITHMS = ["sha1", "sha224", "sha384", "sha512", "sha512_256", "sha3_256", "blake2s", "md5"]
BITS = [0, 1, 7, 8, 100, 127, 128, 129, 191, 247, 248, 254, 255]


def cases():
    yield from wrong_signatures()
    yield from decoded_keys()
    yield from flipped_bits()
    yield from changed_bodies()


def mismatch(fact, signature, sent=SENT, key=KEY):
    return refused(f"mac/{fact}-is-a-mismatch", "signature_mismatch", sent, signature, [key])


def wrong_signatures():
    for what, signature in WRONG_INPUT.items():
        yield mismatch(what, signature)
    for what, key in WRONG_KEY.items():
        yield mismatch(f"under-the-key-{what}", mac(key, BODY))
    for algorithm in ALGORITHMS:
        name = algorithm.replace("_", "-")
        yield mismatch(f"{name}-cut-or-filled-to-64-digits", mac(KEY, BODY, algorithm)[:64].ljust(64, "0"))


def decoded_keys():
    """The text of a key is its bytes; who decodes it first verifies with another key."""
    hex_text = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    base64_text = "TWZLUTlyOEdLWXFyVHdqVVBEOElMUFpJbzJMYUxhU3c="
    prefixed = "whsec_" + base64_text
    yield mismatch("under-the-hex-decoded-key", mac(bytes.fromhex(hex_text), BODY), key=text_key(hex_text))
    yield mismatch("under-the-base64-decoded-key", mac(base64.b64decode(base64_text), BODY), key=text_key(base64_text))
    yield mismatch("under-the-key-without-whsec", mac(base64_text.encode(), BODY), key=text_key(prefixed))
    yield mismatch(
        "under-the-decoded-key-without-whsec", mac(base64.b64decode(base64_text), BODY), key=text_key(prefixed))
    composed, decomposed = text_key("cl\u00e9"), text_key("cle\u0301")
    yield mismatch("under-the-normalized-key", mac(composed, BODY), key=decomposed)
    yield mismatch("under-the-key-as-latin1", mac("cl\u00e9".encode("latin-1"), BODY), key=composed)
    yield mismatch("under-the-key-up-to-its-nul", mac(b"before", BODY), key=text_key("before\0after"))
    yield mismatch("under-the-first-64-bytes-of-a-longer-key", mac(b"k" * 64, BODY), key=text_key("k" * 65))


def flipped_bits():
    for bit in BITS:
        flipped = int(RIGHT, 16) ^ (1 << (255 - bit))
        yield mismatch(f"the-right-one-with-bit-{bit}-flipped", f"{flipped:064x}")
    yield mismatch("the-right-first-half", RIGHT[:32] + "0" * 32)
    yield mismatch("the-right-second-half", "0" * 32 + RIGHT[32:])
    yield mismatch("the-right-halves-swapped", RIGHT[32:] + RIGHT[:32])
    yield mismatch("the-right-bytes-backwards", bytes.fromhex(RIGHT)[::-1].hex())
    yield mismatch("the-right-digits-backwards", RIGHT[::-1])
    yield mismatch("the-complement-of-the-right-one", f"{int(RIGHT, 16) ^ ((1 << 256) - 1):064x}")


def changed_bodies():
    """The signature is of BODY; what arrives is BODY after a helpful or hostile hand."""
    for what, octets in {**reserialised(), **touched()}.items():
        yield refused(f"mac/a-body-{what}-is-a-mismatch", "signature_mismatch", as_sent(octets), RIGHT)
    yield refused("mac/a-body-trimmed-on-the-way-is-a-mismatch", "signature_mismatch", SENT, mac(KEY, BODY + b"\n"))
    pretty = json.dumps(PAYLOAD, indent=2, ensure_ascii=False).encode()
    yield refused("mac/a-pretty-body-compacted-on-the-way-is-a-mismatch", "signature_mismatch", SENT, mac(KEY, pretty))
    pretty_crlf = pretty.replace(b"\n", b"\r\n")
    yield refused(
        "mac/a-body-with-crlf-for-lf-is-a-mismatch", "signature_mismatch", as_sent(pretty_crlf), mac(KEY, pretty))
    yield refused(
        "mac/a-body-with-lf-for-crlf-is-a-mismatch", "signature_mismatch", as_sent(pretty), mac(KEY, pretty_crlf))
    yield refused("mac/an-empty-body-with-the-mac-of-another-is-a-mismatch", "signature_mismatch", as_sent(b""), RIGHT)


def reserialised():
    backwards = dict(reversed(PAYLOAD.items()))
    return {
        "pretty-printed": json.dumps(PAYLOAD, indent=2, ensure_ascii=False).encode(),
        "with-python-separators": json.dumps(PAYLOAD, ensure_ascii=False).encode(),
        "with-ascii-escapes": json.dumps(PAYLOAD, separators=(",", ":")).encode(),
        "with-sorted-keys": json.dumps(PAYLOAD, separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode(),
        "with-keys-backwards": json.dumps(backwards, separators=(",", ":"), ensure_ascii=False).encode(),
        "with-escaped-slashes": BODY.replace(b"/", b"\\/"),
        "with-a-float-for-an-integer": BODY.replace(b'"status":200', b'"status":200.0'),
        "without-its-null-members": BODY.replace(b'"avatar":null,', b""),
        "in-a-json-string": json.dumps(BODY.decode()).encode(),
        "as-a-form-field": b"payload=" + BODY,
    }


def touched():
    half = len(BODY) // 2
    return {
        "with-a-newline-after": BODY + b"\n",
        "with-a-carriage-return-and-newline-after": BODY + b"\r\n",
        "with-a-blank-before": b" " + BODY,
        "with-a-nul-after": BODY + b"\0",
        "with-a-byte-order-mark": b"\xef\xbb\xbf" + BODY,
        "with-its-first-bit-flipped": bytes([BODY[0] ^ 0x80]) + BODY[1:],
        "with-its-last-bit-flipped": BODY[:-1] + bytes([BODY[-1] ^ 1]),
        "with-a-bit-in-the-middle-flipped": BODY[:half] + bytes([BODY[half] ^ 1]) + BODY[half + 1:],
        "without-its-last-byte": BODY[:-1],
        "without-its-first-byte": BODY[1:],
        "sent-twice": BODY + BODY,
        "with-decomposed-letters": BODY.replace("\u00e9".encode(), "e\u0301".encode()),
        "with-composed-letters-lost-to-latin1": BODY.decode().replace("\U0001f511", "?").encode("latin-1"),
        "with-replacement-characters": BODY.decode("ascii", "replace").encode(),
        "of-another-user": BODY.replace(b"u758hu661ovk", b"v1ct1m000000"),
        "of-another-event": BODY.replace(b"User.Created", b"User.Deleted"),
        "of-another-hook": BODY.replace(HOOK.encode(), b"3x48h88z6wbqkd6iezzn7"),
    }
