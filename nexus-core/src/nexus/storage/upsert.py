"""Insert or change rows in one statement, as each database says it."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import mysql, postgresql, sqlite

Changes = Callable[[Any], Sequence[tuple[str, ColumnElement[Any]]]]
"""Given the columns of the row that was to be inserted, returns (column, new value) for the row that is there.

MySQL applies them in this order, each seeing those before it: put a value that looks at another column before that one.
"""


def upsert(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], key: Sequence[str], changes: Changes
) -> None:
    """Insert ``rows``; where the unique ``key`` is there already, change that row."""
    if connection.dialect.name == "mysql":
        into_mysql = mysql.insert(table)
        connection.execute(into_mysql.on_duplicate_key_update(list(changes(into_mysql.inserted))), rows)
        return
    into = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
    connection.execute(into.on_conflict_do_update(index_elements=list(key), set_=dict(changes(into.excluded))), rows)
