"""What SAP HANA has of its own: names in capitals, upserts by other keys, errors by row, TLS, the driver's habits."""

from datetime import time
from unittest.mock import patch

import attrs
import pytest

from nexus import ConfigurationError, Rejected
from nexus.testing import CertificateAuthority, batch
from nexus_sap_hana.connect import connect
from nexus_sap_hana.sink import HanaDialect
from nexus_sql.testing.bench import numbered


def test_a_table_without_quotes_is_called_in_capitals(bench):
    with bench.cursor() as cursor:
        cursor.execute("CREATE TABLE orders (order_id BIGINT PRIMARY KEY, note NVARCHAR(10))")
    with pytest.raises(ConfigurationError, match="did you mean 'ORDERS'"):
        bench.sink("insert", "orders", columns={"ORDER_ID": "integer"})
    columns = {"ORDER_ID": "integer", "NOTE": "string"}
    bench.sink("upsert", "ORDERS", columns=columns, key=("ORDER_ID",)).write(batch([{"ORDER_ID": 1, "NOTE": "x"}]))
    assert bench.fetch("SELECT ORDER_ID, NOTE FROM ORDERS") == [(1, "x")]


def test_a_table_in_another_schema_is_found_and_has_its_own_ledger(bench):
    bench.run("CREATE SCHEMA depot")
    try:
        bench.run("CREATE TABLE depot.items (id BIGINT PRIMARY KEY)")
        sink = bench.sink("upsert", "depot.items", columns={"id": "integer"}, ledger=True)
        sink.write(batch([{"id": 1}]))
        assert bench.fetch("SELECT COUNT(*) FROM depot.nexus_ledger") == [(1,)]
    finally:
        bench.run("DROP SCHEMA depot CASCADE")


@pytest.fixture
def people(bench):
    bench.run("CREATE TABLE people (id BIGINT PRIMARY KEY, email NVARCHAR(40) NOT NULL UNIQUE, note NVARCHAR(20))")
    return lambda key: bench.sink(
        "upsert", "people", columns={"id": "integer", "email": "string", "note": "string"}, key=(key,)
    )


def test_an_upsert_by_another_unique_key_changes_that_row_and_no_other(bench, people):
    people("id").write(batch([{"id": i, "email": f"{i}@x", "note": "old"} for i in range(20)]))
    rows = [{"id": i, "email": f"{i}@x", "note": "new"} for i in range(10, 30)]
    people("email").write(batch([*rows, {"id": 3, "email": "3@x"}]))
    assert bench.fetch("SELECT COUNT(*) FROM people WHERE note = 'new'") == [(20,)]
    assert bench.fetch("SELECT note FROM people WHERE id = 3") == [("old",)]


def test_an_upsert_never_takes_the_unique_value_of_another_row(bench, people):
    people("id").write(batch([{"id": 1, "email": "a@x"}, {"id": 2, "email": "b@x"}]))
    with pytest.raises(Rejected) as raised:
        people("id").write(batch([{"id": 2, "email": "a@x"}, {"id": 3, "email": "c@x"}]))
    assert list(raised.value.reasons) == [0]
    assert bench.fetch("SELECT id, email FROM people ORDER BY id") == [(1, "a@x"), (2, "b@x"), (3, "c@x")]


def test_rows_that_do_not_fit_are_named_by_the_server_and_cost_one_more_transaction(bench):
    bench.make_table()
    sink = bench.sink("insert")
    rows = numbered(1000)
    for index in (3, 617, 999):
        rows[index]["qty"] = -1
    begun = patch.object(HanaDialect, "begin", autospec=True, side_effect=HanaDialect.begin)
    with begun as begin, pytest.raises(Rejected) as raised:
        sink.write(batch(rows))
    assert sorted(raised.value.reasons) == [3, 617, 999]
    assert "677" in raised.value.reasons[3]
    assert begin.call_count == 2
    assert len(bench.items()) == 997


def test_a_batch_beyond_the_drivers_packets_names_the_right_rows(bench):
    bench.run("CREATE TABLE texts (id BIGINT PRIMARY KEY, note NVARCHAR(4000), qty INTEGER CHECK (qty >= 0))")
    rows = [{"id": i, "note": "ü" * 4000, "qty": -1 if i == 700 else 1} for i in range(900)]
    with pytest.raises(Rejected) as raised:
        bench.sink("insert", "texts", columns={"id": "integer", "note": "string", "qty": "integer"}).write(batch(rows))
    assert list(raised.value.reasons) == [700]
    assert bench.fetch("SELECT COUNT(*) FROM texts") == [(899,)]


def test_two_workers_that_create_the_ledger_at_once_both_find_it(bench):
    bench.make_table()
    create = HanaDialect.ledger_ddl

    def somebody_else_was_faster(dialect, schema):
        ddl = create(dialect, schema)
        if not bench.fetch("SELECT TABLE_NAME FROM SYS.TABLES WHERE TABLE_NAME = 'nexus_ledger'"):
            with bench.cursor() as cursor:
                cursor.execute(ddl)
        return ddl

    with patch.object(HanaDialect, "ledger_ddl", somebody_else_was_faster):
        bench.sink("insert", ledger=True).write(batch(numbered(5)))
    assert len(bench.items()) == 5


@pytest.mark.parametrize("kind", ["TIME", "SECONDDATE"])
def test_a_fraction_of_a_second_is_not_cut_off_without_a_word(bench, kind):
    bench.run(f"CREATE TABLE clocks (v {kind})")
    value = time(1, 2, 3, 4) if kind == "TIME" else "2024-02-29T01:02:03.5"
    with pytest.raises(Rejected, match="fraction of a second"):
        bench.sink("insert", "clocks", columns={"v": None}).write(batch([{"v": value}]))


def test_a_computed_column_is_refused_and_one_with_a_default_is_not_needed(bench):
    bench.run(
        "CREATE TABLE sums (a INTEGER NOT NULL, b INTEGER GENERATED ALWAYS AS (a + 1), c INTEGER DEFAULT 3 NOT NULL)"
    )
    with pytest.raises(ConfigurationError, match="computed by the database"):
        bench.sink("insert", "sums", columns={"a": "integer", "b": "integer"})
    bench.sink("insert", "sums", columns={"a": "integer"}).write(batch([{"a": 1}]))
    assert bench.fetch("SELECT a, b, c FROM sums") == [(1, 2, 3)]


def test_a_view_is_listed_and_described(bench):
    bench.make_table()
    bench.run("CREATE VIEW few AS SELECT id, name FROM items")
    fields = bench.connector.browse(bench.config, bench.context).fields(bench.schema, "few")
    assert [(field.name, field.type) for field in fields] == [("id", "integer"), ("name", "string")]


class TestTls:
    @pytest.fixture
    def secured(self, bench, tls_simulator):
        return lambda **changes: attrs.evolve(
            bench.config,
            **{"host": "localhost", "port": tls_simulator.port, "schema": "", "tls": "verify-full", **changes},
        )

    @pytest.mark.parametrize("tls", ["require", "verify-ca", "verify-full"])
    def test_a_trusted_certificate_for_this_name_is_accepted(self, bench, secured, authority, tls):
        connect(secured(tls=tls, tls_ca=authority.certificate), bench.context).close()

    def test_a_certificate_for_another_name_is_for_a_person(self, bench, secured, authority):
        config = secured(tls_ca=authority.certificate, tls_server_name="elsewhere.example")
        with pytest.raises(ConfigurationError, match="tls_server_name"):
            connect(config, bench.context)
        connect(attrs.evolve(config, tls="verify-ca"), bench.context).close()

    def test_a_certificate_that_nobody_trusts_is_for_a_person(self, bench, secured):
        for trusted in (CertificateAuthority().certificate, ""):
            checks = bench.connector.check(secured(tls_ca=trusted), bench.context)
            assert (checks[-1].name, checks[-1].ok) == ("tls", False)
            assert "tls_ca" in checks[-1].remedy

    def test_a_server_that_takes_nothing_but_tls_says_so_in_the_check(self, bench, secured):
        checks = bench.connector.check(
            secured(tls="disable", connect_timeout_s=1.0, statement_timeout_s=1.0), bench.context
        )
        assert not checks[-1].ok
        assert "tls" in checks[-1].remedy


def test_other_threads_run_while_the_server_does_not_answer(bench, tcp_proxy):
    """The driver holds Python's lock where a statement is dropped; the proxy is another thread and would wait for ever."""
    proxy = tcp_proxy(bench.config.port)
    bench.reconfigure(port=proxy.port)
    connection = connect(bench.config, bench.context)
    for number in range(100):  # more than are kept
        assert connection.rows(f"SELECT {number} FROM DUMMY WHERE 1 = ?", (1,)) == [(number,)]
    connection.close()
