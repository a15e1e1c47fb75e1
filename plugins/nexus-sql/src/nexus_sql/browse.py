"""Lists what a database has, for the mapper."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from nexus import ConfigurationError, NotFound, TableField
from nexus_sql.errors import DataFault, SchemaChanged, StaleConnection
from nexus_sql.pool import Pool
from nexus_sql.transaction import transaction
from nexus_sql.writer import Dialect

T = TypeVar("T")


class SqlBrowse:
    """`nexus.hookspecs.Browse` over a connector's catalogue."""

    def __init__(self, pool: Pool, dialect: Dialect) -> None:
        self._pool = pool
        self._dialect = dialect

    def schemas(self) -> Sequence[str]:
        """Names of the schemas (or databases) that the user may see."""
        return self._ask(self._dialect.catalogue.schemas)

    def tables(self, schema: str) -> Sequence[str]:
        """Names of the tables and views of a schema."""
        return self._ask(lambda connection: self._dialect.catalogue.tables(connection, schema))

    def fields(self, schema: str, table: str) -> Sequence[TableField]:
        """Fields of a table, in order.

        Raises:
            NotFound: there is no such table.
        """
        found = self._ask(lambda connection: self._dialect.catalogue.table(connection, schema, table))
        if found is None:
            raise NotFound("table", f"{schema}.{table}" if schema else table)
        return found.fields()

    def close(self) -> None:
        """Nothing is held between calls."""

    def _ask(self, question: Callable[[Any], T]) -> T:
        try:
            try:
                return self._once(question)
            except StaleConnection:
                return self._once(question)
        except (DataFault, SchemaChanged) as error:
            raise ConfigurationError(str(error)) from error

    def _once(self, question: Callable[[Any], T]) -> T:
        with transaction(self._pool, self._dialect, write=False) as lease:
            return question(lease.connection)
