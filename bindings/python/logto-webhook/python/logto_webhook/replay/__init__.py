"""Handles each delivery once: a guard remembers which were handled, and which are being handled.

    guard = ReplayGuard()  # in this process's memory; ReplayGuard(store=RedisStore.connect(…)) for a fleet

    @app.route("/webhook", methods=logto_webhook.flask.METHODS)
    @logto_webhook.flask.webhook(replay=guard)
    def hook(delivery: Delivery) -> None: ...

A signature verifies for ever, so whoever saw a delivery can send it again; and Logto's documentation promises retries.
A guard takes a delivery's id for a lease while it is handled, keeps it for the retention when it was, and gives it back
when it was not, so that a retry is handled. `guard.py` does that over a store (`store.py`): `MemoryStore` guards one
process, `replay.redis.RedisStore` (the extra `redis`) a fleet, of Rust processes too.

It makes it rare that a delivery is handled twice; it cannot make it impossible. A handler that did its work and died
before it could say so is run again after its lease. Where that hurts, record the id in the same transaction as the
effect.
"""

from .guard import AsyncLease, AsyncReplayGuard, Lease, ReplayGuard
from .store import AsyncReplayStore, Claim, MemoryStore, ReplayStore

__all__ = [
    "AsyncLease",
    "AsyncReplayGuard",
    "AsyncReplayStore",
    "Claim",
    "Lease",
    "MemoryStore",
    "ReplayGuard",
    "ReplayStore",
]
