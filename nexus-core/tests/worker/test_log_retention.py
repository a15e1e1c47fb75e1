"""The delivery log is kept within its age and size, by one process at a time, beside those who write."""

import asyncio
import threading

import pytest
from attrs import evolve

from nexus.errors import StoreError
from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.log import LogFilter
from nexus.storage.delivery_log import SqlDeliveryLog
from nexus.testing import eventually
from nexus.worker import log_retention
from nexus.worker.log_retention import LogLimits, LogRetention

DAY = 24 * 3600 * 1000
EVENT = DeliveryEvent("m", "w", "f", "p", "app", Status.DELIVERED, 1, 1000, 1001, 1002)


class Lease:
    """One that others may have."""

    def __init__(self, *, ours=True, fails=False):
        self.ours, self.fails = ours, fails
        self.taken = self.released = 0

    async def take(self):
        self.taken += 1
        if self.fails:
            raise StoreError("away")
        return self.ours

    async def release(self):
        self.released += 1


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def log(request, tmp_path):
    fixtures = {"postgresql": "fresh_postgres_url", "mysql": "fresh_mariadb_url"}
    sqlite = f"sqlite:///{tmp_path}/log.db"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue(fixtures[request.param])
    log = SqlDeliveryLog.open(url)
    yield log
    log.close()


def days(log):
    return sorted(event.finished_at // DAY for event in log.search("w", LogFilter(), limit=10_000).items)


def retention(log, lease=None, **limits):
    return LogRetention(log, LogLimits(**limits), lease or Lease(), now_ms=lambda: 100 * DAY)


async def test_what_is_older_goes_and_the_rest_stays(log, monkeypatch):
    monkeypatch.setattr(log_retention, "AT_ONCE", 7)
    log.append([evolve(EVENT, message_id=f"m{n}", finished_at=n * DAY) for n in range(100)])
    lease = Lease()
    assert await retention(log, lease, days=10).once() == 90
    assert days(log) == list(range(90, 100))
    assert lease.taken > 90 / 7
    assert lease.released == 1
    assert await retention(log).once() == 0, "no limit"


async def test_what_is_too_many_goes_oldest_first(log):
    log.append([evolve(EVENT, message_id=f"m{n}", finished_at=n * DAY) for n in range(100)])
    assert await retention(log, days=50, rows=20).once() == 80
    assert await retention(log, bytes=300 * 5).once() == 15
    assert days(log) == list(range(95, 100))


async def test_only_who_has_the_lease_forgets(log, monkeypatch):
    monkeypatch.setattr(log_retention, "AT_ONCE", 10)
    log.append([evolve(EVENT, message_id=f"m{n}", finished_at=n) for n in range(30)])
    assert await retention(log, Lease(ours=False), days=1).once() == 0
    with pytest.raises(StoreError):
        await retention(log, Lease(fails=True), days=1).once()
    lease = Lease()

    async def lost_after_the_first():
        lease.taken += 1
        return lease.taken == 1

    lease.take = lost_after_the_first
    assert await retention(log, lease, days=1).once() == 10, "another process goes on"


async def test_writers_go_on_meanwhile(log, monkeypatch):
    """While thousands of lines are forgotten, others are appended, each without an error, and none of them is lost."""
    monkeypatch.setattr(log_retention, "AT_ONCE", 100)
    log.append([evolve(EVENT, message_id=f"m{n}", finished_at=n) for n in range(3_000)])
    done, written = threading.Event(), []

    def write():
        while not done.is_set():
            event = evolve(EVENT, message_id=f"new{len(written)}", finished_at=100 * DAY)
            log.append([event] * 10)
            written.append(event)

    writing = asyncio.create_task(asyncio.to_thread(write))
    assert await retention(log, days=1).once() == 3_000
    done.set()
    await writing
    assert written
    assert len(days(log)) == min(10_000, 10 * len(written))


async def test_a_fault_ends_nothing(log, caplog):
    log.append([EVENT])
    tries = []

    class Broken:
        def forget(self, before, most):
            tries.append(most)
            raise RuntimeError("the disk is full")

    looking = LogRetention(Broken(), LogLimits(days=1), Lease(), every_s=0.01)
    task = asyncio.create_task(looking.run())
    await eventually(lambda: len(tries) > 2)
    task.cancel()
    await asyncio.wait([task])
    assert "cannot forget old lines" in caplog.text
