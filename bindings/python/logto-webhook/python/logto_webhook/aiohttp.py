"""For aiohttp: a decorator for a handler, which gets genuine deliveries only.

@logto_webhook.aiohttp.webhook()
async def hook(request: web.Request, delivery: Delivery) -> None: ...

app.router.add_route("*", "/webhook", hook)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING

from aiohttp import ClientError, web
from aiohttp.http_exceptions import HttpProcessingError

from ._endpoint import AsyncEndpoint
from ._handling import AsyncInHand
from ._native import Answer
from ._tasks import in_background

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import AsyncGuardedOptions, D

    Handler = Callable[[web.Request, D], Awaitable[web.StreamResponse | None]]

__all__ = ["webhook"]

View = Callable[[web.Request], Awaitable[web.StreamResponse]]


def webhook(*, respond_before: bool = False, **options: Unpack[AsyncGuardedOptions[D]]) -> Callable[[Handler[D]], View]:
    """Receive deliveries in front of a handler, which answers, or returns nothing for 200.

    An answer of 2xx says that the work is done. Anything else, and what it raises, says that it is not. With
    `respond_before`, 200 is answered as soon as a delivery is genuine, and it is handled after, in a task. The
    application's `client_max_size` does not count here.
    """
    endpoint = AsyncEndpoint(**options)

    def decorate(handler: Handler[D]) -> View:
        @wraps(handler)
        async def view(request: web.Request) -> web.StreamResponse:
            broken = (OSError, ClientError, HttpProcessingError)
            received = await endpoint.receive_async(request.method, request.headers, chunks(request), broken=broken)
            in_hand = await endpoint.take_in_hand(received)
            if isinstance(in_hand, Answer):
                return answer(in_hand)
            if respond_before:
                in_background(handle(handler, request, in_hand))
                return answer(Answer.ok())
            return await handle(handler, request, in_hand)

        return view

    return decorate


async def chunks(request: web.Request) -> AsyncIterator[bytes]:
    """Read the pieces of a body, or have what something in front has read."""
    if not request.can_read_body:
        yield await request.read()
        return
    async for chunk in request.content.iter_any():
        yield chunk


async def handle(handler: Handler[D], request: web.Request, in_hand: AsyncInHand[D]) -> web.StreamResponse:
    """Run the handler, and tell how it ended."""
    try:
        response = await handler(request, in_hand.delivery)
    except web.HTTPException as error:
        mark(error, await in_hand.answered(error.status))
        raise
    except BaseException as error:
        await in_hand.failed(error)
        raise
    response = response or answer(Answer.ok())
    mark(response, await in_hand.answered(response.status))
    return response


def answer(answer: Answer) -> web.Response:
    """Answer without a handler."""
    return web.Response(body=answer.body, status=answer.status, headers=dict(answer.headers))


def mark(response: web.StreamResponse, refusal: Answer | None) -> None:
    """Add the header that tells the code, if there is one."""
    for name, value in refusal.headers if refusal else ():
        if name != "content-type" and not response.prepared:
            response.headers[name] = value
