"""What every SQL connector answers when it is read: pages, streams, refusals, catalogue."""

import pytest

from nexus import Browse, InvalidInput, NotFound, Page, Query, ResultPage
from nexus_sql.testing.bench import Bench, batch, numbered

# ruff: noqa: D102 — the name of a test is its sentence; statements are the tests' own


class QuerySuite:
    """Saved SELECTs."""

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

    def test_pages_keep_the_order_and_say_whether_more_follow(self, query: Query) -> None:
        statement = "SELECT id, name FROM items ORDER BY qty DESC;  -- newest first"
        pages = [self._select(query, statement, Page(number, 100, total=True)) for number in (1, 2, 3, 4)]
        assert [row[0] for page in pages for row in page.rows] == list(range(249, -1, -1))
        assert [page.more for page in pages] == [True, True, False, False]
        assert {page.total for page in pages} == {250}
        assert list(pages[0].columns) == ["id", "name"]

    def test_a_statement_with_a_limit_of_its_own_is_paged_within_it(self, query: Query) -> None:
        result = self._select(query, "SELECT id FROM items ORDER BY id LIMIT 15", Page(2, 10))
        assert [row[0] for row in result.rows] == list(range(10, 15))

    def test_a_common_table_expression_is_paged(self, query: Query) -> None:
        statement = "WITH few AS (SELECT id FROM items WHERE id < 20) SELECT id FROM few ORDER BY id"
        assert len(self._select(query, statement, Page(2, 15)).rows) == 5

    def test_parameters_are_bound_and_never_read_as_sql(self, query: Query) -> None:
        hostile = "x' OR '1'='1"
        assert self._select(query, "SELECT id FROM items WHERE name = :name", name=hostile).rows == []
        found = self._select(query, "SELECT id FROM items WHERE name = :name AND id = :id", name="item 3", id=3)
        assert found.rows == [[3]]

    def test_what_looks_like_a_parameter_in_a_text_is_text(self, query: Query) -> None:
        statement = "SELECT ':name 100% %s %(x)s' FROM items /* :none */ WHERE id = :id -- :nor 'this"
        assert self._select(query, statement, id=1).rows == [[":name 100% %s %(x)s"]]

    def test_a_missing_parameter_is_named(self, query: Query) -> None:
        with pytest.raises(InvalidInput, match=r"params\.name"):
            self._select(query, "SELECT id FROM items WHERE name = :name")

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM items",
            "INSERT INTO items (id) VALUES (999)",
            "SELECT 1; DELETE FROM items",
            "SELECT 1; -- '\nDELETE FROM items",
            "WITH gone AS (DELETE FROM items RETURNING id) SELECT id FROM gone",
            "DROP TABLE items",
            "",
            "SELECT nothing FROM nowhere",
            "SELECT (((",
        ],
    )
    def test_what_does_not_only_read_is_refused(self, bench: Bench, query: Query, statement: str) -> None:
        with pytest.raises(InvalidInput):
            self._select(query, statement)
        assert len(bench.stored()) == 250

    def test_the_database_itself_refuses_to_write_while_a_query_runs(self, bench: Bench, query: Query) -> None:
        reader = query._reader  # type: ignore[attr-defined] # noqa: SLF001 — past the statement's check, on purpose
        with pytest.raises(Exception, match=r"(?i)read.?only"), reader.reading(5) as connection:
            connection.cursor().execute("DELETE FROM items")
        assert len(bench.stored()) == 250

    def test_a_stream_yields_everything_in_chunks(self, bench: Bench, query: Query) -> None:
        bench.sink("insert").write(batch(numbered(2100, 1000)))
        pages = list(query.stream("SELECT id FROM items WHERE id >= :least ORDER BY id", {"least": 1000}))
        assert [len(page.rows) for page in pages] == [1000, 1000, 100]
        assert [page.more for page in pages] == [True, True, False]
        assert [row[0] for page in pages for row in page.rows] == list(range(1000, 3100))

    def test_a_stream_that_is_left_early_harms_nothing(self, bench: Bench, query: Query) -> None:
        bench.sink("insert").write(batch(numbered(2100, 1000)))
        stream = query.stream("SELECT id FROM items", {})
        next(stream)
        stream.close()  # type: ignore[attr-defined] # a generator
        assert self._select(query, "SELECT count(*) FROM items").rows == [[2350]]


class BrowseSuite:
    """The catalogue, as the mapper shows it."""

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

    def test_every_type_is_mapped_to_the_nearest(self, bench: Bench, browse: Browse) -> None:
        kinds = [kind for kind in bench.types if kind != "wall_clock"]
        columns = ", ".join(f"c_{kind} {bench.types[kind]}" for kind in kinds)
        bench.run(f"CREATE TABLE kinds ({columns})")
        fields = browse.fields(bench.schema, "kinds")
        found = {field.name.removeprefix("c_"): field.type for field in fields}  # type: ignore[union-attr]
        assert found == {kind: bench.reported.get(kind, kind) for kind in kinds}

    def test_an_unknown_table_is_not_found(self, bench: Bench, browse: Browse) -> None:
        with pytest.raises(NotFound):
            browse.fields(bench.schema, "Items")
