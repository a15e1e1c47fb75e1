"""The same processes against a cluster of stream stores: every workflow's keys live together, wherever that is."""

import pytest
from harness.backlog import backlog
from harness.installation import Installation
from harness.oracle import Oracle
from harness.orders import is_bad, row
from harness.sender import Sender
from harness.warehouses import SqliteWarehouse, orders_in
from redis.cluster import RedisCluster

from nexus.testing import RedisCluster as RedisClusterServer
from nexus.testing import wait_until

WORKFLOWS = 6
MESSAGES = 1_500

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.timeout(120)]


def definitions(warehouse):
    workflows = [
        f"""
  - name: orders-{number}
    sources: [{{application: shop}}]
    pipelines:
      - name: to-table-{number}
        destination: file
        operation: upsert
        target: orders_{number}
        key: [id]
        mappings:
          - {{source: id, target: id, type: integer}}
          - {{source: customer.email, target: email, type: string, transforms: [trim, lower]}}
          - {{source: total, target: total, type: decimal}}
"""
        for number in range(WORKFLOWS)
    ]
    return f"""
applications: [{{name: shop, dedup: message_id, message_id_path: id}}]
connections: [{{name: file, connector: sqlite, config: {{path: "{warehouse.file}"}}}}]
workflows:
{"".join(workflows)}
"""


@pytest.fixture
def cluster():
    with RedisClusterServer(durable=True) as made:
        yield made


@pytest.fixture
def nexus(tmp_path, cluster):
    with Installation(tmp_path, cluster.url()) as made:
        yield made


def test_messages_reach_every_workflow_wherever_in_the_cluster_it_lives(nexus, cluster, tmp_path):
    warehouse = SqliteWarehouse(tmp_path / "orders.db")
    for number in range(WORKFLOWS):
        warehouse.create(f"CREATE TABLE orders_{number} (id INTEGER PRIMARY KEY, email TEXT, total NUMERIC)")
    key = nexus.apply(definitions(warehouse))["keys"]["shop"]
    nexus.start_worker()
    nexus.start_api()

    numbers = [number for number in range(1, MESSAGES + 2) if not is_bad(number)]
    ids = nexus.workflow_ids()
    with Oracle(tmp_path) as oracle, RedisCluster(host=cluster.nodes[0].host, port=cluster.nodes[0].port) as client:
        master = owner_of(cluster, client, ids["orders-0"])
        with Sender(nexus.port, key, oracle, numbers) as sender:
            wait_until(lambda: oracle.count > MESSAGES / 3, timeout_s=30, what="a third to be acknowledged")
            master.kill()
            wait_until(lambda: sender.refusals, timeout_s=30, what="a refusal while a master is down")
            master.start()
            cluster.wait_until_whole()
            wait_until(lambda: sender.is_done, timeout_s=60, what="all messages to be acknowledged")
        wait_until(
            lambda: all(backlog(client, number).is_empty for number in ids.values()),
            timeout_s=60,
            every_s=0.2,
            what="every workflow to be drained",
        )
        acknowledged = oracle.acknowledged

    assert acknowledged == set(numbers)
    for number in range(WORKFLOWS):
        found = {(i, email, float(total)) for i, email, total in orders_in(warehouse, f"orders_{number}")}
        assert found == {(i, email, float(total)) for i, email, total in map(row, numbers)}


def owner_of(cluster, client, workflow_id):
    """Return the server of the master that holds a workflow's keys."""
    port = client.get_node_from_key(f"nexus:workflow:{{{workflow_id}}}").port
    return next(node for node in cluster.nodes if node.port == port)
