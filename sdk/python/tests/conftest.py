"""Both clients, behind one way of calling them, and a server that is none of Nexus's but speaks like it."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # so that the tests share it

from sdk_ingress import Ingress

from nexus_sdk import AsyncNexusClient, NexusClient, NexusError, Retry

QUICK = Retry(attempts=3, base_s=0.001)


class Awaited:
    """The client for asyncio, called as the other is; its loop runs beside the test."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *args, **options) -> None:
        self._loop = loop
        self.awaited = self._call(make(AsyncNexusClient, *args, **options))

    def __getattr__(self, name):
        found = getattr(self.awaited, name)
        if not asyncio.iscoroutinefunction(found):
            return found
        return lambda *args, **options: self._call(found(*args, **options))

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)


async def make(kind, *args, **options):
    return await kind(*args, **options).__aenter__()


@contextmanager
def running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    assert not asyncio.all_tasks(loop), "a client has left tasks behind"
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


@pytest.fixture
def nexus() -> Iterator[Ingress]:
    ingress = Ingress()
    with ingress.server:
        yield ingress


@pytest.fixture(params=["threads", "asyncio"])
def client(request, nexus):
    """Return what makes a client for the server; each test runs with both."""
    made = []
    with running_loop() as loop:

        def make_client(url=None, **options):
            options = {"retry": QUICK} | options
            url = url or nexus.url
            if request.param == "threads":
                one = NexusClient(url, "nxk_test", **options)
            else:
                one = Awaited(loop, url, "nxk_test", **options)
            made.append(one)
            return one

        yield make_client
        for one in made:
            with suppress(NexusError):
                one.close(0)
