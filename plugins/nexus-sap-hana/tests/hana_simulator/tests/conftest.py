import pytest


@pytest.fixture
def connection(connect):
    connection = connect()
    connection.setautocommit(False)
    return connection


@pytest.fixture
def run(connection):
    """Runs a statement and returns its rows, or how many it changed."""

    def run_one(statement, *parameters):
        cursor = connection.cursor()
        cursor.execute(statement, parameters)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else cursor.rowcount

    return run_one
