"""Fixtures for pytest, which finds them by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._testing import SignedDelivery


@pytest.fixture
def logto_delivery(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SignedDelivery]:
    """Make signed deliveries with `logto_webhook.testing.delivery`, whose key is in the environment meanwhile."""
    from . import SIGNING_KEY_VARIABLE, testing

    monkeypatch.setenv(SIGNING_KEY_VARIABLE, testing.KEY)
    return testing.delivery


@pytest.fixture
def platform_delivery() -> Callable[..., SignedDelivery]:
    """Make signed deliveries with `logto_webhook.platform.testing.delivery`."""
    from .platform import testing

    return testing.delivery
