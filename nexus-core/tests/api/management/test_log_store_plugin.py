"""A delivery log that a plugin keeps: everything that the API shows goes through the contract."""

from collections.abc import Iterator

import pytest

from nexus import DeliveryEvent, FieldError, InvalidInput, LogFilter, LogPage, LogStoreType, Status, hookimpl
from nexus.plugins import build_catalogue
from nexus.worker.log_retention import LogLimits, LogRetention

from .conftest import Api, running
from .world import make

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class MemoryLog:
    """The smallest store that keeps what the contract says: a list, oldest first; cursors are places in it."""

    def __init__(self) -> None:
        self.events: list[DeliveryEvent] = []
        self.closed = False

    def append(self, events):
        self.events += events

    def trace(self, workspace_id, message_id):
        return [one for one in self.events if (one.workspace_id, one.message_id) == (workspace_id, message_id)]

    def search(self, workspace_id, wanted: LogFilter, cursor=None, limit=100):
        if cursor is not None and not cursor.isdigit():
            raise InvalidInput([FieldError("cursor", "is none of this store's")])
        end = len(self.events) if cursor is None else int(cursor)
        found = [
            (place, one)
            for place, one in enumerate(self.events[:end])
            if one.workspace_id == workspace_id
            and wanted.workflow_id in {None, one.workflow_id}
            and (not wanted.statuses or one.status in wanted.statuses)
        ]
        page = list(reversed(found))[:limit]
        older = str(page[-1][0]) if len(found) > limit else None
        return LogPage([one for _, one in page], older=older)

    def forget(self, before, most):
        old = [one for one in self.events if one.finished_at < before][:most]
        self.events = [one for one in self.events if one not in old]
        return len(old)

    def excess(self, *, max_rows, max_bytes):
        return None

    def close(self):
        self.closed = True


class Plugin:
    """Brings the store."""

    nexus_contract = "1.0"

    def __init__(self) -> None:
        self.store = MemoryLog()
        self.urls: list[str] = []

    @hookimpl
    def nexus_log_stores(self):
        return [LogStoreType("memory", self._open)]

    def _open(self, url):
        self.urls.append(url)
        return self.store


@pytest.fixture
def plugin() -> Iterator[Plugin]:
    made = Plugin()
    yield made
    assert made.store.closed, "whoever opens a store closes it"


@pytest.fixture
def catalogue(plugin):
    from nexus.builtin import plugin as builtin

    found = build_catalogue([builtin, plugin])
    assert found.faults == ()
    return found


@pytest.fixture
async def api(settings, catalogue) -> Api:
    from attrs import evolve

    async with running(evolve(settings, log_url="memory://shelf"), catalogue) as api:
        api.user("uwe", default="user")
        yield api


async def test_it_is_opened_by_its_scheme_and_read_through_the_contract(api, plugin):
    world = make(api)
    api.log.append([world.event(f"m{n}", Status.DEAD if n % 2 else Status.DELIVERED, at=n) for n in range(6)])
    assert plugin.urls == ["memory://shelf"]

    first = (await api.call("uwe", "GET", "/api/logs?limit=2&workflow=orders&status=dead")).json()
    rest = (await api.call("uwe", "GET", f"/api/logs?status=dead&cursor={first['next']}")).json()
    assert [one["message_id"] for one in (*first["items"], *rest["items"])] == ["m5", "m3", "m1"]
    assert first["items"][0]["workflow"] == "orders"

    told = (await api.call("uwe", "GET", "/api/messages/m2/trace")).json()
    assert [one["stage"] for one in told["deliveries"]] == ["delivered"]

    refused = await api.call("uwe", "GET", "/api/logs?cursor=x")
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "cursor")


async def test_it_is_kept_within_its_limits_too(api, plugin):
    from nexus.streams import keys
    from nexus.streams.lease import StreamLease

    world = make(api)
    api.log.append([world.event(f"m{n}", at=n) for n in range(5)])
    lease = StreamLease(api.store, keys.LOG_LEASE, "w1")
    assert await LogRetention(api.log, LogLimits(days=1), lease).once() == 5
    assert plugin.store.events == []
