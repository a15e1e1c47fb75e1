"""Rolling files: shown when they are whole, with every row that was acknowledged, and no half of a batch."""

import csv
import io
import json
import subprocess
import sys
from decimal import Decimal

import pytest
from file_benches import ShelfBench
from nexus_file.config import STATE, FileConfig
from nexus_file.journal import Head, Journal, read_rows
from nexus_file.sink import open_sink
from nexus_file.writing import finish
from pyarrow import parquet

from nexus import Batch, ConfigurationError, Rejected, WriteTarget
from nexus.testing import LocalContext, wait_until

COLUMNS = {"id": "integer", "name": "string"}


def batch(*ids, name="x"):
    return Batch([{"id": one, "name": name} for one in ids], [f"m{one}" for one in ids])


def target(**options):
    return WriteTarget("pipeline", "insert", "orders", columns=COLUMNS, options=options)


@pytest.fixture
def config(tmp_path):
    return FileConfig(folder=str(tmp_path))


def shown(tmp_path):
    return sorted(one.name for one in tmp_path.iterdir() if one.is_file())


def test_a_file_is_shown_when_it_has_its_rows_and_not_before(config, tmp_path):
    sink = open_sink(config, target(max_rows=4), LocalContext())
    try:
        sink.write(batch(1, 2))
        assert shown(tmp_path) == []
        sink.write(batch(3, 4))
        (name,) = shown(tmp_path)
    finally:
        sink.close()

    assert name.startswith("orders-")
    assert [json.loads(line)["id"] for line in (tmp_path / name).read_text().splitlines()] == [1, 2, 3, 4]


def test_a_file_is_shown_when_it_is_old_enough_though_nothing_comes_any_more(config, tmp_path):
    sink = open_sink(config, target(max_age_s=0.2), LocalContext())
    try:
        sink.write(batch(1))
        wait_until(lambda: shown(tmp_path))
    finally:
        sink.close()

    assert len(shown(tmp_path)) == 1


def test_closing_shows_what_there_is(config, tmp_path):
    sink = open_sink(config, target(), LocalContext())
    sink.write(batch(1))
    sink.close()

    assert len(shown(tmp_path)) == 1
    assert not list((tmp_path / STATE).rglob("*.journal"))


def test_a_batch_that_comes_again_is_written_once_while_its_file_is_not_finished(config, tmp_path):
    sink = open_sink(config, target(), LocalContext())
    sink.write(batch(1, 2))
    sink.write(batch(2, 3))
    sink.close()

    (name,) = shown(tmp_path)
    assert [json.loads(line)["id"] for line in (tmp_path / name).read_text().splitlines()] == [1, 2, 3]


KILLED = """
import os, signal, sys
from nexus import Batch, WriteTarget
from nexus.testing import LocalContext
from nexus_file.config import FileConfig
from nexus_file.sink import open_sink
target = WriteTarget("pipeline", "insert", "orders", columns={"id": "integer", "name": "string"}, options={"format": "csv"})
sink = open_sink(FileConfig(folder=sys.argv[1]), target, LocalContext())
sink.write(Batch([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}], ["m1", "m2"]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_finished_by_the_next_and_what_a_living_one_writes_is_left_alone(
    config, tmp_path
):
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60).returncode == -9
    assert shown(tmp_path) == []

    first = open_sink(config, target(format="csv"), LocalContext())
    (name,) = shown(tmp_path)
    first.write(batch(3))
    second = open_sink(config, target(format="csv"), LocalContext())
    assert shown(tmp_path) == [name]
    second.close()
    first.close()

    assert (tmp_path / name).read_bytes() == b"id,name\r\n1,a\r\n2,b\r\n"
    assert len(shown(tmp_path)) == 2


def test_half_a_batch_does_not_count(tmp_path):
    head = Head("a.jsonl", "jsonl", COLUMNS, header=True, delimiter=",")
    journal = Journal(tmp_path / "j" / "a.journal", head)
    journal.append([{"id": 1}], ["m1"])
    whole = journal.path.stat().st_size
    journal.append([{"id": 2}, {"id": 3}], ["m2", "m3"])
    journal.close()

    for size in range(whole, journal.path.stat().st_size):  # wherever a loss of power has cut it
        cut = tmp_path / "j" / f"{size}.journal"
        cut.write_bytes(journal.path.read_bytes()[:size])
        assert [json.loads(row)["id"] for row in read_rows(cut)] == [1]
    assert [json.loads(row)["id"] for row in read_rows(journal.path)] == [1, 2, 3]


def test_finishing_again_after_a_crash_has_the_same_result(tmp_path):
    journal = Journal(tmp_path / "j" / "a.journal", Head("a.jsonl", "jsonl", {}, header=True, delimiter=","))
    journal.append([{"id": 1}], ["m1"])
    journal.close()
    kept = journal.path.read_bytes()

    finish(journal.path, tmp_path)
    journal.path.write_bytes(kept)  # the process had died before it removed the journal
    finish(journal.path, tmp_path)

    assert shown(tmp_path) == ["a.jsonl"]


def test_csv_values_are_quoted_where_they_must_be(config, tmp_path):
    columns = {"id": "integer", "text": "string", "yes": "boolean", "total": "decimal"}
    rows = [{"id": 1, "text": 'a;"b"\n', "yes": True, "total": Decimal("12345678901234567890.10")}, {"id": 2}]
    where = WriteTarget("p", "insert", "t", columns=columns, options={"format": "csv", "delimiter": ";"})

    sink = open_sink(config, where, LocalContext())
    sink.write(Batch(rows, ["a", "b"]))
    sink.close()

    (name,) = shown(tmp_path)
    found = list(csv.reader(io.StringIO((tmp_path / name).read_bytes().decode(), newline=""), delimiter=";"))
    assert found == [
        ["id", "text", "yes", "total"],
        ["1", 'a;"b"\n', "true", "12345678901234567890.10"],
        ["2", "", "", ""],
    ]


def test_parquet_files_have_the_types_of_the_columns(config, tmp_path):
    bench = ShelfBench(tmp_path, "parquet")
    where = bench.target("insert", {"id": "integer", "total": "decimal", "at": "timestamp"})
    sink = open_sink(bench.config, where, LocalContext())
    sink.write(Batch([{"id": 1, "total": Decimal("1.50")}], ["a"]))
    sink.close()

    (path,) = bench.files(where)
    assert [str(field.type) for field in parquet.read_schema(path)] == [
        "int64",
        "decimal128(38, 12)",
        "timestamp[us, tz=UTC]",
    ]


def test_rows_that_a_parquet_file_cannot_have_are_rejected_alone(config, tmp_path):
    sink = open_sink(config, target(format="parquet"), LocalContext())
    with pytest.raises(Rejected) as caught:
        sink.write(batch(1, 2**70, 3))
    sink.close()

    assert list(caught.value.reasons) == [1]
    assert "more than 64 bits" in caught.value.reasons[1]
    (name,) = shown(tmp_path)
    assert parquet.read_table(tmp_path / name).column("id").to_pylist() == [1, 3]


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (WriteTarget("p", "insert", "../orders"), "target"),
        (WriteTarget("p", "insert", ""), "target"),
        (WriteTarget("p", "insert", "orders", options={"format": "csv"}), "mappings"),
        (WriteTarget("p", "insert", "orders", options={"format": "xml"}), "options"),
    ],
)
def test_a_pipeline_that_cannot_work_is_refused_with_its_place(config, where, place):
    with pytest.raises(ConfigurationError) as caught:
        open_sink(config, where, LocalContext())

    assert caught.value.path == place
