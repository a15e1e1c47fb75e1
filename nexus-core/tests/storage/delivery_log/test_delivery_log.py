import pytest
from attrs import evolve
from sqlalchemy import func, select
from uuid_utils import uuid7

from nexus.hookspecs import LogStore
from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.log import LogFilter
from nexus.ports import DeliveryLog
from nexus.storage.delivery_log import SqlDeliveryLog
from nexus.storage.tables import log_routes

EVENT = DeliveryEvent("m1", "w", "f", "p", "app", Status.DELIVERED, 1, 1000, 1001, 1002, entry="1-0")


def test_the_life_of_a_message_is_told_in_order(log):
    as_port: DeliveryLog = log
    as_store: LogStore = log
    died = evolve(EVENT, status=Status.DEAD, attempt=2, finished_at=3000, reason="HTTP 400", fingerprint="f1")
    retried = evolve(EVENT, status=Status.RETRYING, finished_at=2000, reason="HTTP 500")
    as_port.append([died, evolve(EVENT, message_id="m2")])
    as_port.append([retried, evolve(EVENT, pipeline_id="p2", status=Status.FILTERED, finished_at=1500)])
    events = as_store.trace("w", "m1")
    assert [event.status for event in events] == [Status.FILTERED, Status.RETRYING, Status.DEAD]
    assert events[2] == died
    assert events[2].entry == "1-0"
    assert as_store.trace("other", "m1") == []


def test_nothing_appended_is_nothing_done(log):
    log.append([])
    assert log.search("w", LogFilter()).items == []


@pytest.mark.parametrize(
    "text",
    [
        "tab\tline\nback\\slash\rN \\N",
        "it's \"quoted\" \\' %s {x}",
        "ü 🏭",
        "NUL \0",
        "\udcff",
        "x" * 70_000,
        "'); DROP TABLE delivery_log; --",
    ],
)
def test_any_reason_comes_back(log, text):
    log.append([evolve(EVENT, reason=text), evolve(EVENT, reason=text)])
    assert [event.reason for event in log.trace("w", "m1")] == [text.replace("\0", "?").replace("\udcff", "?")] * 2


def test_hostile_ids_come_back_as_they_are(log):
    hostile = evolve(EVENT, message_id="a'\\\tb", source="s'\\\n", fingerprint="f\t'", entry="e\\'")
    log.append([hostile])
    assert log.trace("w", hostile.message_id) == [hostile]


def test_a_batch_larger_than_one_statement_is_stored_whole(log):
    ids = [str(uuid7()) for _ in range(2500)]
    log.append([evolve(EVENT, message_id=one, reason="r" * 1000) for one in ids])
    assert log.trace("w", ids[0]) != []
    assert log.trace("w", ids[-1]) != []
    assert log.forget(10**15, 3000) == 2500


def test_routes_are_written_once_by_however_many_processes(log, shared_url, database):
    second = SqlDeliveryLog.open(shared_url)
    for each in (log, second, log):
        each.append([EVENT, evolve(EVENT, pipeline_id="p2")])
    second.close()
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(log_routes)).scalar() == 2
    assert len(log.trace("w", "m1")) == 6


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_only_what_is_older_is_forgotten_a_few_at_a_time(log, most):
    log.append([evolve(EVENT, message_id=f"m{number}", finished_at=number // 2) for number in range(20)])
    forgotten = [log.forget(5, most)]
    while forgotten[-1]:
        forgotten.append(log.forget(5, most))
    assert sum(forgotten) == 10
    assert max(forgotten) <= most
    assert {event.message_id for event in log.search("w", LogFilter()).items} == {f"m{n}" for n in range(10, 20)}


def test_what_was_written_late_is_forgotten_with_its_like(log):
    late = [evolve(EVENT, message_id=f"m{number}", finished_at=10 if number % 2 else 1000) for number in range(40)]
    log.append(late)
    while log.forget(500, 20):
        pass
    assert all(event.finished_at == 1000 for event in log.search("w", LogFilter()).items)


def test_a_log_within_its_size_has_no_excess(log):
    assert log.excess(max_rows=1, max_bytes=1) is None, "it is empty"
    log.append([evolve(EVENT, message_id=f"m{number}", finished_at=number) for number in range(10)])
    assert log.excess(max_rows=None, max_bytes=None) is None
    assert log.excess(max_rows=10, max_bytes=10_000_000) is None


@pytest.mark.parametrize(("reason", "rows"), [("", 33), ("x" * 700, 10)])
def test_a_log_that_is_too_large_says_from_when_on_it_is_not(log, reason, rows):
    events = [evolve(EVENT, message_id=f"m{number}", finished_at=number, reason=reason) for number in range(100)]
    log.append(events)
    assert log.excess(max_rows=40, max_bytes=None) == 60
    assert log.excess(max_rows=None, max_bytes=10_000) == 100 - rows
    while log.forget(log.excess(max_rows=40, max_bytes=None) or 0, 1000):
        pass
    assert log.excess(max_rows=40, max_bytes=None) is None
    assert len(log.search("w", LogFilter()).items) == 40
