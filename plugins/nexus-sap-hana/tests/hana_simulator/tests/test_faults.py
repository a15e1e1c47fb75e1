import time

import pytest
from hdbcli import dbapi

from hana_simulator.testing import HanaSimulator


@pytest.fixture
def table(run):
    run("CREATE TABLE items (id INTEGER PRIMARY KEY)")


def test_an_error_comes_at_the_statement_that_it_was_planned_for(hana, run, table):
    hana.control.fail(133, statement=2)
    run("INSERT INTO items VALUES (1)")
    with pytest.raises(dbapi.Error) as raised:
        run("INSERT INTO items VALUES (2)")
    assert raised.value.errorcode == 133
    assert run("SELECT COUNT(*) FROM items") == [(0,)]  # a deadlock takes the transaction back


def test_an_error_may_wait_for_certain_statements_and_come_again(hana, run, table):
    hana.control.fail(131, every=2, matching="insert into items", text="on demand")
    codes = []
    for number in range(5):
        run("SELECT 1 FROM DUMMY")
        try:
            run(f"INSERT INTO items VALUES ({number})")
        except dbapi.Error as error:
            codes.append((number, error.errorcode))
    assert codes == [(0, 131), (2, 131), (4, 131)]


@pytest.mark.parametrize(("when", "stored"), [("before_commit", 0), ("after_commit", 1)])
def test_a_connection_is_cut_at_its_commit(hana, connection, connect, table, when, stored):
    connection.cursor().execute("INSERT INTO items VALUES (1)")
    hana.control.cut(when)
    with pytest.raises(dbapi.Error) as raised:
        connection.commit()
    assert raised.value.errorcode < 0
    cursor = connect().cursor()
    cursor.execute("SELECT COUNT(*) FROM items")
    assert cursor.fetchone()[0] == stored
    assert hana.control.counts()["cuts"] >= 1


def test_a_delay_ends_with_the_time_that_the_client_gives(hana, connection, run, table):
    run("SELECT 1 FROM DUMMY")
    hana.control.settings(delay_s=30.0)
    cursor = connection.cursor()
    cursor.setquerytimeout(1)
    started = time.monotonic()
    with pytest.raises(dbapi.Error) as raised:
        cursor.execute("SELECT 1 FROM DUMMY")
    assert raised.value.errorcode == 139
    assert time.monotonic() - started < 10
    hana.control.reset()


def test_a_statement_that_takes_too_long_is_cancelled(hana, connection, run):
    run("CREATE TABLE numbers (n INTEGER)")
    connection.cursor().executemany("INSERT INTO numbers VALUES (?)", [(i,) for i in range(3000)])
    cursor = connection.cursor()
    cursor.setquerytimeout(1)
    with pytest.raises(dbapi.Error) as raised:
        cursor.execute("SELECT COUNT(*) FROM numbers a, numbers b, numbers c WHERE a.n + b.n = c.n - 1")
    assert raised.value.errorcode == 139


def test_what_the_control_interface_does_not_know_it_says(hana):
    with pytest.raises(ValueError, match="unexpected keyword"):
        hana.control.settings(colour="green")


def test_what_is_committed_outlives_a_killed_server():
    with HanaSimulator() as server:

        def open_one():
            return dbapi.connect(address="127.0.0.1", port=server.port, user="SYSTEM", password=server.password)

        connection = open_one()
        connection.cursor().execute("CREATE TABLE kept (id INTEGER)")
        connection.cursor().execute("INSERT INTO kept VALUES (1)")
        connection.setautocommit(False)
        connection.cursor().execute("INSERT INTO kept VALUES (2)")
        server.kill()
        server.start()
        cursor = open_one().cursor()
        cursor.execute("SELECT id FROM kept")
        assert [tuple(row) for row in cursor.fetchall()] == [(1,)]
