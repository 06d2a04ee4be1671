"""For AWS Lambda behind API Gateway (REST and HTTP) or a function URL: a decorator for a handler.

    @logto_webhook.aws_lambda.webhook()
    def handler(delivery: Delivery, context: object) -> None: ...

It sees a request when API Gateway has read it, up to 10 MB, and a function URL up to 6 MB.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from ._endpoint import SyncEndpoint
from ._handling import InHand
from ._native import Answer, Reception

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import D, GuardedOptions

    Handler = Callable[[D, Any], Any]

__all__ = ["webhook"]

Event = Mapping[str, Any]


def webhook(**options: Unpack[GuardedOptions[D]]) -> Callable[[Handler[D]], Callable[[Event, Any], Any]]:
    """Receive deliveries in front of a handler, which answers as Lambda's do, or returns nothing for 200.

    An answer of 2xx says that the work is done. Anything else, and what it raises, says that it is not. There is no
    answering first: Lambda stops a function that has answered.
    """
    endpoint = SyncEndpoint(**options)

    def decorate(handler: Handler[D]) -> Callable[[Event, Any], Any]:
        @wraps(handler)
        def decorated(event: Event, context: Any) -> Any:
            in_hand = endpoint.take_in_hand(receive(endpoint, event))
            return answer(in_hand) if isinstance(in_hand, Answer) else handle(handler, in_hand, context)

        return decorated

    return decorate


def receive(endpoint: SyncEndpoint[D], event: Event) -> Reception[D] | Answer:
    """Take a request as far as its handler."""
    reception = endpoint.begin(method(event), event.get("multiValueHeaders") or event.get("headers") or {})
    if isinstance(reception, Answer):
        return reception
    body = event.get("body")
    if event.get("isBase64Encoded") and isinstance(body, str):
        try:
            body = b64decode(body, validate=True)
        except NoBase64:
            return reception.broken()
    return reception.take(b"" if body is None else body) or reception


def method(event: Event) -> str:
    """Find the method, in the form of either version."""
    http = (event.get("requestContext") or {}).get("http") or {}
    return str(event.get("httpMethod") or http.get("method") or "")


def handle(handler: Handler[D], in_hand: InHand[D], context: Any) -> Any:
    """Run the handler, and tell how it ended."""
    try:
        answered = handler(in_hand.delivery, context)
    except BaseException as error:
        in_hand.failed(error)
        raise
    if answered is None:
        answered = answer(Answer.ok())
    is_whole = isinstance(answered, dict) and "statusCode" in answered
    if refusal := in_hand.answered(int(answered["statusCode"]) if is_whole else 200):
        headers = {name: value for name, value in refusal.headers if name != "content-type"}
        answered = {**answered, "headers": {**(answered.get("headers") or {}), **headers}}
    return answered


def answer(answer: Answer) -> dict[str, Any]:
    """Answer without a handler."""
    return {"statusCode": answer.status, "headers": dict(answer.headers), "body": answer.body.decode()}
