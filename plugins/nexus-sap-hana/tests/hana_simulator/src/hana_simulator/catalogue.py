"""The system's views, SYS.TABLES and its like: they are tables of SQLite, and what they hold is all that is known."""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from hana_simulator import errors
from hana_simulator.definitions import ColumnDefinition, Constraint, TableDefinition
from hana_simulator.errors import ServerError
from hana_simulator.sql import names
from hana_simulator.sqltypes import SqlType, named

SYSTEM_SCHEMA: Final = "SYS"
VERSION: Final = "2.00.076.00.1705400033"

_TEXT: Final = SqlType("NVARCHAR", 5000)
_NAME: Final = SqlType("NVARCHAR", 256)
_FLAG: Final = SqlType("VARCHAR", 5)
_INTEGER: Final = SqlType("INTEGER")

_COLUMN_VIEW: Final = {
    "COLUMN_NAME": _NAME,
    "POSITION": _INTEGER,
    "DATA_TYPE_NAME": _NAME,
    "LENGTH": _INTEGER,
    "SCALE": _INTEGER,
    "IS_NULLABLE": _FLAG,
    "DEFAULT_VALUE": _TEXT,
    "COMMENTS": _TEXT,
    "GENERATED_ALWAYS_AS": _TEXT,
    "GENERATION_TYPE": _NAME,
}
_TABLE_NAME: Final = {"SCHEMA_NAME": _NAME, "TABLE_NAME": _NAME}
_VIEW_NAME: Final = {"SCHEMA_NAME": _NAME, "VIEW_NAME": _NAME}

VIEWS: Final[dict[str, dict[str, SqlType]]] = {
    "DUMMY": {"DUMMY": SqlType("VARCHAR", 1)},
    "M_DATABASE": {"SYSTEM_ID": _NAME, "DATABASE_NAME": _NAME, "VERSION": _NAME},
    "USERS": {"USER_NAME": _NAME, "PASSWORD_CHANGE_NEEDED": _FLAG},
    "SCHEMAS": {"SCHEMA_NAME": _NAME, "SCHEMA_OWNER": _NAME, "HAS_PRIVILEGES": _FLAG},
    "TABLES": {
        **_TABLE_NAME,
        "TABLE_OID": SqlType("BIGINT"),
        "COMMENTS": _TEXT,
        "IS_USER_DEFINED_TYPE": _FLAG,
        "IS_TEMPORARY": _FLAG,
        "TABLE_TYPE": _NAME,
    },
    "VIEWS": {**_VIEW_NAME, "DEFINITION": SqlType("NCLOB")},
    "TABLE_COLUMNS": {**_TABLE_NAME, **_COLUMN_VIEW},
    "VIEW_COLUMNS": {**_VIEW_NAME, **_COLUMN_VIEW},
    "CONSTRAINTS": {
        **_TABLE_NAME,
        "COLUMN_NAME": _NAME,
        "POSITION": _INTEGER,
        "CONSTRAINT_NAME": _NAME,
        "IS_PRIMARY_KEY": _FLAG,
        "IS_UNIQUE_KEY": _FLAG,
        "CHECK_CONDITION": _TEXT,
    },
    "REFERENTIAL_CONSTRAINTS": {
        **_TABLE_NAME,
        "COLUMN_NAME": _NAME,
        "POSITION": _INTEGER,
        "CONSTRAINT_NAME": _NAME,
        "REFERENCED_SCHEMA_NAME": _NAME,
        "REFERENCED_TABLE_NAME": _NAME,
        "REFERENCED_COLUMN_NAME": _NAME,
        "UPDATE_RULE": _NAME,
        "DELETE_RULE": _NAME,
    },
    "INDEXES": {**_TABLE_NAME, "INDEX_NAME": _NAME, "INDEX_TYPE": _NAME, "CONSTRAINT": _NAME},
    "INDEX_COLUMNS": {
        **_TABLE_NAME,
        "INDEX_NAME": _NAME,
        "COLUMN_NAME": _NAME,
        "POSITION": _INTEGER,
        "CONSTRAINT": _NAME,
    },
    "SEQUENCES": {"SCHEMA_NAME": _NAME, "SEQUENCE_NAME": _NAME},
    "GRANTED_PRIVILEGES": {
        "GRANTEE": _NAME,
        "SCHEMA_NAME": _NAME,
        "OBJECT_NAME": _NAME,
        "PRIVILEGE": _NAME,
    },
}


class Catalogue:
    """Reads and writes the system's views through one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def exists(self, view: str, **match: str) -> bool:
        """Whether a system view has a row with these values."""
        return bool(self.rows(view, ("1",), **match))

    def rows(self, view: str, columns: Sequence[str], order: str = "", **match: str) -> list[tuple[Any, ...]]:
        """Return columns of the rows of a system view that have these values."""
        shown = ", ".join(column if column == "1" else names.column(column) for column in columns)
        where = " AND ".join(f"{names.column(name)} = ?" for name in match)
        sql = f"SELECT {shown} FROM {_table(view)}"
        sql += (f" WHERE {where}" if where else "") + (f" ORDER BY {names.column(order)}" if order else "")
        return self._connection.execute(sql, tuple(match.values())).fetchall()

    def add(self, view: str, **row: object) -> None:
        """Add a row to a system view."""
        columns = ", ".join(map(names.column, row))
        marks = ", ".join("?" * len(row))
        self._connection.execute(f"INSERT INTO {_table(view)} ({columns}) VALUES ({marks})", tuple(row.values()))

    def remove(self, view: str, **match: object) -> None:
        """Remove the rows of a system view that have these values."""
        where = " AND ".join(f"{names.column(name)} = ?" for name in match)
        self._connection.execute(f"DELETE FROM {_table(view)} WHERE {where}", tuple(match.values()))

    def find(self, schema: str | None, name: str, current: str) -> TableDefinition:
        """Return the table or view that a name means: in ``schema``, else in the current one, else the system's.

        Raises:
            ServerError: there is none.
        """
        if schema is not None and schema != SYSTEM_SCHEMA and not self.exists("SCHEMAS", SCHEMA_NAME=schema):
            raise ServerError(errors.NO_SCHEMA, schema)
        for place in [schema] if schema is not None else [current, SYSTEM_SCHEMA]:
            found = self.table(place, name)
            if found is not None:
                return found
        raise ServerError(errors.NO_TABLE, f"Could not find table/view {name} in schema {schema or current}")

    def table(self, schema: str, name: str) -> TableDefinition | None:
        """Return a table or view, or None."""
        if schema == SYSTEM_SCHEMA:
            view = VIEWS.get(name)
            if view is None:
                return None
            return TableDefinition(schema, name, [ColumnDefinition(column, kind) for column, kind in view.items()])
        if self.exists("TABLES", SCHEMA_NAME=schema, TABLE_NAME=name):
            return TableDefinition(schema, name, self._columns("TABLE", schema, name), self._constraints(schema, name))
        view_text = self.rows("VIEWS", ["DEFINITION"], SCHEMA_NAME=schema, VIEW_NAME=name)
        if view_text:
            return TableDefinition(schema, name, self._columns("VIEW", schema, name), definition=view_text[0][0])
        return None

    def _columns(self, of: str, schema: str, name: str) -> list[ColumnDefinition]:
        wanted = (
            *("COLUMN_NAME", "DATA_TYPE_NAME", "LENGTH", "SCALE", "IS_NULLABLE", "DEFAULT_VALUE"),
            *("GENERATED_ALWAYS_AS", "GENERATION_TYPE"),
        )
        rows = self.rows(f"{of}_COLUMNS", wanted, "POSITION", **{"SCHEMA_NAME": schema, f"{of}_NAME": name})
        return [
            ColumnDefinition(
                column, _kind(kind, length, scale), nullable == "TRUE", default, generated, _identity(generation)
            )
            for column, kind, length, scale, nullable, default, generated, generation in rows
        ]

    def _constraints(self, schema: str, name: str) -> list[Constraint]:
        match = {"SCHEMA_NAME": schema, "TABLE_NAME": name}
        wanted = ("CONSTRAINT_NAME", "COLUMN_NAME", "IS_PRIMARY_KEY", "IS_UNIQUE_KEY", "CHECK_CONDITION")
        found: dict[str, Constraint] = {}
        for constraint, column, primary, unique, condition in self.rows("CONSTRAINTS", wanted, "POSITION", **match):
            kind = "PRIMARY KEY" if primary == "TRUE" else "UNIQUE" if unique == "TRUE" else "CHECK"
            former = found[constraint].columns if constraint in found else ()
            columns = () if kind == "CHECK" else (*former, column)
            found[constraint] = Constraint(constraint, kind, columns, condition or "")
        return [*found.values(), *self._foreign_keys(match)]

    def _foreign_keys(self, match: dict[str, str]) -> list[Constraint]:
        wanted = (
            *("CONSTRAINT_NAME", "COLUMN_NAME", "REFERENCED_SCHEMA_NAME", "REFERENCED_TABLE_NAME"),
            *("REFERENCED_COLUMN_NAME", "DELETE_RULE"),
        )
        found: dict[str, Constraint] = {}
        for name, column, schema, table, referenced, rule in self.rows(
            "REFERENTIAL_CONSTRAINTS", wanted, "POSITION", **match
        ):
            former = found.get(name, Constraint(name, "FOREIGN KEY"))
            found[name] = Constraint(
                name,
                "FOREIGN KEY",
                (*former.columns, column),
                reference=(schema, table, (*former.reference[2], referenced)),
                on_delete=rule,
            )
        return list(found.values())


def _identity(generation: str | None) -> str:
    return (generation or "").removesuffix(" AS IDENTITY") if "IDENTITY" in (generation or "") else ""


def _kind(name: str, length: int, scale: int | None) -> SqlType:
    fixed = name == "DECIMAL" and scale is not None
    kind = named(name, *([length, scale] if fixed else [] if name == "DECIMAL" else [length]))
    assert kind is not None
    return kind


def _table(view: str) -> str:
    return names.table(SYSTEM_SCHEMA, view)
