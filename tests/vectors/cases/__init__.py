"""The cases of `verify.json`, one module a group.

`case` says what a case is made of and is the only place that signs; `payloads` knows what Logto sends. A group is a
module whose `cases()` yields its cases; the first part of a case's name is the group.
"""

from . import (
    body, header, ids, json_content, keys, lenient, mac, names, occurrence, platform, recorded, typed_events, unreadable,
    window,
)

GROUPS = [
    keys, header, mac, body, json_content, window, typed_events, ids, lenient, unreadable, names, occurrence, recorded,
    platform,
]


def every_case():
    return [case for group in GROUPS for case in group.cases()]
