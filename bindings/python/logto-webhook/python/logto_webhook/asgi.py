"""For any ASGI application: middleware that gives it genuine deliveries only, and sees how it ended.

    app = logto_webhook.asgi.WebhookMiddleware(app)

The application finds the `Delivery` in `scope["logto_webhook.delivery"]`, and the raw body to be read again. Put it
around the route alone, or name its path.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, overload

from ._endpoint import AsyncEndpoint, of_kind
from ._handling import AsyncInHand
from ._native import Answer, AnyDelivery, Delivery
from ._tasks import in_background

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import AsyncGuardedOptions, D

__all__ = ["DELIVERY", "WebhookMiddleware", "delivery_of"]

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

DELIVERY = "logto_webhook.delivery"
"""Under which name the delivery stands in the scope."""


@overload
def delivery_of(scope: Scope) -> Delivery: ...
@overload
def delivery_of(scope: Scope, kind: type[D]) -> D: ...
def delivery_of(scope: Scope, kind: type[AnyDelivery[Any]] = Delivery) -> AnyDelivery[Any]:
    """Give the delivery of a request that came through the middleware; `KeyError` for another.

    It is one of Logto's, unless you say of which class it is: `delivery_of(scope, platform.Delivery)`.
    """
    return of_kind(scope[DELIVERY], kind)


class WebhookMiddleware:
    """Receive deliveries in front of an application.

    An answer of 2xx says that the work is done. Anything else, and what it raises, says that it is not: the answer then
    has the header `logto-webhook-error: handler_failed`.

    With `path`, requests for other paths go through untouched. With `respond_before`, 200 is answered as soon as a
    delivery is genuine, and it is handled after, in a task: for handlers that may take longer than the ten seconds
    after which Logto gives up. Logto then counts the delivery as done whatever the handler does, and a process that
    ends takes the tasks with it.
    """

    def __init__(
        self,
        app: App,
        *,
        path: str | None = None,
        respond_before: bool = False,
        **options: Unpack[AsyncGuardedOptions[Any]],
    ) -> None:
        self._app = app
        self._path = path
        self._respond_before = respond_before
        self._endpoint = AsyncEndpoint(**options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI has it."""
        if scope["type"] != "http" or (self._path is not None and scope["path"] != self._path):
            await self._app(scope, receive, send)
            return
        received = await self._endpoint.receive_async(
            scope["method"], scope["headers"], body(receive), broken=(DisconnectedError,)
        )
        in_hand = await self._endpoint.take_in_hand(received)
        if isinstance(in_hand, Answer):
            await answer(send, in_hand)
        elif self._respond_before:
            await answer(send, Answer.ok())
            in_background(self._handle(in_hand, scope, receive, forget))
        else:
            await self._handle(in_hand, scope, receive, send)

    async def _handle(self, in_hand: AsyncInHand[Any], scope: Scope, receive: Receive, send: Send) -> None:
        delivery = in_hand.delivery
        refusal: Answer | None = None
        begun = False

        async def mark(message: Message) -> None:
            nonlocal begun, refusal
            if message["type"] == "http.response.start" and not begun:
                begun = True
                refusal = await in_hand.answered(message["status"])
                if refusal:
                    message = {**message, "headers": [*message.get("headers", ()), *error_header(refusal)]}
            await send(message)

        try:
            await self._app({**scope, DELIVERY: delivery}, replay(delivery.raw, receive), mark)
        except BaseException as error:
            if not begun:
                refusal = await in_hand.failed(error)
                if refusal and isinstance(error, Exception):
                    await answer(send, refusal)
            raise


class DisconnectedError(Exception):
    """The client went away before its body was whole."""


async def body(receive: Receive) -> AsyncIterator[bytes]:
    """Read the pieces of a body."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DisconnectedError
        yield message.get("body", b"")
        more = message.get("more_body", False)


def replay(body: bytes, receive: Receive) -> Receive:
    """Let a body that was read be read again."""
    read = False

    async def again() -> Message:
        nonlocal read
        if read:
            return await receive()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def answer(send: Send, answer: Answer) -> None:
    """Answer without the application."""
    headers = [(name.encode(), value.encode()) for name, value in answer.headers]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def error_header(refusal: Answer) -> list[tuple[bytes, bytes]]:
    """Give the header that tells the code."""
    return [(name.encode(), value.encode()) for name, value in refusal.headers if name != "content-type"]


async def forget(_: Message) -> None:
    """Send nothing: it was answered before."""
