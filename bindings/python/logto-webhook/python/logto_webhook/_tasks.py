"""What is done though nobody waits for it any more."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_running: set[asyncio.Task[Any]] = set()


def in_background(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Run to its end what nobody waits for. The loop alone would let it be collected half-way."""
    task = asyncio.get_running_loop().create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


async def seen_through(work: Coroutine[Any, Any, T]) -> T:
    """Wait for what is done to its end even where whoever waits is dropped, as a request is whose client has gone."""
    return await asyncio.shield(in_background(work))
