"""A receiver with Flask.

`pip install logto-webhook flask`, then `LOGTO_WEBHOOK_SIGNING_KEY=... python flask_webhook.py`.
"""

from flask import Flask

import logto_webhook.flask
from logto_webhook import Delivery, PostRegister, UserDeleted

app = Flask(__name__)


@app.route("/webhook", methods=logto_webhook.flask.METHODS)
@logto_webhook.flask.webhook(on_outcome=print)
def webhook(delivery: Delivery) -> None:
    """Get what is genuine and really happened. Returning nothing answers 200; raising tells Logto that it failed."""
    match delivery.event:
        case PostRegister(user=user) if user is not None:
            print(f"welcome {user.id}")
        case UserDeleted(user_id=user_id):
            print(f"purge {user_id}")
        case other:
            print(f"{other.name} is not handled")


if __name__ == "__main__":
    app.run(port=3000)
