"""Fixtures of the page tests: one dashboard for all of a module, a visitor of its own for each test."""

from collections.abc import Callable, Iterator

import pytest
from harness.dashboard import Dashboard, Visitor, chromium
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """``nexus up --demo`` with the dashboard."""
    with Dashboard(tmp_path_factory.mktemp("dashboard")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, dashboard: Dashboard) -> Iterator[Callable[..., Visitor]]:
    """``visit()`` is somebody at a browser; arguments are those of a browser context (``color_scheme``, ``viewport``).

    The test fails if a script of a page fails, or the Content-Security-Policy had to stop something.
    """
    visitors: list[Visitor] = []

    def visit(**about: object) -> Visitor:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **about}
        )
        visitors.append(Visitor(context, dashboard))
        return visitors[-1]

    yield visit
    errors = [error for one in visitors for error in one.errors]
    for one in visitors:
        one.context.close()
    assert not errors, "\n".join(errors)
