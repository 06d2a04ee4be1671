"""The site in Django: it has one configuration in a process, so all sites share it, and each has its own route."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views import View

import servers
from logto_webhook import Delivery
from site_of_tests import PATH, AnsweredError, Site

Served = AbstractContextManager[int]

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="of tests",
    MIDDLEWARE=[f"{__name__}.in_front", "django.middleware.csrf.CsrfViewMiddleware"],
    LOGGING_CONFIG=None,
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None},
    INSTALLED_APPS=["rest_framework"],
)
django.setup()

from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

import logto_webhook.django  # noqa: E402

urlpatterns: list[Any] = []
current: list[Site] = []


def in_front(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Have the request first."""

    def middleware(request: HttpRequest) -> Any:
        if current[-1].setup.in_front == "json":
            assert json.loads(request.body) is not None
        if current[-1].setup.in_front == "taker":
            request.read()
        return get_response(request)

    return middleware


def route(site: Site, view: Any) -> None:
    from django.urls import clear_url_caches

    current[:] = [site]
    urlpatterns[:] = [path(PATH.lstrip("/"), view)]
    clear_url_caches()


def work(site: Site, delivery: Delivery) -> HttpResponse | None:
    try:
        status = site.work(delivery)
    except AnsweredError:
        status = 409
    return None if status is None else HttpResponse(status=status)


def django_sync(site: Site) -> Served:
    @logto_webhook.django.webhook(respond_before=site.setup.respond_before, **site.options)
    def hook(request: HttpRequest, delivery: Delivery) -> HttpResponse | None:
        assert request.body == delivery.raw, "the view can read the body again"
        return work(site, delivery)

    route(site, hook)
    return servers.wsgi(get_wsgi_application())


def django_async(site: Site) -> Served:
    @logto_webhook.django.webhook(respond_before=site.setup.respond_before, **site.options)
    async def hook(_: HttpRequest, delivery: Delivery) -> HttpResponse | None:
        return await sync_to_async(work, thread_sensitive=False)(site, delivery)

    route(site, hook)
    return servers.asgi(get_asgi_application())


def django_async_class(site: Site) -> Served:
    class Hook(View):
        async def post(self, _: HttpRequest, delivery: Delivery) -> HttpResponse:
            response = await sync_to_async(work, thread_sensitive=False)(site, delivery)
            return response or HttpResponse()

    view = logto_webhook.django.webhook(respond_before=site.setup.respond_before, **site.options)(Hook.as_view())
    route(site, view)
    return servers.asgi(get_asgi_application())


def django_rest(site: Site) -> Served:
    class Hook(APIView):
        def post(self, request: Any, delivery: Delivery) -> Response:
            assert delivery.name in request.data.values(), "the view can parse the body again"
            response = work(site, delivery)
            return Response(status=response.status_code if response else 200)

    view = logto_webhook.django.webhook(respond_before=site.setup.respond_before, **site.options)(Hook.as_view())
    route(site, view)
    return servers.wsgi(get_wsgi_application())
