import pytest
from hdbcli import dbapi


@pytest.fixture
def clerk(run, schema):
    run("CREATE TABLE items (id INTEGER)")
    run('CREATE USER clerk PASSWORD "Clerk1" NO FORCE_FIRST_PASSWORD_CHANGE')
    yield "CLERK"
    run("DROP USER clerk")


@pytest.mark.parametrize("method", ["SCRAMSHA256", "SCRAMPBKDF2SHA256"])
def test_a_user_signs_in_by_each_method(hana, connect, method):
    hana.control.settings(methods=[method])
    assert connect().isconnected()


@pytest.mark.parametrize("method", ["SCRAMSHA256", "SCRAMPBKDF2SHA256"])
@pytest.mark.parametrize("about", [{"password": "wrong"}, {"user": "NOBODY"}])
def test_a_wrong_password_and_an_unknown_user_are_told_alike(hana, connect, method, about):
    hana.control.settings(methods=[method])
    with pytest.raises(dbapi.Error) as raised:
        connect(**about)
    assert raised.value.errorcode == 10


def test_privileges_are_needed_for_tables_of_others(run, schema, clerk, connect):
    cursor = connect(user="clerk", password="Clerk1").cursor()
    with pytest.raises(dbapi.Error) as raised:
        cursor.execute("SELECT * FROM items")
    assert raised.value.errorcode == 258
    run(f"GRANT SELECT, INSERT ON {schema}.items TO clerk")
    cursor.execute("INSERT INTO items VALUES (1)")
    cursor.execute("SELECT * FROM items")
    assert [tuple(row) for row in cursor.fetchall()] == [(1,)]
    with pytest.raises(dbapi.Error) as raised:
        cursor.execute("DELETE FROM items")
    assert raised.value.errorcode == 258


def test_who_has_to_change_their_password_can_do_nothing_else(run, connect):
    run('CREATE USER novice PASSWORD "First1"')
    try:
        cursor = connect(user="novice", password="First1", currentSchema=None).cursor()
        with pytest.raises(dbapi.Error) as raised:
            cursor.execute("SELECT 1 FROM DUMMY")
        assert raised.value.errorcode == 414
        cursor.execute('ALTER USER novice PASSWORD "Second1"')
        cursor.execute("SELECT 1 FROM DUMMY")
        assert cursor.fetchone()[0] == 1
    finally:
        run("DROP USER novice")
