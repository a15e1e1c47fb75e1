"""A workspace with an application and two connections, for workflows to be drawn between."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from attrs import frozen

from nexus.model.connection import Application, Connection
from nexus.model.message import NewMessage
from nexus.streams.consumer import StreamConsumer
from nexus.streams.producer import StreamProducer

ORDERS: dict[str, Any] = {
    "name": "orders",
    "sources": [{"application": "shop"}],
    "pipelines": [
        {
            "name": "to-warehouse",
            "destination": "warehouse",
            "operation": "upsert",
            "target": "orders",
            "key": ["id"],
            "ledger": True,
            "mappings": [
                {"source": "id", "target": "id", "type": "integer"},
                {"source": "total", "target": "total", "type": "decimal", "default": "0"},
            ],
        },
        {
            "name": "to-crm",
            "destination": "crm",
            "operation": "post",
            "target": "/orders",
            "condition": "payload.total > 10.0",
            "mappings": [{"source": "$", "target": "$"}],
        },
    ],
}


@frozen
class Desk:
    """What tests do with workflows over HTTP."""

    call: Callable[..., Awaitable[httpx.Response]]
    store: Any
    shop: Application
    warehouse: Connection

    async def make(self, **changes: Any) -> dict[str, Any]:
        answer = await self.call("ada", "POST", "/api/workflows", ORDERS | changes)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def accept(self, workflow_id: str, *payloads: bytes) -> list[str]:
        messages = [
            NewMessage(f"0190{n:04d}-0000-7000-8000-000000000000", self.shop.id, payload)
            for n, payload in enumerate(payloads)
        ]
        return [one.id for one in await StreamProducer(self.store).accept(workflow_id, messages)]

    def cursor(self, workflow_id: str, pipeline_id: str, family: str = "database") -> StreamConsumer:
        return StreamConsumer(self.store, workflow_id, pipeline_id, "worker", family=family)


@pytest.fixture
def desk(api) -> Desk:
    home = api.workspace.id
    shop = api.metadata.repositories.applications.create(Application("", home, "shop"))
    made = Connection("", home, "warehouse", "sqlite", {"path": "/tmp/warehouse.db"})
    warehouse = api.metadata.repositories.connections.create(made, ())
    crm = Connection("", home, "crm", "rest", {"base_url": "https://crm.example.com"})
    api.metadata.repositories.connections.create(crm, ())
    return Desk(api.call, api.store, shop, warehouse)
