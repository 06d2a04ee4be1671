"""A receiver with Django in one file.

`pip install logto-webhook django`, then `LOGTO_WEBHOOK_SIGNING_KEY=... python django_webhook.py runserver 3000`.
"""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.urls import path

import logto_webhook.django
from logto_webhook import Delivery, PostRegister, UserDeleted

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="of an example")  # noqa: S106


@logto_webhook.django.webhook
def webhook(request: HttpRequest, delivery: Delivery) -> None:
    """Get what is genuine and really happened. Returning nothing answers 200; raising tells Logto that it failed."""
    match delivery.event:
        case PostRegister(user=user) if user is not None:
            print(f"welcome {user.id}")
        case UserDeleted(user_id=user_id):
            print(f"purge {user_id}, by the request of {request.META['REMOTE_ADDR']}")
        case other:
            print(f"{other.name} is not handled")


urlpatterns = [path("webhook", webhook)]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
else:
    application = get_wsgi_application()
