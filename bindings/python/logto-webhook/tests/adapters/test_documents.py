"""What the README and the examples show runs."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import frameworks
import servers
import site_of_tests
import sites_of_django
from logto_webhook import platform, testing
from logto_webhook.platform import testing as testing_of_platform
from logto_webhook.testing import SignedDelivery

PACKAGE = Path(__file__).parents[2]
EXAMPLES = PACKAGE.parents[2] / "examples" / "python"
BLOCKS = re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)


def test_the_readme_shows_every_framework() -> None:
    assert len(BLOCKS) >= 12
    for name in ["fastapi", "starlette", "flask", "django", "aiohttp", "aws_lambda", "asgi"]:
        assert any(f"import logto_webhook.{name}" in block for block in BLOCKS), name
    assert frameworks.FRAMEWORKS.keys() >= {"fastapi", "starlette", "flask", "django", "aiohttp", "asgi", "wsgi"}


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_what_the_readme_shows_runs(
    block: str, logto_delivery: Callable[..., SignedDelivery], capfd: pytest.CaptureFixture[str]
) -> None:
    assert logto_delivery is testing.delivery
    told: dict[str, Any] = {"__name__": "readme"}
    exec(compile(block, "README.md", "exec"), told)  # noqa: S102
    if "platform" in told:
        secret = "whsec_abcdefghijklmnopqrstuvwxyz1234"
        sent = testing_of_platform.delivery("user.created", key=secret, id="evt_1")
        site = site_of_tests.Site(site_of_tests.Setup())
        with servers.asgi(told["app"]) as site.port:
            assert site.send("POST", sent.body, sent.headers).status == 200
        assert "welcome newuser@example.com: evt_1\n" in capfd.readouterr().out
    if "receive" in told:
        sent = testing.delivery("User.Deleted", key="9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP")
        told["receive"](sent.headers, sent.body)


def example_of(name: str) -> Any:
    place = importlib.util.spec_from_file_location(f"{name}_webhook", EXAMPLES / f"{name}_webhook.py")
    assert place is not None
    assert place.loader is not None
    example = importlib.util.module_from_spec(place)
    place.loader.exec_module(example)
    return example


@pytest.mark.parametrize("name", ["fastapi", "flask", "django"])
def test_an_example_receives(
    name: str, logto_delivery: Callable[..., SignedDelivery], capfd: pytest.CaptureFixture[str]
) -> None:
    example = example_of(name)
    site = site_of_tests.Site(site_of_tests.Setup())
    if name == "django":
        sites_of_django.route(site, example.webhook)
    app = getattr(example, "app", None) or example.application
    with (servers.asgi if name == "fastapi" else servers.wsgi)(app) as site.port:
        for event in ("User.Deleted", "PostRegister", "Role.Created"):
            sent = logto_delivery(event)
            assert site.send("POST", sent.body, sent.headers).status == 200
        assert site.send("POST", b"{}", {}).headers["logto-webhook-error"] == "signature_missing"
    said = capfd.readouterr().out
    for told in ("purge u758hu661ovk", "welcome u758hu661ovk", "Role.Created is not handled"):
        assert told in said


def test_the_example_of_the_platform_receives_each_once(
    platform_delivery: Callable[..., SignedDelivery],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLATFORM_WEBHOOK_SECRET", testing_of_platform.KEY)
    site = site_of_tests.Site(site_of_tests.Setup())
    created = platform_delivery("user.created", id="evt_1")
    critical = platform_delivery(platform.SystemAlert, merge={"data": {"severity": "critical", "message": "it burns"}})
    unknown = platform_delivery("data.created", merge={"type": "invoice.paid"})
    unreadable = platform_delivery("user.updated", merge={"data": 7})
    with servers.wsgi(example_of("platform").app) as site.port:
        for sent in (created, created, critical, unknown, unreadable, platform_delivery("report.generated")):
            assert site.send("POST", sent.body, sent.headers).status == 200
        assert site.send("POST", b"{}", {}).headers["logto-webhook-error"] == "signature_missing"
    assert [line for line in capfd.readouterr().out.splitlines() if line] == [
        "welcome usr_789012, by evt_1",
        "wake somebody: it burns",
        "invoice.paid is newer than this package",
        "report this: expected an object, found a number in data of user.updated",
        "report.generated is not handled",
    ]
