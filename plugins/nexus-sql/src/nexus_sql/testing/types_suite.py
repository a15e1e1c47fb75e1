"""Values arrive as they were mapped, to the last digit; what does not fit is refused, never bent."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from nexus import Rejected
from nexus_sql.testing.bench import Bench, batch

# ruff: noqa: D102, S608 — the name of a test is its sentence; statements are the tests' own

_PARIS_SUMMER = timezone(timedelta(hours=2))
_STAMP = datetime(2024, 2, 29, 13, 45, 30, 123456, tzinfo=UTC)
_NESTED = {"a": [1, {"b": None}], "text": "ü😀", "n": 12345678901234567890}

CASES: list[tuple[str, Any]] = [
    ("string", "plain"),
    ("string", "😀 beyond the BMP, ü, 漢字"),
    ("string", "quotes ' \" ` \\ %s %% \n \t ; -- /* */"),
    ("string", ""),
    ("integer", 2**63 - 1),
    ("integer", -(2**63)),
    ("decimal", Decimal("12345678901234567890123456.123456789012")),
    ("decimal", Decimal("-0.000000000001")),
    ("float", 0.1),
    ("float", 1.7976931348623157e308),
    ("boolean", True),
    ("boolean", False),
    ("date", date(2024, 2, 29)),
    ("time", time(23, 59, 59)),
    ("timestamp", _STAMP),
    ("json", _NESTED),
    ("json", "a text"),
    ("json", [1, 2]),
    ("uuid", UUID("0190b2b0-7a4c-7c3e-9d2a-3f1b5c7d9e01")),
    ("bytes", bytes(range(256))),
    *((kind, None) for kind in ("string", "integer", "decimal", "float", "boolean", "timestamp", "json", "bytes")),
]


class TypesSuite:
    """Types, in small and in bulk statements."""

    @pytest.mark.parametrize("count", [1, 25])
    @pytest.mark.parametrize("operation", ["insert", "upsert"])
    @pytest.mark.parametrize(("kind", "value"), CASES)
    def test_a_value_comes_back_as_it_was(
        self, bench: Bench, kind: str, value: Any, operation: str, count: int
    ) -> None:
        self._table(bench, kind)
        sink = bench.sink(operation, "typed", columns={"id": "integer", "v": kind})
        sink.write(batch([{"id": i, "v": value} for i in range(count)]))
        for (stored,) in bench.fetch("SELECT v FROM typed"):
            assert _read(kind, stored) == value

    def test_an_update_by_a_key_of_every_kind_finds_its_row(self, bench: Bench) -> None:
        for kind in ("integer", "decimal", "date", "timestamp", "uuid", "boolean"):
            value = next(value for of, value in CASES if of == kind)
            bench.run(f"CREATE TABLE by_{kind} (v {bench.types[kind]} PRIMARY KEY, name VARCHAR(20))")
            columns = {"v": kind, "name": "string"}
            bench.sink("insert", f"by_{kind}", columns=columns).write(batch([{"v": value, "name": "old"}]))
            bench.sink("update", f"by_{kind}", columns=columns, key=("v",)).write(batch([{"v": value, "name": "new"}]))
            assert bench.fetch(f"SELECT name FROM by_{kind}") == [("new",)]

    @pytest.mark.parametrize(
        "value", [_STAMP.astimezone(_PARIS_SUMMER), _STAMP.isoformat(), "2024-02-29T15:45:30.123456+02:00", _STAMP]
    )
    @pytest.mark.parametrize("kind", ["timestamp", "wall_clock"])
    def test_instants_are_kept_in_utc_whatever_zone_they_come_in(self, bench: Bench, kind: str, value: Any) -> None:
        self._table(bench, kind)
        bench.sink("insert", "typed", columns={"id": "integer", "v": None}).write(batch([{"id": 1, "v": value}]))
        assert _read("timestamp", bench.fetch("SELECT v FROM typed")[0][0]) == _STAMP

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
            ("date", _STAMP),
            ("time", "25:00"),
            ("timestamp", "yesterday"),
            ("timestamp", 17),
            ("uuid", "no uuid"),
            ("bytes", 5),
        ],
    )
    def test_what_does_not_fit_is_refused_and_the_rest_is_stored(self, bench: Bench, kind: str, value: Any) -> None:
        bench.run(f"CREATE TABLE typed (id {bench.types['integer']}, v {bench.strict.get(kind, bench.types[kind])})")
        good = Decimal("1.5") if kind == "decimal" else next(value for of, value in CASES if of == kind)
        rows = [{"id": i, "v": good} for i in range(20)]
        rows[7]["v"] = value
        with pytest.raises(Rejected) as raised:
            bench.sink("insert", "typed", columns={"id": "integer", "v": None}).write(batch(rows))
        assert list(raised.value.reasons) == [7]
        assert bench.fetch("SELECT count(*) FROM typed") == [(19,)]

    def test_objects_go_into_text_columns_as_json(self, bench: Bench) -> None:
        self._table(bench, "string")
        bench.sink("insert", "typed", columns={"id": "integer", "v": None}).write(batch([{"id": 1, "v": _NESTED}]))
        assert json.loads(bench.fetch("SELECT v FROM typed")[0][0]) == _NESTED

    def _table(self, bench: Bench, kind: str) -> None:
        bench.run(f"CREATE TABLE typed (id {bench.types['integer']} PRIMARY KEY, v {bench.types[kind]} NULL)")


def _read(kind: str, stored: Any) -> Any:  # noqa: PLR0911 — one line per kind
    """Bring what a driver returns to the value of the mapping's type."""
    if stored is None:
        return None
    match kind, stored:
        case "timestamp", str() | datetime():
            stamp = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
            return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
        case "date", str():
            return date.fromisoformat(stored)
        case "time", str():
            return time.fromisoformat(stored)
        case "time", timedelta():
            return (datetime(1970, 1, 1) + stored).time()  # noqa: DTZ001 — a time of day
        case "json", str() if stored[:1] in {'"', "{", "["}:  # drivers that do not read it themselves
            return json.loads(stored)
        case "uuid", str():
            return UUID(stored)
        case "decimal", _:
            return Decimal(stored)
        case "boolean", int():
            return bool(stored)
    return stored
