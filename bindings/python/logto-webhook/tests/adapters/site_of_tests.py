"""A site with a webhook: what its handler does, and what the tests see of it."""

from __future__ import annotations

import http.client
import queue
import threading
from dataclasses import dataclass, field
from typing import Any

from logto_webhook import SIGNATURE_HEADER, Delivery, Outcome, Webhook, platform
from logto_webhook.replay import AsyncReplayGuard, ReplayGuard
from recordings import KEY, event_body, signed

PATH = "/webhook"


@dataclass
class Setup:
    """How a site is set up."""

    respond_before: bool = False
    key_in_environment: bool = False
    body_limit: int = 4096
    body_time_limit: float = 10.0
    replay: ReplayGuard | AsyncReplayGuard | None = None
    is_platforms: bool = False
    """Whether the platform sends, and not Logto."""
    in_front: str = "nothing"
    """What has the request first: nothing, something that reads its JSON, or something that takes its body."""


class AnsweredError(Exception):
    """What a handler answers by raising, in the framework's own way."""


@dataclass
class Site:
    """A site, and what became known of it."""

    setup: Setup
    port: int = 0
    seen: list[Any] = field(default_factory=list)
    tests: list[Any] = field(default_factory=list)
    outcomes: queue.Queue[Outcome[Any]] = field(default_factory=queue.Queue)
    begun: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def options(self) -> Any:
        """Give what every adapter is told."""
        return {
            "webhook": self.webhook,
            "on_test": self.tests.append,
            "on_outcome": self.outcomes.put,
            "body_time_limit": self.setup.body_time_limit,
            **({} if self.setup.replay is None else {"replay": self.setup.replay}),
        }

    @property
    def webhook(self) -> Webhook | platform.Webhook | None:
        """Make what verifies, where it is not left to the adapter."""
        if self.setup.key_in_environment:
            return None
        return (platform.Webhook if self.setup.is_platforms else Webhook)(KEY, body_limit=self.setup.body_limit)

    @property
    def kind(self) -> Any:
        """Give the class of the deliveries."""
        return platform.Delivery if self.setup.is_platforms else Delivery

    def work(self, delivery: Any) -> int | None:
        """Handle a delivery: the event says how, and what is answered."""
        if self.setup.respond_before or delivery.event.name == "Role.Deleted":
            self.begun.set()
            assert self.may_go_on.wait(30)
        self.seen.append(delivery)
        match delivery.event.name:
            case "Role.Created":
                return 404
            case "Scope.Created":
                raise RuntimeError("what someone typed")
            case "Organization.Created":
                raise AnsweredError
            case "User.Created":
                return 204
            case _:
                return None

    def post(self, body: bytes, method: str = "POST", **headers: str) -> Answered:
        """Send a request as Logto does, but for what is given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(method, body, {SIGNATURE_HEADER: signed(body), "content-type": "application/json", **named})

    def send(self, method: str, body: bytes, headers: dict[str, str], *, path: str = PATH) -> Answered:
        """Send a request, and read the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answered(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def outcome(self) -> Outcome[Any]:
        """Wait for the next outcome."""
        return self.outcomes.get(timeout=30)


@dataclass
class Answered:
    """What a site answered."""

    status: int
    headers: dict[str, str]
    body: bytes


USER_CREATED = event_body("User.Created", hookId="hook1", data={"id": "u1", "name": "Ada"})
TEST = event_body("User.Created", path="/fake-path/:id", hookId="hook1")
