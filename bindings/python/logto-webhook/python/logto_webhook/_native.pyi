from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, Protocol, TypeAlias, final

from typing_extensions import TypeVar

from .errors import WebhookError
from .events import Event
from .platform.events import Event as PlatformEvent

_E_co = TypeVar("_E_co", covariant=True)
_D_co = TypeVar("_D_co", bound=AnyDelivery[Any], default=Delivery, covariant=True)

class _HasItems(Protocol):
    def items(self) -> Iterable[tuple[Any, Any]]: ...

_Key: TypeAlias = str | SigningKey | Iterable[str | SigningKey] | None
_Body: TypeAlias = bytes | bytearray | memoryview | str
_Claim: TypeAlias = Literal["taken", "in_progress", "completed"]

PLATFORM_SIGNATURE_HEADER: str
SIGNATURE_HEADER: str
SIGNING_KEY_VARIABLE: str
__version__: str

def codes() -> list[tuple[str, str, int]]: ...
def platform_sample_payload(event: str) -> str | None: ...
def sample_payload(event: str) -> str | None: ...
def sample_test_payload(event: str, unix_millis: int) -> str | None: ...

@final
class SigningKey:
    """The key with which Logto signs the deliveries of one hook.

    It is what Logto shows as the hook's signing key: 32 letters and digits, used as they stand. It is never printed.
    """

    def __new__(cls, key: str, /, *, name: str | None = None, hook: str | None = None) -> SigningKey: ...
    @staticmethod
    def from_bytes(key: bytes, /, *, name: str | None = None, hook: str | None = None) -> SigningKey:
        """Take any bytes but none at all, white space included."""

    @staticmethod
    def from_env(*, name: str | None = None, hook: str | None = None) -> SigningKey:
        """Take the key from the environment variable `LOGTO_WEBHOOK_SIGNING_KEY`."""

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
    """How far the time when a delivery was made may lie from now, as `timedelta` or in seconds, with both edges."""

    def __new__(cls, *, past: timedelta | float, future: timedelta | float) -> Window: ...
    @property
    def past(self) -> timedelta:
        """How old a delivery may be."""

    @property
    def future(self) -> timedelta:
        """How far ahead its sender's clock may be."""

class AnyWebhook(Generic[_D_co]):
    """What verifiers of both systems do."""

    def verify(
        self,
        headers: str | bytes | _HasItems | Iterable[tuple[Any, Any]] | None,
        body: _Body,
        *,
        now: datetime | float | None = None,
    ) -> _D_co:
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
class Webhook(AnyWebhook[Delivery]):
    """Proves that deliveries come from Logto.

    Make one at start and share it, between threads too. It takes one key or several: text, a `SigningKey`, or an
    iterable of these. Without any it takes the one in the environment variable `LOGTO_WEBHOOK_SIGNING_KEY`; `None` is
    an empty key, and no verifier is made of it.

        webhook = Webhook("9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP", window=Window(past=timedelta(hours=1), future=60))
    """

    def __new__(
        cls,
        *keys: _Key,
        body_limit: int = 4194304,
        window: Window | None = None,
    ) -> Webhook: ...

@final
class PlatformWebhook(AnyWebhook[PlatformDelivery]):
    """Proves that deliveries come from the platform.

    It takes the secret as it was shown when the webhook was made, whole, with its `whsec_`; or several, as text, as a
    `SigningKey`, or as an iterable of these. No environment variable is asked. `None` is an empty key.

        webhook = platform.Webhook(os.environ["PLATFORM_WEBHOOK_SECRET"])
    """

    def __new__(
        cls,
        keys: _Key,
        /,
        *more: _Key,
        body_limit: int = 4194304,
        window: Window | None = None,
    ) -> PlatformWebhook: ...

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

class AnyDelivery(Generic[_E_co]):
    """What the deliveries of both systems tell."""

    @property
    def event(self) -> _E_co:
        """What happened, typed. It is read when it is first asked for.

        Raises `PayloadError` where the bytes are no webhook: not JSON, not an object, without an event, or with a key
        twice. An event that is not known, or that does not fit, is no error: `UnknownEvent`, `UnreadableEvent`.
        """

    @property
    def raw(self) -> bytes:
        """The bytes that were signed."""

    @property
    def id(self) -> str:
        """The delivery's identity, which its retries have too.

        It is what the platform calls it, as `evt_123456`. Logto sends none, but repeats the bytes: it is the SHA-256 of
        the body in hexadecimal, and so it is where the platform says none.
        """

    @property
    def occurrence_id(self) -> str:
        """The identity of what happened: the same for every hook of Logto that tells of it; else the `id`."""

    @property
    def name(self) -> str | None:
        """The event's name; `None` where `event` raises."""

    @property
    def hook_id(self) -> str | None:
        """The hook of Logto for which the delivery was made; the platform says none."""

    @property
    def created_at(self) -> datetime | None:
        """When its sender put the payload together, in UTC, if it says so readably."""

    @property
    def key(self) -> MatchedKey | None:
        """The key that matched; `None` after `parse_already_verified`."""

@final
class Delivery(AnyDelivery[Event]):
    """A delivery that is proved genuine: its bytes, and what they say.

    There are two ways to have one: `Webhook.verify`, and `Delivery.parse_already_verified`, which is named so that a
    reviewer stops there.
    """

    @staticmethod
    def parse_already_verified(body: _Body, /) -> Delivery:
        """Take bytes that were verified earlier, as a worker does that reads them from a queue of your own.

        Nothing is checked: whoever can write to that queue can say anything.
        """

@final
class PlatformDelivery(AnyDelivery[PlatformEvent]):
    """A delivery that is proved to come from the platform, as `logto_webhook.Delivery` is of Logto's."""

    @staticmethod
    def parse_already_verified(body: _Body, /) -> PlatformDelivery:
        """Take bytes that were verified earlier, as `logto_webhook.Delivery.parse_already_verified`."""

@final
class Outcome(Generic[_D_co]):
    """What became of a request: what `on_outcome` is told, once for each.

    Nothing that it shows is secret or a person's. Its text is a line for a log, as `delivered User.Created of hook
    3x48h88z6wbqkd6iezzn7 in 12ms`.
    """

    @property
    def kind(self) -> Literal["delivered", "test", "repeated", "refused", "failed"]:
        """In which way it ended."""

    @property
    def label(self) -> str:
        """One word for a metric's label: the kind, or the code of what was refused or failed."""

    @property
    def level(self) -> int:
        """The level for `logging`: an error where somebody must act, a warning for other refusals."""

    @property
    def error(self) -> WebhookError | None:
        """Why it was refused or failed, or delivered unguarded, in words for the operator's log."""

    @property
    def code(self) -> str | None:
        """The code of the error."""

    @property
    def is_unguarded(self) -> bool:
        """Whether the delivery was handled although the replay store could not answer: `error` says why."""

    @property
    def delivery(self) -> _D_co | None:
        """The delivery; `None` for what was not verified.

        What is genuine and was not handled is seen here for the last time: released Logto servers do not send it again.
        Keep its `raw` where people's data may be kept, not in a log.
        """

    @property
    def name(self) -> str | None:
        """The event's name; `None` for what was not verified."""

    @property
    def hook_id(self) -> str | None:
        """The hook's id; `None` for what was not verified."""

    @property
    def delivery_id(self) -> str | None:
        """The delivery's id; `None` for what was not verified."""

    @property
    def key(self) -> MatchedKey | None:
        """Which key matched; `None` for what was not verified."""

    @property
    def size(self) -> int | None:
        """How many bytes the body has; `None` where it was not read to its end."""

    @property
    def time(self) -> timedelta:
        """How long it took: the handler's time is in it where an adapter sees its end."""

@final
class Answer:
    @staticmethod
    def ok() -> Answer: ...
    @staticmethod
    def of(code: str) -> Answer: ...
    @property
    def code(self) -> str | None: ...
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> list[tuple[str, str]]: ...
    @property
    def body(self) -> bytes: ...

@final
class Endpoint(Generic[_D_co]):
    def __new__(
        cls,
        webhook: AnyWebhook[_D_co],
        *,
        on_test: Callable[[_D_co], object] | None,
        on_outcome: Callable[[Outcome[_D_co]], object] | None,
        body_time_limit: float,
    ) -> Endpoint[_D_co]: ...
    def begin(self, method: str, headers: _HasItems | Iterable[tuple[Any, Any]]) -> Reception[_D_co]: ...
    @property
    def body_time_limit(self) -> float: ...

@final
class Reception(Generic[_D_co]):
    def check(self) -> Answer | None: ...
    def add(self, chunk: bytes, /) -> Answer | None: ...
    def take(self, body: object = None, /) -> Answer | None: ...
    def late(self) -> Answer: ...
    def broken(self) -> Answer: ...
    def over_a_limit_in_front(self) -> Answer: ...
    @property
    def delivery(self) -> _D_co: ...
    def hand_over(self) -> _D_co: ...
    def begun(self, hold: Hold) -> Answer | None: ...
    def answered(self, status: int) -> bool: ...
    def failed(self, found: str) -> bool: ...
    def tell(self, hold: Hold | None, /) -> Answer | None: ...

@final
class Guard:
    def __new__(
        cls,
        webhook: AnyWebhook[AnyDelivery[Any]] | None,
        *,
        lease: timedelta | float | None,
        retention: timedelta | float | None,
        identity: str,
        on_store_failure: str,
    ) -> Guard: ...
    def covering(self, webhook: AnyWebhook[AnyDelivery[Any]]) -> Guard: ...
    def claim(self, delivery: AnyDelivery[Any]) -> Hold: ...
    @property
    def lease(self) -> timedelta: ...
    @property
    def retention(self) -> timedelta: ...
    @property
    def unguarded(self) -> int: ...

@final
class Hold:
    @property
    def id(self) -> str: ...
    @property
    def holder(self) -> str: ...
    @property
    def is_taken(self) -> bool: ...
    def claimed(self, claim: _Claim) -> None: ...
    def unclaimed(self, said: str) -> None: ...
    def is_held(self) -> bool: ...
    @property
    def unguarded(self) -> WebhookError | None: ...
    def let_go(self, is_handled: bool, said: str | None = None) -> None: ...
    def check_end(self) -> None: ...

@final
class MemoryStore:
    """Remembers in the memory of this process alone, up to a number of ids.

    Behind several processes each has a memory of its own, and a restart forgets. When it is full of ids that must be
    kept, it refuses to take more, as a store that is down: forgetting one early would let it be replayed. 250,000 ids
    are about 60 MB, and take three deliveries a second for 24 h.
    """

    def __new__(cls, *, capacity: int = 250000) -> MemoryStore: ...
    def begin(self, id: str, holder: str, lease: timedelta) -> _Claim:
        """Take the id for its holder until the lease ends, unless it is taken or completed."""

    def complete(self, id: str, retention: timedelta) -> None:
        """Remember for the retention that the id was handled, whoever holds it."""

    def release(self, id: str, holder: str) -> None:
        """Give the id back, if this holder still has it."""

@final
class RedisCommands:
    def __new__(cls, namespace: str) -> RedisCommands: ...
    @property
    def namespace(self) -> str: ...
    def begin(self, id: str, holder: str, lease: timedelta) -> list[str]: ...
    def claim_of(self, answer: object, holder: str) -> _Claim: ...
    def complete(self, id: str, retention: timedelta) -> list[str]: ...
    def release(self, id: str, holder: str) -> list[str]: ...
