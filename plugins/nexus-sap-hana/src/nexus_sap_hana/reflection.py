"""sqlalchemy-hana's reflection, on a connection of the pool, with every name in its true case."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from hdbcli import dbapi
from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy_hana.dialect import HANAHDBCLIDialect

from nexus_sap_hana.connect import HanaConnection

T = TypeVar("T")


class CaseTrueDialect(HANAHDBCLIDialect):
    """The dialect without its habit of showing ITEMS as items, after which nobody knows which of both there is."""

    supports_statement_cache = True

    def normalize_name(self, name: str | None) -> Any:
        """Return the name as the catalogue has it."""
        return name

    def denormalize_name(self, name: str | None) -> Any:
        """Return the name as it was given."""
        return name


class _Borrowed:
    """What SQLAlchemy may do with a connection of the pool: run statements, and neither end its transaction nor close it."""

    def __init__(self, connection: HanaConnection) -> None:
        self.cursor: Callable[[], Any] = connection.cursor
        self.isconnected: Callable[[], bool] = connection.is_open

    def rollback(self) -> None:
        """Whoever lent the connection ends its transaction."""

    commit = close = rollback


@contextmanager
def reflecting(connection: HanaConnection) -> Iterator[tuple[CaseTrueDialect, Connection]]:
    """Lend the dialect and a connection of SQLAlchemy's that run on ``connection``."""
    dialect = CaseTrueDialect(dbapi=dbapi, paramstyle="named")
    engine = Engine(StaticPool(lambda: _Borrowed(connection)), dialect, make_url("hana+hdbcli://"))  # type: ignore[arg-type]
    try:
        with engine.connect() as borrowed:
            yield dialect, borrowed
    except DBAPIError as error:  # as the driver raised it
        raise (error.orig or error) from error
