"""What can go wrong: one class for each kind, one code for each reason.

The codes and their statuses are the same in every language; `TROUBLESHOOTING.md` says of each what to do.
"""

from __future__ import annotations

from ._native import codes

__all__ = [
    "BodyError",
    "BodyTypeError",
    "HandlerError",
    "MethodError",
    "PayloadError",
    "ReplayError",
    "SignatureError",
    "SigningKeyError",
    "TimestampError",
    "WebhookError",
]


class WebhookError(Exception):
    """Why a verifier could not be built, or why a delivery was not accepted.

    Its text says what was expected, what was found and what to do. It is meant for the operator's log: answer the
    peer with `code` and `status` alone. No key, signature or body ever stands in it.
    """

    code: str
    """The stable name of the reason, as `signature_mismatch`."""
    message: str
    """What was expected, what was found and what to do."""
    status: int
    """The HTTP status with which an endpoint answers."""
    action: str
    """Who acts: `fix_configuration`, `fix_code`, `refuse`, `report` or `retry`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.action, self.status = _ACTION_AND_STATUS[code]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    @staticmethod
    def of(code: str, message: str) -> WebhookError:
        """Make the error of the class that the code has."""
        return _CLASSES[code](code, message)


class SigningKeyError(WebhookError, ValueError):
    """A key, or the lack of one, of which no verifier is made."""


class MethodError(WebhookError):
    """The request is no POST; with a signature, something redirected the delivery."""


class BodyError(WebhookError):
    """The body is too large, encoded, not whole, or gone."""


class BodyTypeError(BodyError, TypeError):
    """What was handed over as the body is not the raw body: it was parsed, or it is something else."""


class SignatureError(WebhookError):
    """The signature is missing, malformed, ambiguous, or of something else: do not trust the request."""


class TimestampError(WebhookError):
    """Genuine, but told at another time than the window allows."""


class PayloadError(WebhookError):
    """Genuine, but not a webhook."""


class ReplayError(WebhookError):
    """The delivery is being handled, its store could not say, or a guard cannot be made."""


class HandlerError(WebhookError):
    """Genuine, and the handler did not succeed."""


_CLASSES: dict[str, type[WebhookError]] = {
    "signing_key_empty": SigningKeyError,
    "signing_key_whitespace": SigningKeyError,
    "signing_keys_too_many": SigningKeyError,
    "retention_too_short": ReplayError,
    "namespace_empty": ReplayError,
    "redirected_delivery": MethodError,
    "method_not_allowed": MethodError,
    "body_encoded": BodyError,
    "body_too_large": BodyError,
    "body_incomplete": BodyError,
    "body_already_parsed": BodyTypeError,
    "body_not_bytes": BodyTypeError,
    "body_already_read": BodyError,
    "signature_missing": SignatureError,
    "signature_malformed": SignatureError,
    "signature_ambiguous": SignatureError,
    "signature_mismatch": SignatureError,
    "timestamp_out_of_window": TimestampError,
    "payload_invalid": PayloadError,
    "delivery_in_progress": ReplayError,
    "store_unavailable": ReplayError,
    "handler_failed": HandlerError,
}

_ACTION_AND_STATUS = {code: (action, status) for code, action, status in codes()}
