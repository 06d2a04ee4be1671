"""For FastAPI: a dependency, which gives the genuine delivery.

    @app.api_route("/webhook", methods=logto_webhook.fastapi.METHODS)
    async def hook(delivery: Annotated[Delivery, Depends(logto_webhook.fastapi.webhook())]) -> None: ...

What is not the handler's to answer, a refusal or a test payload, is answered before it runs. A dependency does not see
how the handler ends: for a replay guard, or to answer first, put `logto_webhook.asgi.WebhookMiddleware` around the
application, whose delivery the dependency then gives.

    app.add_middleware(logto_webhook.asgi.WebhookMiddleware, path="/webhook", replay=ReplayGuard())
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from . import starlette
from ._endpoint import AsyncEndpoint
from ._native import Answer
from .asgi import DELIVERY, delivery_of
from .starlette import METHODS

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import D, Options
else:
    from ._endpoint import D  # FastAPI may look up what a dependency says that it gives

__all__ = ["METHODS", "webhook"]


def webhook(**options: Unpack[Options[D]]) -> Callable[[Request], Awaitable[D]]:
    """Make a dependency that gives the delivery of a request, and answers all others itself.

    Behind a `WebhookMiddleware` it gives the delivery of that.
    """
    if "replay" in options:
        raise TypeError(
            "a dependency does not see how its handler ends: put logto_webhook.asgi.WebhookMiddleware, with `replay`, "
            "in front; the dependency then gives its delivery"
        )
    endpoint = AsyncEndpoint(**options)

    async def delivery(request: Request) -> D:
        if DELIVERY in request.scope:
            return delivery_of(request.scope, endpoint.kind)
        reception = await starlette.receive(endpoint, request)
        if isinstance(reception, Answer):
            raise answered(request, reception)
        return reception.hand_over()

    return delivery


class AnsweredError(HTTPException):
    """A request that was answered in front of its handler: only by raising can a dependency answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status, headers=starlette.header_of(answer))
        self.answer = answer


def answered(request: Request, answer: Answer) -> AnsweredError:
    """Make the exception, and see to it that it is answered with the answer's own body.

    The application need not register a handler. Where Starlette does not look for one here any more, status and header
    still hold.
    """
    handlers, _ = request.scope.get("starlette.exception_handlers", ({}, {}))
    handlers.setdefault(AnsweredError, answer_of)
    return AnsweredError(answer)


async def answer_of(_: Request, error: AnsweredError) -> Response:
    """Answer as the exception says."""
    return starlette.answer(error.answer)
