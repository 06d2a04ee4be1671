"""How long a delivery takes in Python, beside what a reader would compare with, in one run.

The candidates run in turns, so that whatever else the machine does meets them all alike. `--check` exits with 1 where a
target is missed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from statistics import median
from typing import Any

import pydantic
import standardwebhooks
import stripe
import svix

from logto_webhook import Application, Interaction, PostSignIn, User, Webhook, testing

KEY = testing.KEY
FILLING = {"user": {"customData": {"about": "x" * 130}}}
SENT = testing.delivery("PostSignIn", merge=FILLING)
BODY, SIGNATURE = SENT.body, SENT.headers["logto-signature-sha-256"]
TURN, ROUNDS = 0.002, 401


@dataclass
class Contest:
    """What ours is measured against, and how much of its time ours may take."""

    what: str
    peer: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    target: float | None = None


def contests() -> list[Contest]:
    """Make every pair."""
    verifying, reading = f"verify {len(BODY)} bytes", "verify and read"
    webhook = Webhook(KEY)

    def verify() -> object:
        return webhook.verify(SIGNATURE, BODY)

    def read() -> object:
        return webhook.verify(SIGNATURE, BODY).event

    return [
        Contest(verifying, "hmac, by hand", verify, by_hand, 0.5),
        Contest(verifying + ", of a dict", "hmac, by hand", lambda: webhook.verify(SENT.headers, BODY), by_hand),
        Contest(verifying, "standardwebhooks", verify, symmetric(standardwebhooks.Webhook, "webhook")),
        Contest(verifying, "svix", verify, symmetric(svix.Webhook, "svix")),
        Contest(verifying, "stripe", verify, of_stripe()),
        Contest(reading, "hmac, json, dataclass", read, dataclass_by_hand, 1.0),
        Contest(reading, "hmac, pydantic", read, of_pydantic),
    ]


def by_hand() -> None:
    """Verify with the standard library."""
    expected = hmac.new(KEY.encode(), BODY, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, SIGNATURE):
        raise ValueError


def symmetric(verifier: Any, prefix: str) -> Callable[[], object]:
    """Verify as those do that sign an id and a time with the body. They parse it, too."""
    webhook = verifier("whsec_" + b64encode(KEY.encode()).decode())
    now = datetime.now(timezone.utc)
    headers = {
        f"{prefix}-id": "msg_1",
        f"{prefix}-timestamp": str(int(now.timestamp())),
        f"{prefix}-signature": webhook.sign("msg_1", now, BODY.decode()),
    }
    return lambda: webhook.verify(BODY, headers)


def of_stripe() -> Callable[[], object]:
    """Verify a header of Stripe's."""
    at = int(time.time())
    mac = hmac.new(KEY.encode(), f"{at}.".encode() + BODY, hashlib.sha256).hexdigest()
    header = f"t={at},v1={mac}"
    return lambda: stripe.WebhookSignature.verify_header(BODY.decode(), header, KEY, 3600)


def dataclass_by_hand() -> PostSignIn:
    """Verify, parse, and make the very same dataclass, as one would write it. Free JSON stays as it was parsed."""
    by_hand()
    payload = json.loads(BODY)
    user, application = payload["user"], payload.get("application")
    return PostSignIn(
        user_id=payload.get("userId"),
        raw=BODY,
        interaction=Interaction(payload["interactionEvent"]),
        created_at=datetime.fromisoformat(payload["createdAt"].replace("Z", "+00:00")),
        session_id=payload.get("sessionId"),
        user_agent=payload.get("userAgent"),
        user_ip=payload.get("userIp"),
        user=User(
            id=user["id"],
            username=user.get("username"),
            primary_email=user.get("primaryEmail"),
            primary_phone=user.get("primaryPhone"),
            name=user.get("name"),
            avatar=user.get("avatar"),
            custom_data=user.get("customData"),
            identities=user.get("identities"),
            last_sign_in_at=moment(user.get("lastSignInAt")),
            created_at=moment(user.get("createdAt")),
            updated_at=moment(user.get("updatedAt")),
            profile=user.get("profile"),
            application_id=user.get("applicationId"),
            is_suspended=user.get("isSuspended"),
        ),
        application=application
        and Application(
            id=application["id"],
            type=application.get("type"),
            name=application.get("name"),
            description=application.get("description"),
        ),
        hook_id=payload.get("hookId"),
    )


def moment(millis: int | None) -> datetime | None:
    """Make a time of what Logto has in entities."""
    return None if millis is None else datetime.fromtimestamp(millis / 1000, timezone.utc)


class Model(pydantic.BaseModel):
    """Keys as Logto has them."""

    model_config = pydantic.ConfigDict(alias_generator=pydantic.alias_generators.to_camel)


class UserModel(Model):
    """A user for pydantic."""

    id: str
    username: str | None = None
    primary_email: str | None = None
    primary_phone: str | None = None
    name: str | None = None
    avatar: str | None = None
    custom_data: dict[str, Any] | None = None
    identities: dict[str, Any] | None = None
    last_sign_in_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    profile: dict[str, Any] | None = None
    application_id: str | None = None
    is_suspended: bool | None = None


class ApplicationModel(Model):
    """An application for pydantic."""

    id: str
    type: str
    name: str
    description: str | None = None


class PostSignInModel(Model):
    """A sign-in for pydantic."""

    event: str
    interaction_event: str
    created_at: datetime
    session_id: str | None = None
    user_agent: str | None = None
    user_id: str
    user_ip: str | None = None
    user: UserModel
    application: ApplicationModel | None = None
    hook_id: str


def of_pydantic() -> PostSignInModel:
    """Verify, and let pydantic read."""
    by_hand()
    return PostSignInModel.model_validate_json(BODY)


def race(contest: Contest) -> tuple[float, float, float]:
    """Run both in turns: the medians of what each took, and of how they relate inside one round."""
    ours, theirs = timer(contest.ours), timer(contest.theirs)
    rounds = [(ours(), theirs()) for _ in range(ROUNDS)]
    return (
        median(ours for ours, _ in rounds),
        median(theirs for _, theirs in rounds),
        median(ours / theirs for ours, theirs in rounds),
    )


def timer(operation: Callable[[], Any]) -> Callable[[], float]:
    """Give a function that runs a turn, and tells what one operation took in it."""

    def turn(times: int) -> float:
        begun = time.perf_counter()
        for _ in range(times):
            operation()
        return (time.perf_counter() - begun) / times

    times = 1
    while turn(times) * times < TURN:
        times *= 2
    return lambda: turn(times)


def main() -> int:
    """Print a table, and tell whether a target was missed."""
    print(f"Python {sys.version.split()[0]}: medians of {ROUNDS} rounds, the candidates in turns.\n")
    print(f"{'what':32}  {'ours':>9}  {'peer':22}  {'theirs':>9}  {'ratio':>5}  target")
    missed = 0
    for contest in contests():
        ours, theirs, ratio = race(contest)
        target = ""
        if contest.target is not None:
            is_over = ratio > contest.target
            missed += is_over
            target = f"<= {contest.target:.2f}  {'over' if is_over else 'ok'}"
        times = f"{ours * 1e6:6.2f} µs  {contest.peer:22}  {theirs * 1e6:6.2f} µs"
        print(f"{contest.what:32}  {times}  {ratio:5.2f}  {target}".rstrip())
    print(f"\n{missed} of 2 targets missed")
    return int("--check" in sys.argv and missed > 0)


if __name__ == "__main__":
    sys.exit(main())
