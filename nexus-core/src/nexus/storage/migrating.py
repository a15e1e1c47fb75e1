"""Brings a database's tables to what this release needs, by Alembic; safe to call from many processes at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, func, inspect, select, text

from nexus.errors import ConfigurationError
from nexus.storage.engine import WRITES, open_engine
from nexus.storage.schema import Chain, SchemaState, state

_LOCK_KEY: Final = 0x6E65787573  # "nexus"
_LOCK_NAME: Final = "nexus-migrate"
_LOCK_SECONDS: Final = 600


def migrate(url: str, chain: Chain) -> SchemaState:
    """Bring the database to the newest revision; processes that start together wait for the first.

    Raises:
        ConfigurationError: a newer Nexus has been here, or tables of other programs are in the way.
    """
    engine = open_engine(url)
    try:
        with _locked(engine) as connection, _config(chain) as config:
            before = state(connection, chain)
            _refuse_newer(before)
            if before.current is None:
                _clear_interrupted(connection, chain)
            config.attributes.update(connection=connection, chain=chain)
            command.upgrade(config, "head")
            return state(connection, chain)
    finally:
        engine.dispose()


@contextmanager
def _config(chain: Chain) -> Iterator[Config]:
    with as_file(files("nexus.storage") / "migrations") as folder:
        config = Config()
        config.set_main_option("path_separator", "newline")
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("version_locations", str(folder / chain.folder).replace("%", "%%"))
        yield config


def _refuse_newer(state: SchemaState) -> None:
    if state.newer:
        raise ConfigurationError(state.message, path="NEXUS_DATABASE_URL")


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK_KEY)))
        if engine.dialect.name != "mysql":  # SQLite: the write transaction is the lock
            yield connection
            return
        if connection.execute(select(func.get_lock(_LOCK_NAME, _LOCK_SECONDS))).scalar() != 1:
            raise ConfigurationError(
                "another process has been migrating for 10 minutes", remedy="look for it, then try again"
            )
        try:
            yield connection
        finally:
            connection.execute(select(func.release_lock(_LOCK_NAME)))


def _clear_interrupted(connection: Connection, chain: Chain) -> None:
    """Remove what a first migration left when it was interrupted: MySQL commits every CREATE TABLE by itself.

    Only empty tables go; call it only as long as no revision is recorded.
    """
    present = set(inspect(connection).get_table_names())
    ours = [table for table in chain.metadata.sorted_tables if table.name in present]
    foreign = [table.name for table in ours if table.name != "workspaces" and _has_rows(connection, table.name)]
    if foreign:
        names = ", ".join(foreign)
        raise ConfigurationError(
            f"tables named {names} are there, with rows, but no Nexus has been",
            remedy="give Nexus a database of its own",
        )
    if connection.dialect.name == "mysql":
        for table in reversed(ours):
            table.drop(connection)


def _has_rows(connection: Connection, table: str) -> bool:
    quoted = connection.dialect.identifier_preparer.quote(table)
    return connection.execute(text(f"SELECT 1 FROM {quoted} LIMIT 1")).first() is not None  # noqa: S608 — our own names, quoted
