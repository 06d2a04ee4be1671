from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol, final

from .events import Event

class _HasItems(Protocol):
    def items(self) -> Iterable[tuple[Any, Any]]: ...

SIGNATURE_HEADER: str
SIGNING_KEY_VARIABLE: str
__version__: str

def codes() -> list[tuple[str, str, int]]: ...

@final
class SigningKey:
    """The key with which Logto signs the deliveries of one hook.

    It is what Logto shows as the hook's signing key: 32 letters and digits, used as they stand. It is never printed.
    """

    def __new__(cls, key: str, /, *, name: str | None = None, hook: str | None = None) -> SigningKey: ...
    @staticmethod
    def from_bytes(key: bytes, /, *, name: str | None = None, hook: str | None = None) -> SigningKey:
        """Take any bytes but none at all, white space included."""

    @property
    def name(self) -> str | None:
        """The name that the key was given, so that logs can tell which of several matched."""

    @property
    def hook(self) -> str | None:
        """The hook that the key was said to belong to."""

    def sign(self, body: bytes | bytearray | memoryview | str, /) -> str:
        """Sign a body as Logto does: 64 hexadecimal digits. For tests, and for whoever sends."""

@final
class Window:
    """How far a delivery's `createdAt` may lie from now, as `timedelta` or in seconds. Both edges belong to it."""

    def __new__(cls, *, past: timedelta | float, future: timedelta | float) -> Window: ...

@final
class Webhook:
    """Proves that deliveries come from Logto.

    Make one at start and share it, between threads too. It takes one key or several: text, a `SigningKey`, or an
    iterable of these. Without any it takes the one in the environment variable `LOGTO_WEBHOOK_SIGNING_KEY`; `None` is
    an empty key, and no verifier is made of it.

        webhook = Webhook("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP", window=Window(past=timedelta(hours=1), future=60))
    """

    def __new__(
        cls,
        *keys: str | SigningKey | Iterable[str | SigningKey] | None,
        body_limit: int = 4194304,
        window: Window | None = None,
    ) -> Webhook: ...
    def verify(
        self,
        headers: str | bytes | _HasItems | Iterable[tuple[Any, Any]] | None,
        body: bytes | bytearray | memoryview | str,
        *,
        now: datetime | float | None = None,
    ) -> Delivery:
        """Prove that a delivery is genuine.

        The headers are a mapping in any case (a `dict`, a WSGI environ, what a framework calls headers), pairs of names
        and values, or the signature header's value alone, `None` where there is none. The body is the raw bytes of the
        request: JSON that was parsed and written again has another signature.

        `now` is the time for the window, an aware `datetime` or seconds since 1970: of a delivery that waited in a
        queue, when it came. Without it `time.time` is asked, and only where a window is set.

        Raises a `WebhookError`: `BodyTypeError`, `BodyError`, `SignatureError` or `TimestampError`.
        """

    def replace_keys(self, keys: str | SigningKey | Iterable[str | SigningKey], /) -> None:
        """Replace the keys, once the deliveries that are being verified are."""

    @property
    def body_limit(self) -> int:
        """The largest body that is accepted, in bytes."""

    @property
    def window(self) -> Window | None:
        """The window around now in which deliveries are accepted, where one is set."""

@final
class MatchedKey:
    """Which of the keys made the signature."""

    @property
    def index(self) -> int:
        """The key's place among those that the verifier was given, from 0."""

    @property
    def name(self) -> str | None:
        """The name that the key was given."""

    @property
    def hook(self) -> str | None:
        """The hook that the key was said to belong to."""

@final
class Delivery:
    """A delivery that is proved genuine: its bytes, and what they say.

    There are two ways to have one: `Webhook.verify`, and `Delivery.parse_already_verified`, which is named so that a
    reviewer stops there.
    """

    @staticmethod
    def parse_already_verified(body: bytes | bytearray | memoryview | str, /) -> Delivery:
        """Take bytes that were verified earlier, as a worker does that reads them from a queue of your own.

        Nothing is checked: whoever can write to that queue can say anything.
        """

    @property
    def event(self) -> Event:
        """What happened, typed. It is read when it is first asked for.

        Raises `PayloadError` where the bytes are no webhook: not JSON, not an object, without an event, or with a key
        twice. An event that is not known, or that does not fit, is no error: `UnknownEvent`, `UnreadableEvent`.
        """

    @property
    def raw(self) -> bytes:
        """The bytes that were signed."""

    @property
    def id(self) -> str:
        """The delivery's identity: the SHA-256 of the body in hexadecimal.

        Logto sends none; its retries repeat the bytes, and so have the same.
        """

    @property
    def occurrence_id(self) -> str:
        """The identity of what happened: the same for every hook that tells of it."""

    @property
    def name(self) -> str | None:
        """The event's name; `None` where `event` raises."""

    @property
    def hook_id(self) -> str | None:
        """The hook for which the delivery was made."""

    @property
    def created_at(self) -> datetime | None:
        """When Logto put the payload together, in UTC, if it says so readably."""

    @property
    def key(self) -> MatchedKey | None:
        """The key that matched; `None` after `parse_already_verified`."""
