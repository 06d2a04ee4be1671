"""One verifier for many threads, which run on while large bodies are hashed."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from logto_webhook import Webhook
from recordings import KEY, event_body, signed


@pytest.fixture
def _patient() -> object:
    """Let no thread be interrupted: it goes on until it gives the interpreter away itself."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_patient")
def test_others_run_while_a_large_body_is_hashed() -> None:
    body = event_body("User.Created", data={"customData": "x" * 128 * 1024 * 1024})
    webhook, signature = Webhook(KEY, body_limit=len(body)), signed(body)
    begun, done = Event(), Event()

    def verify() -> None:
        begun.set()
        webhook.verify(signature, body)
        done.set()

    thread = Thread(target=verify)
    thread.start()
    assert begun.wait(60)
    assert not done.is_set(), "this ran while the other thread hashed"
    thread.join()
    assert done.is_set()


def test_keys_are_replaced_while_others_verify() -> None:
    body = event_body("User.Created")
    webhook, signature = Webhook(KEY), signed(body)

    def verify(_: int) -> str:
        webhook.replace_keys(KEY)
        return webhook.verify(signature, body).id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(verify, range(1000)))) == 1
