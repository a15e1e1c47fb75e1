from datetime import datetime

import pytest
from attrs import frozen
from hdbcli import dbapi

from nexus import InvalidInput, Page, Unavailable
from nexus.testing import batch
from nexus_sap_hana.plugin import SINK
from nexus_sql.testing.bench import numbered
from nexus_sql.testing.reading_suite import BrowseSuite, QuerySuite


@frozen
class Quoting:
    """The suite's statements, with their names in quotes: SAP HANA takes all others for names in capitals."""

    query: object
    bench: object

    def __getattr__(self, name):
        return getattr(self.query, name)

    def select(self, statement, params, page):
        return self.query.select(self.bench.literal(statement), params, page)

    def stream(self, statement, params):
        return self.query.stream(self.bench.literal(statement), params)


class TestQuery(QuerySuite):
    sink_type = SINK

    @pytest.fixture
    def query(self, bench):
        bench.make_table()
        bench.sink("insert").write(batch(numbered(250)))
        return Quoting(bench.connector.query(bench.config, bench.context), bench)

    def test_the_database_itself_refuses_to_write_while_a_query_runs(self, bench, query):
        with pytest.raises(dbapi.Error, match="read only"), query._reader.reading(5) as connection:
            connection.cursor().execute(bench.literal("DELETE FROM items"))
        assert len(bench.items()) == 250


class TestBrowse(BrowseSuite):
    sink_type = SINK


def test_a_connection_writes_again_after_it_was_read_from(bench):
    bench.make_table()
    query = bench.connector.query(bench.config, bench.context)
    query.select("SELECT 1 FROM DUMMY", {}, Page())
    bench.sink("insert").write(batch(numbered(3)))
    assert len(bench.items()) == 3


def test_a_query_that_the_server_cancels_took_too_long(bench, hana):
    query = bench.connector.query(bench.config, bench.context)
    hana.control.fail(139, matching="FROM DUMMY WHERE 1 = 1")
    with pytest.raises(Unavailable, match="took too long"):
        query.select("SELECT 1 FROM DUMMY WHERE 1 = 1", {}, Page())


def test_times_and_large_values_come_as_they_are(bench):
    bench.run("CREATE TABLE notes (id INTEGER, at TIMESTAMP, note NCLOB, data BLOB)")
    stamp = datetime(2024, 2, 29, 13, 45, 30, 123456)  # noqa: DTZ001 — SAP HANA keeps no zone
    columns = {"id": "integer", "at": "timestamp", "note": "string", "data": "bytes"}
    row = {"id": 1, "at": stamp, "note": "😀" * 200_000, "data": b"x" * 2_000_000}
    bench.sink("insert", "notes", columns=columns).write(batch([row]))
    query = bench.connector.query(bench.config, bench.context)
    page = query.select(bench.literal("SELECT at, note, data FROM notes WHERE id = :id"), {"id": 1}, Page())
    assert page.rows == [[stamp, row["note"], row["data"]]]


@pytest.mark.parametrize("statement", ["CALL x()", "SELECT 1 FROM DUMMY; DROP TABLE x", "UPSERT x VALUES (1)"])
def test_what_changes_something_is_no_query(bench, statement):
    query = bench.connector.query(bench.config, bench.context)
    with pytest.raises(InvalidInput):
        query.select(statement, {}, Page())
