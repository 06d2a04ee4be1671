"""The signature header: what is missing, ambiguous, malformed, and what is well-formed in spite of its looks."""

import base64

from .case import KEY, accepted, delivery, mac, refused, typed
from .payloads import USER_ID, enveloped
from .recorded import joined_header

SENT = delivery(enveloped("User.Created", {"data": {"id": USER_ID}}))
RIGHT = mac(KEY, SENT.octets)
MAC = bytes.fromhex(RIGHT)
FORGED = "0" * 64
PAIRS = [RIGHT[at:at + 2] for at in range(0, 64, 2)]

MISSING = {
    "no-header": None,
    "a-list-of-none": [],
}

AMBIGUOUS = {
    "two-header-lines": [RIGHT, FORGED],
    "two-header-lines-the-right-one-last": [FORGED, RIGHT],
    "the-right-one-on-two-header-lines": [RIGHT, RIGHT],
    "three-header-lines": [FORGED, RIGHT, FORGED],
    "an-empty-and-a-right-header-line": ["", RIGHT],
    "two-empty-header-lines": ["", ""],
    "two-header-lines-of-which-one-is-too-long": [RIGHT, RIGHT.ljust(1025)],
    "two-values-joined": f"{RIGHT}, {FORGED}",
    "two-values-joined-the-right-one-last": f"{FORGED}, {RIGHT}",
    "two-values-joined-without-a-blank": f"{RIGHT},{FORGED}",
    "the-right-one-joined-with-itself": f"{RIGHT}, {RIGHT}",
    "what-logto-sends-when-a-custom-header-has-the-same-name": joined_header(),
    "two-values-joined-in-a-list-of-one": [f"{FORGED}, {RIGHT}"],
    "a-comma-before": f",{RIGHT}",
    "a-comma-after": f"{RIGHT},",
    "a-comma-inside": f"{RIGHT[:32]},{RIGHT[32:]}",
    "a-comma-only": ",",
    "a-scheme-with-a-time-and-a-version": f"t=1787314569,v1={RIGHT}",
    "a-comma-among-bytes-that-are-not-utf8": b"\xff," + RIGHT.encode(),
    "1024-bytes-with-a-comma": ",".ljust(1024),
}

WRONG_LENGTH = {
    "empty": "",
    "an-empty-value-in-a-list": [""],
    "blanks-only": "   ",
    "a-tab-only": "\t",
    "one-right-digit": RIGHT[:1],
    "eight-right-digits": RIGHT[:8],  # CVE-2024-21491: a prefix was accepted
    "32-right-digits": RIGHT[:32],
    "62-right-digits": RIGHT[:62],
    "63-right-digits": RIGHT[:63],
    "63-right-digits-and-a-blank": RIGHT[:63] + " ",
    "the-last-63-right-digits": RIGHT[1:],
    "65-digits": RIGHT + "0",
    "65-digits-the-right-ones-last": "0" + RIGHT,
    "66-digits": RIGHT + "00",
    "the-right-digits-twice": RIGHT * 2,
    "the-hex-of-the-hex": RIGHT.encode().hex(),
    "sha-1-size": RIGHT[:40],
    "sha-512-size": (RIGHT * 2).ljust(128, "0"),
}

DECORATED = {
    "zz-after": RIGHT + "zz",  # a lenient hex decoder stops at the first non-digit
    "zz-before": "zz" + RIGHT,
    "a-non-digit-at-the-first-position": "g" + RIGHT[1:],
    "a-non-digit-in-the-middle": RIGHT[:31] + "x" + RIGHT[32:],
    "a-non-digit-at-the-last-position": RIGHT[:63] + "g",
    "an-upper-case-non-digit": RIGHT[:63] + "G",
    "a-character-just-before-the-digits": RIGHT[:63] + "/",
    "a-character-just-after-the-digits": RIGHT[:63] + ":",
    "an-at-sign": RIGHT[:63] + "@",
    "a-backtick": RIGHT[:63] + "`",
    "only-non-digits": "z" * 64,
    "colons-between-the-pairs": ":".join(PAIRS),
    "blanks-between-the-pairs": " ".join(PAIRS),
    "hyphens-like-a-uuid": "-".join([RIGHT[:8], RIGHT[8:12], RIGHT[12:16], RIGHT[16:20], RIGHT[20:]]),
    "a-blank-in-place-of-a-digit": RIGHT[:31] + " " + RIGHT[32:],
    "a-tab-in-place-of-a-digit": RIGHT[:31] + "\t" + RIGHT[32:],
    "a-plus-in-place-of-the-first-digit": "+" + RIGHT[1:],
    "a-minus-in-place-of-the-first-digit": "-" + RIGHT[1:],
    "an-underscore-between-digits": RIGHT[:31] + "_" + RIGHT[32:],
    "0x-before": "0x" + RIGHT,
    "0x-in-place-of-two-digits": "0x" + RIGHT[2:],
    "backslash-x-before-each-pair": "".join("\\x" + pair for pair in PAIRS),
    "percent-before-each-pair": "".join("%" + pair for pair in PAIRS),
    "sha256-equals-before": "sha256=" + RIGHT,
    "sha256-colon-before": "sha256:" + RIGHT,
    "v1-equals-before": "v1=" + RIGHT,
    "a-bearer-scheme-before": "Bearer " + RIGHT,
    "a-header-name-before": "logto-signature-sha-256: " + RIGHT,
    "quotes-around": f'"{RIGHT}"',
    "brackets-around": f"[{RIGHT}]",
    "a-parameter-after": RIGHT + ";alg=sha256",
    "two-values-with-a-semicolon": f"{RIGHT};{RIGHT}",
    "two-values-with-a-blank": f"{RIGHT} {RIGHT}",
    "two-values-with-a-newline": f"{RIGHT}\n{RIGHT}",
}

ENCODED = {
    "base64": base64.b64encode(MAC).decode(),
    "base64-with-sha256-equals": "sha256=" + base64.b64encode(MAC).decode(),
    "base64url-without-padding": base64.urlsafe_b64encode(MAC).decode().rstrip("="),
    "base64-of-64-characters": base64.b64encode(MAC + MAC[:16]).decode(),
    "base64-of-the-hex": base64.b64encode(RIGHT.encode()).decode(),
    "base32": base64.b32encode(MAC).decode(),
    "decimal": str(int(RIGHT, 16)),
    "octets-as-they-are": MAC,
    "utf16": RIGHT.encode("utf-16-le"),
}

NON_ASCII = {
    "full-width-digits": RIGHT.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789abcdef"}),
    "one-full-width-digit": RIGHT[:63] + "\uff11",
    "arabic-indic-digits": "\u0661" * 64,
    "mathematical-digits": "\U0001d7ce" * 64,
    "a-cyrillic-letter": RIGHT[:63] + "\u0430",
    "64-characters-in-66-bytes": RIGHT[:62] + "\u00e9\u00e9",  # Node's timingSafeEqual throws
    "63-characters-in-64-bytes": RIGHT[:62] + "\u00e9",
    "64-utf16-units-in-63-characters": RIGHT[:62] + "\U0001f511",
    "a-combining-mark-after": RIGHT + "\u0301",
    "a-zero-width-joiner-inside": RIGHT[:32] + "\u200d" + RIGHT[32:],
    "bytes-that-are-not-utf8": b"\xff" * 64,
    "a-byte-that-is-not-utf8-after": RIGHT.encode() + b"\xff",
    "a-byte-that-is-not-utf8-in-place-of-a-digit": RIGHT[:63].encode() + b"\x80",
    "digits-with-the-high-bit-set": bytes(octet | 0x80 for octet in RIGHT.encode()),
    "a-latin1-no-break-space-after": RIGHT.encode() + b"\xa0",  # a string in Node, and its trim takes it away
    "a-latin1-next-line-before": b"\x85" + RIGHT.encode(),
    "a-cut-utf8-sequence-after": RIGHT.encode() + b"\xe2\x82",
}

NOT_TRIMMED = {
    "a-newline-after": RIGHT + "\n",
    "a-newline-before": "\n" + RIGHT,
    "a-carriage-return-after": RIGHT + "\r",
    "a-carriage-return-and-newline-after": RIGHT + "\r\n",
    "a-newline-and-another-header-after": RIGHT + "\r\nx-injected: 1",
    "a-vertical-tab-after": RIGHT + "\u000b",
    "a-form-feed-before": "\u000c" + RIGHT,
    "a-no-break-space-before": "\u00a0" + RIGHT,
    "a-no-break-space-after": RIGHT + "\u00a0",
    "a-next-line-character-after": RIGHT + "\u0085",
    "an-en-quad-before": "\u2000" + RIGHT,
    "a-line-separator-after": RIGHT + "\u2028",
    "an-ideographic-space-after": RIGHT + "\u3000",
    "a-byte-order-mark-before": "\ufeff" + RIGHT,
    "a-zero-width-space-after": RIGHT + "\u200b",
    "an-information-separator-after": RIGHT + "\u001c",
    "a-nul-before": "\0" + RIGHT,
    "a-nul-after": RIGHT + "\0",
    "a-nul-in-place-of-a-digit": RIGHT[:31] + "\0" + RIGHT[32:],
    "a-nul-and-more-digits-after": RIGHT + "\0" + RIGHT,
    "a-delete-character-after": RIGHT + "\u007f",
}

NO_SIGNATURE = {
    "the-word-undefined": "undefined",
    "the-word-null": "null",
    "the-word-none": "None",
    "an-object-turned-into-text": "[object Object]",
    "a-number": "0",
    "a-json-string": f'{{"signature":"{RIGHT}"}}',
    "the-key": KEY["text"],
    "the-body": SENT.octets[:1024].decode().replace(",", ";"),
    "python-bytes-turned-into-text": f"b'{RIGHT}'",
}

TOO_LONG = {
    "1024-digits": RIGHT * 16,
    "1025-bytes-of-which-961-are-blanks": RIGHT.ljust(1025),
    "1025-bytes-with-a-comma": ",".ljust(1025),
    "1025-blanks": " " * 1025,
    "513-characters-in-1025-bytes-with-a-comma": "\u00e9" * 512 + ",",
    "100000-bytes": "0" * 100_000,
    "2000-bytes-that-are-not-utf8": b"\xff" * 2000,
}

WELL_FORMED = {
    "lower-case-hex": RIGHT,
    "upper-case-hex": RIGHT.upper(),
    "mixed-case-hex": "".join(digit.upper() if at % 2 else digit for at, digit in enumerate(RIGHT)),
    "a-blank-before": " " + RIGHT,
    "a-blank-after": RIGHT + " ",
    "a-tab-before": "\t" + RIGHT,
    "a-tab-after": RIGHT + "\t",
    "blanks-and-tabs-around": f" \t {RIGHT}\t \t",
    "upper-case-with-blanks-around": f"  {RIGHT.upper()}  ",
    "1024-bytes-of-which-960-are-blanks": RIGHT.ljust(1024),
    "a-list-of-one": [RIGHT],
    "a-list-of-one-with-a-blank": [" " + RIGHT],
}


def cases():
    for fact, header in MISSING.items():
        yield refused(f"header/{fact}-is-missing", "signature_missing", SENT, header)
    for fact, header in AMBIGUOUS.items():
        yield refused(f"header/{fact}-is-ambiguous", "signature_ambiguous", SENT, header)
    for malformed in (WRONG_LENGTH, DECORATED, ENCODED, NON_ASCII, NOT_TRIMMED, NO_SIGNATURE, TOO_LONG):
        for fact, header in malformed.items():
            yield refused(f"header/{fact}-is-malformed", "signature_malformed", SENT, header)
    for fact, header in WELL_FORMED.items():
        yield accepted(f"header/{fact}-is-accepted", SENT, typed("User.Created"), header=header)
