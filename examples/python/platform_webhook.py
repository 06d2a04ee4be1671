"""A receiver of the platform's webhooks, with Flask. Each delivery is handled once.

`pip install logto-webhook flask`, then `PLATFORM_WEBHOOK_SECRET=whsec_... python platform_webhook.py`.
"""

import os

from flask import Flask

import logto_webhook.flask
from logto_webhook import platform
from logto_webhook.replay import ReplayGuard

app = Flask(__name__)
hook = platform.Webhook(os.environ["PLATFORM_WEBHOOK_SECRET"])  # whole, as it was shown when the webhook was made


@app.route("/webhook", methods=logto_webhook.flask.METHODS)
@logto_webhook.flask.webhook(webhook=hook, replay=ReplayGuard(hook))
def webhook(delivery: platform.Delivery) -> None:
    """Get what is genuine. Returning nothing answers 200; raising gives it back, so that a retry is handled."""
    match delivery.event:
        case platform.UserCreated(data=user) if user is not None:
            print(f"welcome {user.id}, by {delivery.id}")
        case platform.SystemAlert(data=alert) if alert is not None and alert.severity == platform.Severity.CRITICAL:
            print(f"wake somebody: {alert.message}")
        case platform.UnreadableEvent(name=name, path=path, reason=reason):
            print(f"report this: {reason} in {path} of {name}")
        case platform.UnknownEvent(name=name):
            print(f"{name} is newer than this package")
        case other:
            print(f"{other.name} is not handled")


if __name__ == "__main__":
    app.run(port=3000)
