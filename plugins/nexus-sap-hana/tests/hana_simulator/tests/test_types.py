"""Every type of HANA's that columns can have, through hdbcli and back."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hdbcli import dbapi

TYPES = {
    "TINYINT": [0, 255],
    "SMALLINT": [-(2**15), 2**15 - 1],
    "INTEGER": [-(2**31), 2**31 - 1],
    "BIGINT": [-(2**63), 2**63 - 1],
    "DECIMAL(10, 2)": [Decimal("12345678.91"), Decimal("-0.01")],
    "DECIMAL(25, 5)": [Decimal("12345678901234567890.12345")],
    "DECIMAL(38, 12)": [Decimal("12345678901234567890123456.123456789012"), Decimal("-0.000000000001")],
    "DECIMAL(38, 0)": [Decimal(10**38 - 1), Decimal(-(10**38) + 1)],
    "DECIMAL": [Decimal("1.25"), Decimal(-1234567890123456789012345678901234), Decimal("1E-20")],
    "SMALLDECIMAL": [Decimal("1.25")],
    "REAL": [0.5, -1.25],
    "DOUBLE": [0.1, 1.7976931348623157e308, 5e-324],
    "BOOLEAN": [True, False],
    "VARCHAR(100)": ["plain", ""],
    "NVARCHAR(100)": ["😀 ü 漢字 ' \" % ;", "x" * 100],
    "ALPHANUM(10)": ["A12"],
    "SHORTTEXT(50)": ["short"],
    "VARBINARY(300)": [bytes(range(256)), b""],
    "DATE": [date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31)],
    "TIME": [time(23, 59, 59), time(0, 0)],
    "TIMESTAMP": [datetime(2024, 2, 29, 13, 45, 30, 123456), datetime(1, 1, 1)],  # noqa: DTZ001 — HANA's have no zone
    "SECONDDATE": [datetime(2024, 2, 29, 13, 45, 30)],  # noqa: DTZ001
    "CLOB": ["plain " * 1000],
    "NCLOB": ["😀ü" * 1000, "", "x"],
    "TEXT": ["some text"],
    "BLOB": [bytes(range(256)) * 10, b""],
}
CASES = [(kind, value) for kind, values in TYPES.items() for value in [*values, None]]


@pytest.mark.parametrize(("kind", "value"), CASES)
def test_a_value_comes_back_as_it_was(run, kind, value):
    run(f"CREATE TABLE typed (id INTEGER, v {kind})")
    run("INSERT INTO typed VALUES (?, ?)", 1, value)
    ((stored,),) = run("SELECT v FROM typed")

    assert (bytes(stored) if isinstance(stored, memoryview) else stored) == value


@pytest.mark.parametrize("data_format", [1, 4, 7])
def test_older_formats_of_values_carry_the_same(hana, connect, data_format):
    hana.control.settings(data_format=data_format)
    cursor = connect().cursor()
    cursor.execute("CREATE TABLE old (b BOOLEAN, d DECIMAL(30, 4), t TIMESTAMP)")
    row = (True, Decimal("12345678901234567890.1234"), datetime(2024, 2, 29, 13, 45))  # noqa: DTZ001
    cursor.execute("INSERT INTO old VALUES (?, ?, ?)", row)
    cursor.execute("SELECT * FROM old")

    assert tuple(cursor.fetchone()) == row


def test_all_types_stand_in_one_row_and_a_row_of_nulls(run):
    kinds = list(TYPES)
    run(f"CREATE TABLE wide ({', '.join(f'c{place} {kind}' for place, kind in enumerate(kinds))})")
    marks = ", ".join("?" * len(kinds))
    run(f"INSERT INTO wide VALUES ({marks})", *[TYPES[kind][0] for kind in kinds])
    run(f"INSERT INTO wide VALUES ({marks})", *[None] * len(kinds))
    full, empty = run("SELECT * FROM wide ORDER BY c0 DESC")
    if full[0] is None:
        full, empty = empty, full

    assert [bytes(cell) if isinstance(cell, memoryview) else cell for cell in full] == [
        TYPES[kind][0] for kind in kinds
    ]
    assert list(empty) == [None] * len(kinds)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("NVARCHAR(3)", "abcd", 274),
        ("NVARCHAR(3)", "😀😀", 274),
        ("DECIMAL(5, 2)", 1000, 314),
        ("TINYINT", -1, 314),
        ("INTEGER", "'many'", 339),
        ("VARBINARY(2)", "'abc'", 274),
    ],
)
def test_what_does_not_fit_a_column_is_refused_by_number(run, kind, value, code):
    run(f"CREATE TABLE narrow (v {kind})")
    literal = value if isinstance(value, int) or value.startswith("'") else f"'{value}'"
    with pytest.raises(dbapi.Error) as raised:
        run(f"INSERT INTO narrow VALUES ({literal})")

    assert raised.value.errorcode == code
    assert run("SELECT COUNT(*) FROM narrow") == [(0,)]


@pytest.mark.parametrize(("characters", "octets"), [(2_000_000, 3_000_000), (400_000, 10)])
def test_large_values_beyond_a_packet_come_back_whole(run, characters, octets):
    text, data = "aé😀x" * (characters // 4), bytes(range(256)) * (octets // 256 + 1)
    run("CREATE TABLE large (id INTEGER, n NCLOB, b BLOB)")
    run("INSERT INTO large VALUES (?, ?, ?)", 1, text, data)
    ((stored_text, stored_data),) = run("SELECT n, b FROM large")

    assert stored_text == text
    assert bytes(stored_data) == data
