"""An installation in which everything can be broken: its servers are private, and it reaches them through proxies."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import redis
from harness.backlog import Backlog, backlog, held_by
from harness.installation import Installation
from harness.warehouses import MariaDBWarehouse, PostgresWarehouse, Warehouse
from power.cut import MortalValkey

from campaign.crm import Crm
from campaign.layout import CRM, TABLES, Layout
from campaign.readings import OTHER_THAN_SENT
from nexus.model.audit import AuditFilter
from nexus.model.dead_letter import DeadLetterFilter
from nexus.testing import MariaDBServer, PostgresServer, TcpProxy, wait_until

DATABASE: Final = "campaign"
_COLUMNS: Final = "id bigint, device varchar(100), value decimal(12,2) CHECK (value >= 0)"
_SOURCE: Final = {"PYTHONPATH"}
"""Where the processes find Nexus, if not where it is installed: a copy with a known bug in it."""
_DEFINITIONS: Final = Path(__file__).parent / "definitions.yaml"


class Site:
    """Store, databases and CRM, an API and a worker.

    Args:
        folder: for the installation's data.
        layout: who sends what where.
    """

    def __init__(self, folder: Path, layout: Layout) -> None:
        self.folder = folder
        self.layout = layout
        self._closing = ExitStack()
        self._next = 1

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            self.store = starting.enter_context(MortalValkey())
            self.postgres = starting.enter_context(PostgresServer())
            self.mariadb = starting.enter_context(MariaDBServer())
            self.crm = starting.enter_context(Crm())
            self.store_line = starting.enter_context(TcpProxy(self.store.port))
            self.postgres_line = starting.enter_context(TcpProxy(self.postgres.port))
            self.mariadb_line = starting.enter_context(TcpProxy(self.mariadb.port))
            for server in (self.postgres, self.mariadb):
                server.execute(f"CREATE DATABASE {DATABASE}")
            self._create_tables()
            self.client = starting.enter_context(redis.Redis(host=self.store.host, port=self.store.port))
            impatient = redis.Redis(host=self.store.host, port=self.store.port, socket_timeout=1)
            self._impatient = starting.enter_context(impatient)
            passwords = {"PG_PASSWORD": self.postgres.password, "MARIADB_PASSWORD": self.mariadb.password}
            url = f"redis://127.0.0.1:{self.store_line.port}/0?timeout=2"
            settings = passwords | {name: os.environ[name] for name in _SOURCE & os.environ.keys()}
            self.nexus = starting.enter_context(Installation(self.folder, url, settings))
            keys = self.nexus.apply(self.definitions())["keys"]
            self.keys = [keys[name] for name in self.layout.senders]
            self.workflows = self.nexus.workflow_ids()
            self.pipelines = self.nexus.pipeline_ids()
            self.api = self.nexus.start_api()
            self.worker = self.nexus.start_worker("worker-1")
            self._closing = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing.close()

    def definitions(self) -> str:
        """Return the definitions of all lanes, with the ports of the proxies."""
        text = _DEFINITIONS.read_text(encoding="utf-8")
        ports = {"1111": self.postgres_line.port, "2222": self.mariadb_line.port, "3333": self.crm.port}
        for stands_for, port in ports.items():
            text = text.replace(stands_for, str(port))
        return self.layout.definitions(text)

    def new_numbers(self, count: int) -> range:
        """Return numbers that no reading had before."""
        numbers = range(self._next, self._next + count)
        self._next += count
        return numbers

    # -- what arrived -------------------------------------------------------------------------------------------------

    def arrived(self, pipeline: str) -> int:
        """Return how much has arrived at a pipeline's destination since `forget`."""
        if pipeline == CRM:
            return len(self.crm.stored)
        return int(self.warehouse(pipeline).ask(f"SELECT count(*) FROM {pipeline}")[0][0])

    def numbers(self, pipeline: str) -> Iterator[int]:
        """Return the number of each reading that arrived, as often as it did."""
        if pipeline == CRM:
            return (number for number, stored in self.crm.stored.items() for _ in stored)
        return (int(number) for (number,) in self.warehouse(pipeline).each(f"SELECT id FROM {pipeline}"))

    def changed_rows(self, table: str) -> list[tuple[Any, ...]]:
        """Return id, device and value of the rows that are not as they were sent."""
        return self.warehouse(table).ask(OTHER_THAN_SENT.format(table=table))

    def written(self) -> Iterator[tuple[int, str]]:
        """Return id and device of the rows of the ordered table in the order of their writing."""
        return self.warehouse("journal").each("SELECT id, device FROM journal ORDER BY place")  # type: ignore[return-value] # as asked for

    def warehouse(self, table: str) -> Warehouse:
        """Return the database that a table is in, past the proxies."""
        if TABLES[table] == "warehouse":
            return PostgresWarehouse(self.postgres, DATABASE)
        return MariaDBWarehouse(self.mariadb, DATABASE)

    def forget(self) -> None:
        """Empty the destinations, except for the ledgers, and the stream, of which everything must be settled."""
        assert self.drained()
        for stream in self._streams():
            self.client.xtrim(stream, maxlen=0, approximate=False)
        self.postgres.execute("TRUNCATE books, copies, journal", DATABASE)
        self.mariadb.execute("TRUNCATE ledgered; TRUNCATE latest", DATABASE)
        self.crm.forget()

    # -- what is left to do -------------------------------------------------------------------------------------------

    def backlog(self) -> Backlog:
        """Return what the workflows have before them."""
        return self._backlog(self.client)

    def held_by(self, consumer: str) -> int:
        """Return how many messages a worker has read and not settled."""
        return sum(held_by(self.client, one, consumer) for one in self.workflows.values())

    def most_waiting(self) -> int:
        """Return how much the pipeline has before it that has most, or 0 where the store does not say."""
        try:
            found = self._backlog(self._impatient)
        except redis.RedisError:
            return 0
        return max((found.unread[group] + found.pending[group] for group in found.unread), default=0)

    def drained(self) -> bool:
        """Whether nothing is unread, pending, scheduled, or on its way to the dead letters."""
        return self.backlog().is_empty

    def wait_until_drained(self, timeout_s: float) -> None:
        """Return once nothing is left to do."""
        try:
            wait_until(self.drained, timeout_s=timeout_s, every_s=0.1)
        except TimeoutError:
            raise TimeoutError(f"not drained after {timeout_s:g} s: {self.backlog()}") from None

    def taken(self) -> dict[str, int]:
        """Return how many messages the store has ever taken for each lane."""
        return {lane: self._taken(self._stream(lane)) for lane in self.workflows}

    def groups(self) -> list[str]:
        """Return the pipelines that have a cursor, by id."""
        return [group["name"].decode() for stream in self._streams() for group in self.client.xinfo_groups(stream)]

    def destroy_group(self, pipeline: str) -> None:
        """Destroy a pipeline's cursor."""
        self.client.xgroup_destroy(self._stream(self.layout.lane_of(pipeline).name), self.pipelines[pipeline])

    def jobs(self) -> int:
        """Return how many jobs of scheduled deliveries the store holds."""
        return sum(int(self.client.hlen(f"nexus:jobs:{{{one}}}")) for one in self.workflows.values())

    # -- dead letters -------------------------------------------------------------------------------------------------

    def dead_letters(self) -> dict[str, dict[int, str]]:
        """Return by pipeline the number and the reason of each letter that waits."""
        names = {number: name for name, number in self.pipelines.items()}
        found: dict[str, dict[int, str]] = {}
        with self.nexus.metadata() as metadata:
            workspace = metadata.workspace_id("default")
            cursor = None
            while True:
                page = metadata.dead_letters.search(workspace, DeadLetterFilter(), cursor, limit=500)
                for stored in metadata.dead_letters.get_many(workspace, [one.id for one in page.items]):
                    name, payload = names[stored.letter.pipeline_id], json.loads(stored.letter.message.payload)
                    found.setdefault(name, {})[payload["id"]] = stored.letter.reason
                cursor = page.cursor
                if cursor is None:
                    return found

    def discard(self, reason: str) -> list[str]:
        """Discard all letters as a person does, and return their ids."""
        done = json.loads(self.nexus.run("dead-letters", "discard", "--all", "--yes", "--reason", reason, "--json"))
        return list(done["discarded"])

    def audited(self, action: str, count: int) -> set[str]:
        """Return what the latest ``count`` entries of the audit log with this action are about."""
        targets: set[str] = set()
        with self.nexus.metadata() as metadata:
            cursor = None
            while len(targets) < count:
                page = metadata.audit.search(AuditFilter(action=action), cursor, limit=500)
                targets |= {entry.event.target for entry in page.items}
                cursor = page.cursor
                if cursor is None:
                    break
        return targets

    def _stream(self, lane: str) -> str:
        return f"nexus:workflow:{{{self.workflows[lane]}}}"

    def _streams(self) -> list[str]:
        return [self._stream(lane) for lane in self.workflows]

    def _taken(self, stream: str) -> int:
        return int(self.client.xinfo_stream(stream)["entries-added"]) if self.client.exists(stream) else 0

    def _backlog(self, client: "redis.Redis[bytes]") -> Backlog:
        found = [backlog(client, one) for one in self.workflows.values()]
        return Backlog(
            {group: count for one in found for group, count in one.unread.items()},
            {group: count for one in found for group, count in one.pending.items()},
            sum(one.scheduled for one in found),
            sum(one.dead for one in found),
        )

    def _create_tables(self) -> None:
        create = f"CREATE TABLE {{}} ({_COLUMNS});"
        placed = f"CREATE TABLE journal ({_COLUMNS}, place bigserial PRIMARY KEY);"
        self.postgres.execute(create.format("books") + create.format("copies") + placed, DATABASE)
        keyed = f"CREATE TABLE latest ({_COLUMNS}, PRIMARY KEY (id));"
        self.mariadb.execute(create.format("ledgered") + keyed, DATABASE)


class Sites:
    """The installation in use; another where it is left.

    Args:
        new_folder: makes a folder for each.
        layout: who sends what where.
    """

    def __init__(self, new_folder: Callable[[], Path], layout: Layout) -> None:
        self._new_folder = new_folder
        self._layout = layout
        self._site: Site | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.leave()

    def one(self) -> Site:
        """Return the installation in use."""
        if self._site is None:
            self._site = Site(self._new_folder(), self._layout).__enter__()
        return self._site

    def leave(self) -> None:
        """End the installation in use."""
        if self._site is not None:
            site, self._site = self._site, None
            site.__exit__(None, None, None)
