"""The fault campaign: a selection in the plain test run, all of it with ``--campaign=whole`` (``nox -s faults``)."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]  # so that the tests share the campaign, and the harness of e2e

from campaign.plan import LOADS, Plan, plan_of  # noqa: E402 — as above
from campaign.report import Results  # noqa: E402 — as above
from campaign.site import Site, Sites  # noqa: E402 — as above


def pytest_addoption(parser):
    group = parser.getgroup("campaign", "the fault campaign of Nexus")
    group.addoption("--campaign", choices=tuple(LOADS), default="selection", help="how much of it")
    group.addoption("--campaign-seed", type=int, help="play the same again; the whole campaign draws one by itself")
    group.addoption("--campaign-messages", type=int, help="at least so many messages in each chapter")
    group.addoption("--campaign-rounds", type=int, help="play every chapter so often")
    group.addoption("--campaign-part", metavar="K/N", help="the K-th of N parts of the chapters, in a time of its own")
    group.addoption("--campaign-report", action="store_true", help="write the results into docs/reliability.md")


def pytest_configure(config):
    plan = plan_of(config)
    if plan.is_whole:
        print(f"fault campaign, {plan.describe()}", file=sys.stderr)  # noqa: T201 — to play the same again


def pytest_generate_tests(metafunc):
    if "chapter_name" in metafunc.fixturenames:
        metafunc.parametrize(("round_number", "chapter_name"), plan_of(metafunc.config).chapters(), scope="module")


@pytest.fixture(scope="session")
def plan(request) -> Plan:
    return plan_of(request.config)


@pytest.fixture(scope="session")
def results(request, plan) -> Iterator[Results]:
    collected = Results(plan, time.time())
    yield collected
    if request.config.getoption("--campaign-report", False):
        collected.write()


@pytest.fixture(scope="session")
def sites(tmp_path_factory, plan) -> Iterator[Sites]:
    with Sites(lambda: tmp_path_factory.mktemp("site"), plan.layout) as made:
        yield made


@pytest.fixture
def site(sites, request) -> Iterator[Site]:
    """An installation that all chapters share, until one of them fails: the next has another."""
    failed = request.session.testsfailed
    yield sites.one()
    if request.session.testsfailed > failed:
        sites.leave()
