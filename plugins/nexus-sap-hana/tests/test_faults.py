import pytest

from nexus import ConfigurationError, Retry, Unauthorized, Unavailable, config
from nexus.testing import batch
from nexus_sap_hana.plugin import SINK
from nexus_sql.testing.bench import numbered
from nexus_sql.testing.fault_suite import CheckSuite, FaultSuite, KillSuite, RightsSuite


class TestFaults(FaultSuite):
    sink_type = SINK


class TestKill(KillSuite):
    sink_type = SINK


class TestCheck(CheckSuite):
    sink_type = SINK

    def test_a_wrong_database_is_named(self, bench):
        checks = self._checks(bench, schema="nowhere")
        assert not checks["database"].ok
        assert "nowhere" in checks["database"].message

    def test_sinks_raise_what_a_person_has_to_change(self, bench):
        bench.make_table()
        bench.reconfigure(password=config.Secret("wrong"))
        with pytest.raises(Unauthorized):
            bench.sink("insert")
        bench.reconfigure(password=config.Secret(bench.server.password), schema="nowhere")
        with pytest.raises(ConfigurationError, match="nowhere"):
            bench.sink("insert")

    def test_a_password_that_has_to_be_changed_is_for_a_person(self, bench):
        bench.run('CREATE USER NOVICE PASSWORD "First1"')
        bench.users.append("NOVICE")
        checks = self._checks(bench, username="novice", password=config.Secret("First1"), schema="")
        assert not checks["authentication"].ok
        assert "change the password" in checks["authentication"].remedy


class TestRights(RightsSuite):
    sink_type = SINK


@pytest.mark.parametrize("code", [131, 133, 138, 139, 146, 145])
def test_what_may_succeed_later_is_tried_again(bench, code):
    bench.make_table()
    sink = bench.sink("upsert")
    bench.server.control.fail(code, matching="UPSERT")
    with pytest.raises(Retry):
        sink.write(batch(numbered(10)))
    sink.write(batch(numbered(10)))
    assert len(bench.items()) == 10


@pytest.mark.parametrize(
    ("code", "meaning"), [(4, Unavailable), (1029, Unavailable), (10, Unauthorized), (414, Unauthorized)]
)
def test_what_a_server_says_of_itself_or_the_user_is_not_the_rows_fault(bench, code, meaning):
    bench.make_table()
    sink = bench.sink("insert")
    bench.server.control.fail(code, matching="INSERT", every=1)
    with pytest.raises(meaning):
        sink.write(batch(numbered(10)))
    bench.server.control.reset()
    sink.write(batch(numbered(10)))
    assert len(bench.items()) == 10


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
@pytest.mark.parametrize("operation", ["insert", "upsert"])
def test_with_the_ledger_connections_that_are_cut_at_every_third_commit_store_each_message_once(bench, when, operation):
    bench.make_table(key=operation == "upsert")
    sink = bench.sink(operation, ledger=True)
    before = bench.server.control.counts().get("cuts", 0)
    bench.server.control.cut(when, commit=2, every=3)
    for start in range(0, 600, 30):
        rows = [{"id": start + i, "name": f"item {i}", "qty": i} for i in range(30)]
        for _ in range(5):
            try:
                sink.write(batch(rows, f"b{start}"))
                break
            except Unavailable:
                continue
    assert bench.server.control.counts()["cuts"] - before >= 6
    bench.server.control.reset()
    assert [row[0] for row in bench.items()] == list(range(600))
