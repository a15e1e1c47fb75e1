"""The landscape of one MQTT topic that is fanned out: a broker sends; PostgreSQL, SAP HANA and a CRM receive."""

import json
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redis
import yaml

from hana_simulator.testing import HanaSimulator
from harness.backlog import backlog
from harness.crm import TOKEN, Crm
from harness.hana import HanaWarehouse
from harness.installation import Installation
from harness.warehouses import PostgresWarehouse
from nexus.model.dead_letter import DeadLetterFilter
from nexus.testing import MosquittoServer, PostgresServer, ValkeyServer, wait_until

DATABASE = "plant"
FAMILIES = ("", "rest_", "sap_")


class Plant:
    """Servers of its own, all on free ports, and an installation that knows them.

    Args:
        folder: for the installation's data.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            self.store = starting.enter_context(ValkeyServer(durable=True))
            # saved at every stop, and now and then: it is stopped in good order here, and killed in nexus-mqtt's own tests
            self.broker = starting.enter_context(MosquittoServer(settings={"autosave_interval": "5000"}))
            self.postgres = starting.enter_context(PostgresServer())
            self.hana = starting.enter_context(HanaSimulator())
            self.crm = starting.enter_context(Crm())
            self.postgres.execute(f"CREATE DATABASE {DATABASE}")
            self.postgres.execute("CREATE TABLE orders (id bigint, line text)", DATABASE)  # no key: doubles would show
            self.warehouse = PostgresWarehouse(self.postgres, DATABASE)
            self.erp = HanaWarehouse(self.hana)
            self.erp.execute("CREATE TABLE ORDERS (ID BIGINT, LINE NVARCHAR(40))")
            passwords = {
                "PG_PASSWORD": self.postgres.password,
                "HANA_PASSWORD": self.hana.password,
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

    def definitions(self) -> str:
        """Return what is to be applied."""
        broker = {
            "host": "127.0.0.1",
            "port": self.broker.port,
            "subscriptions": [{"name": "orders", "topic": "plant/+/orders", "message_id_path": "id"}],
        }
        postgres = {"host": "127.0.0.1", "port": self.postgres.port, "database": DATABASE, "username": "nexus"}
        hana = {"host": "127.0.0.1", "port": self.hana.port, "username": self.hana.username, "tls": "disable"}
        crm = {"base_url": self.crm.url(), "auth": {"type": "bearer", "token": "${env:CRM_TOKEN}"}}
        line = "message.headers.levels[1]"
        rows = [{"source": "id", "target": "id", "type": "integer"}, {"source": line, "target": "line"}]
        sap_rows = [{"source": "id", "target": "ID", "type": "integer"}, {"source": line, "target": "LINE"}]
        pipelines = [
            _pipeline("to-warehouse", "warehouse", "insert", "orders", rows, ledger=True),
            _pipeline("to-erp", "erp", "insert", "ORDERS", sap_rows, ledger=True),
            _pipeline("to-crm", "crm", "post", "/orders", [{"source": "$", "target": "$"}]),
        ]
        sources = [{"connection": "plant", "subscription": "orders"}]
        return yaml.safe_dump(
            {
                "connections": [
                    {"name": "plant", "connector": "mqtt", "config": broker},
                    {"name": "warehouse", "connector": "postgresql", "config": _with(postgres, "PG_PASSWORD")},
                    {"name": "erp", "connector": "sap-hana", "config": _with(hana, "HANA_PASSWORD")},
                    {"name": "crm", "connector": "rest", "config": crm},
                ],
                "workflows": [{"name": "orders", "sources": sources, "pipelines": pipelines}],
            },
            sort_keys=False,
        )

    def accepted(self) -> int:
        """Return how many messages the workflow has taken."""
        [workflow_id] = self.nexus.workflow_ids().values()
        return int(self._client.xlen(f"nexus:workflow:{{{workflow_id}}}"))

    def holder(self) -> str:
        """Return the name of the receiver that has the source, or nothing while none has."""
        found = [json.loads(report) for report in self._client.hvals("nexus:sources")]
        return next((str(one["receiver"]) for one in found if one["state"] == "running"), "")

    def wait_until_drained(self, timeout_s: float) -> None:
        """Return once nothing is unread, pending, scheduled or on its way to the dead letters."""
        [workflow_id] = self.nexus.workflow_ids().values()
        wait_until(
            lambda: backlog(self._client, workflow_id, FAMILIES).is_empty,
            timeout_s=timeout_s,
            every_s=0.25,
            what="all destinations to have everything",
        )

    def dead_letters(self) -> dict[str, list[tuple[bytes, str]]]:
        """Return payload and reason of each dead letter, by pipeline."""
        names = {number: name for name, number in self.nexus.pipeline_ids().items()}
        found: dict[str, list[tuple[bytes, str]]] = {}
        with self.nexus.metadata() as metadata:
            workspace = metadata.workspace_id("default")
            listed = metadata.dead_letters.search(workspace, DeadLetterFilter(), limit=5_000).items
            for stored in metadata.dead_letters.get_many(workspace, [one.id for one in listed]):
                letter = stored.letter
                found.setdefault(names[letter.pipeline_id], []).append((letter.message.payload, letter.reason))
        return found


def _with(config: dict[str, Any], variable: str) -> dict[str, Any]:
    return {**config, "password": f"${{env:{variable}}}"}


def _pipeline(
    name: str, destination: str, operation: str, target: str, mappings: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    about = {"name": name, "destination": destination, "operation": operation, "target": target}
    return {**about, "mappings": mappings, **more}
