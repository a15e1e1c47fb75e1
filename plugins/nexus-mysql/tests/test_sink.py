import pytest

from nexus import ConfigurationError, Rejected
from nexus.testing import batch
from nexus_mysql.plugin import SINK
from nexus_sql.testing.ledger_suite import LedgerSuite
from nexus_sql.testing.sink_suite import SinkSuite
from nexus_sql.testing.types_suite import TypesSuite


class TestSink(SinkSuite):
    sink_type = SINK


class TestTypes(TypesSuite):
    sink_type = SINK


class TestLedger(LedgerSuite):
    sink_type = SINK


@pytest.fixture
def people(bench):
    bench.run("CREATE TABLE people (id BIGINT PRIMARY KEY, email VARCHAR(40) UNIQUE, note LONGTEXT)")
    columns = {"id": "integer", "email": "string", "note": "string"}
    return lambda **about: bench.sink("upsert", "people", columns=columns, **about)


def test_an_upsert_never_changes_the_row_that_shares_another_unique_value(bench, people):
    sink = people()
    sink.write(batch([{"id": 1, "email": "a@x"}, {"id": 2, "email": "b@x"}]))
    with pytest.raises(Rejected) as raised:
        sink.write(batch([{"id": 3, "email": "a@x", "note": "thief"}, {"id": 2, "note": "mine"}, {"id": 4}, {"id": 1}]))
    assert list(raised.value.reasons) == [0]
    assert bench.fetch("SELECT id, email, note FROM people ORDER BY id") == [
        (1, "a@x", None),
        (2, "b@x", "mine"),
        (4, None, None),
    ]


def test_a_batch_larger_than_the_servers_packets_is_split(bench, people):
    packet = bench.fetch("SELECT @@max_allowed_packet")[0][0]
    notes = ["😀" * (packet // 16)] * 12
    bench.sink("insert", "people", columns={"id": "integer", "note": "string"}).write(
        batch([{"id": i, "note": note} for i, note in enumerate(notes)])
    )
    assert bench.fetch("SELECT count(*), min(char_length(note)) FROM people") == [(12, packet // 16)]


def test_a_row_larger_than_the_servers_packets_is_rejected_alone(bench, people):
    packet = bench.fetch("SELECT @@max_allowed_packet")[0][0]
    with pytest.raises(Rejected) as raised:
        people().write(batch([{"id": 1, "note": "x"}, {"id": 2, "note": "x" * packet}]))
    assert "max_allowed_packet" in raised.value.reasons[1] or "max_allowed_packet" in str(raised.value)
    assert bench.fetch("SELECT id FROM people") == [(1,)]


def test_a_table_without_transactions_is_refused(bench):
    bench.run("CREATE TABLE loose (id BIGINT PRIMARY KEY) ENGINE=MyISAM")
    with pytest.raises(ConfigurationError, match="ENGINE=InnoDB"):
        bench.sink("insert", "loose", columns={"id": "integer"})
