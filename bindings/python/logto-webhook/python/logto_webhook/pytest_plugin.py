"""A fixture for pytest, which finds it by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .testing import SignedDelivery


@pytest.fixture
def logto_delivery(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SignedDelivery]:
    """Make signed deliveries with `logto_webhook.testing.delivery`, whose key is in the environment meanwhile."""
    from . import SIGNING_KEY_VARIABLE, testing

    monkeypatch.setenv(SIGNING_KEY_VARIABLE, testing.KEY)
    return testing.delivery
