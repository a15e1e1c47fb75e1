import pytest
from attrs import evolve
from sqlalchemy import func, select
from uuid_utils import uuid7

from nexus.errors import InvalidInput
from nexus.hookspecs import LogStore
from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.log import LogFilter
from nexus.ports import DeliveryLog
from nexus.storage.delivery_log import SqlDeliveryLog
from nexus.storage.tables import log_routes

EVENT = DeliveryEvent("m1", "w", "f", "p", "app", Status.DELIVERED, 1, 1000, 1001, 1002, entry="1-0")


@pytest.fixture
def log(shared_url, database):
    log = SqlDeliveryLog.open(shared_url)
    yield log
    log.close()


def found(log, **wanted):
    return {event.message_id for event in log.search("w", LogFilter(**wanted)).items}


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
    assert log.delete_before(10**15) == 2500


def test_routes_are_written_once_by_however_many_processes(log, shared_url, database):
    second = SqlDeliveryLog.open(shared_url)
    for each in (log, second, log):
        each.append([EVENT, evolve(EVENT, pipeline_id="p2")])
    second.close()
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(log_routes)).scalar() == 2
    assert len(log.trace("w", "m1")) == 6


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {"m1", "m2", "m3", "m4"}),
        ({"workflow_id": "f"}, {"m1", "m2", "m3"}),
        ({"pipeline_id": "p2"}, {"m3"}),
        ({"source": "mqtt"}, {"m4"}),
        ({"workflow_id": "unknown"}, set()),
        ({"status": Status.DELIVERED}, {"m1", "m4"}),
        ({"status": Status.RETRYING}, {"m2", "m3"}),
        ({"status": Status.RETRYING, "pipeline_id": "p2"}, {"m3"}),
        ({"message_id": "m2"}, {"m2"}),
        ({"text": "100%_"}, {"m3"}),
        ({"text": "http"}, {"m2"}),
        ({"since": 2000}, {"m2", "m3", "m4"}),
        ({"since": 2000, "until": 4000}, {"m2", "m3"}),
    ],
)
def test_filters_hold(log, wanted, expected):
    log.append(
        [
            EVENT,
            evolve(EVENT, message_id="m2", status=Status.RETRYING, reason="HTTP 500", finished_at=2000),
            evolve(EVENT, message_id="m3", status=Status.RETRYING, reason="100%_", pipeline_id="p2", finished_at=3000),
            evolve(EVENT, message_id="m4", workflow_id="f2", source="mqtt", finished_at=4000),
            evolve(EVENT, message_id="m5", workspace_id="other", finished_at=5000),
        ]
    )
    assert found(log, **wanted) == expected


@pytest.mark.parametrize("routes", [1, 3])
def test_pages_go_from_new_to_old_without_gap_while_rows_arrive(log, routes):
    events = [
        evolve(EVENT, message_id=f"m{number}", pipeline_id=f"p{number % routes}", finished_at=number // 4)
        for number in range(50)
    ]
    log.append(events)
    seen, cursor = [], None
    while True:
        page = log.search("w", LogFilter(), cursor, limit=7)
        seen += page.items
        cursor = page.cursor
        log.append([evolve(EVENT, message_id="late", finished_at=99_000)])
        if cursor is None:
            break
    assert [event.finished_at for event in seen] == sorted((event.finished_at for event in events), reverse=True)
    assert {event.message_id for event in seen} == {event.message_id for event in events}


def test_a_cursor_of_someone_else_is_refused(log):
    log.append([EVENT])
    with pytest.raises(InvalidInput, match="cursor"):
        log.search("w", LogFilter(), "nonsense")


@pytest.mark.parametrize("chunk", [1, 3, 10, 1000])
def test_only_what_is_older_is_deleted_in_chunks_of_any_size(log, chunk):
    log.append([evolve(EVENT, message_id=f"m{number}", finished_at=number // 2) for number in range(20)])
    assert log.delete_before(5, chunk=chunk) == 10
    assert found(log) == {f"m{number}" for number in range(10, 20)}
    assert log.delete_before(5, chunk=chunk) == 0
