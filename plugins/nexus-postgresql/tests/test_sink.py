import pytest

from nexus import ConfigurationError, Rejected
from nexus.testing import batch
from nexus_postgresql.plugin import SINK
from nexus_sql.testing.ledger_suite import LedgerSuite
from nexus_sql.testing.sink_suite import SinkSuite
from nexus_sql.testing.types_suite import TypesSuite


class TestSink(SinkSuite):
    sink_type = SINK


class TestTypes(TypesSuite):
    sink_type = SINK


class TestLedger(LedgerSuite):
    sink_type = SINK


def test_keys_that_only_the_database_finds_equal_are_sorted_out(bench):
    bench.run("CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
    bench.run('CREATE TABLE words (word text COLLATE "anycase" PRIMARY KEY, n integer)')
    sink = bench.sink("upsert", "words", columns={"word": "string", "n": "integer"}, key=("word",))
    sink.write(batch([{"word": word, "n": n} for n, word in enumerate([*"abcdefghijkl", "A"])]))
    assert bench.fetch("SELECT n FROM words WHERE word = 'a'") == [(12,)]
    assert bench.fetch("SELECT count(*) FROM words") == [(12,)]


def test_a_partial_or_deferrable_unique_index_is_no_key(bench):
    bench.run("CREATE TABLE parts (a integer, b integer UNIQUE DEFERRABLE)")
    bench.run("CREATE UNIQUE INDEX ON parts (a) WHERE b > 0")
    for key in ("a", "b"):
        with pytest.raises(ConfigurationError, match="has no unique key"):
            bench.sink("upsert", "parts", columns={"a": "integer", "b": "integer"}, key=(key,))


def test_a_column_that_the_database_computes_is_refused(bench):
    bench.run("CREATE TABLE sums (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED)")
    with pytest.raises(ConfigurationError, match="computed by the database"):
        bench.sink("insert", "sums", columns={"a": "integer", "b": "integer"})


@pytest.mark.parametrize("count", [1, 30])
def test_lists_go_into_arrays(bench, count):
    bench.run("CREATE TABLE tagged (id integer, tags text[])")
    sink = bench.sink("insert", "tagged", columns={"id": "integer", "tags": "json"})
    sink.write(batch([{"id": i, "tags": ["a, b", 'c"d', "{}"]} for i in range(count)]))
    assert bench.fetch("SELECT DISTINCT tags FROM tagged") == [(["a, b", 'c"d', "{}"],)]


def test_a_text_with_nul_is_rejected_alone(bench):
    bench.make_table()
    rows = [{"id": i, "name": "a\0b" if i == 17 else "ab"} for i in range(40)]
    with pytest.raises(Rejected) as raised:
        bench.sink("insert").write(batch(rows))
    assert list(raised.value.reasons) == [17]
    assert len(bench.items()) == 39


def test_a_table_in_another_schema_is_found_by_its_name(bench):
    bench.run("CREATE SCHEMA depot")
    bench.run("CREATE TABLE depot.items (id integer PRIMARY KEY)")
    bench.sink("upsert", "depot.items", columns={"id": "integer"}, ledger=True).write(batch([{"id": 1}]))
    assert bench.fetch("SELECT count(*) FROM depot.items, depot.nexus_ledger") == [(1,)]
