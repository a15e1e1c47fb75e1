"""While the stream store is away, configuration can be changed, and people whom Nexus knows can log in to do it."""

import pytest
from attrs import evolve

from nexus.model.connection import Connection
from nexus.testing import ValkeyServer

from .conftest import running

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_known_devices_log_in_strangers_do_not_and_changes_are_kept(settings, catalogue):
    with ValkeyServer() as server:
        async with running(evolve(settings, redis_url=server.url()), catalogue) as api:
            api.user("olga", owner=True)
            api.user("ada", default="admin")
            first = await api.log_in("ada")
            device = {"Cookie": f"nexus_device={first.cookies['nexus_device']}"}
            api.client.cookies.clear()

            server.stop()

            stranger = await api.log_in("ada")
            known = await api.log_in("ada", headers=device)
            made = await api.call("ada", "POST", "/api/agents", {"name": "plant-7"})

    assert stranger.status_code == 429
    assert int(stranger.headers["retry-after"]) > 0
    assert known.status_code == 200
    assert made.status_code == 201, made.text


async def test_what_cannot_be_looked_up_in_the_store_is_refused_and_nothing_is_changed(settings, catalogue):
    with ValkeyServer() as server:
        async with running(evolve(settings, redis_url=server.url()), catalogue) as api:
            api.user("ada", default="admin")
            home = api.workspace.id
            warehouse = Connection("", home, "warehouse", "sqlite", {"path": "/tmp/warehouse.db"})
            api.metadata.repositories.connections.create(warehouse, ())
            mapped = {"destination": "warehouse", "operation": "insert", "mappings": [{"source": "$", "target": "$"}]}
            one, two = ({"name": name, "target": name} | mapped for name in ("one", "two"))
            orders = {"name": "orders", "pipelines": [one]}
            made = (await api.call("ada", "POST", "/api/workflows", orders)).json()
            place = f"/api/workflows/{made['id']}"

            server.stop()

            answers = [
                await api.call("ada", "DELETE", place),  # whether messages wait is not known
                await api.call("ada", "PUT", place, orders | {"pipelines": [one, two]}),  # nor where the second begins
                await api.call("ada", "POST", f"{place}/replay", {}),
            ]
            shown = (await api.call("ada", "GET", place)).json()

    assert [one.status_code for one in answers] == [503, 503, 503]
    assert shown == made
