"""What the ledger promises: each message is applied exactly once, whatever is delivered again."""

import pytest

from nexus import ConfigurationError, Rejected
from nexus.testing import batch
from nexus_sql.testing.bench import Bench, numbered
from nexus_sql.testing.suite import SqlSuite

# ruff: noqa: D102 — the name of a test is its sentence


class LedgerSuite(SqlSuite):
    """Exactly once."""

    title = "SQL ledger"

    @pytest.fixture(autouse=True)
    def _items(self, bench: Bench) -> None:
        bench.make_table(key=False)

    def test_only_what_is_new_in_a_batch_is_applied(self, bench: Bench) -> None:
        sink = bench.sink("insert", ledger=True)
        sink.write(batch(numbered(60)))
        sink.write(batch(numbered(100)))
        assert [row[0] for row in bench.items()] == list(range(100))

    @pytest.mark.parametrize("every", [10, 100])
    def test_rejected_messages_are_not_recorded_and_may_come_corrected(self, bench: Bench, every: int) -> None:
        sink = bench.sink("insert", ledger=True)
        rows = numbered(100)
        for row in rows[::every]:
            row["qty"] = -1
        with pytest.raises(Rejected) as raised:
            sink.write(batch(rows))
        assert len(raised.value.reasons) == 100 // every
        sink.write(batch(numbered(100)))
        assert [row[0] for row in bench.items()] == list(range(100))

    def test_old_entries_are_pruned(self, bench: Bench) -> None:
        sink = bench.sink("insert", ledger=True)
        sink.write(batch(numbered(20)))
        assert sink.prune_ledger(days=1) == 0
        bench.run("UPDATE nexus_ledger SET applied_at = '2020-01-01 00:00:00' WHERE message_id LIKE 'm-1%'")
        assert sink.prune_ledger(days=30) == 11
        assert bench.fetch("SELECT count(*) FROM nexus_ledger") == [(9,)]

    def test_a_table_of_this_name_that_is_no_ledger_is_refused(self, bench: Bench) -> None:
        bench.run("CREATE TABLE nexus_ledger (id INTEGER)")
        with pytest.raises(ConfigurationError, match=r"CREATE (COLUMN )?TABLE"):
            bench.sink("insert", ledger=True)
