"""An agent's queue, and what it is asked to keep."""

import uuid
from pathlib import Path

import pytest

from nexus.edge import NewMessage
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.room import Limits
from nexus_agent.queue.sealing import Plain


def message(number=0, application="shop", **more) -> NewMessage:
    fields = {"payload": b'{"id": %d}' % number, "headers": b"", "digest": None, "same_body": False, **more}
    return NewMessage(str(uuid.uuid4()), application, **fields)


async def drained(queue, application="shop", count=100_000):
    """Return all payloads of an application, in their order."""
    return [one.message.payload for one in await queue.read(application, -1, count, 1 << 30)]


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "queue.db"


@pytest.fixture
async def queue(place):
    opened = Queue(place, Plain(), Limits(reserve_bytes=0))
    await opened.start()
    yield opened
    await opened.close()
