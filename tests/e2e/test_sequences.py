"""``kill -9`` in the middle of a run: another worker goes on at the step that was running, and repeats none before it.

Five steps against real systems: an HTTP API that hangs at the fourth step while the worker is killed, and PostgreSQL tables
without keys, where a row that is written twice shows.
"""

import http.client
import json
import time
from collections import Counter

import psycopg
import pytest

from nexus.testing import Answer, HttpServer, PostgresServer, wait_until

STEPS = """
applications: [{{name: shop, message_id_path: id}}]
connections:
  - name: warehouse
    connector: postgresql
    config: {{host: {host}, port: {port}, database: {database}, username: {username}, password: "{password}"}}
  - {{name: crm, connector: rest, config: {{base_url: "{url}", auth: {{type: none}}}}}}
workflows:
  - name: five
    mode: sequential
    sources: [{{application: shop}}]
    result: {{source: steps.ship.body.parcel}}
    steps:
      - {{name: lookup, type: rest_call, connection: crm, path: "/customers/{{payload.id}}"}}
      - name: shape
        type: transform
        mappings:
          - {{source: payload.id, target: id, type: integer}}
          - {{source: steps.lookup.body.tier, target: tier, type: string}}
      - {{name: order, type: db_query, connection: warehouse, operation: insert, target: orders}}
      - {{name: ship, type: rest_call, connection: crm, method: POST, path: /parcels}}
      - name: book
        type: db_query
        connection: warehouse
        operation: insert
        target: parcels
        mappings:
          - {{source: payload.id, target: id, type: integer}}
          - {{source: steps.ship.body.parcel, target: parcel, type: string}}
"""

RUNS = 10

pytestmark = [pytest.mark.xdist_group("sequences"), pytest.mark.timeout(180)]


class Shipper:
    """Answers customers at once; parcels only once it may: a request that hangs is one amidst which a worker can die."""

    def __init__(self):
        self.may_ship = False
        self.server = HttpServer(handler=self.answer)

    def answer(self, request):
        if request.path.startswith("/customers/"):
            return Answer(body={"tier": f"tier-{request.path.rpartition('/')[2]}"})
        parcel = {"parcel": f"parcel of {request.headers['idempotency-key']}"}
        return Answer(201, parcel, delay_s=0.0 if self.may_ship else 300.0)

    def keys(self, path):
        """Idempotency keys of the requests below ``path``, with how often each came."""
        return Counter(
            one.headers.get("idempotency-key", "") for one in list(self.server.requests) if one.path.startswith(path)
        )


@pytest.fixture
def shipper():
    shipper = Shipper()
    with shipper.server:
        yield shipper


@pytest.fixture(scope="module")
def postgres():
    with PostgresServer() as server:
        yield server


@pytest.fixture
def rows(postgres):
    """All rows of a table of this test's database; its URL's last part is ``rows.database``."""
    database = postgres.new_database().rpartition("/")[2]
    dsn = postgres.url(database, driver="")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE orders (id bigint, tier text)")
        connection.execute("CREATE TABLE parcels (id bigint, parcel text)")

    def rows(table):
        with psycopg.connect(dsn) as connection:
            return sorted(connection.execute(f"SELECT * FROM {table}").fetchall())

    rows.database = database
    return rows


@pytest.fixture
def key(installation, postgres, shipper, rows):
    """The API key of the application that feeds the workflow."""
    config = {
        "host": postgres.host,
        "port": postgres.port,
        "database": rows.database,
        "username": postgres.username,
        "password": postgres.password,
        "url": shipper.server.url(),
    }
    return installation.apply(STEPS.format(**config))["keys"]["shop"]


def send(installation, key, numbers):
    body = json.dumps([{"id": number} for number in numbers]).encode()
    headers = {"X-API-Key": key, "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=30)
    connection.request("POST", "/ingress", body, headers)
    assert connection.getresponse().status == 202
    connection.close()


def test_a_killed_workers_runs_are_resumed_by_another_at_the_step_that_was_running(installation, key, shipper, rows):
    installation.start_api()
    first = installation.start_worker("worker-1")
    send(installation, key, range(RUNS))
    wait_until(lambda: len(shipper.keys("/parcels")) == RUNS, timeout_s=60, what="all runs to be at their fourth step")
    assert len(rows("orders")) == RUNS
    asked = shipper.keys("/customers/")
    first.kill()
    shipper.may_ship = True
    installation.start_worker("worker-2")
    # the claim time is 30 s; each pipeline is looked at every 10 s
    wait_until(lambda: len(rows("parcels")) >= RUNS, timeout_s=90, what="another worker to end the runs")
    # finished steps did not run again: the API was asked once for each customer, the tables have no row twice
    assert shipper.keys("/customers/") == asked
    assert set(asked.values()) == {1}
    assert rows("orders") == [(number, f"tier-{number}") for number in range(RUNS)]
    assert [number for number, _ in rows("parcels")] == list(range(RUNS))
    # the step that was running ran again, under the key that it had
    parcels = shipper.keys("/parcels")
    assert (len(parcels), set(parcels.values())) == (RUNS, {2})


def test_a_worker_that_is_killed_and_comes_back_goes_on_at_once(installation, key, shipper, rows):
    installation.start_api()
    worker = installation.start_worker("worker-1")
    send(installation, key, range(RUNS))
    wait_until(lambda: len(shipper.keys("/parcels")) == RUNS, timeout_s=60, what="all runs to be at their fourth step")
    shipper.may_ship = True
    for _ in range(3):  # wherever they stand
        worker.restart_after_kill()
        time.sleep(0.3)
    wait_until(lambda: len(rows("parcels")) >= RUNS, timeout_s=60, what="all runs to end")
    assert set(shipper.keys("/customers/").values()) == {1}
    assert [number for number, _ in rows("orders")] == list(range(RUNS))
    assert [number for number, _ in rows("parcels")] == list(range(RUNS))
    assert len(shipper.keys("/parcels")) == RUNS
