"""The webhooks of the platform's API (`/api/v1/webhooks`): the same proof, for deliveries of another system.

webhook = platform.Webhook("whsec_…")  # the whole secret, as it was shown when the webhook was made
delivery = webhook.verify(request.headers, body)  # raises a WebhookError
match delivery.event:
    case platform.UserCreated(data=user): ...
    case platform.SystemAlert(data=alert): ...
    case platform.UnknownEvent(name=name): ...

All else is as for Logto: adapters and replay guards take the webhook and its deliveries; keys, windows and errors are
the same. What differs is the header, the payloads, and that each delivery has an id of the platform's: `delivery.id`.
It has no payload for tests: its test sends an event as any other. `logto_webhook.platform.testing` makes some.
"""

from .._native import PLATFORM_SIGNATURE_HEADER as SIGNATURE_HEADER
from .._native import PlatformDelivery as Delivery
from .._native import PlatformWebhook as Webhook
from . import events
from .events import *  # noqa: F403

__all__ = ["SIGNATURE_HEADER", "Delivery", "Webhook"]
__all__ += events.__all__
