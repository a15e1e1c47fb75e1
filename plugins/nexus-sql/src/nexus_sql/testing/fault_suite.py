"""What every connector with a server does when the server or the network fails; and what its check says then."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest

from nexus import Check, ConfigurationError, Rejected, Retry, Unauthorized, Unavailable, config
from nexus.testing import TcpProxy, batch, wait_until
from nexus_sql.testing.bench import Bench, numbered
from nexus_sql.testing.suite import SqlSuite

# ruff: noqa: D102 — the name of a test is its sentence

MakeProxy = Callable[[int], TcpProxy]


class FaultSuite(SqlSuite):
    """Lost connections, dead servers, deadlocks."""

    title = "SQL faults"

    @pytest.fixture
    def proxy(self, bench: Bench, tcp_proxy: MakeProxy) -> TcpProxy:
        bench.make_table()
        proxy = tcp_proxy(bench.config.port)
        bench.reconfigure(port=proxy.port)
        return proxy

    @pytest.mark.parametrize("budget", range(0, 260, 9))
    def test_with_the_ledger_a_cut_anywhere_applies_each_message_once(
        self, bench: Bench, proxy: TcpProxy, budget: int
    ) -> None:
        bench.run(_DROP_KEY if bench.connector.name == "postgresql" else "ALTER TABLE items DROP PRIMARY KEY")
        sink = bench.sink("insert", ledger=True)
        sink.write(batch(numbered(3), "warm"))
        proxy.cut_replies_after(budget)
        for _ in range(4):
            with suppress(Unavailable):
                sink.write(batch(numbered(40, 100)))
        proxy.heal()
        sink.write(batch(numbered(40, 100)))
        assert [row[0] for row in bench.items()] == [*range(3), *range(100, 140)]

    def test_a_commit_whose_answer_is_lost_is_settled_by_the_ledger(self, bench: Bench, proxy: TcpProxy) -> None:
        sink = bench.sink("insert", ledger=True)
        sink.write(batch(numbered(1), "warm"))
        with bench.at_commit(lambda: proxy.cut_replies_after(0)):
            sink.write(batch(numbered(20, 100)))
        assert len(bench.items()) == 21

    def test_a_commit_whose_answer_is_lost_is_unavailable_without_ledger(self, bench: Bench, proxy: TcpProxy) -> None:
        sink = bench.sink("upsert")
        sink.write(batch(numbered(1), "warm"))
        with bench.at_commit(lambda: proxy.cut_replies_after(0)), pytest.raises(Unavailable, match="while committing"):
            sink.write(batch(numbered(20, 100)))
        sink.write(batch(numbered(20, 100)))
        assert len(bench.items()) == 21

    def test_two_writers_that_deadlock_lose_nothing(self, bench: Bench) -> None:
        bench.make_table()
        bench.sink("insert").write(batch(numbered(400)))
        forward = [{"id": i, "qty": 1} for i in range(400)]
        outcomes: list[str] = []

        def write(rows: Sequence[dict[str, int]]) -> None:
            sink = bench.sink("update")
            for _ in range(10):
                try:
                    sink.write(batch(rows))
                    outcomes.append("stored")
                except Retry:
                    outcomes.append("retry")

        threads = [threading.Thread(target=write, args=(rows,)) for rows in (forward, forward[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(outcomes) == 20  # nothing but stored and retry
        assert "stored" in outcomes
        assert {row[2] for row in bench.items()} == {1}


_DROP_KEY = "ALTER TABLE items DROP CONSTRAINT items_pkey"


class KillSuite(SqlSuite):
    """A server of the test's own, killed while it is written to; subclasses give ``own_bench``."""

    title = "SQL server killed"

    def test_a_killed_server_is_unavailable_and_nothing_acknowledged_is_lost(self, own_bench: Bench) -> None:
        bench = own_bench
        bench.make_table()
        sink = bench.sink("upsert", ledger=True)
        acknowledged: list[int] = []
        refused = threading.Event()

        def write() -> None:
            for number in range(100_000):
                try:
                    sink.write(batch(numbered(100, 100 * number), f"b{number}"))
                    acknowledged.append(number)
                except Unavailable:
                    refused.set()
                    return

        writer = threading.Thread(target=write)
        writer.start()
        wait_until(lambda: len(acknowledged) > 5)
        bench.server.kill()
        writer.join(60)
        assert refused.is_set()
        bench.server.start()
        sink.write(batch(numbered(1, 10_000_000), "after"))
        stored = {row[0] for row in bench.items()}
        assert {100 * number + i for number in acknowledged for i in range(100)} <= stored
        assert len(stored) % 100 == 1  # a batch is stored whole or not at all


class CheckSuite(SqlSuite):
    """Connection tests."""

    title = "SQL connection test"

    def _checks(self, bench: Bench, **changes: object) -> dict[str, Check]:
        bench.reconfigure(**changes)
        checks = bench.connector.check(bench.config, bench.context)
        assert isinstance(checks, list)
        return {check.name: check for check in checks}

    def test_a_good_connection_passes_every_check(self, bench: Bench) -> None:
        checks = self._checks(bench)
        assert [name for name, check in checks.items() if not check.ok] == []
        assert {"address", "network", "tls", "authentication", "database", "version", "permissions"} <= set(checks)
        assert checks["network"].latency_ms is not None

    def test_a_wrong_password_fails_authentication_and_is_shown_nowhere(self, bench: Bench) -> None:
        checks = self._checks(bench, password=config.Secret("wr0ng-canary"))
        assert not checks["authentication"].ok
        assert checks["authentication"].remedy
        assert "canary" not in str(checks)

    def test_a_wrong_database_is_named(self, bench: Bench) -> None:
        checks = self._checks(bench, database="nowhere")
        assert not checks["database"].ok
        assert "nowhere" in checks["database"].message

    def test_tls_that_the_server_does_not_offer_is_refused(self, bench: Bench) -> None:
        checks = self._checks(bench, tls="verify-full")
        assert not next(reversed(checks.values())).ok

    def test_sinks_raise_what_a_person_has_to_change(self, bench: Bench) -> None:
        bench.make_table()
        bench.reconfigure(password=config.Secret("wrong"))
        with pytest.raises(Unauthorized):
            bench.sink("insert")
        bench.reconfigure(password=config.Secret("nexus"), database="nowhere")
        with pytest.raises(ConfigurationError, match="nowhere"):
            bench.sink("insert")


class RightsSuite(SqlSuite):
    """A user with few rights; ``bench.restrict`` leaves it what the arguments name."""

    title = "SQL rights"

    def test_without_the_right_to_insert_a_person_has_to_act(self, bench: Bench) -> None:
        bench.make_table()
        bench.restrict("SELECT", "items")
        with pytest.raises(ConfigurationError, match=r"(?i)denied"):
            bench.sink("insert").write(batch(numbered(20)))

    def test_a_ledger_that_may_not_be_created_is_refused_with_its_ddl(self, bench: Bench) -> None:
        bench.make_table()
        bench.restrict("SELECT, INSERT", "items")
        with pytest.raises(ConfigurationError, match=r"CREATE (COLUMN )?TABLE"):
            bench.sink("insert", ledger=True)

    def test_bad_rows_are_told_from_missing_rights(self, bench: Bench) -> None:
        bench.make_table()
        bench.restrict("SELECT, INSERT", "items")
        with pytest.raises(Rejected):
            bench.sink("insert").write(batch([{"id": 1, "qty": -1}, {"id": 2}]))
        assert bench.items() == [(2, None, 7)]
