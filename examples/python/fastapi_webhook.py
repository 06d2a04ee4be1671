"""A receiver with FastAPI.

`pip install logto-webhook fastapi uvicorn`, then `LOGTO_WEBHOOK_SIGNING_KEY=... python fastapi_webhook.py`.
"""

from typing import Annotated

import uvicorn
from fastapi import BackgroundTasks, Depends, FastAPI

import logto_webhook.fastapi
from logto_webhook import Delivery, PostRegister, UnknownEvent, UnreadableEvent, UserDeleted

app = FastAPI()
LogtoDelivery = Annotated[Delivery, Depends(logto_webhook.fastapi.webhook())]


@app.api_route("/webhook", methods=logto_webhook.fastapi.METHODS)
async def webhook(delivery: LogtoDelivery, later: BackgroundTasks) -> None:
    """Get what is genuine and really happened: refusals and test payloads are answered before."""
    match delivery.event:
        case PostRegister(user=user) if user is not None:
            later.add_task(print, f"welcome {user.id}")  # Logto waits ten seconds: what takes longer comes after
        case UserDeleted(user_id=user_id):
            print(f"purge {user_id}")
        case UnreadableEvent(name=name, path=path, reason=reason):
            print(f"report this: {reason} in {path} of {name}")
        case UnknownEvent(name=name):
            print(f"{name} is newer than this package")
        case other:
            print(f"{other.name} is not handled")


if __name__ == "__main__":
    uvicorn.run(app, port=3000)
