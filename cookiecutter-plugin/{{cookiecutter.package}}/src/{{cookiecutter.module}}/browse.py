"""Lists the store's tables, for the mapper."""

from collections.abc import Sequence

from nexus import Context, NotFound, TableField
from {{ cookiecutter.module }}.config import {{ cookiecutter.prefix }}Config
from {{ cookiecutter.module }}.store import Store

_SCHEMA = "main"
_TYPES = {
    "TEXT": "string",
    "INTEGER": "integer",
    "DECIMAL": "decimal",
    "REAL": "float",
    "BLOB": "bytes",
    **{kind.upper(): kind for kind in ("boolean", "date", "time", "timestamp", "json", "uuid")},
}


def open_browse(config: {{ cookiecutter.prefix }}Config, context: Context) -> "{{ cookiecutter.prefix }}Browse":  # noqa: ARG001
    """Open the store for reading only."""
    return {{ cookiecutter.prefix }}Browse(Store(config, read_only=True))


class {{ cookiecutter.prefix }}Browse:
    """Schemas, tables, fields."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def schemas(self) -> Sequence[str]:
        """Return the only one there is."""
        return [_SCHEMA]

    def tables(self, schema: str) -> Sequence[str]:
        """Return the names of the tables."""
        found = self._store.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return [name for (name,) in found] if schema == _SCHEMA else []

    def fields(self, schema: str, table: str) -> Sequence[TableField]:
        """Return the fields of a table, in order.

        Raises:
            NotFound: there is no such table.
        """
        if table not in self.tables(schema):
            raise NotFound("table", table)
        found = self._store.connection.execute("SELECT name, type, pk, \"notnull\" FROM pragma_table_info(?)", [table])
        return [
            TableField(name, _TYPES.get(native.upper(), "string"), native, nullable=not needed, key=bool(key), required=bool(needed))
            for name, native, key, needed in found
        ]

    def close(self) -> None:
        """Give the connection back."""
        self._store.close()
