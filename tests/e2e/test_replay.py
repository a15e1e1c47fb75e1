"""The retained past is replayed to real destinations: a ledger writes nothing twice, whatever is asked for how often."""

import httpx
import pytest
import redis
from harness.people import PASSWORD
from harness.warehouses import SqliteWarehouse

from nexus.testing import wait_until

NUMBER = 30
MAPPINGS = [{"source": "id", "target": "id", "type": "integer"}]

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def client(installation):
    installation.environment["NEXUS_ADMIN_PASSWORD"] = PASSWORD
    installation.run("user", "add", "olga")
    installation.start_api()
    with httpx.Client(base_url=f"http://127.0.0.1:{installation.port}/api", timeout=30) as client:
        token = client.post("/login", json={"username": "olga", "password": PASSWORD}).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def ask(client, method, path, json=None, **options):
    answer = client.request(method, path, json=json, **options)
    assert answer.is_success, answer.text
    return answer.json()


def test_a_replay_reaches_its_pipelines_while_workers_die_and_a_ledger_writes_nothing_twice(
    client, installation, tmp_path
):
    tables = "CREATE TABLE counted (id INTEGER); CREATE TABLE plain (id INTEGER)"
    warehouse = SqliteWarehouse(tmp_path / "shop.sqlite")
    for statement in tables.split(";"):
        warehouse.create(statement)

    def rows(table):
        return warehouse.ask(f"SELECT count(*), count(DISTINCT id) FROM {table}")[0]

    key = ask(client, "POST", "/applications", {"name": "shop"})["key"]
    ask(client, "POST", "/connections", {"name": "w", "connector": "sqlite", "config": {"path": str(warehouse.file)}})
    into = {"destination": "w", "operation": "insert", "mappings": MAPPINGS}
    pipelines = [
        {"name": "counted", "target": "counted", "ledger": True} | into,
        {"name": "plain", "target": "plain"} | into,
    ]
    made = {"name": "orders", "sources": [{"application": "shop"}], "pipelines": pipelines}
    place = f"/workflows/{ask(client, 'POST', '/workflows', made)['id']}"
    worker = installation.start_worker()
    ask(client, "POST", "/ingress", [{"id": n} for n in range(NUMBER)], headers={"X-API-Key": key})
    wait_until(lambda: rows("counted") == rows("plain") == (NUMBER, NUMBER), timeout_s=40, what="the messages")

    first = ask(client, "POST", f"{place}/replay", {"limit": 20, "rate": 200})
    worker.restart_after_kill()
    again = ask(client, "POST", f"{place}/replay", {"limit": 20, "rate": 200, "replay": first["replay"]})
    rest = ask(client, "POST", f"{place}/replay", {"since": first["next"], "rate": 200, "replay": first["replay"]})

    assert [one["matched"] for piece in (first, again, rest) for one in piece["pipelines"]] == [20, 20, 20, 20, 10, 10]
    assert rest["next"] is None
    wait_until(lambda: rows("plain")[0] >= 2 * NUMBER, timeout_s=90, what="the replay where there is no ledger")

    with redis.Redis.from_url(installation.environment["NEXUS_REDIS_URL"]) as store:  # both pipelines have one schedule
        queue = f"nexus:retry_queue:{{{place.rpartition('/')[2]}}}"
        wait_until(lambda: store.zcard(queue) == 0, timeout_s=90, what="the replay where there is a ledger")
    assert rows("counted") == (NUMBER, NUMBER)
    assert rows("plain")[1] == NUMBER

    new = ask(client, "POST", f"{place}/replay", {"pipelines": ["counted"], "as_new": True, "rate": 500})
    ask(client, "POST", f"{place}/replay", {"pipelines": ["counted"], "as_new": True, "replay": new["replay"]})
    wait_until(lambda: rows("counted") == (2 * NUMBER, NUMBER), timeout_s=60, what="the replay as new messages, once")
