from decimal import Decimal

import pytest

from nexus import ConfigurationError, Rejected
from nexus.testing import batch
from nexus_sql.testing.ledger_suite import LedgerSuite
from nexus_sql.testing.sink_suite import SinkSuite
from nexus_sql.testing.types_suite import TypesSuite
from nexus_sqlite.config import SQLiteConfig
from nexus_sqlite.plugin import SINK


class TestSink(SinkSuite):
    sink_type = SINK


class TestTypes(TypesSuite):
    sink_type = SINK


class TestLedger(LedgerSuite):
    sink_type = SINK


def test_a_decimal_that_sqlite_would_shorten_is_rejected(bench):
    bench.run("CREATE TABLE prices (price DECIMAL(38, 12))")
    with pytest.raises(Rejected) as raised:
        bench.sink("insert", "prices", columns={"price": "decimal"}).write(
            batch([{"price": Decimal("0.1")}, {"price": Decimal("12345678901234567.123456789")}])
        )
    assert "declare the column as TEXT" in raised.value.reasons[1]
    assert bench.fetch("SELECT price FROM prices") == [(0.1,)]


def test_a_file_that_is_not_there_is_not_made(bench, tmp_path):
    bench.reconfigure(path=str(tmp_path / "none.db"))
    with pytest.raises(ConfigurationError, match="there is no database file"):
        bench.sink("insert")
    assert not (tmp_path / "none.db").exists()


def test_a_relative_path_stays_within_the_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("NEXUS_DATA_DIR", str(tmp_path))
    assert SQLiteConfig(path="a/b.db").file == tmp_path / "a/b.db"
    with pytest.raises(ValueError, match="stays within"):
        SQLiteConfig(path="a/../../b.db")


def test_the_check_tells_a_database_from_other_files(bench, tmp_path):
    good = bench.connector.check(bench.config, bench.context)
    assert [check.name for check in good if not check.ok] == []
    other = tmp_path / "notes.txt"
    other.write_text("no database at all, but a text that is longer than a header\n" * 9)
    bench.reconfigure(path=str(other))
    assert [check.name for check in bench.connector.check(bench.config, bench.context) if not check.ok] == ["database"]
