"""Files become rows: whatever stands in them, from wherever reading begins, in constant memory."""

import csv
import io
import json
import tracemalloc
from contextlib import closing
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexus_file.config import Pick
from nexus_file.reading import Start, Unreadable, open_reader

LONGEST = 1024
CSV = Pick(name="c", pattern="*.csv", empty="text")


def read(path, pick=CSV, start=None, longest=LONGEST):
    with closing(open_reader(path, pick, start or Start(), longest)) as reader:
        return list(reader.rows())


def objects(rows):
    return [json.loads(row.payload) for row in rows if not row.error]


def written(tmp_path, content, name="a.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_first_row_names_the_columns(tmp_path):
    rows = read(written(tmp_path, "id,name\n1,Ann\n2,Bob\n"))

    assert objects(rows) == [{"id": "1", "name": "Ann"}, {"id": "2", "name": "Bob"}]
    assert [row.line for row in rows] == [2, 3]


def test_quoted_values_hold_delimiters_quotes_and_line_ends(tmp_path):
    path = written(tmp_path, 'id,text\r\n1,"a, ""b""\r\nand c"\r\n2,plain\r\n')

    rows = read(path)

    assert objects(rows) == [{"id": "1", "text": 'a, "b"\r\nand c'}, {"id": "2", "text": "plain"}]
    assert [row.line for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,2,3", "has 3 values for 2 columns"),
        ("1", "has 1 values for 2 columns"),
        ('1,"open', "a quote is not closed"),
        ('1,"a"b', "expected after"),
        ("1," + "x" * LONGEST, f"longer than {LONGEST} bytes"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_next_is_read(tmp_path, line, reason):
    rows = read(written(tmp_path, f"id,name\n1,a\n{line}\n3,c\n"))

    assert objects(rows) == [{"id": "1", "name": "a"}, {"id": "3", "name": "c"}]
    (bad,) = [row for row in rows if row.error]
    assert bad.error.startswith("line 3: ")
    assert reason in bad.error
    assert line.encode().startswith(bad.payload[:10])


def test_bytes_that_are_not_of_the_encoding_are_a_bad_row(tmp_path):
    rows = read(written(tmp_path, b"id,name\n1,caf\xe9\n2,ok\n"))

    assert [row.error for row in rows] == ["line 2: byte 6 is not utf-8", ""]
    assert objects(read(tmp_path / "a.csv", Pick(name="c", pattern="*", encoding="windows-1252")))[0]["name"] == "café"


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    assert objects(read(written(tmp_path, b"\xef\xbb\xbfid,name\n1,a\n"))) == [{"id": "1", "name": "a"}]


@pytest.mark.parametrize(
    ("empty", "expected"),
    [("text", {"a": "", "b": "x"}), ("null", {"a": None, "b": "x"}), ("omit", {"b": "x"})],
)
def test_empty_cells_become_what_is_wanted(tmp_path, empty, expected):
    assert objects(read(written(tmp_path, "a,b\n,x\n"), Pick(name="c", pattern="*", empty=empty))) == [expected]


def test_columns_can_be_named_by_the_settings_and_rows_before_them_skipped(tmp_path):
    path = written(tmp_path, "exported by X\n\n1;2\n")

    assert objects(read(path, Pick(name="c", pattern="*", delimiter=";", columns=("a", "b"), skip_rows=1))) == [
        {"a": "1", "b": "2"}
    ]


@pytest.mark.parametrize(("head", "reason"), [("a,,c", "column 2 has no name"), ("a,b,a", "names 'a' twice")])
def test_a_first_row_that_names_no_columns_makes_the_file_unreadable(tmp_path, head, reason):
    path = written(tmp_path, f"{head}\n1,2,3\n")

    with pytest.raises(Unreadable, match=reason):
        read(path)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff", exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=12), crlf=st.booleans(), data=st.data())
def test_what_a_csv_writer_wrote_is_read_whole_and_from_any_row_on(tmp_path_factory, rows, crlf, data):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n" if crlf else "\n")
    writer.writerows([("a", "b"), *rows])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(out.getvalue().encode())

    whole = read(path, longest=100_000)

    assert objects(whole) == [{"a": a, "b": b} for a, b in rows]
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert read(path, start=whole[cut].after, longest=100_000) == whole[cut + 1 :]


def test_json_lines_are_read_as_they_are(tmp_path):
    path = written(tmp_path, b'{"a": 1}\n\n{"a": 12345678901234567890.5}\nnonsense\n[1]', "a.jsonl")
    pick = Pick(name="j", pattern="*", format="jsonl")

    rows = read(path, pick)

    assert [row.payload for row in rows] == [b'{"a": 1}', b'{"a": 12345678901234567890.5}', b"nonsense", b"[1]"]
    assert [row.line for row in rows] == [1, 3, 4, 5]
    assert [bool(row.error) for row in rows] == [False, False, True, False]
    assert rows[2].error.startswith("line 4: no JSON")
    assert read(path, pick, rows[0].after) == rows[1:]


def workbook(path, *rows, sheet="Sheet"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


EXCEL = Pick(name="x", pattern="*.xlsx", format="xlsx")


def test_a_sheet_is_read_with_its_types(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ("id", "name", "price", "day", "at", "yes"),
        (1, "Ann", 1.5, date(2026, 1, 31), datetime(2026, 1, 31, 12, 30), True),  # noqa: DTZ001 — workbooks know no zones
        (),
        (2, None, None),
    )

    rows = read(path, EXCEL)

    assert objects(rows) == [
        {"id": 1, "name": "Ann", "price": 1.5, "day": "2026-01-31T00:00:00", "at": "2026-01-31T12:30:00", "yes": True},
        {"id": 2, "name": None, "price": None, "day": None, "at": None, "yes": None},
    ]
    assert [row.line for row in rows] == [2, 4]
    assert read(path, EXCEL, rows[0].after) == rows[1:]


def test_a_row_with_more_cells_than_columns_is_bad(tmp_path):
    rows = read(workbook(tmp_path / "a.xlsx", ("a",), (1, 2), (3,)), EXCEL)

    assert [row.error for row in rows] == ["line 2: has 2 values for 1 columns", ""]


def test_what_is_no_workbook_or_has_no_such_sheet_says_so(tmp_path):
    with pytest.raises(Unreadable, match="no Excel file"):
        read(written(tmp_path, "a,b\n", "b.xlsx"), EXCEL)
    path = workbook(tmp_path / "a.xlsx", ("a",), sheet="Orders")
    with pytest.raises(Unreadable, match="no sheet 'Other'; it has Orders"):
        read(path, Pick(name="x", pattern="*", format="xlsx", sheet="Other"))


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("id,text\n")
        file.writelines(f"{i},{'x' * 100}\n" for i in range(100_000))

    tracemalloc.start()
    try:
        with closing(open_reader(path, CSV, Start(), LONGEST)) as reader:
            count = sum(1 for _ in reader.rows())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert count == 100_000
    assert path.stat().st_size > 10_000_000
    assert peak < 3_000_000
