"""DDL: changes SQLite's tables and the catalogue together, in the transaction that is open."""

import sqlite3
from collections.abc import Callable

from attrs import evolve

from hana_simulator import errors
from hana_simulator.catalogue import SYSTEM_SCHEMA, Catalogue
from hana_simulator.definitions import ColumnDefinition, Constraint, TableDefinition
from hana_simulator.errors import ServerError
from hana_simulator.sql import names
from hana_simulator.sql.analysis import Scope
from hana_simulator.sql.catalogue_rows import add_index, add_table, remove_table
from hana_simulator.sql.dialect import Source, read
from hana_simulator.sql.queries import selection
from hana_simulator.sql.tables import create_sql, names_in, read_definition
from hana_simulator.sql.words import Words


class SchemaChange:
    """One statement of DDL.

    Args:
        user: who runs it; what is created is theirs.
        schema: the schema of names that give none.
    """

    def __init__(self, source: Source, connection: sqlite3.Connection, user: str, schema: str) -> None:
        self._words = Words(source)
        self._connection = connection
        self._catalogue = Catalogue(connection)
        self._user = user
        self._schema = schema

    def run(self) -> None:
        """Do it.

        Raises:
            ServerError: it cannot be read or done.
        """
        words = self._words
        verb = words.next().upper()
        forms: dict[str, dict[tuple[str, ...], Callable[[], None]]] = {
            "CREATE": {
                ("TABLE",): self._create_table,
                ("COLUMN", "TABLE"): self._create_table,
                ("ROW", "TABLE"): self._create_table,
                ("VIEW",): self._create_view,
                ("INDEX",): self._create_index,
                ("UNIQUE", "INDEX"): self._create_unique_index,
                ("SCHEMA",): self._create_schema,
            },
            "DROP": {
                ("TABLE",): self._drop_table,
                ("VIEW",): self._drop_view,
                ("INDEX",): self._drop_index,
                ("SCHEMA",): self._drop_schema,
            },
            "ALTER": {("TABLE",): self._alter_table},
            "TRUNCATE": {("TABLE",): self._truncate},
        }
        for form, act in forms.get(verb, {}).items():
            if words.takes(*form):
                act()
                return
        raise words.fault()

    def _scope(self, schema: str | None = None) -> Scope:
        return Scope(self._catalogue, schema or self._schema)

    def _table(self) -> TableDefinition:
        """Read the name of a table of which the user may change the definition."""
        schema, name = self._words.qualified()
        table = self._catalogue.find(schema, name, self._schema)
        if table.definition or table.schema == SYSTEM_SCHEMA:
            raise ServerError(errors.NO_TABLE, name)
        self._check_owner(table.schema)
        return table

    def _check_owner(self, schema: str) -> None:
        owners = self._catalogue.rows("SCHEMAS", ["SCHEMA_OWNER"], SCHEMA_NAME=schema)
        if not owners:
            raise ServerError(errors.NO_SCHEMA, schema)
        if self._user not in {"SYSTEM", owners[0][0]}:
            raise ServerError(errors.PRIVILEGE, f"Not authorized: {self._user} on schema {schema}")

    def _check_free(self, schema: str, name: str) -> None:
        self._check_owner(schema)
        if self._catalogue.table(schema, name) is not None:
            raise ServerError(errors.DUPLICATE_TABLE, name)

    def _create_table(self) -> None:
        table = read_definition(f"CREATE TABLE {self._words.text_after('TABLE')}", self._scope())
        self._check_free(table.schema, table.name)
        self._connection.execute(create_sql(table, self._scope()))
        add_table(self._catalogue, table)

    def _drop_table(self) -> None:
        table = self._table()
        self._connection.execute(f"DROP TABLE {names.table(table.schema, table.name)}")
        remove_table(self._catalogue, table)

    def _truncate(self) -> None:
        table = self._table()
        self._connection.execute(f"DELETE FROM {names.table(table.schema, table.name)}")

    def _create_view(self) -> None:
        schema, name = self._words.qualified()
        schema = schema or self._schema
        self._check_free(schema, name)
        if not self._words.takes("AS"):
            raise ServerError(errors.NOT_SUPPORTED, "a view with names for its columns")
        upper = self._words.source.text.upper()
        text = self._words.source.text[upper.index(" AS ") + 4 :]
        plan = selection(read(text), self._scope())
        columns = [ColumnDefinition(column.name, column.kind, column.nullable) for column in plan.columns]
        shown = ", ".join(names.column(column.name) for column in columns)
        self._connection.execute(f"CREATE VIEW {names.table(schema, name)} ({shown}) AS {plan.sql}")
        add_table(self._catalogue, TableDefinition(schema, name, columns, definition=text))

    def _drop_view(self) -> None:
        schema, name = self._words.qualified()
        view = self._catalogue.find(schema, name, self._schema)
        if not view.definition:
            raise ServerError(errors.NO_TABLE, name)
        self._check_owner(view.schema)
        self._connection.execute(f"DROP VIEW {names.table(view.schema, view.name)}")
        remove_table(self._catalogue, view)

    def _create_unique_index(self) -> None:
        self._create_index(unique=True)

    def _create_index(self, *, unique: bool = False) -> None:
        _, name = self._words.qualified()
        self._words.expect("ON")
        table = self._table()
        columns = self._words.names()
        for column in columns:
            if column not in table.by_name:
                raise ServerError(errors.NO_COLUMN, column)
        if self._catalogue.exists("INDEXES", SCHEMA_NAME=table.schema, INDEX_NAME=name):
            raise ServerError(errors.DUPLICATE_TABLE, name)
        kind = "UNIQUE " if unique else ""
        self._connection.execute(
            f"CREATE {kind}INDEX {names.table(table.schema, name)} ON {names.table(table.schema, table.name)} "
            f"({', '.join(map(names.column, columns))})"
        )
        add_index(self._catalogue, table, name, columns, "UNIQUE" if unique else None)

    def _drop_index(self) -> None:
        schema, name = self._words.qualified()
        schema = schema or self._schema
        if not self._catalogue.exists("INDEXES", SCHEMA_NAME=schema, INDEX_NAME=name):
            raise ServerError(errors.NO_INDEX, name)
        self._check_owner(schema)
        self._connection.execute(f"DROP INDEX {names.table(schema, name)}")
        for view in ("INDEXES", "INDEX_COLUMNS"):
            self._catalogue.remove(view, SCHEMA_NAME=schema, INDEX_NAME=name)

    def _create_schema(self) -> None:
        name = self._words.name()
        owner = self._words.name() if self._words.takes("OWNED", "BY") else self._user
        if self._catalogue.exists("SCHEMAS", SCHEMA_NAME=name):
            raise ServerError(errors.DUPLICATE_SCHEMA, name)
        self._catalogue.add("SCHEMAS", SCHEMA_NAME=name, SCHEMA_OWNER=owner, HAS_PRIVILEGES="TRUE")

    def _drop_schema(self) -> None:
        name = self._words.name()
        self._check_owner(name)
        inside = [(kind, row[0]) for kind in ("VIEW", "TABLE")
                  for row in self._catalogue.rows(f"{kind}S", [f"{kind}_NAME"], SCHEMA_NAME=name)]  # fmt: skip
        if inside and not self._words.takes("CASCADE"):
            raise ServerError(errors.NOT_SUPPORTED, f"schema {name} is not empty")
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        for kind, one in inside:
            table = self._catalogue.find(name, one, name)
            self._connection.execute(f"DROP {kind} {names.table(name, one)}")
            remove_table(self._catalogue, table)
        self._catalogue.remove("SCHEMAS", SCHEMA_NAME=name)

    def _alter_table(self) -> None:
        table = self._table()
        words = self._words
        if words.takes("DROP", "PRIMARY", "KEY"):
            changed = evolve(table, constraints=[one for one in table.constraints if one.kind != "PRIMARY KEY"])
        elif words.takes("DROP", "CONSTRAINT"):
            name = words.name()
            changed = evolve(table, constraints=[one for one in table.constraints if one.name != name])
            if len(changed.constraints) == len(table.constraints):
                raise ServerError(errors.INVALID_OBJECT, name)
        elif words.takes("DROP"):
            gone = set(words.names())
            kept = [one for one in table.constraints if not gone & names_in(one)]
            changed = evolve(table, columns=[one for one in table.columns if one.name not in gone], constraints=kept)
            if len(changed.columns) + len(gone) != len(table.columns):
                raise ServerError(errors.NO_COLUMN, ", ".join(gone))
        elif words.takes("ADD", "PRIMARY", "KEY"):
            key = Constraint(f"_SYS_PRIMARY_KEY_{table.name}", "PRIMARY KEY", words.names())
            changed = evolve(table, constraints=[*table.constraints, key])
        elif words.takes("ADD", "("):
            added = read_definition(f"CREATE TABLE X ({words.text_after('(')}", self._scope())
            changed = evolve(table, columns=[*table.columns, *added.columns])
        else:
            raise ServerError(errors.NOT_SUPPORTED, "this form of ALTER TABLE")
        self._rebuild(table, changed)

    def _rebuild(self, table: TableDefinition, changed: TableDefinition) -> None:
        """Make the table anew with its rows: SQLite can change little of one that is there."""
        own = names.table(table.schema, table.name)
        new = names.table(table.schema, f"{table.name}~new")
        kept = [one.name for one in changed.columns if one.name in table.by_name and one.generated is None]
        columns = ", ".join(map(names.column, kept))
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        self._connection.execute(create_sql(changed, self._scope(table.schema), new))
        self._connection.execute(f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {own}")
        self._connection.execute(f"DROP TABLE {own}")
        self._connection.execute(f"ALTER TABLE {new} RENAME TO {own}")
        remove_table(self._catalogue, table)
        add_table(self._catalogue, changed)
