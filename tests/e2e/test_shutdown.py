"""SIGTERM under load: nothing is lost, nothing is doubled, what has begun is finished; a second SIGTERM does not wait."""

import http.client
import json
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
import redis
from harness.backlog import backlog
from harness.installation import health
from harness.oracle import Oracle
from harness.progress import grows
from harness.sender import Sender
from harness.warehouses import SqliteWarehouse, count_of

from nexus.testing import Answer, HttpServer, wait_until

AT_ONCE_S = 3.0
ROUNDS = 3

INTO_SQLITE = """
applications: [{{name: shop, dedup: message_id, message_id_path: id}}]
connections: [{{name: file, connector: sqlite, config: {{path: "{path}"}}}}]
workflows:
  - name: orders
    sources: [{{application: shop}}]
    pipelines:
      - name: to-file
        destination: file
        operation: insert
        target: orders
        mappings: [{{source: id, target: id, type: integer}}]
"""
INTO_HTTP = """
applications: [{{name: shop, dedup: message_id, message_id_path: id}}]
connections: [{{name: crm, connector: rest, config: {{base_url: "{url}"}}}}]
workflows:
  - name: orders
    sources: [{{application: shop}}]
    pipelines:
      - {{name: to-crm, destination: crm, operation: post, target: /orders, mappings: [{{source: "$", target: "$"}}]}}
"""

pytestmark = [pytest.mark.xdist_group("shutdown"), pytest.mark.timeout(120)]


@pytest.fixture
def warehouse(tmp_path):
    return SqliteWarehouse(tmp_path / "orders.db").create(
        "CREATE TABLE orders (id INTEGER)"
    )  # no key: doubles would show


@pytest.fixture
def shop(installation, warehouse):
    """The API key of an application whose orders go into a SQLite file."""
    return installation.apply(INTO_SQLITE.format(path=warehouse.file))["keys"]["shop"]


@pytest.fixture
def client(store):
    with redis.Redis(host=store.host, port=store.port) as made:
        yield made


@pytest.fixture
def oracle(tmp_path):
    folder = tmp_path / "oracle"
    folder.mkdir()
    with Oracle(folder) as made:
        yield made


def small(number):
    return {"id": number}


def end_under_load(ended, progress, installation, key, oracle):
    """Send without pause, end a process ``ROUNDS`` times amidst it and start it again; return its exit statuses."""
    statuses = []
    with Sender(installation.port, key, oracle, range(1_000_000), rate=800, payload=small):
        for _ in range(ROUNDS):
            grows(progress, 300, timeout_s=40, what="the number of messages")
            statuses.append(ended.stop())
            ended.start()
        grows(progress, 300, timeout_s=40, what="the number of messages")
    return statuses


def assert_each_arrived_once(warehouse, oracle, client, workflow_id):
    wait_until(lambda: backlog(client, workflow_id).is_empty, timeout_s=40, what="an empty backlog")
    arrived = Counter(int(number) for (number,) in warehouse.ask("SELECT id FROM orders"))
    assert set(arrived.values()) == {1}
    assert oracle.acknowledged <= set(arrived) <= oracle.intended


def test_a_worker_that_is_ended_under_load_loses_nothing_and_doubles_nothing(
    installation, client, warehouse, shop, oracle
):
    worker = installation.start_worker()
    installation.start_api()

    statuses = end_under_load(worker, lambda: count_of(warehouse), installation, shop, oracle)

    assert statuses == [0] * ROUNDS
    assert_each_arrived_once(warehouse, oracle, client, installation.workflow_ids()["orders"])


def test_a_worker_finishes_what_is_being_written_and_reads_no_more(installation, client, http_server, oracle):
    http_server.default = Answer(delay_s=1.5)
    key = installation.apply(INTO_HTTP.format(url=http_server.url()))["keys"]["shop"]
    installation.start_api()
    worker = installation.start_worker()
    with Sender(installation.port, key, oracle, range(1), payload=small):
        wait_until(lambda: http_server.requests, timeout_s=20, what="the first request")

    worker.send(signal.SIGTERM)
    answer(begin(installation, key, 1))
    status = worker.wait(20)

    assert status == 0
    assert [request.json()["id"] for request in http_server.requests] == [0]
    left = backlog(client, installation.workflow_ids()["orders"])
    assert (sum(left.unread.values()), sum(left.pending.values())) == (1, 0)


def test_a_second_sigterm_ends_a_worker_at_once_and_its_messages_are_delivered_by_the_next(
    installation, http_server, oracle
):
    http_server.default = Answer(delay_s=20.0)
    key = installation.apply(INTO_HTTP.format(url=http_server.url()))["keys"]["shop"]
    installation.start_api()
    worker = installation.start_worker()
    with Sender(installation.port, key, oracle, range(5), payload=small):
        wait_until(lambda: http_server.requests, timeout_s=20, what="the first request")

    worker.send(signal.SIGTERM)
    wait_until(lambda: "worker stops" in worker.output(), what="the worker to notice")
    before = time.monotonic()
    worker.send(signal.SIGTERM)
    worker.wait(15)
    took = time.monotonic() - before
    http_server.default = Answer()
    http_server.clear()
    worker.start()

    assert took < AT_ONCE_S
    wait_until(lambda: ids_of(http_server) == oracle.acknowledged, timeout_s=30, what="delivery by the next worker")


def test_a_group_of_workers_replaces_one_that_is_killed_and_ends_whole(installation, client, warehouse, shop, oracle):
    group = installation.start("worker", "--processes", "2", "--name", "w")
    installation.start_api()

    with Sender(installation.port, shop, oracle, range(1_000_000), rate=800, payload=small):
        grows(lambda: count_of(warehouse), 300, timeout_s=40, what="the table")
        before = group.children()
        before["w-1"].kill()
        wait_until(lambda: group.children().keys() == {"w-1", "w-2"}, timeout_s=20, what="two workers again")
        grows(lambda: count_of(warehouse), 300, timeout_s=40, what="the table")
    wait_until(lambda: backlog(client, installation.workflow_ids()["orders"]).is_empty, timeout_s=60, what="all rows")
    after = group.children()
    status = group.stop()

    assert after["w-1"].pid != before["w-1"].pid
    assert after["w-2"].pid == before["w-2"].pid
    assert status == 0
    assert not any(child.is_running() for child in after.values())
    assert oracle.acknowledged <= {int(number) for (number,) in warehouse.ask("SELECT id FROM orders")}


def test_an_api_that_is_ended_under_load_loses_nothing_that_it_acknowledged(
    installation, client, warehouse, shop, oracle
):
    installation.start_worker()
    api = installation.start_api()

    statuses = end_under_load(api, lambda: oracle.count, installation, shop, oracle)

    assert statuses == [0] * ROUNDS
    assert_each_arrived_once(warehouse, oracle, client, installation.workflow_ids()["orders"])


def test_an_api_finishes_requests_that_are_under_way_and_takes_no_new_ones(installation, store, shop):
    api = installation.start_api()
    answer(begin(installation, shop, 0))
    store.pause()
    under_way = begin(installation, shop, 1)

    api.send(signal.SIGTERM)
    wait_until(lambda: health(installation.port, "live") is None, what="new connections to be refused")
    store.resume()

    assert answer(under_way) == 202
    assert api.wait(20) == 0


def test_a_second_sigterm_ends_an_api_at_once_and_acknowledges_nothing(installation, store, shop):
    api = installation.start_api()
    answer(begin(installation, shop, 0))
    store.pause()
    under_way = begin(installation, shop, 1)

    api.send(signal.SIGTERM)
    wait_until(lambda: health(installation.port, "live") is None, what="new connections to be refused")
    before = time.monotonic()
    api.send(signal.SIGTERM)
    api.wait(15)
    took = time.monotonic() - before
    store.resume()

    assert took < AT_ONCE_S
    assert answer(under_way) != 202


def ids_of(server: HttpServer) -> set[int]:
    return {request.json()["id"] for request in list(server.requests)}


def begin(installation, key, number):
    """Send one message, and return its connection once the API has read all of it."""
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=15)
    connection.request("POST", "/ingress", json.dumps(small(number)), {"X-API-Key": key})
    ports = f":{installation.port:04X}", f":{connection.sock.getsockname()[1]:04X}"

    def is_read():
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return any(line[1].endswith(ports[0]) and line[2].endswith(ports[1]) and unread(line) == 0 for line in lines)

    wait_until(is_read, what="the request to be read")
    return connection


def unread(line):
    return int(line[4].partition(":")[2], 16)  # tx_queue:rx_queue, see proc_net_tcp.txt of the kernel


def answer(connection):
    """Return the status of the answer, or None if there is none."""
    try:
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def me(port):
    """Ask for what only the process for people answers, and return the status, or None if nobody does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
    try:
        connection.request("GET", "/api/auth/me")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def test_of_several_api_processes_each_may_be_killed_and_the_port_is_served(
    installation, client, warehouse, shop, oracle
):
    installation.start_worker()
    group = installation.start("api", "--processes", "3", "--name", "a")
    installation.wait_until_ready(group)
    assert group.children().keys() == {"a-1", "a-2", "a-3"}

    with Sender(installation.port, shop, oracle, range(1_000_000), rate=400, payload=small):
        for name in ("a-2", "a-1", "a-3"):
            grows(lambda: oracle.count, 200, timeout_s=40, what="the number of messages")
            before = group.children()[name]
            before.kill()
            wait_until(
                lambda name=name, before=before: group.children().get(name, before).pid != before.pid,
                timeout_s=20,
                what=f"another {name}",
            )
            assert me(installation.port) == 401  # it waits for the one that is being started
        grows(lambda: oracle.count, 200, timeout_s=60, what="the number of messages")
    status, children = group.stop(), group.children()

    assert (status, children) == (0, {})
    assert health(installation.port, "live") is None
    assert_each_arrived_once(warehouse, oracle, client, installation.workflow_ids()["orders"])


def test_several_api_processes_finish_requests_that_are_under_way(installation, store, shop):
    group = installation.start("api", "--processes", "2")
    installation.wait_until_ready(group)
    answer(begin(installation, shop, 0))
    store.pause()
    under_way = begin(installation, shop, 1)

    group.send(signal.SIGTERM)
    wait_until(lambda: health(installation.port, "live") is None, what="new connections to be refused")
    store.resume()

    assert answer(under_way) == 202
    assert group.wait(30) == 0


def test_several_api_processes_do_not_share_the_port_of_a_stranger(installation):
    installation.start_api()
    second = installation.start("api", "--processes", "2", name="second")

    assert second.wait(30) == 1
    assert f"cannot listen on 127.0.0.1:{installation.port}" in second.output()
    assert "NEXUS_PORT" in second.output()
