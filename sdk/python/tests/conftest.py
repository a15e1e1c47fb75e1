"""Both clients, behind one way of calling them, and a server that is none of Nexus's but speaks like it."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # so that the tests share it

from sdk_ingress import Ingress

from nexus_sdk import AsyncNexusClient, NexusClient, Retry

QUICK = Retry(attempts=3, base_s=0.001)


class Awaited:
    """The client for asyncio, called as the other is."""

    def __init__(self, runner: asyncio.Runner, *args, **options) -> None:
        self._runner = runner
        self.awaited = self._call(make(AsyncNexusClient, *args, **options))

    def __getattr__(self, name):
        found = getattr(self.awaited, name)
        if not asyncio.iscoroutinefunction(found):
            return found
        return lambda *args, **options: self._call(found(*args, **options))

    def _call(self, coroutine):
        return self._runner.run(coroutine)


async def make(kind, *args, **options):
    return kind(*args, **options)


@pytest.fixture
def nexus() -> Iterator[Ingress]:
    ingress = Ingress()
    with ingress.server:
        yield ingress


@pytest.fixture(params=["threads", "asyncio"])
def client(request, nexus):
    """Return what makes a client for the server; each test runs with both."""
    made = []
    with asyncio.Runner() as runner:

        def make_client(url=None, **options):
            options = {"retry": QUICK} | options
            url = url or nexus.url
            if request.param == "threads":
                one = NexusClient(url, "nxk_test", **options)
            else:
                one = Awaited(runner, url, "nxk_test", **options)
            made.append(one)
            return one

        yield make_client
        for one in made:
            one.close()
