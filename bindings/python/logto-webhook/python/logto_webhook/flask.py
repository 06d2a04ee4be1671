"""For Flask: a decorator for a view, which gets genuine deliveries only.

    @app.route("/webhook", methods=logto_webhook.flask.METHODS)
    @logto_webhook.flask.webhook()
    def hook(delivery: Delivery) -> None: ...

The key is `app.config["LOGTO_WEBHOOK_SIGNING_KEY"]`, or that of the environment.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate

from flask import Response, after_this_request, copy_current_request_context, current_app, make_response, request
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge

from ._endpoint import SyncEndpoint
from ._handling import InHand
from ._native import SIGNING_KEY_VARIABLE, Answer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from typing_extensions import Unpack

    from ._options import D, GuardedOptions, P

__all__ = ["METHODS", "webhook"]

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
"""Route all of them: a GET that carries a signature is a delivery which something redirected, and it is told."""


def webhook(
    *, respond_before: bool = False, **options: Unpack[GuardedOptions[D]]
) -> Callable[[Callable[Concatenate[D, P], ResponseReturnValue | None]], Callable[P, Response]]:
    """Receive deliveries in front of a view, which answers, or returns nothing for 200.

    An answer of 2xx says that the work is done. Anything else, and what it raises, says that it is not: the answer then
    has the header `logto-webhook-error: handler_failed`. With `respond_before`, 200 is answered as soon as a delivery
    is genuine, and it is handled after, when the server closes the answer.
    """
    endpoint = SyncEndpoint(**options)

    def decorate(view: Callable[Concatenate[D, P], Any]) -> Callable[P, Response]:
        @wraps(view)
        def decorated(*args: P.args, **kwargs: P.kwargs) -> Response:
            received = endpoint.receive(
                request.method,
                request.environ,
                chunks(),
                key=current_app.config.get(SIGNING_KEY_VARIABLE),
                broken=(OSError, ClientDisconnected),
                too_large=(RequestEntityTooLarge,),
            )
            in_hand = endpoint.take_in_hand(received)
            if isinstance(in_hand, Answer):
                return answer(in_hand)

            def call() -> Any:
                return current_app.ensure_sync(view)(in_hand.delivery, *args, **kwargs)

            if not respond_before:
                return handle(in_hand, call)
            response = answer(Answer.ok())
            response.call_on_close(copy_current_request_context(lambda: handle_after(in_hand, call)))
            return response

        return decorated

    return decorate


def chunks() -> Iterator[bytes]:
    """Read the body, and leave it to be read again; one of unknown length in pieces, so that it has an end."""
    if request.content_length is not None:
        yield request.get_data()
        return
    while chunk := request.stream.read(64 * 1024):
        yield chunk


def handle(in_hand: InHand[Any], call: Callable[[], Any]) -> Response:
    """Run the view, and tell how it ended. Flask answers what it raises."""
    try:
        answered = call()
        response = answer(Answer.ok()) if answered is None else make_response(answered)
    except HTTPException as error:
        refusal = in_hand.answered(error.get_response().status_code)
        after_this_request(lambda response: marked(response, refusal))
        raise
    except BaseException as error:
        refusal = in_hand.failed(error)
        after_this_request(lambda response: marked(response, refusal))
        raise
    return marked(response, in_hand.answered(response.status_code))


def handle_after(in_hand: InHand[Any], call: Callable[[], Any]) -> None:
    """Run the view when the request was answered. Flask logs what it raises."""
    try:
        handle(in_hand, call)
    except Exception:
        current_app.log_exception(sys.exc_info())


def answer(answer: Answer) -> Response:
    """Answer without a view."""
    return Response(answer.body, answer.status, dict(answer.headers))


def marked(response: Response, refusal: Answer | None) -> Response:
    """Add the header that tells the code, if there is one."""
    for name, value in refusal.headers if refusal else ():
        if name != "content-type":
            response.headers[name] = value
    return response
