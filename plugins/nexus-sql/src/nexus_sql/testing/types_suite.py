"""What does not fit a column is refused, never bent."""

import json
from decimal import Decimal
from typing import Any

import pytest

from nexus import Rejected
from nexus.testing import INSTANT, NESTED, VALUES, ZONED, batch, restore
from nexus_sql.testing.bench import Bench
from nexus_sql.testing.suite import SqlSuite

# ruff: noqa: D102, S608 — the name of a test is its sentence; statements are the tests' own


class TypesSuite(SqlSuite):
    """Keys of every type, and values of another."""

    title = "SQL types"

    def test_an_update_by_a_key_of_every_kind_finds_its_row(self, bench: Bench) -> None:
        for kind in ("integer", "decimal", "date", "timestamp", "uuid", "boolean"):
            value = next(value for of, value in VALUES if of == kind)
            bench.run(f"CREATE TABLE by_{kind} (v {bench.types[kind]} PRIMARY KEY, name VARCHAR(20))")
            columns = {"v": kind, "name": "string"}
            bench.sink("insert", f"by_{kind}", columns=columns).write(batch([{"v": value, "name": "old"}]))
            bench.sink("update", f"by_{kind}", columns=columns, key=("v",)).write(batch([{"v": value, "name": "new"}]))
            assert bench.fetch(f"SELECT name FROM by_{kind}") == [("new",)]

    @pytest.mark.parametrize("value", ZONED)
    def test_a_column_without_zone_keeps_instants_in_utc(self, bench: Bench, value: Any) -> None:
        self._table(bench, "wall_clock")
        bench.sink("insert", "typed", columns={"id": "integer", "v": None}).write(batch([{"id": 1, "v": value}]))
        assert restore("timestamp", bench.fetch("SELECT v FROM typed")[0][0]) == INSTANT

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("integer", 2**63),
            ("integer", "12 apples"),
            ("integer", 1.5),
            ("decimal", "many"),
            ("float", "much"),
            ("boolean", "perhaps"),
            ("boolean", 17.5),
            ("date", "2024-02-30"),
            ("date", INSTANT),
            ("time", "25:00"),
            ("timestamp", "yesterday"),
            ("timestamp", 17),
            ("uuid", "no uuid"),
            ("bytes", 5),
        ],
    )
    def test_what_does_not_fit_is_refused_and_the_rest_is_stored(self, bench: Bench, kind: str, value: Any) -> None:
        bench.run(f"CREATE TABLE typed (id {bench.types['integer']}, v {bench.strict.get(kind, bench.types[kind])})")
        good = Decimal("1.5") if kind == "decimal" else next(value for of, value in VALUES if of == kind)
        rows = [{"id": i, "v": good} for i in range(20)]
        rows[7]["v"] = value
        with pytest.raises(Rejected) as raised:
            bench.sink("insert", "typed", columns={"id": "integer", "v": None}).write(batch(rows))
        assert list(raised.value.reasons) == [7]
        assert bench.fetch("SELECT count(*) FROM typed") == [(19,)]

    def test_objects_go_into_text_columns_as_json(self, bench: Bench) -> None:
        self._table(bench, "string")
        bench.sink("insert", "typed", columns={"id": "integer", "v": None}).write(batch([{"id": 1, "v": NESTED}]))
        assert json.loads(bench.fetch("SELECT v FROM typed")[0][0]) == NESTED

    def _table(self, bench: Bench, kind: str) -> None:
        bench.run(f"CREATE TABLE typed (id {bench.types['integer']} PRIMARY KEY, v {bench.types[kind]} NULL)")
