"""Every adapter in its own framework, behind a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from frameworks import FRAMEWORKS
from site_of_tests import Setup, Site


@pytest.fixture
def sites() -> Iterator[Callable[..., Site]]:
    """Start sites, which are stopped after the test."""
    with ExitStack() as running:

        def start(framework: str, **setup: object) -> Site:
            site = Site(Setup(**setup))  # type: ignore[arg-type]
            site.port = running.enter_context(FRAMEWORKS[framework](site))
            return site

        yield start


@pytest.fixture(params=sorted(FRAMEWORKS))
def framework(request: pytest.FixtureRequest) -> str:
    """Give the name of each framework."""
    name: str = request.param
    return name


@pytest.fixture
def site(framework: str, sites: Callable[..., Site]) -> Site:
    """Start a site as most have it."""
    return sites(framework)
