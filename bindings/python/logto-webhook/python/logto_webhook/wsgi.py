"""For any WSGI application: middleware that gives it genuine deliveries only, and sees how it ended.

    app = logto_webhook.wsgi.WebhookMiddleware(app)

The application finds the `Delivery` in `environ["logto_webhook.delivery"]`, and the raw body to be read again. Put it
around the route alone, or name its path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any, overload

from ._endpoint import SyncEndpoint, of_kind
from ._handling import InHand
from ._native import Answer, AnyDelivery, Delivery

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication
    from typing_extensions import Unpack

    from ._options import D, GuardedOptions

__all__ = ["DELIVERY", "WebhookMiddleware", "delivery_of"]

DELIVERY = "logto_webhook.delivery"
"""Under which name the delivery stands in the environ."""


@overload
def delivery_of(environ: dict[str, Any]) -> Delivery: ...
@overload
def delivery_of(environ: dict[str, Any], kind: type[D]) -> D: ...
def delivery_of(environ: dict[str, Any], kind: type[AnyDelivery[Any]] = Delivery) -> AnyDelivery[Any]:
    """Give the delivery of a request that came through the middleware; `KeyError` for another.

    It is one of Logto's, unless you say of which class it is: `delivery_of(environ, platform.Delivery)`.
    """
    return of_kind(environ[DELIVERY], kind)


class WebhookMiddleware:
    """Receive deliveries in front of an application.

    An answer of 2xx says that the work is done. Anything else, and what it raises, says that it is not: the answer then
    has the header `logto-webhook-error: handler_failed`.

    With `path`, requests for other paths go through untouched. With `respond_before`, 200 is answered as soon as a
    delivery is genuine, and it is handled after, when the server closes the answer: for handlers that may take longer
    than the ten seconds after which Logto gives up. Logto then counts the delivery as done whatever the handler does.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        path: str | None = None,
        respond_before: bool = False,
        **options: Unpack[GuardedOptions[Any]],
    ) -> None:
        self._app = app
        self._path = path
        self._respond_before = respond_before
        self._endpoint = SyncEndpoint(**options)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Handle one request, as WSGI has it."""
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        if self._path is not None and path != self._path:
            return self._app(environ, start_response)
        received = self._endpoint.receive(environ["REQUEST_METHOD"], environ, body(environ))
        in_hand = self._endpoint.take_in_hand(received)
        if isinstance(in_hand, Answer):
            return answer(start_response, in_hand)
        inside = {**environ, DELIVERY: in_hand.delivery, "wsgi.input": BytesIO(in_hand.delivery.raw)}
        if self._respond_before:
            return After(answer(start_response, Answer.ok()), lambda: self._handle_after(in_hand, inside))
        return self._handle(in_hand, inside, start_response)

    def _handle(self, in_hand: InHand[Any], environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        begun = False

        def mark(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
            nonlocal begun
            if not begun:
                begun = True
                refusal = in_hand.answered(int(status.split(" ", 1)[0]))
                headers = [*headers, *error_header(refusal)] if refusal else headers
            return start_response(status, headers, exc_info)

        try:
            return self._app(environ, mark)
        except BaseException as error:
            if not begun:
                in_hand.failed(error)
            raise

    def _handle_after(self, in_hand: InHand[Any], environ: dict[str, Any]) -> None:
        def forget(_status: str, _headers: object, _exc_info: Any = None, /) -> Callable[[bytes], object]:
            return lambda _: None

        answered = self._handle(in_hand, environ, forget)
        try:
            for _ in answered:
                pass
        finally:
            if close := getattr(answered, "close", None):
                close()


class After:
    """An answer after which something is done: a server closes it when it is sent."""

    def __init__(self, answered: Iterable[bytes], then: Callable[[], None]) -> None:
        self._answered = answered
        self.close = then

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answered)


class BrokenOffError(OSError):
    """The client went away before its body was whole."""


def body(environ: dict[str, Any]) -> Iterator[bytes]:
    """Read the pieces of a body: what is announced, or, where the server ends the stream itself, all of it."""
    stream = environ["wsgi.input"]
    announced = environ.get("CONTENT_LENGTH", "")
    if environ.get("wsgi.input_terminated"):
        while chunk := stream.read(PIECE):
            yield chunk
        return
    left = int(announced) if announced.isascii() and announced.isdigit() else 0
    begun = False
    while left > 0:
        chunk = stream.read(min(left, PIECE))
        if not chunk:
            # Nothing at all is a body that something in front has read: that is told by itself.
            if begun:
                raise BrokenOffError
            return
        begun = True
        left -= len(chunk)
        yield chunk


PIECE = 64 * 1024


def answer(start_response: StartResponse, answer: Answer) -> list[bytes]:
    """Answer without the application."""
    headers = [*answer.headers, ("content-length", str(len(answer.body)))]
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
    return [answer.body]


def error_header(refusal: Answer) -> list[tuple[str, str]]:
    """Give the header that tells the code."""
    return [header for header in refusal.headers if header[0] != "content-type"]
