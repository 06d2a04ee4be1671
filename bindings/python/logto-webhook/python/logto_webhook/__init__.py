"""Proves that a webhook delivery comes from Logto, and gives it to you typed.

webhook = Webhook(key)  # or Webhook(): the key is in LOGTO_WEBHOOK_SIGNING_KEY
delivery = webhook.verify(request.headers, body)  # raises a WebhookError
match delivery.event:
    case PostRegister(user=user): ...
    case UserDeleted(user_id=user_id): ...
    case UnknownEvent(name=name): ...
"""

# These come first: in a subinterpreter, which they refuse, `datetime` of Python 3.12 and 3.13 breaks the process.
from . import _interpreter  # noqa: F401  # pyright: ignore[reportUnusedImport]
from ._native import (
    SIGNATURE_HEADER,
    SIGNING_KEY_VARIABLE,
    Delivery,
    MatchedKey,
    Outcome,
    SigningKey,
    Webhook,
    Window,
    __version__,
)

# isort: split
from . import events
from .errors import (
    BodyError,
    BodyTypeError,
    HandlerError,
    MethodError,
    PayloadError,
    ReplayError,
    SignatureError,
    SigningKeyError,
    TimestampError,
    WebhookError,
)
from .events import *  # noqa: F403

__all__ = [
    "SIGNATURE_HEADER",
    "SIGNING_KEY_VARIABLE",
    "BodyError",
    "BodyTypeError",
    "Delivery",
    "HandlerError",
    "MatchedKey",
    "MethodError",
    "Outcome",
    "PayloadError",
    "ReplayError",
    "SignatureError",
    "SigningKey",
    "SigningKeyError",
    "TimestampError",
    "Webhook",
    "WebhookError",
    "Window",
    "__version__",
]
__all__ += events.__all__
