"""Where a database stands, and what this release needs; brings the one to the other where they differ.

Every process asks at its start, and hardly ever is there anything to do: so Alembic, which takes 9 MiB of each process,
comes only when there is. What it would answer is read as it does: the revisions from the names of their files, the
database's own from the version table.
"""

from importlib.resources import files
from typing import Final

from attrs import frozen
from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from nexus.errors import ConfigurationError
from nexus.storage.engine import open_engine
from nexus.storage.tables import LOG_METADATA, METADATA

SUPPORTED: Final = ("sqlite", "postgresql", "mysql", "mariadb")
"""Databases that the tables can live in, as the scheme of their URL says it."""


@frozen
class Chain:
    """A line of revisions with its own tables; the two may live in one database."""

    folder: str
    prefix: str
    version_table: str
    metadata: MetaData

    @property
    def revisions(self) -> list[str]:
        """Their names, oldest first: ``core_0001`` is in ``r0001_initial.py``."""
        folder = files("nexus.storage") / "migrations" / self.folder
        return sorted(f"{self.prefix}_{one.name[1:5]}" for one in folder.iterdir() if one.name.startswith("r0"))


CORE: Final = Chain("core", "core", "nexus_version", METADATA)
DELIVERY_LOG: Final = Chain("delivery_log", "log", "nexus_delivery_log_version", LOG_METADATA)


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


def places(database_url: str, log_url: str) -> dict[str, tuple[str, Chain]]:
    """Return what is kept where, by its name: the metadata, and the delivery log with the history of runs.

    A log that a plugin keeps has tables of its own; the history of runs is beside the metadata then.
    """
    if is_supported(log_url):
        return {"metadata": (database_url, CORE), "delivery log": (log_url, DELIVERY_LOG)}
    return {"metadata": (database_url, CORE), "run history": (database_url, DELIVERY_LOG)}


def is_supported(url: str) -> bool:
    """Whether our tables can live there; what else a log's URL names is for a plugin."""
    return url.partition(":")[0].partition("+")[0] in SUPPORTED


def check(url: str, chain: Chain = CORE) -> SchemaState:
    """Compare the database with this release; changes nothing."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return state(connection, chain)
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
    found = check(url, chain)
    if found.ok:
        return found
    from nexus.storage.migrating import migrate  # noqa: PLC0415 — heavy; only where there is something to do

    return migrate(url, chain)


def state(connection: Connection, chain: Chain) -> SchemaState:
    """Compare the database behind a connection with this release."""
    known = chain.revisions
    head = known[-1]
    now = _recorded(connection, chain)
    if now is None:
        message = f"the tables of {chain.folder} are not there yet: run `nexus migrate`"
    elif now == head:
        message = "up to date"
    elif now in known:
        message = f"the database is at {now}, this release needs {head}: make a backup, then run `nexus migrate`"
    else:
        message = f"the database is at {now}, from a newer release: install that release, or restore a backup of before"
    return SchemaState(current=now, head=head, message=message, newer=now is not None and now not in known)


def _recorded(connection: Connection, chain: Chain) -> str | None:
    """What Alembic has noted in its table of one row, if there is one."""
    if not inspect(connection).has_table(chain.version_table):
        return None
    table = Table(chain.version_table, MetaData(), Column("version_num", String(32)))
    return connection.execute(select(table.c.version_num)).scalar()
