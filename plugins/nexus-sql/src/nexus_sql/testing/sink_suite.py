"""What every SQL sink does with good rows, bad rows and changing tables. Subclass it beside a ``bench`` fixture."""

from unittest.mock import patch

import pytest

from nexus import ConfigurationError, Rejected, Retry
from nexus.testing import batch
from nexus_sql.testing.bench import Bench, numbered
from nexus_sql.testing.suite import SqlSuite

# ruff: noqa: D102, S608 — the name of a test is its sentence; statements are the tests' own


class SinkSuite(SqlSuite):
    """Operations, isolation of bad rows, order, changed tables."""

    title = "SQL statements"

    @pytest.fixture(autouse=True)
    def _items(self, bench: Bench) -> None:
        bench.make_table()

    def test_absent_fields_take_the_columns_default(self, bench: Bench) -> None:
        bench.sink("insert").write(batch([{"id": 1, "name": "a"}, {"id": 2, "name": None, "qty": 0}, {"id": 3}]))
        assert bench.items() == [(1, "a", 7), (2, None, 0), (3, None, 7)]

    @pytest.mark.parametrize("count", [3, 300])
    def test_upsert_inserts_and_overwrites(self, bench: Bench, count: int) -> None:
        sink = bench.sink("upsert")
        sink.write(batch(numbered(count)))
        sink.write(batch([{"id": i, "name": "new", "qty": 1} for i in range(count // 3, count + 5)]))
        stored = bench.items()
        assert len(stored) == count + 5
        assert stored[0] == (0, "item 0", 0)
        assert stored[-1] == (count + 4, "new", 1)

    @pytest.mark.parametrize("count", [2, 200])
    def test_the_last_of_several_rows_with_one_key_wins(self, bench: Bench, count: int) -> None:
        rows = [{"id": i % 2, "name": f"v{i}", "qty": i} for i in range(count)]
        bench.sink("upsert").write(batch(rows + rows))
        assert bench.items() == [(0, f"v{count - 2}", count - 2), (1, f"v{count - 1}", count - 1)]

    @pytest.mark.parametrize("operation", ["upsert", "update"])
    def test_partial_rows_of_one_key_are_merged_in_order(self, bench: Bench, operation: str) -> None:
        bench.sink("insert").write(batch([{"id": 1, "name": "old", "qty": 1}]))
        rows = [{"id": 1, "name": "a"}, {"id": 1, "qty": 5}, {"name": "b", "id": 1}, {"id": 1}]
        bench.sink(operation).write(batch(rows))
        assert bench.items() == [(1, "b", 5)]

    def test_an_upsert_of_nothing_but_the_key_keeps_what_is_there(self, bench: Bench) -> None:
        sink = bench.sink("upsert")
        sink.write(batch([{"id": 1, "name": "kept", "qty": 2}]))
        sink.write(batch([{"id": 1}, {"id": 2}]))
        assert bench.items() == [(1, "kept", 2), (2, None, 7)]

    @pytest.mark.parametrize("count", [3, 300])
    def test_update_changes_only_what_it_names(self, bench: Bench, count: int) -> None:
        bench.sink("insert").write(batch(numbered(count)))
        bench.sink("update").write(batch([{"id": i, "name": "new"} for i in range(count)]))
        assert bench.items() == [(i, "new", i) for i in range(count)]

    def test_an_update_that_changes_nothing_is_stored(self, bench: Bench) -> None:
        bench.sink("insert").write(batch(numbered(20)))
        bench.sink("update").write(batch(numbered(20)))
        assert bench.items() == [(i, f"item {i}", i) for i in range(20)]

    def test_an_update_without_its_row_is_rejected_and_the_others_are_stored(self, bench: Bench) -> None:
        bench.sink("insert").write(batch(numbered(50)))
        with pytest.raises(Rejected) as raised:
            bench.sink("update").write(batch([{"id": i, "qty": 99} for i in [*range(50), 777]]))
        assert raised.value.reasons == {50: "no row has this key, so there is nothing to update"}
        assert bench.fetch("SELECT count(*) FROM items WHERE qty = 99") == [(50,)]

    @pytest.mark.parametrize("count", [3, 300])
    def test_delete_removes_rows_and_minds_none_that_are_gone(self, bench: Bench, count: int) -> None:
        bench.sink("insert").write(batch(numbered(count)))
        sink = bench.sink("delete", columns={"id": "integer"})
        gone = batch([{"id": i} for i in range(1, count + 10)])
        sink.write(gone)
        sink.write(gone)
        assert bench.items() == [(0, "item 0", 0)]

    @pytest.mark.parametrize("operation", ["insert", "upsert"])
    def test_one_bad_row_among_a_thousand_costs_21_transactions(self, bench: Bench, operation: str) -> None:
        rows = numbered(1000)
        rows[617]["name"] = "far too long for the column"
        sink = bench.sink(operation)
        dialect = bench.sink_type.open.__globals__["DIALECT"]
        begun = patch.object(type(dialect), "begin", autospec=True, side_effect=type(dialect).begin)
        with begun as begin, pytest.raises(Rejected) as raised:
            sink.write(batch(rows))
        assert list(raised.value.reasons) == [617]
        assert len(bench.items()) == 999
        assert begin.call_count <= 21

    @pytest.mark.parametrize("operation", ["insert", "upsert"])
    @pytest.mark.parametrize("every", [1, 3, 10])
    def test_many_bad_rows_are_rejected_and_all_others_stored(self, bench: Bench, operation: str, every: int) -> None:
        rows = numbered(300)
        bad = list(range(0, 300, every))
        for index in bad:
            rows[index]["qty"] = -1
        with pytest.raises(Rejected) as raised:
            bench.sink(operation).write(batch(rows))
        assert sorted(raised.value.reasons) == bad
        assert [row[0] for row in bench.items()] == [i for i in range(300) if i not in set(bad)]

    def test_a_duplicate_of_a_stored_row_is_rejected_with_the_databases_reason(self, bench: Bench) -> None:
        sink = bench.sink("insert")
        sink.write(batch([{"id": 5, "name": "first", "qty": 1}]))
        with pytest.raises(Rejected) as raised:
            sink.write(batch(numbered(10)))
        assert list(raised.value.reasons) == [5]
        assert raised.value.reasons[5]
        assert len(bench.items()) == 10

    def test_rows_that_are_no_rows_of_this_table_are_rejected_by_name(self, bench: Bench) -> None:
        rows = [{"id": 1}, "text", {"id": 2, "nmae": "x"}, {}, {"id": "x1"}, {"id": None}]
        with pytest.raises(Rejected) as raised:
            bench.sink("upsert").write(batch(rows))
        reasons = raised.value.reasons
        assert sorted(reasons) == [1, 2, 3, 4, 5]
        assert "did you mean 'name'" in reasons[2]
        assert "column 'id'" in reasons[4]
        assert "null" in reasons[5]
        assert [row[0] for row in bench.items()] == [1]

    def test_a_number_is_never_rounded_into_a_whole_one(self, bench: Bench) -> None:
        with pytest.raises(Rejected) as raised:
            bench.sink("insert").write(batch([{"id": 1, "qty": 3.7}, {"id": 2, "qty": 3.0}, {"id": 3, "qty": "4"}]))
        assert list(raised.value.reasons) == [0]
        assert bench.items() == [(2, None, 3), (3, None, 4)]

    def test_an_unknown_table_is_refused_with_near_names(self, bench: Bench) -> None:
        with pytest.raises(ConfigurationError, match="did you mean 'items'"):
            bench.sink("insert", "itmes")

    def test_names_are_case_true(self, bench: Bench) -> None:
        with pytest.raises(ConfigurationError, match="did you mean 'name'"):
            bench.sink("insert", columns={"id": "integer", "Name": "string"})

    def test_a_key_without_unique_index_is_refused_for_upsert(self, bench: Bench) -> None:
        with pytest.raises(ConfigurationError, match="unique by: id"):
            bench.sink("upsert", key=("name",))

    def test_an_operation_by_key_needs_a_key(self, bench: Bench) -> None:
        with pytest.raises(ConfigurationError, match="identify a row"):
            bench.sink("delete", key=())

    def test_a_required_column_that_the_mapping_lacks_is_refused(self, bench: Bench) -> None:
        with pytest.raises(ConfigurationError, match="requires 'id'"):
            bench.sink("insert", columns={"name": "string"})

    def test_an_update_by_a_key_that_is_not_unique_changes_all_its_rows(self, bench: Bench) -> None:
        bench.sink("insert").write(batch([{"id": i, "name": "same" if i < 5 else "other"} for i in range(10)]))
        bench.sink("update", key=("name",)).write(batch([{"name": "same", "qty": 1}, {"name": "other", "qty": 2}]))
        assert [row[2] for row in bench.items()] == [1] * 5 + [2] * 5

    def test_whole_payloads_are_matched_against_the_table(self, bench: Bench) -> None:
        with pytest.raises(Rejected):
            bench.sink("insert", columns={}).write(batch([{"id": 1, "name": "x"}, {"id": 2, "no": 1}]))
        assert bench.items() == [(1, "x", 7)]

    def test_a_column_that_goes_away_is_noticed_and_named(self, bench: Bench) -> None:
        sink = bench.sink("insert")
        sink.write(batch(numbered(20)))
        bench.run("DROP TABLE items")
        bench.run(f"CREATE TABLE items (id {bench.types['integer']} PRIMARY KEY, title VARCHAR(20), qty INTEGER)")
        with pytest.raises(ConfigurationError, match="no column 'name'"):
            sink.write(batch(numbered(20)))

    def test_a_table_that_is_made_anew_is_written_to_again(self, bench: Bench) -> None:
        sink = bench.sink("upsert")
        sink.write(batch(numbered(20)))
        bench.run("DROP TABLE items")
        with pytest.raises(ConfigurationError, match="no table 'items'"):
            sink.write(batch(numbered(20)))
        bench.make_table()
        sink.write(batch(numbered(20)))
        assert len(bench.items()) == 20

    @pytest.mark.parametrize(
        "name", ['a"b', "a`b", "x; drop table items", "per%cent", "%s", "dotted.name", "Straße ü", "a'b", ":id"]
    )
    def test_hostile_names_are_only_names(self, bench: Bench, name: str) -> None:
        bench.run(
            f"CREATE TABLE {bench.quote(name)} ({bench.quote('k ' + name)} {bench.types['integer']} PRIMARY KEY, "
            f"{bench.quote(name)} VARCHAR(40))"
        )
        key = f"k {name}"
        columns = {key: "integer", name: "string"}
        for operation in ("insert", "upsert", "update", "delete"):
            sink = bench.sink(operation, name, columns=columns, key=(key,))
            for count in (1, 5, 30):
                rows = [{key: 1000 * count + i, name: f"{operation}"} for i in range(count)]
                sink.write(batch(rows))
            expected = [] if operation == "delete" else [(operation,)] * 36
            assert bench.fetch(f"SELECT {bench.quote(name)} FROM {bench.quote(name)}") == expected
        assert bench.fetch("SELECT count(*) FROM items") == [(0,)]

    def test_a_lock_that_is_held_too_long_is_tried_again_and_nothing_is_half_written(self, bench: Bench) -> None:
        bench.sink("insert").write(batch(numbered(50)))
        sink = bench.sink("upsert")
        with bench.locked("items", 30), pytest.raises(Retry):
            sink.write(batch([{"id": i, "name": "late", "qty": 1} for i in range(60)]))
        assert len(bench.items()) == 50
        assert all(name != "late" for _, name, _ in bench.items())
        sink.write(batch([{"id": i, "name": "late", "qty": 1} for i in range(60)]))
        assert len(bench.items()) == 60
