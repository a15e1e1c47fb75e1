"""SAP HANA's catalogue: schemas, tables and views, columns, keys."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from attrs import define
from sqlalchemy import Connection
from sqlalchemy.exc import NoSuchTableError

from nexus_sap_hana.connect import HanaConnection
from nexus_sql.catalogue import Catalogue, Column, Table

_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), "integer"),
    **dict.fromkeys(("DECIMAL", "SMALLDECIMAL", "NUMERIC"), "decimal"),
    **dict.fromkeys(("REAL", "DOUBLE", "FLOAT"), "float"),
    **dict.fromkeys(("TIMESTAMP", "SECONDDATE"), "timestamp"),
    **dict.fromkeys(("BINARY", "VARBINARY", "BLOB"), "bytes"),
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIME": "time",
}
_FILLED: Final = """
SELECT COLUMN_NAME FROM SYS.TABLE_COLUMNS
WHERE SCHEMA_NAME = ? AND TABLE_NAME = ? AND GENERATION_TYPE LIKE '%IDENTITY%'
"""


@define(frozen=True, slots=False)
class HanaTable(Table):
    """A table of SAP HANA's.

    Attributes:
        primary: the columns of the primary key; WITH PRIMARY KEY means these and no other unique key.
    """

    primary: frozenset[str] = frozenset()


def _reflecting(connection: HanaConnection) -> AbstractContextManager[tuple[Any, Connection]]:
    from nexus_sap_hana.reflection import reflecting  # noqa: PLC0415 — takes 9 MiB, and most processes never ask

    return reflecting(connection)


class HanaCatalogue(Catalogue):
    """Reads the system's views by sqlalchemy-hana's reflection, with names in their true case."""

    def schemas(self, connection: HanaConnection) -> Sequence[str]:
        """Names of the schemas that the user may see, without those of the system."""
        with _reflecting(connection) as (dialect, borrowed):
            found = dialect.get_schema_names(borrowed)
        return sorted(name for name in found if name != "SYS" and not name.startswith("_SYS"))

    def default_schema(self, connection: HanaConnection) -> str:
        """The session's schema."""
        return str(connection.rows("SELECT CURRENT_SCHEMA FROM DUMMY")[0][0])

    def tables(self, connection: HanaConnection, schema: str) -> Sequence[str]:
        """Names of tables and views."""
        with _reflecting(connection) as (dialect, borrowed):
            return sorted([*dialect.get_table_names(borrowed, schema), *dialect.get_view_names(borrowed, schema)])

    def table(self, connection: HanaConnection, schema: str, name: str) -> Table | None:
        """Describe one table or view."""
        with _reflecting(connection) as (dialect, borrowed):
            try:
                columns = dialect.get_columns(borrowed, name, schema)
            except NoSuchTableError:
                return None
            primary = frozenset(dialect.get_pk_constraint(borrowed, name, schema)["constrained_columns"])
            unique: list[Any] = [
                *dialect.get_unique_constraints(borrowed, name, schema),
                *(one for one in dialect.get_indexes(borrowed, name, schema) if one["unique"]),
            ]
            natives = [column["type"].compile(dialect) for column in _instances(columns)]
        filled = {row[0] for row in connection.rows(_FILLED, (schema, name))}
        keys = [primary, *(frozenset(one["column_names"]) for one in unique)]
        return HanaTable(
            schema,
            name,
            tuple(_column(column, native, filled) for column, native in zip(columns, natives, strict=True)),
            tuple(dict.fromkeys(key for key in keys if key)),
            primary=primary,
        )


def _instances(columns: Sequence[Any]) -> list[dict[str, Any]]:
    """Reflection gives some types as classes."""
    return [
        {**column, "type": column["type"]() if isinstance(column["type"], type) else column["type"]}
        for column in columns
    ]


def _column(column: Any, native: str, filled: set[str]) -> Column:
    name = str(column["name"])
    computed = "computed" in column
    return Column(
        name=name,
        type=_TYPES.get(native.partition("(")[0], "string"),
        native=native,
        nullable=bool(column["nullable"]),
        required=not (column["nullable"] or column["default"] or computed or name in filled),
        writable=not computed,
    )
