"""Pages of the log: every filter, both directions, while rows arrive; and each by the index that is made for it."""

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as sqlalchemy_event

from nexus.errors import InvalidInput
from nexus.model.delivery import DeliveryEvent, Status
from nexus.model.log import LogFilter
from nexus.storage.cursors import encode
from nexus.storage.delivery_log import search

EVENT = DeliveryEvent("m1", "w", "f", "p", "app", Status.DELIVERED, 1, 1000, 1001, 1002, entry="1-0")
FAILED = (Status.RETRYING, Status.DEAD)


def found(log, **wanted):
    return {event.message_id for event in log.search("w", LogFilter(**wanted)).items}


def walk(log, wanted=None, limit=7, direction="older", cursor=None, meanwhile=lambda: None):
    """Follow the pages in one direction to their end; return their events and the last page."""
    seen = []
    while True:
        page = log.search("w", wanted or LogFilter(), cursor, limit)
        seen += page.items
        meanwhile()
        if (direction == "older" and page.older is None) or (direction == "newer" and not page.items):
            return seen, page
        cursor = page.older if direction == "older" else page.newer


@pytest.fixture
def filled(log):
    log.append(
        [
            EVENT,
            evolve(EVENT, message_id="m2", status=Status.RETRYING, reason="HTTP 500", finished_at=2000),
            evolve(EVENT, message_id="m3", status=Status.DEAD, reason="100%_", pipeline_id="p2", finished_at=3000),
            evolve(EVENT, message_id="m4", workflow_id="f2", source="mqtt", finished_at=4000),
            evolve(EVENT, message_id="m5", workspace_id="other", finished_at=5000),
            evolve(EVENT, message_id="m5", workspace_id="other", status=Status.DEAD, reason="HTTP", finished_at=5000),
        ]
    )
    return log


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {"m1", "m2", "m3", "m4"}),
        ({"workflow_id": "f"}, {"m1", "m2", "m3"}),
        ({"pipeline_id": "p2"}, {"m3"}),
        ({"source": "mqtt"}, {"m4"}),
        ({"workflow_id": "unknown"}, set()),
        ({"statuses": (Status.DELIVERED,)}, {"m1", "m4"}),
        ({"statuses": FAILED}, {"m2", "m3"}),
        ({"statuses": (Status.DEAD,), "pipeline_id": "p2"}, {"m3"}),
        ({"statuses": (Status.DEAD,), "pipeline_id": "p"}, set()),
        ({"message_id": "m2"}, {"m2"}),
        ({"message_id": "m2", "statuses": (Status.DEAD,)}, set()),
        ({"message_id": "m2", "text": "http"}, {"m2"}),
        ({"message_id": "m5"}, set()),
        ({"text": "100%_"}, {"m3"}),
        ({"text": "http"}, {"m2"}),
        ({"text": "http", "statuses": (Status.DELIVERED,)}, set()),
        ({"since": 2000}, {"m2", "m3", "m4"}),
        ({"since": 2000, "until": 4000}, {"m2", "m3"}),
        ({"since": 4000, "until": 2000}, set()),
        ({"since": -5, "until": 2**70}, {"m1", "m2", "m3", "m4"}),
    ],
)
def test_filters_hold(filled, wanted, expected):
    assert found(filled, **wanted) == expected


@pytest.mark.parametrize("routes", [1, 3, 20])
def test_pages_go_from_new_to_old_without_gap_while_rows_arrive(log, routes):
    events = [
        evolve(EVENT, message_id=f"m{number}", pipeline_id=f"p{number % routes}", finished_at=number // 4)
        for number in range(50)
    ]
    log.append(events)
    late = evolve(EVENT, message_id="late", finished_at=99_000)
    seen, _ = walk(log, meanwhile=lambda: log.append([late]))
    assert [event.finished_at for event in seen] == sorted((event.finished_at for event in events), reverse=True)
    assert sorted(event.message_id for event in seen) == sorted(event.message_id for event in events)


def test_pages_go_back_towards_the_present_and_then_wait_there(log):
    log.append([evolve(EVENT, message_id=f"m{number:02}", finished_at=number // 3) for number in range(30)])
    first = log.search("w", LogFilter(), limit=7)
    second = log.search("w", LogFilter(), first.older, limit=7)
    back = log.search("w", LogFilter(), second.newer, limit=7)
    assert back.items == first.items
    again = log.search("w", LogFilter(), back.older, limit=7)
    assert again.items == second.items

    nothing = log.search("w", LogFilter(), first.newer, limit=7)
    assert nothing.items == []
    log.append([evolve(EVENT, message_id=f"new{number}", finished_at=100 + number) for number in range(10)])
    seen, _ = walk(log, direction="newer", cursor=nothing.newer, limit=4)
    assert sorted(event.message_id for event in seen) == [f"new{number}" for number in range(10)]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    times=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 7), st.sampled_from(list(Status))), max_size=40),
    limit=st.integers(1, 9),
    statuses=st.sets(st.sampled_from(list(Status))),
)
def test_pages_of_any_log_are_all_its_events_once_in_both_directions(log, times, limit, statuses):
    log.forget(10**15, 100_000)
    events = [
        evolve(EVENT, message_id=f"m{n}", finished_at=at, pipeline_id=f"p{lane}", status=status)
        for n, (at, lane, status) in enumerate(times)
    ]
    log.append(events)
    wanted = LogFilter(statuses=tuple(statuses))
    expected = sorted(event.message_id for event in events if not statuses or event.status in statuses)

    seen, _ = walk(log, wanted, limit)
    assert sorted(event.message_id for event in seen) == expected
    assert [event.finished_at for event in seen] == sorted((event.finished_at for event in seen), reverse=True)
    back, _ = walk(log, wanted, limit, direction="newer", cursor=encode("newer", 0, 0))
    assert sorted(event.message_id for event in back) == expected


def test_a_search_for_a_text_looks_at_a_bounded_number_and_says_how_far_it_came(log, monkeypatch):
    monkeypatch.setattr(search, "SEARCHED", 40)
    log.append(
        [
            evolve(EVENT, message_id=f"m{n}", status=Status.DEAD, finished_at=n, reason="rare" if n % 50 == 3 else "no")
            for n in range(200)
        ]
    )
    wanted = LogFilter(text="RARE", statuses=(Status.DEAD,))
    first = log.search("w", wanted, limit=5)
    assert (first.items, first.searched_to) == ([], 160)
    seen, last = walk(log, wanted, limit=5)
    assert [event.message_id for event in seen] == ["m153", "m103", "m53", "m3"]
    assert last.searched_to is None


def test_a_search_for_a_text_that_is_everywhere_gives_full_pages(log):
    log.append([evolve(EVENT, message_id=f"m{n}", status=Status.DEAD, finished_at=n, reason="no") for n in range(20)])
    page = log.search("w", LogFilter(text="no"), limit=5)
    assert (len(page.items), page.searched_to) == (5, None)
    seen, _ = walk(log, LogFilter(text="no"), limit=5)
    assert len(seen) == 20


@pytest.mark.parametrize(
    "cursor", ["nonsense", encode("sideways", 1, 1), encode("older", -1, 1), encode("older", 1, 2**63), encode(1, 2)]
)
def test_a_cursor_of_someone_else_is_refused(log, cursor):
    log.append([EVENT])
    with pytest.raises(InvalidInput, match="cursor"):
        log.search("w", LogFilter(), cursor)


# -- by which index ---------------------------------------------------------------------------------------------------


@pytest.fixture
def plans(log):
    """Plans of all statements about the log, as the database tells them."""
    log.append([evolve(EVENT, message_id=f"m{n}", finished_at=n, pipeline_id=f"p{n % 7}") for n in range(700)])
    log.append([evolve(EVENT, message_id=f"d{n}", finished_at=n, status=Status.DEAD, reason="no") for n in range(700)])
    engine = log._engine
    asked = []

    def remember(_connection, _cursor, statement, parameters, _context, _many):
        if "FROM delivery_log" in statement and "routes" not in statement:
            asked.append((statement, parameters))

    def told(wanted, **options):
        asked.clear()
        page = log.search("w", wanted, **options)
        assert page.items
        with engine.connect() as connection:
            return [_plan(connection, statement, parameters) for statement, parameters in list(asked)]

    if engine.dialect.name == "sqlite":  # where the driver is asked without SQLAlchemy
        with engine.connect() as connection:  # the one connection of the pool
            driver = connection.connection.driver_connection
        driver.set_trace_callback(lambda statement: remember(None, None, statement, (), None, None))
        yield told
        driver.set_trace_callback(None)
        return
    sqlalchemy_event.listen(engine, "before_cursor_execute", remember)
    yield told
    sqlalchemy_event.remove(engine, "before_cursor_execute", remember)


def _plan(connection, statement, parameters):
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so few rows are read faster without any index
        connection.exec_driver_sql("SET LOCAL enable_sort = off")  # as for the statement itself
    verb = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{verb} {statement}", parameters))


LANES = "ix_delivery_log_route_id_status_finished_at"


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, LANES),
        ({"workflow_id": "f"}, LANES),
        ({"pipeline_id": "p3"}, LANES),
        ({"source": "app"}, LANES),
        ({"statuses": (Status.DELIVERED,)}, LANES),
        ({"statuses": FAILED, "source": "app"}, LANES),
        ({"since": 100, "until": 300}, LANES),
        ({"workflow_id": "f", "statuses": (Status.DEAD,), "since": 100}, LANES),
        ({"text": "no"}, LANES),
        ({"message_id": "m3"}, "ix_delivery_log_message_id"),
        ({"message_id": "d3", "text": "no", "since": 1}, "ix_delivery_log_message_id"),
    ],
)
def test_every_filter_is_answered_by_an_index(plans, log, wanted, index):
    told = plans(LogFilter(**wanted), limit=10)
    assert told
    for plan in told:
        by_key = "INTEGER PRIMARY KEY" in plan or "pk_delivery_log" in plan or "PRIMARY" in plan
        assert index in plan or by_key, plan
        assert "SCAN delivery_log" not in plan, plan
        assert "Seq Scan on delivery_log" not in plan, plan
        assert "'ALL'" not in plan, plan


@pytest.mark.parametrize("cursor", [None, encode("older", 500, 10**6), encode("newer", 100, 0)])
def test_a_lane_is_read_in_order_and_no_further_than_it_is_needed(log, plans, cursor):
    """What the planner says of one lane: no sort of more than one millisecond's events, a range of all three columns."""
    dialect = log._engine.dialect.name
    span = search._span(LogFilter(since=50, until=600), cursor).narrowed()
    statements = []
    if dialect == "sqlite":
        with log._engine.connect() as connection:
            driver = connection.connection.driver_connection
            driver.set_trace_callback(statements.append)
            search.LOOKS[dialect](connection, [search.Lane(1, 0)], span, 10)
            driver.set_trace_callback(None)
            plan = str(list(driver.execute("EXPLAIN QUERY PLAN " + statements[-1])))
        assert "(route_id=? AND status=? AND finished_at>? AND finished_at<?)" in plan
        assert "TEMP B-TREE" not in plan
        assert "COVERING INDEX" in plan
        return
    told = plans(LogFilter(since=50, until=600, pipeline_id="p3", statuses=(Status.DELIVERED,)), limit=10)
    if dialect == "postgresql":
        assert "Sort" not in told[0] or "Presorted Key: delivery_log.finished_at" in told[0], told[0]
        assert "finished_at >= " in told[0].partition("Index Cond")[2], told[0]
    else:
        assert "range" in told[0], told[0]
        assert "filesort" not in told[0].lower(), told[0]
