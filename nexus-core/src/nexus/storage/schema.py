"""Brings a database's tables to what this release needs; safe to call from many processes at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from attrs import frozen
from sqlalchemy import Connection, Engine, MetaData, func, inspect, select, text

from nexus.errors import ConfigurationError
from nexus.storage.engine import WRITES, open_engine
from nexus.storage.tables import LOG_METADATA, METADATA

SUPPORTED: Final = ("sqlite", "postgresql", "mysql", "mariadb")
"""Databases that the tables can live in, as the scheme of their URL says it."""

_LOCK_KEY: Final = 0x6E65787573  # "nexus"
_LOCK_NAME: Final = "nexus-migrate"
_LOCK_SECONDS: Final = 600


@frozen
class Chain:
    """A line of revisions with its own tables; the two may live in one database."""

    folder: str
    version_table: str
    metadata: MetaData


CORE: Final = Chain("core", "nexus_version", METADATA)
DELIVERY_LOG: Final = Chain("delivery_log", "nexus_delivery_log_version", LOG_METADATA)


@frozen
class SchemaState:
    """Where a database stands.

    Attributes:
        current: its revision, or None if it has none of our tables.
        head: the revision that this release needs.
        message: what to do, or that nothing is to be done.
        newer: a later release has migrated it.
    """

    current: str | None
    head: str
    message: str
    newer: bool = False

    @property
    def ok(self) -> bool:
        """Whether this release can run on it."""
        return self.current == self.head


def check(url: str, chain: Chain = CORE) -> SchemaState:
    """Compare the database with this release; changes nothing."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection, _config(chain) as config:
            return _state(connection, config, chain)
    finally:
        engine.dispose()


def current(url: str, chain: Chain = CORE) -> str | None:
    """Return the database's revision, or None if it has none of our tables."""
    return check(url, chain).current


def require(url: str, chain: Chain = CORE) -> None:
    """Return if this release can run on the database.

    Raises:
        ConfigurationError: says what to do.
    """
    state = check(url, chain)
    if not state.ok:
        raise ConfigurationError(state.message, path="NEXUS_DATABASE_URL")


def upgrade(url: str, chain: Chain = CORE) -> SchemaState:
    """Bring the database to the newest revision; processes that start together wait for the first.

    Raises:
        ConfigurationError: a newer Nexus has been here, or tables of other programs are in the way.
    """
    engine = open_engine(url)
    try:
        with _locked(engine) as connection, _config(chain) as config:
            _refuse_newer(_state(connection, config, chain))
            _clear_interrupted(connection, chain)
            config.attributes.update(connection=connection, chain=chain)
            command.upgrade(config, "head")
            return _state(connection, config, chain)
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


def _state(connection: Connection, config: Config, chain: Chain) -> SchemaState:
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    assert head is not None, "the package carries its revisions"
    now = MigrationContext.configure(connection, opts={"version_table": chain.version_table}).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if now is None:
        message = f"the tables of {chain.folder} are not there yet: run `nexus migrate`"
    elif now == head:
        message = "up to date"
    elif now in known:
        message = f"the database is at {now}, this release needs {head}: make a backup, then run `nexus migrate`"
    else:
        message = f"the database is at {now}, from a newer release: install that release, or restore a backup of before"
    return SchemaState(current=now, head=head, message=message, newer=now is not None and now not in known)


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

    Only empty tables go, and only as long as no revision is recorded.
    """
    context = MigrationContext.configure(connection, opts={"version_table": chain.version_table})
    if context.get_current_revision() is not None:
        return
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
