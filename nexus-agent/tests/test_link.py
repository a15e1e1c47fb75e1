"""The link: opened again and again, and whoever waits for the centre is told when it is."""

import asyncio
import contextlib

import pytest
import websockets

from nexus.testing import eventually
from nexus.testing.servers.ports import claim_port, release_port
from nexus_agent.link.client import LinkClient, News, Telling


class NoAnswers:
    """Is asked nothing."""

    async def end(self):
        pass


@pytest.fixture
def port():
    claimed = claim_port()
    yield claimed
    release_port(claimed)


async def test_whoever_waits_for_the_centre_is_told_when_the_link_is_open_again(port, monkeypatch):
    monkeypatch.setattr("nexus_agent.pauses.FIRST_SECONDS", 0.01)
    reached = []
    telling = Telling(lambda: 0, lambda: False, tuple)
    news = News(reached=lambda: reached.append(1), changed=lambda: None)
    client = LinkClient(f"http://127.0.0.1:{port}", "nxa_t", NoAnswers(), news, telling)
    running = asyncio.create_task(client.run())
    await eventually(lambda: client.standing.state == "away")
    assert reached == []

    for times in (1, 2):
        async with websockets.serve(lambda socket: socket.wait_closed(), "127.0.0.1", port):
            await eventually(lambda times=times: len(reached) == times)
        await eventually(lambda: client.standing.state == "away")

    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
