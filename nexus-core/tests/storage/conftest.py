"""The three databases, real ones: every test of storage runs on each."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, insert, select

from nexus.model.secret import SecretPlace
from nexus.security.keyring import KeyRing, generate_key
from nexus.storage import schema, tables
from nexus.storage.database import Database
from nexus.storage.repositories import Workspaces
from nexus.storage.tables import LOG_METADATA, METADATA
from nexus.testing.servers import MariaDBServer, PostgresServer

DIALECTS = ("sqlite", "postgresql", "mysql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDBServer]:
    with MariaDBServer() as server:
        yield server


@pytest.fixture(params=DIALECTS)
def empty_url(request, tmp_path) -> Iterator[str]:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/nexus.db"
        return
    server = request.getfixturevalue("postgres" if request.param == "postgresql" else "mariadb")
    url = server.new_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def url(empty_url) -> str:
    """The URL of a database of its own, with tables."""
    schema.upgrade(empty_url)
    return empty_url


@pytest.fixture(scope="session", params=DIALECTS)
def shared_url(request, tmp_path_factory) -> str:
    """The URL of a database with tables that all tests share, one after another: making tables is slow."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('shared')}/nexus.db"
    else:
        url = request.getfixturevalue("postgres" if request.param == "postgresql" else "mariadb").new_database()
    schema.upgrade(url)
    schema.upgrade(url, schema.DELIVERY_LOG)
    return url


@pytest.fixture
def database(shared_url) -> Iterator[Database]:
    """A database with nothing but what the first migration puts there."""
    database = Database.open(shared_url)
    with database.read() as connection:
        first = {
            table: connection.execute(select(table)).mappings().all()
            for table in (tables.workspaces, tables.audit_head)
        }
    yield database
    with database.write() as connection:
        for table in (*reversed(METADATA.sorted_tables), *LOG_METADATA.sorted_tables):
            connection.execute(delete(table))
        for table, rows in first.items():
            connection.execute(insert(table), [dict(row) for row in rows])
    database.close()


@pytest.fixture
def secrets() -> KeyRing:
    return KeyRing.parse(generate_key("first"))


@pytest.fixture
def workspace(database) -> str:
    """The id of the workspace ``default``."""
    return Workspaces(database).by_name("default").id


@pytest.fixture
def place() -> SecretPlace:
    return SecretPlace("w", "connections", "r", "config.password")
