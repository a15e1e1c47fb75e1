import pytest
from sqlalchemy import delete, select, update

from nexus.errors import ConfigurationError
from nexus.model.audit import Anchor, AuditEvent, AuditFilter, Category
from nexus.security.keyring import KeyRing, generate_key
from nexus.storage.repositories import AuditLog
from nexus.storage.tables import audit_head, audit_log


@pytest.fixture
def audit(database, secrets) -> AuditLog:
    log = AuditLog(database, secrets)
    for number in range(1, 7):
        details = {"before": {"x": 1.5, "ä": None}, "after": [number, "ü", True]}
        log.append(AuditEvent(Category.ADMIN, f"thing.{number}", "mara", "w", "127.0.0.1", f"thing:{number}", details))
    return log


def tamper(database, *statements):
    with database.write() as connection:
        for statement in statements:
            connection.execute(statement)


def entry(number):
    return audit_log.c.number == number


def test_an_untouched_log_verifies(audit):
    found = audit.verify(audit.anchor())
    assert (found.entries, found.faults) == (6, ())
    assert found.anchor == audit.anchor()


def test_an_empty_log_verifies(database, secrets):
    assert AuditLog(database, secrets).verify(Anchor(0, "0" * 64)).faults == ()


@pytest.mark.parametrize(
    "values", [{"actor": "jo"}, {"details": {"after": 2}}, {"workspace_id": None}, {"category": "DATA"}]
)
def test_an_edited_entry_is_named(audit, database, values):
    tamper(database, update(audit_log).where(entry(3)).values(**values))
    assert audit.verify().faults == ("entry 3 was changed or moved",)


def test_a_removed_entry_is_named(audit, database):
    tamper(database, delete(audit_log).where(entry(3)))
    assert audit.verify().faults == ("entries 3 to 3 are missing",)


def test_a_removed_entry_with_closed_ranks_is_noticed(audit, database):
    closing = [update(audit_log).where(entry(n)).values(number=n - 1) for n in (4, 5, 6)]
    tamper(database, delete(audit_log).where(entry(3)), *closing)
    faults = audit.verify().faults
    assert "entry 3 was changed or moved" in faults
    assert any("tail was cut" in fault for fault in faults)


def test_swapped_entries_are_named(audit, database):
    swap = [(3, 99), (4, 3), (99, 4)]
    tamper(database, *(update(audit_log).where(entry(old)).values(number=new) for old, new in swap))
    faults = audit.verify().faults
    assert "entry 3 was changed or moved" in faults
    assert "entry 4 was changed or moved" in faults


def test_a_cut_tail_is_noticed(audit, database):
    tamper(database, delete(audit_log).where(audit_log.c.number > 4))
    assert audit.verify().faults == ("the chain ends at entry 4, its head says 6: the tail was cut or extended",)


def test_a_cut_tail_with_a_forged_head_is_noticed(audit, database):
    with database.read() as connection:
        digest = connection.execute(select(audit_log.c.digest).where(entry(4))).scalar_one()
    tamper(
        database,
        delete(audit_log).where(audit_log.c.number > 4),
        update(audit_head).values(number=4, digest=digest),
    )
    assert audit.verify().faults == ("the head was changed",)


def test_an_older_database_put_back_whole_is_noticed_by_its_anchor(audit, database):
    with database.read() as connection:
        former = connection.execute(select(audit_head)).one()
    anchored = audit.append(AuditEvent(Category.AUTH, "login", "mara"))
    tamper(database, delete(audit_log).where(entry(7)), update(audit_head).values(**former._mapping))
    assert audit.verify().faults == ()
    assert "entry 7 is not the one that was anchored" in audit.verify(Anchor(7, anchored.digest)).faults[0]


def test_a_removed_head_stops_the_log(audit, database):
    tamper(database, delete(audit_head))
    assert audit.verify().faults == ("the head is gone",)
    with pytest.raises(ConfigurationError, match="tampered with"):
        audit.append(AuditEvent(Category.AUTH, "login", "mara"))


def test_a_head_under_a_missing_key_is_reported_and_the_log_goes_on(audit, database):
    other = AuditLog(database, KeyRing.parse(generate_key("other")))
    assert "'first', which is missing" in other.verify().faults[0]
    other.append(AuditEvent(Category.AUTH, "login", "mara"))
    assert other.verify().faults == ()


def test_pages_go_from_new_to_old_and_filters_hold(audit):
    audit.append(AuditEvent(Category.AUTH, "login", "jo", "other"))
    first = audit.search(AuditFilter(workspace_id="w"), limit=4)
    rest = audit.search(AuditFilter(workspace_id="w"), first.cursor, limit=4)
    assert [one.number for one in (*first.items, *rest.items)] == [6, 5, 4, 3, 2, 1]
    assert rest.cursor is None
    assert [one.number for one in audit.search(AuditFilter(category=Category.AUTH)).items] == [7]
    assert [one.number for one in audit.search(AuditFilter(actor="mara", action="thing.2")).items] == [2]
    at = first.items[0].at
    assert audit.search(AuditFilter(since=at)).items[-1].number <= 7
    assert all(one.at < at for one in audit.search(AuditFilter(until=at)).items)


def test_an_event_joins_the_transaction_around_it(audit, database):
    with pytest.raises(ZeroDivisionError):
        _append_then_fail(audit, database)
    assert audit.anchor().number == 6
    assert audit.verify().faults == ()


def _append_then_fail(audit, database):
    with database.write():
        audit.append(AuditEvent(Category.AUTH, "login", "mara"))
        1 / 0  # noqa: B018 — stands for whatever fails after it
