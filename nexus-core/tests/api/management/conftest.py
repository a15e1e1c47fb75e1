"""An API process as it is composed, on real databases and a real stream store."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import httpx
import pytest
from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from litestar import Litestar

from nexus import wiring
from nexus.api import process
from nexus.api.app import create_app
from nexus.api.server import make_server
from nexus.config import Secret
from nexus.config.settings import Settings
from nexus.hookspecs import LogStore
from nexus.model.user import Role, User, Workspace
from nexus.plugins import Catalogue
from nexus.security.keyring import generate_key
from nexus.security.passwords import Passwords
from nexus.streams import keys
from nexus.streams.store import Store
from nexus.streams.wake import listen
from nexus.testing import eventually

from .plants import Plant, register

PASSWORD = "correct horse battery"


@cache
def hashed() -> str:
    """Return the usual password's hash, as `quick_passwords` has it."""
    return Passwords().hash(PASSWORD)


@frozen
class Api:
    """A running API with the workspaces ``default`` and ``other``, and people of every kind."""

    app: Litestar
    client: httpx.AsyncClient
    settings: Settings
    metadata: wiring.Metadata
    catalogue: Catalogue
    log: LogStore
    store: Store
    heard: list[str | None]
    tokens: dict[str, str] = field(factory=dict)

    @property
    def workspace(self) -> Workspace:
        return self.metadata.workspaces.by_name("default")

    def user(self, name: str, *, owner: bool = False, **roles: str) -> User:
        """Make a user with the usual password; ``roles`` by the name of the workspace."""
        by_id = {self.metadata.workspaces.by_name(one).id: Role(role) for one, role in roles.items()}
        return self.metadata.users.create(name, hashed(), owner=owner, roles=by_id)

    async def log_in(self, name: str, password: str = PASSWORD, **options: Any) -> httpx.Response:
        body = {"username": name, "password": password}
        answer = await self.client.post("/login", json=body, **options)
        if answer.status_code == 200:
            self.tokens[name] = answer.json()["access_token"]
        return answer

    async def call(self, name: str | None, method: str, path: str, json: Any = None, **options: Any) -> httpx.Response:
        """Send a request as a person, logged in when first needed; None sends no token."""
        headers = dict(options.pop("headers", {}))
        if name is not None:
            if name not in self.tokens:
                assert (await self.log_in(name)).status_code == 200
                self.client.cookies.clear()
            headers["Authorization"] = f"Bearer {self.tokens[name]}"
        body = {} if json is None else {"json": json}
        return await self.client.request(method, path, headers=headers, **body, **options)


@contextlib.asynccontextmanager
async def running(settings: Settings, catalogue: Catalogue) -> AsyncIterator[Api]:
    with wiring.open_metadata(settings) as metadata, wiring.open_log(settings, catalogue) as delivery_log:
        store, ear = wiring.open_store(settings), wiring.open_store(settings)
        parts = process.parts_of(
            settings, metadata, catalogue, delivery_log, store, ear, wiring.open_monitor(settings, store)
        )
        app = create_app(parts)
        server = make_server(app, port=0, grace_seconds=5)
        serving = asyncio.create_task(server.serve())
        await eventually(lambda: server.started or serving.done())
        heard: list[str | None] = []
        listening = asyncio.create_task(_listen(ear, heard))
        await eventually(lambda: heard)
        heard.clear()
        base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        async with httpx.AsyncClient(base_url=base, timeout=20) as client:
            yield Api(app, client, settings, metadata, catalogue, delivery_log, store, heard)
        listening.cancel()
        await asyncio.wait([listening])
        server.should_exit = True
        await serving
        await store.close()
        await ear.close()


async def _listen(ear: Store, heard: list[str | None]) -> None:
    async for changed in listen(ear, keys.CONFIG):
        heard.append(changed)  # noqa: PERF401 — never ends


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return wiring.open_catalogue(Settings(), routes=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, new_metadata) -> str:
    return new_metadata(request.param)


@pytest.fixture
def settings(database_url, fresh_valkey_url, tmp_path, quick_passwords) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        redis_url=fresh_valkey_url,
        encryption_keys=Secret(generate_key("k1")),
        jwt_secret=Secret("s" * 48),
        durability="relaxed",
    )


@pytest.fixture
async def api(settings, catalogue) -> AsyncIterator[Api]:
    async with running(settings, catalogue) as api:
        api.metadata.workspaces.create("other")
        api.user("olga", owner=True)
        api.user("ada", default="admin")
        api.user("uwe", default="user")
        api.user("otto", other="admin")
        yield api


@pytest.fixture
async def plant(api, catalogue):
    answer = (await api.call("ada", "POST", "/api/agents", {"name": "plant-7"})).json()
    made = Plant(api, catalogue, answer, X25519PrivateKey.generate())
    await register(api, made)
    yield made
    await made.close()
