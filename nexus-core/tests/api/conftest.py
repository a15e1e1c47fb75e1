"""An API process in the test's own event loop, on a real stream store; definitions are in memory, since they are a port."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any

import httpx
import pytest
import uvicorn
from attrs import define, evolve, field, frozen

from nexus.api.app import ApiParts, create_app
from nexus.api.server import make_server
from nexus.model.connection import Application, Connection, FieldSpec
from nexus.model.credentials import KeyHolder, MasterSecret, PayloadKey
from nexus.model.user import Workspace
from nexus.model.workflow import Workflow
from nexus.security.api_keys import generate_key
from nexus.streams import keys
from nexus.streams.producer import StreamProducer
from nexus.streams.store import Store, connect
from nexus.testing import ValkeyServer, eventually

_numbers = itertools.count(1)

FIELDS = (
    FieldSpec("id", "integer", required=True),
    FieldSpec("customer.email", "string"),
    FieldSpec("quantity", "integer", min=0),
)


PAYLOAD_KEY = PayloadKey("01a209ef-660d-7561-86a6-651d604f81d5", bytes(32))


@define(slots=False)
class MemoryDefinitions:
    """A `nexus.ports.DefinitionStore` that counts what it is asked."""

    applications: dict[str, Application] = field(factory=dict)
    keys: dict[tuple[str, bytes], str] = field(factory=dict)
    ends: dict[str, datetime] = field(factory=dict)
    fed: dict[str, tuple[str, ...]] = field(factory=dict)
    secrets: dict[str, list[MasterSecret]] = field(factory=dict)
    lookups: int = 0
    away: Exception | None = None

    def workflows(self) -> Sequence[Workflow]:
        return ()

    def workflow(self, workflow_id: str) -> Workflow | None:
        return None

    def connections(self, ids: Sequence[str]) -> Sequence[Connection]:
        return ()

    def workspaces(self) -> Sequence[Workspace]:
        return ()

    def workspace(self, workspace_id: str) -> Workspace | None:
        return Workspace(workspace_id, "of the shop")

    def holder_of_key(self, key_id: str, key_digest: bytes) -> KeyHolder | None:
        self.lookups += 1
        if self.away:
            raise self.away
        application_id = self.keys.get((key_id, key_digest))
        if application_id not in self.applications:
            return None
        return KeyHolder(self.applications[application_id], self.ends.get(key_id))

    def payload_secrets(self, application: Application) -> Sequence[MasterSecret]:
        return self.secrets.get(application.id, ())

    def payload_key(self, application: Application) -> PayloadKey:
        return PAYLOAD_KEY

    def workflows_of_application(self, application_id: str) -> Sequence[str]:
        return self.fed.get(application_id, ())


@frozen
class Api:
    """A running API with one application, ``shop``, that feeds one workflow."""

    client: httpx.AsyncClient
    server: uvicorn.Server
    store: Store
    definitions: MemoryDefinitions
    key: str
    application: Application
    workflow: str
    door: Any
    changed: asyncio.Queue

    @property
    def port(self) -> int:
        return self.server.servers[0].sockets[0].getsockname()[1]

    async def post(self, json: Any = None, *, path: str = "/ingress", **options: Any) -> httpx.Response:
        headers = {"X-API-Key": self.key} | options.pop("headers", {})
        body = {} if json is None else {"json": json}
        return await self.client.post(path, headers=headers, **body, **options)

    async def entries(self, workflow: str | None = None) -> list[dict[bytes, bytes]]:
        found = await self.store.call(
            keys.stream(workflow or self.workflow), "XRANGE", keys.stream(workflow or self.workflow), "-", "+"
        )
        return [dict(zip(fields[::2], fields[1::2], strict=True)) for _, fields in found]

    async def change(self, **attributes: Any) -> None:
        """Change the application, as an administrator would."""
        self.definitions.applications[self.application.id] = evolve(self.application, **attributes)
        before = self.door.rules.keys._generation
        self.changed.put_nowait(self.application.id)
        await eventually(lambda: self.door.rules.keys._generation > before)


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer(durable=True) as server:
        yield server


@pytest.fixture
async def store(valkey) -> AsyncIterator[Store]:
    store = connect(valkey.url())
    yield store
    await store.close()


@contextlib.asynccontextmanager
async def running(store: Store, *, fast: bool = True, producer: Any = None, **parts: Any) -> AsyncIterator[Api]:
    """Run an API: with the fast protocol, or with the ASGI route alone."""
    number = next(_numbers)
    definitions = MemoryDefinitions()
    key = generate_key()
    application = Application(f"app-{number}", "workspace", "shop", fields=FIELDS, message_id_path="id")
    definitions.applications[application.id] = application
    definitions.keys[key.id, key.digest] = application.id
    definitions.fed[application.id] = (f"flow-{number}",)
    changed: asyncio.Queue[str | None] = asyncio.Queue()

    async def changes() -> AsyncIterator[str | None]:
        while True:
            yield await changed.get()

    app = create_app(ApiParts(producer or StreamProducer(store), definitions, changes, **parts))
    server = make_server(app, port=0, grace_seconds=5)
    if not fast:
        server.config.http = "httptools"
    serving = asyncio.create_task(server.serve())
    await eventually(lambda: server.started or serving.done())
    base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    async with httpx.AsyncClient(base_url=base, timeout=20) as client:
        yield Api(client, server, store, definitions, key.text, application, f"flow-{number}", app.state.door, changed)
    server.should_exit = True
    await serving


@pytest.fixture(params=["protocol", "route"])
async def api(request, store) -> AsyncIterator[Api]:
    """The rules must be the same on both ways in."""
    async with running(store, fast=request.param == "protocol") as api:
        yield api


@pytest.fixture
async def fast(store) -> AsyncIterator[Api]:
    async with running(store) as api:
        yield api
