"""The same site in every framework."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import aiohttp.web
import flask
import starlette.applications
import starlette.exceptions
import starlette.requests
import starlette.responses
import starlette.routing

import logto_webhook.aiohttp
import logto_webhook.asgi
import logto_webhook.flask
import logto_webhook.starlette
import logto_webhook.wsgi
import servers
from logto_webhook import Delivery
from site_of_fastapi import fastapi_app
from site_of_tests import PATH, AnsweredError, Site
from sites_of_django import django_async, django_async_class, django_rest, django_sync

Served = AbstractContextManager[int]


class InFront:
    """What has a request first in Starlette: an ASGI application that lets Starlette read the body."""

    def __init__(self, app: Any, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def parse(scope: Any, receive: Any, send: Any) -> None:
            request = starlette.requests.Request(scope, receive)
            body = await request.body()
            messages = iter([{"type": "http.request", "body": body if self.site.setup.in_front == "json" else b""}])
            await self.app(scope, partial(given, messages, receive), send)

        app = self.app if self.site.setup.in_front == "nothing" else parse
        await app(scope, receive, send)


async def given(messages: Any, receive: Any) -> Any:
    return next(messages, None) or await receive()


def starlette_site(site: Site) -> Served:
    @logto_webhook.starlette.webhook(respond_before=site.setup.respond_before, **site.options)
    def hook(request: starlette.requests.Request, delivery: Delivery) -> starlette.responses.Response | None:
        assert request.url.path == PATH
        return starlette_work(site, delivery)

    route = starlette.routing.Route(PATH, hook, methods=logto_webhook.starlette.METHODS)
    return servers.asgi(InFront(starlette.applications.Starlette(routes=[route]), site))


def starlette_async_site(site: Site) -> Served:
    @logto_webhook.starlette.webhook(respond_before=site.setup.respond_before, **site.options)
    async def hook(_: starlette.requests.Request, delivery: Delivery) -> starlette.responses.Response | None:
        return await asyncio.to_thread(starlette_work, site, delivery)

    route = starlette.routing.Route(PATH, hook, methods=logto_webhook.starlette.METHODS)
    return servers.asgi(InFront(starlette.applications.Starlette(routes=[route]), site))


def starlette_work(site: Site, delivery: Delivery) -> starlette.responses.Response | None:
    try:
        status = site.work(delivery)
    except AnsweredError:
        raise starlette.exceptions.HTTPException(409) from None
    return None if status is None else starlette.responses.Response(status_code=status)


def fastapi_site(site: Site) -> Served:
    return servers.asgi(InFront(fastapi_app(site), site))


def asgi_site(site: Site) -> Served:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await send({"type": "http.response.start", "status": 418, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        delivery = logto_webhook.asgi.delivery_of(scope, site.kind)
        read = await receive()
        assert read["body"] == delivery.raw, "the application can read the body again"
        try:
            status = await asyncio.to_thread(site.work, delivery)
        except AnsweredError:
            status = 409
        await send({"type": "http.response.start", "status": status or 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    middleware = logto_webhook.asgi.WebhookMiddleware(
        app, path=PATH, respond_before=site.setup.respond_before, **site.options
    )
    return servers.asgi(InFront(middleware, site))


def wsgi_site(site: Site) -> Served:
    def app(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] != PATH:
            start_response("418 I'm a teapot", [])
            return [b""]
        delivery = logto_webhook.wsgi.delivery_of(environ, site.kind)
        assert environ["wsgi.input"].read() == delivery.raw, "the application can read the body again"
        try:
            status = site.work(delivery)
        except AnsweredError:
            status = 409
        start_response(f"{status or 200} Whatever", [])
        return [b""]

    middleware = logto_webhook.wsgi.WebhookMiddleware(
        app, path=PATH, respond_before=site.setup.respond_before, **site.options
    )
    return servers.wsgi(middleware)


def flask_site(site: Site) -> Served:
    app = flask.Flask(__name__)
    app.logger.disabled = True

    @app.before_request
    def in_front() -> None:
        if site.setup.in_front == "json":
            assert flask.request.get_json() is not None
        if site.setup.in_front == "taker":
            flask.request.stream.read()

    @app.route(PATH, methods=logto_webhook.flask.METHODS)
    @logto_webhook.flask.webhook(respond_before=site.setup.respond_before, **site.options)
    def hook(delivery: Delivery) -> flask.Response | None:
        assert flask.request.get_data() == delivery.raw, "the view can read the body again"
        try:
            status = site.work(delivery)
        except AnsweredError:
            flask.abort(409)
        return None if status is None else flask.Response(status=status)

    return servers.wsgi(app)


def aiohttp_site(site: Site) -> Served:
    @aiohttp.web.middleware
    async def in_front(request: aiohttp.web.Request, handler: Any) -> Any:
        if site.setup.in_front == "json":
            assert await request.json() is not None
        if site.setup.in_front == "taker":
            await request.content.read()
        return await handler(request)

    @logto_webhook.aiohttp.webhook(respond_before=site.setup.respond_before, **site.options)
    async def hook(request: aiohttp.web.Request, delivery: Delivery) -> aiohttp.web.Response | None:
        assert request.path == PATH
        try:
            status = await asyncio.to_thread(site.work, delivery)
        except AnsweredError:
            raise aiohttp.web.HTTPConflict from None
        return None if status is None else aiohttp.web.Response(status=status)

    # Its own limit holds for what is in front, and not for the webhook.
    limit = 16 if site.setup.in_front == "nothing" else 4096
    app = aiohttp.web.Application(middlewares=[in_front], client_max_size=limit)
    app.router.add_route("*", PATH, hook)
    return servers.aiohttp(app)


FRAMEWORKS: dict[str, Callable[[Site], Served]] = {
    "aiohttp": aiohttp_site,
    "asgi": asgi_site,
    "django": django_sync,
    "django-async": django_async,
    "django-async-class": django_async_class,
    "django-rest": django_rest,
    "fastapi": fastapi_site,
    "flask": flask_site,
    "starlette": starlette_site,
    "starlette-async": starlette_async_site,
    "wsgi": wsgi_site,
}

# What is in front of middleware of WSGI is other middleware.
HAVE_PARSERS = sorted(FRAMEWORKS.keys() - {"wsgi"})

SEE_THE_END = sorted(FRAMEWORKS.keys() - {"fastapi"})
"""A dependency does not see how its handler ends."""
