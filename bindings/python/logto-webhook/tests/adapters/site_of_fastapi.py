"""The site in FastAPI, which reads annotations as they are: none of them is put off here."""

from typing import Annotated

import fastapi

import logto_webhook.asgi
import logto_webhook.fastapi
from logto_webhook import Delivery
from site_of_tests import PATH, Site


def fastapi_app(site: Site) -> fastapi.FastAPI:
    app = fastapi.FastAPI()
    if site.setup.replay is None:
        webhook = logto_webhook.fastapi.webhook(**site.options)
    else:
        # A dependency does not see its handler's end: the middleware does.
        app.add_middleware(logto_webhook.asgi.WebhookMiddleware, path=PATH, **site.options)
        webhook = logto_webhook.fastapi.webhook(webhook=site.webhook)

    @app.api_route(PATH, methods=logto_webhook.fastapi.METHODS)
    def hook(delivery: Annotated[Delivery, fastapi.Depends(webhook)]) -> fastapi.Response:
        return fastapi.Response(status_code=site.work(delivery) or 200)

    return app
