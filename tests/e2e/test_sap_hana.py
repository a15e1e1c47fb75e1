"""HTTP to SAP HANA and PostgreSQL at once, with the ledger, while HANA is killed and its connections are cut at commits."""

import http.client
import json
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
import redis
from harness.backlog import backlog
from harness.oracle import Oracle
from harness.progress import grows
from harness.sender import Sender
from harness.warehouses import PostgresWarehouse, count_of

from nexus.testing import PostgresServer, wait_until

pytest.importorskip("hdbcli", reason="SAP has no driver for this platform")

from harness.hana import HanaWarehouse

from hana_simulator.testing import HanaSimulator

MESSAGES = 3000
RATE = 400
"""Messages per second: some that make many transactions, not a few large ones."""
CUTS = 3
DEFINITIONS = """
applications: [{{name: shop, dedup: message_id, message_id_path: id}}]
connections:
  - name: erp
    connector: sap-hana
    config: {{host: 127.0.0.1, port: {hana.port}, username: SYSTEM, password: {hana.password}, schema: SHOP, tls: disable}}
  - name: warehouse
    connector: postgresql
    config: {{host: 127.0.0.1, port: {postgres.port}, database: shop, username: {postgres.username},
              password: {postgres.password}}}
workflows:
  - name: orders
    sources: [{{application: shop}}]
    max_retries: 100
    pipelines:
      - name: to-hana
        destination: erp
        operation: insert
        target: ORDERS
        ledger: true
        mappings:
          - {{source: id, target: ID, type: integer}}
          - {{source: customer.email, target: EMAIL, type: string, transforms: [trim, lower]}}
          - {{source: note, target: NOTE, type: string}}
      - name: to-postgres
        destination: warehouse
        operation: insert
        target: orders
        ledger: true
        mappings: [{{source: id, target: id, type: integer}}]
"""

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def hana():
    with HanaSimulator() as server:
        yield server


@pytest.fixture
def erp(hana):
    """A table without key, so that a message applied twice would show."""
    warehouse = HanaWarehouse(hana)
    warehouse.execute("CREATE SCHEMA SHOP")
    warehouse.execute("CREATE TABLE SHOP.ORDERS (ID BIGINT, EMAIL NVARCHAR(200), NOTE NVARCHAR(200))")
    return warehouse


@pytest.fixture
def postgres():
    with PostgresServer() as server:
        server.execute("CREATE DATABASE shop")
        server.execute("CREATE TABLE orders (id bigint)", "shop")
        yield server


@pytest.fixture
def shop(installation, hana, erp, postgres):
    """The application's key."""
    return installation.apply(DEFINITIONS.format(hana=hana, postgres=postgres))["keys"]["shop"]


def test_each_order_is_in_both_once_though_hana_is_killed_and_cut_at_commits(
    installation, store, shop, hana, erp, postgres, tmp_path: Path
):
    mirror = PostgresWarehouse(postgres, "shop")
    cuts = lambda: hana.control.counts().get("cuts", 0)  # noqa: E731
    installation.start_api()
    worker = installation.start_worker()
    hana.control.cut("after_commit", commit=2, every=1)
    hana.control.cut("before_commit", commit=3)
    (tmp_path / "oracle").mkdir()
    with (
        Oracle(tmp_path / "oracle") as oracle,
        Sender(installation.port, shop, oracle, range(MESSAGES), rate=RATE) as sender,
    ):
        wait_until(lambda: cuts() >= CUTS, timeout_s=60, what="connections that are cut at commits")
        hana.kill()
        grows(lambda: count_of(mirror, "orders"), 100, timeout_s=30, what="PostgreSQL, which waits for nobody")
        hana.start()
        hana.control.cut("after_commit", every=1)
        hana.control.cut("before_commit", commit=2)
        wait_until(lambda: cuts() >= CUTS, timeout_s=60, what="more of them after the restart")
        worker.kill()
        installation.start_worker("worker-2")
        wait_until(lambda: sender.is_done, timeout_s=90, what="the sender to be done")
        acknowledged = oracle.acknowledged
    with redis.Redis(host=store.host, port=store.port) as client:
        ids = installation.workflow_ids()
        wait_until(
            lambda: backlog(client, ids["orders"]).is_empty, timeout_s=120, every_s=0.25, what="an empty backlog"
        )

    assert acknowledged == set(range(MESSAGES))
    assert Counter(row[0] for row in erp.ask("SELECT ID FROM SHOP.ORDERS")) == Counter(acknowledged)
    assert Counter(row[0] for row in mirror.ask("SELECT id FROM orders")) == Counter(acknowledged)
    assert erp.ask("SELECT EMAIL, NOTE FROM SHOP.ORDERS WHERE ID = 4") == [("person4@example.com", "äöü ✓" * 4)]


def test_sap_hana_is_queried_and_listed_over_http(installation, shop, erp):
    for number, note in enumerate(("first", "second"), 1):
        erp.execute(f"INSERT INTO SHOP.ORDERS VALUES ({number}, 'a@x', '{note}')")
    installation.environment["NEXUS_ADMIN_PASSWORD"] = "correct horse battery"
    installation.run("user", "add", "admin", "--owner", "--role", "admin", "--workspace", "default")
    installation.start_api()
    call = Caller(installation.port)
    body = {
        "connection": "erp",
        "sql": "SELECT ID, NOTE FROM ORDERS WHERE ID >= :least ORDER BY ID",
        "params": {"least": 1},
    }

    assert call("POST", "/api/sap/query", body | {"limit": 1}) == (
        200,
        {"columns": ["ID", "NOTE"], "rows": [[1, "first"]], "page": 1, "limit": 1, "more": True},
    )
    assert call("POST", "/api/sap/query", body | {"page": 2, "limit": 1})[1]["rows"] == [[2, "second"]]
    assert "SHOP" in call("GET", "/api/sap/schemas")[1]["items"]
    assert call("GET", "/api/sap/schemas/SHOP/tables?connection=erp")[1] == {"connection": "erp", "items": ["ORDERS"]}
    assert call("POST", "/api/sap/query", body | {"connection": "warehouse"})[0] == 404
    assert call("POST", "/api/sap/query", body | {"sql": "DELETE FROM ORDERS"})[0] == 422
    refused = call("POST", "/api/sap/query", {"connection": "erp", "sql": "SELECT 1 FROM DUMMY", "limit": 0})
    assert (refused[0], refused[1]["errors"][0]["path"]) == (422, "limit")
    assert call("POST", "/api/sap/query", body | {"params": {}})[1]["errors"][0]["path"] == "params.least"
    assert [one["name"] for one in call("GET", "/api/sap-destinations")[1]["items"]] == ["erp"]
    events = call("GET", "/api/audit-logs?category=DATA")[1]["items"]
    assert {event["action"] for event in events} == {"connection.read"}
    assert erp.ask("SELECT COUNT(*) FROM SHOP.ORDERS") == [(2,)]


class Caller:
    """Calls the API as the first administrator."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._token = ""
        status, answer = self("POST", "/login", {"username": "admin", "password": "correct horse battery"})
        assert status == 200, answer
        self._token = answer["access_token"]

    def __call__(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        with closing(connection):
            return self._answered(connection, method, path, body)

    def _answered(self, connection, method, path, body):
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self._token}"} if self._token else {}
        )
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
