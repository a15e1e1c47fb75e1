"""The contract's example as a customer would try it: 10,000 messages, and everything is killed once on the way.

One story is told once (the fixture); each test holds one promise against what was found at its end.
"""

import pytest
from attrs import frozen
from harness.installation import health
from harness.landscape import Landscape
from harness.oracle import Oracle
from harness.orders import is_bad, is_large, row
from harness.progress import grows
from harness.sender import Sender
from harness.warehouses import count_of, orders_in

from nexus.testing import wait_until

MESSAGES = 10_000
RATE = 600.0
SEQUENCE = "sequence"  # the group, and so the pipeline, of a sequential workflow

pytestmark = [pytest.mark.xdist_group("contract"), pytest.mark.timeout(300)]


@frozen
class Story:
    """What was sent, what was refused, what moved while others were down, what died."""

    intended: set[int]
    acknowledged: set[int]
    refusals: dict[int | None, int]
    grown: dict[str, int]
    dead: dict[str, dict[int, str]]

    @property
    def good(self) -> set[int]:
        """The acknowledged orders that every warehouse can take."""
        return {number for number in self.acknowledged if not is_bad(number)}


@pytest.fixture(scope="module")
def landscape(tmp_path_factory):
    with Landscape(tmp_path_factory.mktemp("contract")) as made:
        yield made


@pytest.fixture(scope="module")
def applied(landscape):
    """What `nexus apply` told: of the contract's example, of the same again, of the example with two more pipelines."""
    whole = landscape.with_further_pipelines()
    documents = [landscape.contract(), landscape.contract(), whole, whole]
    return [landscape.nexus.apply(document) for document in documents]


@pytest.fixture(scope="module")
def story(landscape, applied, tmp_path_factory):
    nexus = landscape.nexus
    key, numbers = applied[0]["keys"]["shop"], range(1, MESSAGES + 1)
    api = nexus.start_api()
    with Oracle(tmp_path_factory.mktemp("oracle")) as oracle:
        with Sender(nexus.port, key, oracle, numbers, connections=6, rate=RATE) as sender:
            grown = go_through_faults(landscape, api, oracle, sender)
            wait_until(lambda: sender.is_done, timeout_s=120, what="all messages to be acknowledged")
        landscape.wait_until_drained(timeout_s=150)
        return Story(oracle.intended, oracle.acknowledged, dict(sender.refusals), grown, landscape.dead_letters())


def go_through_faults(landscape, api, oracle, sender):
    """Kill everything once while messages flow; return by how much the others moved meanwhile."""
    grown = {}

    def after(count):
        wait_until(lambda: oracle.count >= count or sender.is_done, timeout_s=90, what=f"{count} acknowledgements")

    def moves(name, count):
        grown[name] = grows(count, 100, timeout_s=30, what=name)

    after(300)
    refused = sender.refusals[None]
    api.kill()
    wait_until(lambda: sender.refusals[None] > refused, timeout_s=30, what="senders to have no answer without an API")
    api.start()
    landscape.nexus.wait_until_ready(api)
    worker, leaver = landscape.nexus.start_worker("worker-1"), landscape.nexus.start_worker("worker-2")
    after(1_000)
    landscape.kill_while_busy(leaver, "worker-2")  # for good: what it held is for others to claim
    after(2_000)
    landscape.kill_while_busy(worker, "worker-1")
    worker.start()
    after(3_000)
    landscape.postgres.kill()
    moves("MariaDB while PostgreSQL is down", lambda: count_of(landscape.mirror))
    moves("the CRM while PostgreSQL is down", lambda: len(landscape.crm.taken("/orders")))
    landscape.postgres.start()
    after(4_500)
    refused = sender.refusals.total()
    landscape.store.kill()
    wait_until(lambda: sender.refusals.total() > refused, timeout_s=30, what="senders to be refused without a store")
    landscape.store.start()
    after(6_000)
    landscape.mariadb.kill()
    worker.restart_after_kill()
    moves("PostgreSQL while MariaDB is down", lambda: count_of(landscape.warehouse))
    landscape.mariadb.start()
    after(7_500)
    landscape.crm.refuse()
    moves("MariaDB while the CRM is down", lambda: count_of(landscape.mirror))
    landscape.crm.heal()
    return grown


def test_the_examples_yaml_is_applied_word_for_word(applied):
    assert [(change["action"], change["kind"], change["name"]) for change in applied[0]["changes"]] == [
        ("create", "application", "shop"),
        ("create", "connection", "warehouse"),
        ("create", "connection", "crm"),
        ("create", "workflow", "orders"),
        ("create", "workflow", "enrich"),
    ]
    assert applied[0]["keys"]["shop"].startswith("nxk_")


def test_applying_a_file_twice_changes_nothing(applied):
    assert applied[1] == {"changes": [], "keys": {}, "master_secrets": {}, "notes": []}
    assert applied[3]["changes"] == []


def test_a_changed_file_changes_only_what_it_names_anew(applied):
    changes = [(change["action"], change["kind"], change["name"]) for change in applied[2]["changes"]]

    assert changes == [("create", "connection", "mirror"), ("update", "workflow", "orders")]


def test_every_message_was_acknowledged_in_the_end_though_senders_were_refused_on_the_way(story):
    assert story.acknowledged == set(range(1, MESSAGES + 1))
    assert story.refusals[None] > 0, "the API was killed, so some requests had no answer"
    assert story.refusals[503] > 0, "the stream store was killed, so some requests were refused"


def test_healthy_destinations_kept_moving_while_others_were_down(story):
    assert len(story.grown) == 4
    assert min(story.grown.values()) >= 100


def test_the_upsert_table_in_postgresql_has_each_good_order_once_with_its_content(landscape, story):
    assert sorted(orders_in(landscape.warehouse)) == [row(number) for number in sorted(story.good)]


def test_the_upsert_table_in_mariadb_has_each_good_order_once_with_its_content(landscape, story):
    assert sorted(orders_in(landscape.mirror)) == [row(number) for number in sorted(story.good)]


def test_the_table_with_a_ledger_has_each_good_order_exactly_once_though_it_has_no_key(landscape, story):
    assert sorted(orders_in(landscape.warehouse, "books")) == [row(number) for number in sorted(story.good)]


def test_what_no_warehouse_can_take_is_dead_lettered_there_with_its_reason_and_nowhere_else(story):
    bad = {number for number in story.acknowledged if is_bad(number)}

    assert {name: set(letters) for name, letters in story.dead.items()} == {
        "orders-to-warehouse": bad,
        "orders-to-mirror": bad,
        "orders-to-books": bad,
        SEQUENCE: bad,  # its condition compares the total
    }
    assert all("total" in reason for letters in story.dead.values() for reason in letters.values())


def test_the_crm_saw_each_order_and_each_under_one_idempotency_key_of_its_own(landscape, story):
    keys = landscape.crm.keys_by_order("/orders")

    assert set(keys) == story.acknowledged
    assert {len(found) for found in keys.values()} == {1}
    assert len(set.union(*keys.values())) == len(keys)
    assert "" not in set.union(*keys.values())


def test_the_sequential_workflow_stored_each_large_order_and_announced_each_small_one(landscape, story):
    stored = {tier for (tier,) in landscape.warehouse.ask("SELECT tier FROM big_orders")}
    announced = landscape.crm.keys_by_order("/small")

    assert stored == {f"tier-{number}" for number in story.good if is_large(number)}
    assert set(announced) == {number for number in story.good if not is_large(number)}
    assert {len(found) for found in announced.values()} == {1}


def test_nothing_arrived_that_was_never_sent(landscape, story):
    arrived = {
        *(number for number, *_ in orders_in(landscape.warehouse)),
        *(number for number, *_ in orders_in(landscape.mirror)),
        *landscape.crm.keys_by_order("/orders"),
    }

    assert arrived <= story.intended


def test_nothing_is_left_to_do(landscape, story):
    assert all(backlog.is_empty for backlog in landscape.backlogs().values())


def test_health_is_green_again(landscape, story):
    assert health(landscape.nexus.port) == 200
