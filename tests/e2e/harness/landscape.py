"""The landscape of the contract's example: a shop sends, a PostgreSQL, a MariaDB and a CRM receive."""

import json
import signal
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import redis
import yaml

from harness.backlog import Backlog, backlog, held_by
from harness.crm import TOKEN, Crm
from harness.installation import Installation
from harness.nexus_process import NexusProcess
from harness.warehouses import MariaDBWarehouse, PostgresWarehouse
from nexus.model.dead_letter import DeadLetterFilter
from nexus.testing import MariaDBServer, PostgresServer, ValkeyServer, wait_until

DEFINITIONS = Path(__file__).parent.parent / "definitions"
DATABASE = "shop"
POSTGRES_TABLES = (
    "CREATE TABLE orders (id bigint PRIMARY KEY, email text, total numeric(12,2), received_at timestamptz);"
    "CREATE TABLE books (id bigint, email text, total numeric(12,2));"  # no key: a message applied twice would show
    "CREATE TABLE big_orders (number bigserial, tier text)"
)
MARIADB_TABLES = (
    "CREATE TABLE orders (id bigint PRIMARY KEY, email varchar(200), total decimal(12,2), received_at datetime(3))"
)


class Landscape:
    """Servers of its own, all on free ports, and an installation that knows them; each can be killed.

    Args:
        folder: for the installation's data.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            self.store = starting.enter_context(ValkeyServer(durable=True))
            self.postgres = starting.enter_context(PostgresServer())
            self.mariadb = starting.enter_context(MariaDBServer())
            self.crm = starting.enter_context(Crm())
            self.postgres.execute(f"CREATE DATABASE {DATABASE}")
            self.postgres.execute(POSTGRES_TABLES, DATABASE)
            self.mariadb.execute(f"CREATE DATABASE {DATABASE}")
            self.mariadb.execute(MARIADB_TABLES, DATABASE)
            self.warehouse = PostgresWarehouse(self.postgres, DATABASE)
            self.mirror = MariaDBWarehouse(self.mariadb, DATABASE)
            passwords = {
                "PG_PASSWORD": self.postgres.password,
                "MARIADB_PASSWORD": self.mariadb.password,
                "CRM_TOKEN": TOKEN,
            }
            self.nexus = starting.enter_context(Installation(self._folder, self.store.url(), passwords))
            self._client = starting.enter_context(redis.Redis(host=self.store.host, port=self.store.port))
            self._closing = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing.close()

    def contract(self) -> str:
        """Return the contract's example, word for word but for the addresses of the servers."""
        text = (DEFINITIONS / "contract.yaml").read_text(encoding="utf-8")
        text = text.replace("port: 5432", f"port: {self.postgres.port}")
        return text.replace("https://crm.example.com", self.crm.url())

    def with_further_pipelines(self) -> str:
        """Return the contract's example with a MariaDB and a ledger besides."""
        whole = yaml.safe_load(self.contract())
        further = yaml.safe_load((DEFINITIONS / "further_pipelines.yaml").read_text(encoding="utf-8"))
        further["connections"][0]["config"]["port"] = self.mariadb.port
        whole["connections"] += further["connections"]
        whole["workflows"][0]["pipelines"] += further["pipelines"]
        return yaml.safe_dump(whole, sort_keys=False)

    def kill_while_busy(self, worker: NexusProcess, name: str) -> None:
        """Kill a worker at a moment when it has read messages that it has not settled."""
        ids = self.nexus.workflow_ids()

        def caught() -> bool:
            worker.send(signal.SIGSTOP)
            if any(held_by(self._client, number, name) for number in ids.values()):
                return True
            worker.send(signal.SIGCONT)
            return False

        wait_until(caught, timeout_s=30, what=f"{name} to hold messages")
        worker.kill()

    def backlogs(self) -> dict[str, Backlog]:
        """Return what each workflow has before it."""
        return {name: backlog(self._client, number) for name, number in self.nexus.workflow_ids().items()}

    def wait_until_drained(self, timeout_s: float) -> None:
        """Return once nothing is unread, pending, scheduled or on its way to the dead letters."""
        ids = self.nexus.workflow_ids()

        def left() -> list[Backlog]:
            return [found for found in (backlog(self._client, number) for number in ids.values()) if not found.is_empty]

        last: list[Backlog] = []

        def drained() -> bool:
            last[:] = left()
            return not last

        try:
            wait_until(drained, timeout_s=timeout_s, every_s=0.25)
        except TimeoutError:
            raise TimeoutError(f"not drained after {timeout_s:g} s: {last}") from None

    def dead_letters(self) -> dict[str, dict[int, str]]:
        """Return by pipeline (``sequence`` for the sequential workflow) the order's number and the reason of each letter."""
        names = {number: name for name, number in self.nexus.pipeline_ids().items()}
        found: dict[str, dict[int, str]] = {}
        with self.nexus.metadata() as metadata:
            workspace = metadata.workspace_id("default")
            listed = metadata.dead_letters.search(workspace, DeadLetterFilter(), limit=5_000).items
            for stored in metadata.dead_letters.get_many(workspace, [one.id for one in listed]):
                letter = stored.letter
                name = names.get(letter.pipeline_id, letter.pipeline_id)
                found.setdefault(name, {})[json.loads(letter.message.payload)["id"]] = letter.reason
        return found
