"""What every SQL connector answers when it is read: pages, streams, refusals, catalogue."""

import pytest

from nexus import Browse, Page, Query, ResultPage
from nexus.testing import batch
from nexus_sql.testing.bench import Bench, numbered
from nexus_sql.testing.suite import SqlSuite

# ruff: noqa: D102 — the name of a test is its sentence; statements are the tests' own


class QuerySuite(SqlSuite):
    """Saved SELECTs, as SQL knows them."""

    title = "SQL queries"

    @pytest.fixture
    def query(self, bench: Bench) -> Query:
        bench.make_table()
        bench.sink("insert").write(batch(numbered(250)))
        assert bench.connector.query is not None
        return bench.connector.query(bench.config, bench.context)  # type: ignore[return-value] # ours is plain

    def _select(self, query: Query, statement: str, page: Page | None = None, **params: object) -> ResultPage:
        result = query.select(statement, params, page or Page())
        assert isinstance(result, ResultPage)
        return result

    def test_a_statement_with_a_limit_of_its_own_is_paged_within_it(self, query: Query) -> None:
        result = self._select(query, "SELECT id FROM items ORDER BY id LIMIT 15", Page(2, 10))
        assert [row[0] for row in result.rows] == list(range(10, 15))

    def test_a_common_table_expression_is_paged(self, query: Query) -> None:
        statement = "WITH few AS (SELECT id FROM items WHERE id < 20) SELECT id FROM few ORDER BY id"
        assert len(self._select(query, statement, Page(2, 15)).rows) == 5

    def test_what_looks_like_a_parameter_in_a_text_is_text(self, query: Query) -> None:
        statement = "SELECT ':name 100% %s %(x)s' FROM items /* :none */ WHERE id = :id -- :nor 'this"
        assert self._select(query, statement, id=1).rows == [[":name 100% %s %(x)s"]]

    def test_the_database_itself_refuses_to_write_while_a_query_runs(self, bench: Bench, query: Query) -> None:
        reader = query._reader  # type: ignore[attr-defined] # noqa: SLF001 — past the statement's check, on purpose
        with pytest.raises(Exception, match=r"(?i)read.?only"), reader.reading(5) as connection:
            connection.cursor().execute("DELETE FROM items")
        assert len(bench.items()) == 250


class BrowseSuite(SqlSuite):
    """Views, native types, defaults."""

    title = "SQL catalogue"

    @pytest.fixture
    def browse(self, bench: Bench) -> Browse:
        bench.make_table()
        bench.run("CREATE VIEW few_items AS SELECT id, name FROM items")
        assert bench.connector.browse is not None
        return bench.connector.browse(bench.config, bench.context)  # type: ignore[return-value] # ours is plain

    def test_schemas_tables_and_views_are_listed(self, bench: Bench, browse: Browse) -> None:
        assert bench.schema in list(browse.schemas())  # type: ignore[arg-type] # ours are plain
        assert list(browse.tables(bench.schema)) == ["few_items", "items"]  # type: ignore[arg-type]

    def test_fields_come_with_type_key_and_need(self, bench: Bench, browse: Browse) -> None:
        key, name, qty = browse.fields(bench.schema, "items")  # type: ignore[misc] # ours are plain
        assert (key.name, key.type, key.key, key.required, key.nullable) == ("id", "integer", True, True, False)
        assert (name.name, name.type, name.key, name.required, name.nullable) == ("name", "string", False, False, True)
        assert name.native.lower().replace("character varying", "varchar") == "varchar(10)"
        assert (qty.type, qty.required) == ("integer", False)
