"""SQLite's catalogue: tables, columns, keys."""

# ruff: noqa: ARG002 — there is one schema, always: what names it is not looked at

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from nexus_sql.catalogue import Catalogue, Column, Table

MAIN: Final = "main"

_TYPES: Final = (
    ("BOOL", "boolean"),
    ("JSON", "json"),
    ("UUID", "uuid"),
    ("DATETIME", "timestamp"),
    ("TIMESTAMP", "timestamp"),
    ("DATE", "date"),
    ("TIME", "time"),
    ("INT", "integer"),
    ("CHAR", "string"),
    ("CLOB", "string"),
    ("TEXT", "string"),
    ("BLOB", "bytes"),
    ("REAL", "float"),
    ("FLOA", "float"),
    ("DOUB", "float"),
    ("DEC", "decimal"),
    ("NUM", "decimal"),
)
"""What a declared type means: the first part that it contains. SQLite itself knows less, and keeps any value anywhere."""

_NORMAL: Final = 0


class SQLiteCatalogue(Catalogue):
    """Reads ``sqlite_schema`` and the pragmas that are table-valued."""

    def schemas(self, connection: Any) -> Sequence[str]:
        """There is one: ``main``."""
        return [MAIN]

    def default_schema(self, connection: Any) -> str:
        """``main``."""
        return MAIN

    def tables(self, connection: Any, schema: str) -> Sequence[str]:
        """Names of tables and views, without SQLite's own."""
        if schema != MAIN:
            return []
        found = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT GLOB 'sqlite_*' ORDER BY name"
        )
        return [name for (name,) in found]

    def table(self, connection: Any, schema: str, name: str) -> Table | None:
        """Describe one table."""
        if schema != MAIN or name not in self.tables(connection, schema):
            return None
        rows = connection.execute(
            'SELECT name, type, "notnull", dflt_value IS NOT NULL, pk, hidden FROM pragma_table_xinfo(?) WHERE hidden <> 1',
            (name,),
        ).fetchall()
        primary = frozenset(row[0] for row in rows if row[4])
        columns = tuple(_column(row, lone_key=len(primary) == 1) for row in rows)
        keys = [primary] if primary else []
        keys += [key for key in _unique_keys(connection, name) if key not in keys]
        return Table(schema, name, columns, tuple(keys))


def _column(row: Sequence[Any], *, lone_key: bool) -> Column:
    name, native, required, default, primary, hidden = row
    row_id = bool(primary) and lone_key and native.upper() == "INTEGER"  # SQLite numbers such rows itself
    return Column(
        name=name,
        type=_type(native),
        native=native,
        nullable=not (required or primary),
        required=bool(required) and not default and not row_id and hidden == _NORMAL,
        writable=hidden == _NORMAL,
        zoned=True,
    )


def _type(native: str) -> str:
    declared = re.sub(r"\(.*", "", native).upper()
    return next((type_ for part, type_ in _TYPES if part in declared), "string")


def _unique_keys(connection: Any, name: str) -> Iterator[frozenset[str]]:
    indexes = connection.execute(
        'SELECT name FROM pragma_index_list(?) WHERE "unique" AND NOT partial ORDER BY seq', (name,)
    ).fetchall()
    for (index,) in indexes:
        columns = [row[0] for row in connection.execute("SELECT name FROM pragma_index_info(?)", (index,))]
        if None not in columns:  # an expression has no column
            yield frozenset(columns)
