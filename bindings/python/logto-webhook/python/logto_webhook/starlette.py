"""For Starlette: a decorator for an endpoint, which gets genuine deliveries only.

@logto_webhook.starlette.webhook()
async def hook(request: Request, delivery: Delivery) -> None: ...

routes = [Route("/webhook", hook, methods=logto_webhook.starlette.METHODS)]
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ._endpoint import AsyncEndpoint
from ._handling import AsyncInHand
from ._native import Answer, Reception
from ._tasks import in_background

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import AsyncGuardedOptions, D

    Handler = Callable[[Request, D], Response | Awaitable[Response | None] | None]

__all__ = ["METHODS", "webhook"]

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
"""Route all of them: a GET that carries a signature is a delivery which something redirected, and it is told."""

View = Callable[[Request], Awaitable[Response]]


def webhook(*, respond_before: bool = False, **options: Unpack[AsyncGuardedOptions[D]]) -> Callable[[Handler[D]], View]:
    """Receive deliveries in front of an endpoint, which answers, or returns nothing for 200.

    An answer of 2xx says that the work is done. Anything else, and what it raises, says that it is not. With
    `respond_before`, 200 is answered as soon as a delivery is genuine, and it is handled after, in a task.
    """
    endpoint = AsyncEndpoint(**options)

    def decorate(handler: Handler[D]) -> View:
        @wraps(handler)
        async def view(request: Request) -> Response:
            in_hand = await endpoint.take_in_hand(await receive(endpoint, request))
            if isinstance(in_hand, Answer):
                return answer(in_hand)
            if respond_before:
                in_background(handle(handler, request, in_hand))
                return answer(Answer.ok())
            return await handle(handler, request, in_hand)

        return view

    return decorate


async def receive(endpoint: AsyncEndpoint[D], request: Request) -> Reception[D] | Answer:
    """Take a request as far as its handler."""
    return await endpoint.receive_async(
        request.method, request.scope["headers"], chunks(request), broken=(ClientDisconnect,)
    )


async def chunks(request: Request) -> AsyncIterator[bytes]:
    """Read the pieces of a body; nothing, where something in front took it."""
    try:
        async for chunk in request.stream():
            yield chunk
    except RuntimeError:
        # Starlette's word for a stream that was consumed.
        return


async def handle(handler: Handler[D], request: Request, in_hand: AsyncInHand[D]) -> Response:
    """Run the handler, and tell how it ended."""
    try:
        if iscoroutinefunction(handler):
            response = await cast("Awaitable[Response | None]", handler(request, in_hand.delivery))
        else:
            response = cast("Response | None", await run_in_threadpool(handler, request, in_hand.delivery))
    except HTTPException as error:
        refusal = await in_hand.answered(error.status_code)
        if refusal:
            error.headers = {**(error.headers or {}), **header_of(refusal)}
        raise
    except BaseException as error:
        await in_hand.failed(error)
        raise
    response = response or answer(Answer.ok())
    if refusal := await in_hand.answered(response.status_code):
        response.headers.update(header_of(refusal))
    return response


def answer(answer: Answer) -> Response:
    """Answer without a handler."""
    return Response(answer.body, answer.status, dict(answer.headers))


def header_of(refusal: Answer) -> dict[str, str]:
    """Give the header that tells the code."""
    return {name: value for name, value in refusal.headers if name != "content-type"}
