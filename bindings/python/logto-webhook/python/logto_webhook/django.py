"""For Django: a decorator for a view, sync or async, which gets genuine deliveries only.

    @logto_webhook.django.webhook
    def hook(request: HttpRequest, delivery: Delivery) -> None: ...

    urlpatterns = [path("webhook", hook)]

The view is exempt from the protection against forged forms, which the signature replaces. The key is
`settings.LOGTO_WEBHOOK_SIGNING_KEY`, or that of the environment. It goes around a view of Django REST framework too:
`webhook(HookView.as_view())`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, overload

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError

from ._endpoint import AsyncEndpoint, Endpoint, SyncEndpoint
from ._native import SIGNING_KEY_VARIABLE, Answer, Reception
from ._tasks import in_background

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import AsyncGuardedOptions, D

__all__ = ["webhook"]

View = Callable[..., Any]

_log = logging.getLogger("logto_webhook")


@overload
def webhook(view: View, /) -> View: ...
@overload
def webhook(*, respond_before: bool = False, **options: Unpack[AsyncGuardedOptions[D]]) -> Callable[[View], View]: ...
def webhook(
    view: View | None = None, /, *, respond_before: bool = False, **options: Unpack[AsyncGuardedOptions[D]]
) -> View:
    """Receive deliveries in front of a view, which answers, or returns nothing for 200.

    An answer of 2xx says that the work is done. Anything else, and what it raises, says that it is not. With
    `respond_before`, 200 is answered as soon as a delivery is genuine, and it is handled after: when the server closes
    the answer, and an async view in a task.
    """

    def decorate(view: View) -> View:
        # Django's own test: a class of views is async by a mark.
        if iscoroutinefunction(view):
            decorated = around_async(AsyncEndpoint(**options), view, respond_before)
        else:
            decorated = around(SyncEndpoint(**options), view, respond_before)  # type: ignore[arg-type]
        decorated.csrf_exempt = True  # type: ignore[attr-defined]
        return decorated

    return decorate if view is None else decorate(view)


def around(endpoint: SyncEndpoint[Any], view: View, respond_before: bool) -> View:
    """Put the endpoint around a sync view."""

    @wraps(view)
    def decorated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        in_hand = endpoint.take_in_hand(receive(endpoint, request))
        if isinstance(in_hand, Answer):
            return answer(in_hand)

        def handle() -> HttpResponse:
            try:
                answered = view(request, in_hand.delivery, *args, **kwargs)
            except BaseException as error:
                in_hand.failed(error)
                raise
            response = response_of(answered)
            return marked(response, in_hand.answered(response.status_code))

        return After(handle) if respond_before else handle()

    return decorated


def around_async(endpoint: AsyncEndpoint[Any], view: Callable[..., Awaitable[Any]], respond_before: bool) -> View:
    """Put the endpoint around an async view."""

    @wraps(view)
    async def decorated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        in_hand = await endpoint.take_in_hand(receive(endpoint, request))
        if isinstance(in_hand, Answer):
            return answer(in_hand)

        async def handle() -> HttpResponse:
            try:
                answered = await view(request, in_hand.delivery, *args, **kwargs)
            except BaseException as error:
                await in_hand.failed(error)
                raise
            response = response_of(answered)
            return marked(response, await in_hand.answered(response.status_code))

        if not respond_before:
            return await handle()
        in_background(handle())
        return answer(Answer.ok())

    return decorated


def receive(endpoint: Endpoint[D, Any], request: HttpRequest) -> Reception[D] | Answer:
    """Take a request as far as its view."""
    return endpoint.receive(
        request.method or "",
        request.META,
        chunks(request),
        key=getattr(settings, SIGNING_KEY_VARIABLE, None),
        broken=(UnreadablePostError,),
        too_large=(RequestDataTooBig,),
    )


def chunks(request: HttpRequest) -> Iterator[bytes]:
    """Read the body, and leave it to be read again; nothing, where something in front took it."""
    try:
        yield request.body
    except RawPostDataException:
        return


class After(HttpResponse):
    """An answer after which a delivery is handled: the server closes it when it is sent."""

    def __init__(self, handle: Callable[[], object]) -> None:
        ok = Answer.ok()
        super().__init__(ok.body, status=ok.status)
        self._handle = handle

    def close(self) -> None:
        """Handle the delivery."""
        super().close()
        try:
            self._handle()
        except Exception:
            _log.exception("a delivery that was answered before was not handled")


def response_of(answered: Any) -> HttpResponse:
    """Give what a view answered; 200 for nothing."""
    return answer(Answer.ok()) if answered is None else answered


def marked(response: HttpResponse, refusal: Answer | None) -> HttpResponse:
    """Add the header that tells the code, if there is one."""
    for name, value in refusal.headers if refusal else ():
        if name != "content-type":
            response[name] = value
    return response


def answer(answer: Answer) -> HttpResponse:
    """Answer without a view."""
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
