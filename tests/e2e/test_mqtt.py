"""One MQTT topic fanned out into PostgreSQL, SAP HANA and a CRM, while receivers are killed and the broker is restarted.

10,000 messages; ``nox -s mqtt_campaign`` sends 100,000. HANA is the simulator, to which connections are cut during commits.
"""

import os
from collections import Counter

import pytest
from attrs import frozen
from harness.mqtt_sender import MqttSender
from harness.oracle import Oracle

pytest.importorskip("hdbcli", reason="SAP has no driver (hdbcli) for this platform")
from harness.plant import Plant  # needs the driver

from nexus.testing import wait_until

MESSAGES = int(os.environ.get("MQTT_MESSAGES", "5000"))
KILLS, SECONDS = (10, 60.0) if MESSAGES >= 50_000 else (4, 25.0)
"""How often a receiver is killed, and the time over which the messages are sent: they are killed all through it."""

PATIENCE_S = 240.0 + MESSAGES / 200

BAD_EVERY = 500
"""So often comes a payload that is no JSON."""

pytestmark = [pytest.mark.xdist_group("mqtt"), pytest.mark.timeout(3 * PATIENCE_S)]


@frozen
class Story:
    """What was sent, what the broker acknowledged, what died, and what the receivers logged."""

    intended: set[int]
    acknowledged: set[int]
    dead: dict[str, list[tuple[bytes, str]]]
    receivers: str

    @property
    def good(self) -> set[int]:
        return {number for number in self.acknowledged if not is_bad(number)}


def is_bad(number):
    return number % BAD_EVERY == 7


def payload(number):
    return b"order %d is no JSON" % number if is_bad(number) else {"id": number, "note": "äöü ✓" * (number % 5)}


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    with Plant(tmp_path_factory.mktemp("plant")) as made:
        yield made


@pytest.fixture(scope="module")
def story(plant, tmp_path_factory):
    plant.nexus.apply(plant.definitions())
    plant.nexus.start_worker()
    names = ("receiver-1", "receiver-2")
    receivers = {name: plant.nexus.start("receiver", "--name", name, name=name) for name in names}
    wait_until(plant.holder, timeout_s=30, what="a receiver to connect")
    plant.hana.control.cut("after", commit=5, every=40)
    with Oracle(tmp_path_factory.mktemp("oracle")) as oracle:
        numbers = range(1, MESSAGES + 1)
        rate = MESSAGES / SECONDS
        topic = lambda number: f"plant/line-{number % 3}/orders"  # noqa: E731
        with MqttSender(plant.broker.port, oracle, numbers, topic=topic, payload=payload, rate=rate) as sender:
            go_through_faults(plant, receivers)
            wait_until(
                lambda: sender.is_done, timeout_s=PATIENCE_S, what="all messages to be acknowledged by the broker"
            )
        plant.hana.control.reset()
        wait_until(
            lambda: plant.accepted() >= good_count(oracle), timeout_s=60, every_s=1.0, what="all messages to be taken"
        )
        plant.wait_until_drained(timeout_s=PATIENCE_S)
        told = "".join(receiver.output() for receiver in receivers.values())
        return Story(oracle.intended, oracle.acknowledged, plant.dead_letters(), told)


def good_count(oracle):
    return sum(not is_bad(number) for number in oracle.acknowledged)


def go_through_faults(plant, receivers):
    """Kill the receiver that has the source, whenever it has taken some more; restart the broker halfway."""
    some = max(50, MESSAGES // 100)
    for turn in range(KILLS):
        before = plant.accepted()
        wait_until(lambda: plant.accepted() >= before + some, timeout_s=60, every_s=0.02, what="messages")  # noqa: B023
        if turn == KILLS // 2:
            plant.broker.restart()
        else:
            plant.hana.control.cut_all()
        receivers[wait_until(plant.holder, timeout_s=30, what="a receiver that has the source")].restart_after_kill()


def test_the_story_is_long_enough(story):
    assert len(story.acknowledged) == MESSAGES
    assert story.receivers.count("this receiver has plant") > KILLS


@pytest.mark.parametrize("name", ["warehouse", "erp"])
def test_every_acknowledged_message_is_in_each_database_exactly_once(plant, story, name):
    found = Counter(int(number) for (number,) in getattr(plant, name).ask("SELECT id FROM orders"))

    assert set(found) == story.good
    assert set(found.values()) == {1}


def test_every_acknowledged_message_is_at_the_crm_under_one_key(plant, story):
    keys = plant.crm.keys_by_order("/orders")

    assert set(keys) == story.good
    assert {len(each) for each in keys.values()} == {1}


def test_the_topic_came_along(plant, story):
    rows = plant.warehouse.ask("SELECT id, line FROM orders")

    assert {(number, line) for number, line in rows} == {(number, f"line-{number % 3}") for number in story.good}


def test_what_is_no_json_is_a_dead_letter_of_each_pipeline_and_nothing_else_is(story):
    bad = {b"order %d is no JSON" % number for number in story.acknowledged if is_bad(number)}

    assert set(story.dead) == {"to-warehouse", "to-erp", "to-crm"}
    for letters in story.dead.values():
        assert {payload for payload, _ in letters} == bad
        assert all("no JSON" in reason for _, reason in letters)


def test_nothing_arrived_that_was_never_sent(plant, story):
    assert story.good <= story.intended
