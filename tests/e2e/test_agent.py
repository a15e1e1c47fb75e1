"""The edge agent as a process beside a real Nexus: what it acknowledges arrives once, in order, whatever happens."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import httpx
import psutil
import pytest
from harness.agent import PlantAgent
from harness.javascript import NodeProgram, build
from harness.programs import SenderProgram
from harness.python import CAMPAIGN, PythonProgram
from harness.shop import DEFINITIONS, Shop, open_shop, replies_being_cut

from nexus.model.connection import Connection
from nexus.model.query import Query
from nexus.testing import TcpProxy, wait_until

COUNT = 4000


@pytest.fixture(scope="module")
def shop_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture(scope="module")
def agent(shop_of_all: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlantAgent]:
    folder = tmp_path_factory.mktemp("plant") / "agent"
    with PlantAgent(shop_of_all.nexus, folder, ("shop", "vault"), centre_port=shop_of_all.proxy.port) as agent:
        yield agent


@pytest.fixture
def shop(shop_of_all: Shop, agent: PlantAgent) -> Shop:
    agent.drained()
    shop_of_all.forget()
    return shop_of_all


def python(environment: dict[str, str]) -> SenderProgram:
    return PythonProgram(CAMPAIGN, environment | {"CLIENT": "threads"})


def javascript(environment: dict[str, str]) -> SenderProgram:
    return NodeProgram(build() / "test" / "e2e" / "campaign.mjs", environment)


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])
@pytest.mark.parametrize("sdk", [python, javascript])
def test_each_order_of_both_sdks_arrives_once_though_agent_and_centre_are_killed(shop, agent, sdk, sealed):
    environment = shop.sealing() if sealed else shop.environment
    how = {"WAY": "buffer", "COUNT": str(COUNT), "NEXUS_URL": agent.url}
    with sdk(environment | how) as sender, replies_being_cut(shop.proxy):
        for part in (0.2, 0.5):
            wait_until(
                lambda part=part: sender.acknowledged > part * COUNT or not sender.is_running,
                timeout_s=40,
                what=f"{part:.0%} to be acknowledged",
            )
            shop.api.restart_after_kill()
            agent.restart_after_kill()
        sender.finish(60)
        shop.nexus.wait_until_ready(shop.api)
    agent.drained()

    assert shop.taken() == list(range(COUNT))


def test_orders_that_the_centre_refuses_are_kept_for_a_person_who_puts_them_right(shop, agent, tmp_path):
    shop.proxy.refuse()
    shop.proxy.cut()
    for number in range(3):  # by what the agent knows, they are in order
        order = {"id": number, "total": number * 9.0}
        assert httpx.post(f"{agent.url}/ingress", json=order, headers={"X-API-Key": shop.key}).status_code == 202
    shop.nexus.apply(
        DEFINITIONS.replace("{name: total, type: float}]\n    dedup", "{name: total, type: float, max: 10}]\n    dedup")
    )
    shop.proxy.heal()
    agent.drained()
    listed = agent.run("queue", "list", "--refused")
    agent.run("queue", "export", "--refused", str(tmp_path / "refused.ndjson"))
    (exported,) = [json.loads(line) for line in (tmp_path / "refused.ndjson").read_text().splitlines()]
    assert shop.taken() == [0, 1]

    shop.nexus.apply(DEFINITIONS)
    assert agent.run("queue", "retry", "--all").startswith("1 messages are in the queue again")
    wait_until(lambda: len(shop.taken()) == 3, timeout_s=30, what="what was put back to be forwarded")

    assert "total: " in listed
    assert exported["payload"] == {"id": 2, "total": 18.0}
    assert shop.taken() == [0, 1, 2]
    assert agent.health()["queue"]["refused"] == 0


def test_a_full_queue_refuses_and_keeps_what_it_has(shop, tmp_path_factory):
    """Small enough to fill at once; the centre is out of reach meanwhile."""
    folder = tmp_path_factory.mktemp("full") / "agent"
    settings = {"NEXUS_AGENT_QUEUE_MAX_BYTES": str(1024 * 1024)}
    with TcpProxy(shop.nexus.port) as line:
        small = PlantAgent(shop.nexus, folder, ("shop",), centre_port=line.port, settings=settings, name="small")
        with small, httpx.Client(base_url=small.url, headers={"X-API-Key": shop.key}) as client:
            wait_until(lambda: small.health()["sync"]["state"] == "ok", what="the first sync")
            line.refuse()
            statuses = []
            for first in range(0, 600, 50):
                orders = [{"id": n, "email": "x" * 4000, "total": 1.0} for n in range(first, first + 50)]
                answer = client.post("/ingress", json=orders)
                statuses.append(answer.status_code)
            assert (statuses[0], statuses[-1]) == (202, 507)
            assert answer.json()["type"] == "urn:nexus:problem:queue-full"
            assert int(answer.headers["retry-after"]) > 0
            small.restart_after_kill()
            line.heal()
            small.drained()
            assert client.post("/ingress", json={"id": 600, "total": 1.0}).status_code == 202
            small.drained()

    assert shop.taken() == [*range(50 * statuses.count(202)), 600]


def test_a_query_is_answered_through_the_agent_that_reaches_the_database(shop, agent, tmp_path):
    file = tmp_path / "plant.db"
    with closing(sqlite3.connect(file)) as plant:
        plant.execute("CREATE TABLE readings (id INTEGER PRIMARY KEY, value NUMERIC)")
        plant.executemany("INSERT INTO readings VALUES (?, ?)", [(n, n + 0.5) for n in range(1, 8)])
        plant.commit()
    with shop.nexus.metadata() as metadata:
        home = metadata.workspace_id("default")
        reached = metadata.repositories.connections.create(
            Connection("", home, "plant", "sqlite", {"path": str(file)}, agent.id), ()
        )
        application = metadata.repositories.applications.by_name(home, "shop")
        metadata.queries.create(
            Query("", home, "readings", reached.id, "SELECT id, value FROM readings", applications=(application.id,))
        )
    wait_until(lambda: agent.health()["link"]["state"] == "connected", timeout_s=30, what="the link")
    url, key = f"http://127.0.0.1:{shop.nexus.port}/query/readings", {"X-API-Key": shop.key}

    answers = lambda: httpx.get(url, headers=key).status_code == 200  # noqa: E731 — a busy agent may take one too late
    wait_until(answers, timeout_s=30, what="an answer")
    page = httpx.get(url, headers=key, params={"limit": 3})
    rows = httpx.get(url, headers=key | {"Accept": "application/x-ndjson"}).text.splitlines()
    agent.process.kill()
    away = httpx.get(url, headers=key)
    agent.process.start()
    agent.wait_until_ready()

    assert page.json()["rows"] == [[1, 1.5], [2, 2.5], [3, 3.5]]
    assert [json.loads(row)["id"] for row in rows] == list(range(1, 8))
    assert (away.status_code, away.json()["type"]) == (503, "urn:nexus:problem:agent-away")


def test_people_see_how_the_agent_is(shop, agent):
    wait_until(lambda: agent.health()["link"]["state"] == "connected", timeout_s=30, what="the link")

    told = agent.run("status", check=False)
    metrics = httpx.get(f"{agent.url}/metrics").text

    assert told.startswith("agent     plant-7, up")
    assert "link      connected" in told
    assert "nexus_agent_link_connected 1.0" in metrics
    assert "nexus_ingress_connections" in metrics
    assert httpx.get(f"{agent.url}/nothing").status_code == 404
    assert httpx.post(f"{agent.url}/health").status_code == 405
    assert httpx.post(f"{agent.url}/ingress", json={"id": 1}).json()["type"] == "urn:nexus:problem:unknown-key"


def test_an_idle_agent_is_small_and_loads_no_server(shop, agent):
    agent.restart_after_kill()

    process = psutil.Process(agent.process.pid)

    assert process.memory_info().rss < 60 * 1024 * 1024


def test_the_agent_loads_neither_web_framework_nor_database_toolkit():
    script = "import sys, nexus_agent.process; print(*sorted(sys.modules))"
    loaded = set(subprocess.check_output([sys.executable, "-c", script], text=True).split())

    assert not loaded & {"litestar", "sqlalchemy", "redis", "alembic", "structlog", "httpx", "prometheus_client"}
    assert not loaded & {"nexus.plugins", "nexus.receiver.runner", "nexus.services.open_connections"}, (
        "asked for nothing"
    )
