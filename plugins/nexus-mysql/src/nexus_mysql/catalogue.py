"""The catalogue of MySQL and MariaDB: databases, tables, columns, keys."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nexus_sql.catalogue import Catalogue, Column, Table

_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit"), "integer"),
    **dict.fromkeys(("float", "double"), "float"),
    **dict.fromkeys(("datetime", "timestamp"), "timestamp"),
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "bytes"),
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "json": "json",
    "uuid": "uuid",
}
_SYSTEM: Final = frozenset({"information_schema", "mysql", "performance_schema", "sys"})

_TABLE: Final = """
SELECT t.table_name, COALESCE(e.transactions, 'YES') FROM information_schema.tables t
LEFT JOIN information_schema.engines e ON e.engine = t.engine
WHERE t.table_schema = %s AND t.table_name = %s
"""
_COLUMNS: Final = """
SELECT column_name, data_type, column_type, is_nullable = 'YES', column_default IS NOT NULL, extra
FROM information_schema.columns WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position
"""
_CHECKS: Final = """
SELECT check_clause FROM information_schema.check_constraints WHERE constraint_schema = %s AND table_name = %s
"""
_KEYS: Final = """
SELECT index_name, column_name, sub_part FROM information_schema.statistics
WHERE table_schema = %s AND table_name = %s AND non_unique = 0
ORDER BY index_name = 'PRIMARY' DESC, index_name, seq_in_index
"""


class MySQLCatalogue(Catalogue):
    """Reads information_schema, whose names are compared here once more: its own comparison ignores case."""

    def schemas(self, connection: Any) -> Sequence[str]:
        """Names of the databases that the user may see."""
        return [name for (name,) in _rows(connection, "SHOW DATABASES") if name not in _SYSTEM]

    def default_schema(self, connection: Any) -> str:
        """The connection's database."""
        return _rows(connection, "SELECT COALESCE(DATABASE(), '')")[0][0]  # type: ignore[no-any-return]

    def tables(self, connection: Any, schema: str) -> Sequence[str]:
        """Names of tables and views."""
        found = _rows(
            connection,
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s ORDER BY table_name",
            (schema,),
        )
        return [name for (name,) in found]

    def table(self, connection: Any, schema: str, name: str) -> Table | None:
        """Describe one table."""
        named = (schema, name)
        found = [row for row in _rows(connection, _TABLE, named) if row[0] == name]
        if not found:
            return None
        json = _json_columns(connection, schema, name)
        columns = tuple(_column(row, json) for row in _rows(connection, _COLUMNS, named))
        return Table(
            schema,
            name,
            columns,
            _keys(_rows(connection, _KEYS, named)),
            transactional=found[0][1] == "YES",
        )


def _json_columns(connection: Any, schema: str, name: str) -> frozenset[str]:
    """MariaDB's json is longtext with a check: return the columns that have it."""
    if not connection.server.mariadb:
        return frozenset()
    clauses = [clause for (clause,) in _rows(connection, _CHECKS, (schema, name))]
    found = [re.fullmatch(r"json_valid\(`((?:[^`]|``)*)`\)", clause) for clause in clauses]
    return frozenset(match[1].replace("``", "`") for match in found if match)


def _column(row: Sequence[Any], json: frozenset[str]) -> Column:
    name, kind, native, nullable, default, extra = row
    generated = "GENERATED" in extra and "DEFAULT_GENERATED" not in extra
    return Column(
        name=name,
        type="json" if name in json else "boolean" if native == "tinyint(1)" else _TYPES.get(kind, "string"),
        native=native,
        nullable=bool(nullable),
        required=not (nullable or default or generated or "auto_increment" in extra),
        writable=not generated,
        zoned=kind == "timestamp",
    )


def _keys(rows: Sequence[Sequence[Any]]) -> tuple[frozenset[str], ...]:
    keys: dict[str, set[str]] = {}
    partly: set[str] = set()
    for index, column, prefix in rows:
        keys.setdefault(index, set()).add(column)
        if column is None or prefix is not None:  # an expression, or only the beginning of a text
            partly.add(index)
    return tuple(frozenset(columns) for index, columns in keys.items() if index not in partly)


def _rows(connection: Any, statement: str, params: Sequence[Any] = ()) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()  # type: ignore[no-any-return]
