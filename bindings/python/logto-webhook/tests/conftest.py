"""What the tests share: a verifier, and what a real Logto sent."""

import pytest

from logto_webhook import Webhook
from recordings import KEY


@pytest.fixture
def webhook() -> Webhook:
    return Webhook(KEY)
