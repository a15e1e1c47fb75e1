"""CREATE TABLE: from HANA's text to a definition, and from a definition to SQLite's table."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import define, evolve, field
from sqlglot import exp
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers

from hana_simulator import errors
from hana_simulator.definitions import ColumnDefinition, Constraint, TableDefinition
from hana_simulator.errors import ServerError
from hana_simulator.sql import names
from hana_simulator.sql.analysis import Scope
from hana_simulator.sql.dialect import Hana, parse
from hana_simulator.sql.kinds import declared_type
from hana_simulator.sql.rewriting import for_sqlite
from hana_simulator.sqltypes import BYTES, DECIMALS, FLOATS, INTEGERS, SqlType


@define
class _Reader:
    """Collects what the declarations of a table say."""

    table: str
    columns: list[ColumnDefinition] = field(factory=list)
    constraints: list[Constraint] = field(factory=list)

    def add(self, kind: str, columns: Sequence[str] = (), name: str = "", **about: Any) -> None:
        """Note a constraint; one without a name is given one of the system's."""
        given = name or f"_SYS_{kind.replace(' ', '_')}_{self.table}_#{len(self.constraints)}"
        self.constraints.append(evolve(Constraint(given, kind, tuple(columns)), **about))

    def declaration(self, node: exp.Expr) -> None:
        """Read one line of a CREATE TABLE."""
        match node:
            case exp.ColumnDef():
                self.column(node)
            case exp.Constraint():
                for one in node.expressions:
                    self.constraint(one, node.name)
            case _:
                self.constraint(node, "")

    def column(self, node: exp.ColumnDef) -> None:
        """Read a column and its own constraints."""
        kind = declared_type(node.args.get("kind"))
        if kind is None:
            raise ServerError(errors.NO_TYPE, node.sql(dialect=Hana))
        column = ColumnDefinition(node.name, kind)
        for one in node.constraints:
            column = self.of_column(column, one.kind, one.name)
        self.columns.append(column)

    def of_column(self, column: ColumnDefinition, node: exp.Expr, name: str) -> ColumnDefinition:
        """Read one constraint of a column."""
        match node:
            case exp.NotNullColumnConstraint():
                return evolve(column, nullable=bool(node.args.get("allow_null")))
            case exp.DefaultColumnConstraint():
                return evolve(column, default=node.this.sql(dialect=Hana))
            case exp.GeneratedAsIdentityColumnConstraint() if node.args.get("expression") is not None:
                return evolve(column, generated=node.expression.sql(dialect=Hana))
            case exp.GeneratedAsIdentityColumnConstraint():
                return evolve(column, identity="ALWAYS" if node.this else "BY DEFAULT", nullable=False)
            case exp.PrimaryKeyColumnConstraint():
                self.add("PRIMARY KEY", [column.name], name)
                return evolve(column, nullable=False)
            case exp.UniqueColumnConstraint():
                self.add("UNIQUE", [column.name], name)
            case exp.CheckColumnConstraint():
                self.add("CHECK", name=name, condition=node.this.sql(dialect=Hana))
            case exp.Reference():
                self.reference([column.name], node, name)
            case _:
                raise ServerError(errors.NOT_SUPPORTED, node.sql(dialect=Hana))
        return column

    def constraint(self, node: exp.Expr, name: str) -> None:
        """Read one constraint of the table."""
        match node:
            case exp.PrimaryKey():
                key = [one.name for one in node.expressions]
                self.add("PRIMARY KEY", key, name)
                self.columns = [evolve(one, nullable=one.nullable and one.name not in key) for one in self.columns]
            case exp.UniqueColumnConstraint():
                self.add("UNIQUE", [one.name for one in node.this.expressions], name)
            case exp.CheckColumnConstraint():
                self.add("CHECK", name=name, condition=node.this.sql(dialect=Hana))
            case exp.ForeignKey():
                self.reference([one.name for one in node.expressions], node.args["reference"], name)
            case _:
                raise ServerError(errors.NOT_SUPPORTED, node.sql(dialect=Hana))

    def reference(self, columns: Sequence[str], node: exp.Reference, name: str) -> None:
        """Read where a foreign key points to."""
        table = node.this.this
        to = (table.db, table.name, tuple(one.name for one in node.this.expressions))
        options = " ".join(str(option) for option in node.args.get("options") or ()).upper()
        rule = next((rule for rule in ("CASCADE", "SET NULL") if f"ON DELETE {rule}" in options), "RESTRICT")
        self.add("FOREIGN KEY", columns, name, reference=to, on_delete=rule)


def read_definition(text: str, scope: Scope) -> TableDefinition:
    """Return what a CREATE TABLE, without its kinds of table, defines.

    Raises:
        ServerError: it cannot be read, or a type is unknown.
    """
    tree = parse(text)
    if not isinstance(tree, exp.Create) or not isinstance(tree.this, exp.Schema):
        raise ServerError(errors.SYNTAX, "CREATE TABLE needs columns")
    if tree.args.get("exists"):
        raise ServerError(errors.SYNTAX, "IF NOT EXISTS is not understood")
    tree = normalize_identifiers(tree, dialect=Hana)
    node = tree.this.this
    schema = node.db or scope.schema
    reader = _Reader(node.name)
    for one in tree.this.expressions:
        reader.declaration(one)
    constraints = [_placed(one, schema) for one in reader.constraints]
    return TableDefinition(schema, node.name, reader.columns, constraints)


def _placed(constraint: Constraint, schema: str) -> Constraint:
    if constraint.kind != "FOREIGN KEY" or constraint.reference[0]:
        return constraint
    return evolve(constraint, reference=(schema, *constraint.reference[1:]))


def names_in(constraint: Constraint) -> set[str]:
    """Return the columns that a constraint is about."""
    if constraint.kind != "CHECK":
        return set(constraint.columns)
    tree = normalize_identifiers(parse(f"SELECT {constraint.condition}"), dialect=Hana)
    return {column.name for column in tree.find_all(exp.Column)}


def create_sql(table: TableDefinition, scope: Scope, name: str = "") -> str:
    """Return SQLite's CREATE TABLE; unique constraints are indexes of their own."""
    lines = [_column_sql(column, table, scope) for column in table.columns]
    for one in table.constraints:
        columns = ", ".join(map(names.column, one.columns))
        match one.kind:
            case "PRIMARY KEY" | "UNIQUE":
                lines.append(f"{one.kind} ({columns})")
            case "CHECK":
                lines.append(f"CHECK ({expression_sql(one.condition, table, scope)})")
            case _:
                schema, other, referenced = one.reference
                target = referenced or scope.catalogue.find(schema, other, schema).key
                lines.append(
                    f"FOREIGN KEY ({columns}) REFERENCES {names.table(schema, other)} "
                    f"({', '.join(map(names.column, target))}) ON DELETE {one.on_delete} DEFERRABLE INITIALLY IMMEDIATE"
                )
    return f"CREATE TABLE {name or names.table(table.schema, table.name)} ({', '.join(lines)})"


def _column_sql(column: ColumnDefinition, table: TableDefinition, scope: Scope) -> str:
    text = f"{names.column(column.name)} {_storage(column.kind)}"
    if column.generated is not None:
        return f"{text} GENERATED ALWAYS AS ({expression_sql(column.generated, table, scope)}) STORED"
    return text if column.nullable else f"{text} NOT NULL"


_DECIMAL: Final = "TEXT COLLATE hana_decimal"


def _storage(kind: SqlType) -> str:
    if kind.name in INTEGERS or kind.name == "BOOLEAN":
        return "INT"
    if kind.name in DECIMALS:
        return _DECIMAL
    return "REAL" if kind.name in FLOATS else "BLOB" if kind.name in BYTES else "TEXT"


def expression_sql(text: str, table: TableDefinition, scope: Scope) -> str:
    """Return SQLite's text of an expression over a table's own columns."""
    own = Scope(scope.catalogue, table.schema)
    own.tables[table.schema, table.name] = table
    tree = own.expression(parse(f"SELECT {text}").selects[0], table)  # type: ignore[attr-defined]
    for node in tree.find_all(exp.Column):
        node.set("table", None)
    return for_sqlite(tree).sql("sqlite")
