"""INSERT, UPSERT, UPDATE, DELETE: to steps of SQLite's, each value brought to its column's type."""

from collections.abc import Sequence
from typing import Final

from sqlglot import exp
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers

from hana_simulator import errors
from hana_simulator.definitions import ColumnDefinition, TableDefinition
from hana_simulator.errors import ServerError
from hana_simulator.sql import names
from hana_simulator.sql.analysis import Scope
from hana_simulator.sql.dialect import Hana, Source, parse
from hana_simulator.sql.plans import Change, Step
from hana_simulator.sql.queries import parameters, reads
from hana_simulator.sql.rewriting import cast, for_sqlite
from hana_simulator.wire.codes import FunctionCode

_WITH_PRIMARY_KEY: Final = ("WITH", "PRIMARY", "KEY")


def change(source: Source, scope: Scope) -> Change:
    """Return the plan of a statement that changes rows."""
    if source.begins("UPSERT") or source.begins("REPLACE"):
        steps, target, privileges = _upsert(source, scope)
        function = FunctionCode.INSERT
    else:
        tree = parse(source.text)
        match tree:
            case exp.Insert():
                target, columns, values = _inserted(tree, scope)
                steps, privileges = [Step(_insert_sql(target, columns, values, scope))], {"INSERT"}
                function = FunctionCode.INSERT
            case exp.Update():
                steps, target = _update(tree, scope)
                privileges, function = {"UPDATE"}, FunctionCode.UPDATE
            case exp.Delete():
                steps, target = _delete(tree, scope)
                privileges, function = {"DELETE"}, FunctionCode.DELETE
            case _:
                raise ServerError(errors.NOT_SUPPORTED, source.words[0])
    if target.definition:
        raise ServerError(errors.NOT_SUPPORTED, f"{target.name} is a view")
    own = (target.schema, target.name)
    others = frozenset(need for need in reads(scope) if need[1:] != own)
    needs = others | frozenset((privilege, *own) for privilege in privileges)
    return Change(function=function, steps=steps, parameters=parameters(source, scope), needs=needs)


Values = list[str] | str
"""SQLite's expressions for the columns of an INSERT, or the one SELECT that yields them."""


def _inserted(tree: exp.Insert, scope: Scope) -> tuple[TableDefinition, list[ColumnDefinition], Values]:
    """Return table, columns and values of an INSERT; columns that it does not name take their default."""
    tree = normalize_identifiers(tree, dialect=Hana)
    node = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    target = scope.table(node)
    named = [one.name for one in tree.this.expressions] if isinstance(tree.this, exp.Schema) else None
    columns = _columns(target, named)
    source = tree.expression
    if isinstance(source, exp.Values):
        if len(source.expressions) != 1:
            raise ServerError(errors.SYNTAX, "one row of VALUES is inserted at a time")
        row = source.expressions[0].expressions
    elif isinstance(source, exp.Query):
        return target, columns, _selected(source, columns, scope)
    else:
        raise ServerError(errors.SYNTAX, "INSERT needs VALUES or SELECT")
    if len(row) != len(columns):
        raise ServerError(errors.SYNTAX, f"{len(columns)} columns and {len(row)} values")
    values = [_value(value, column, scope) for value, column in zip(row, columns, strict=True)]
    return target, columns, values


def _columns(target: TableDefinition, named: Sequence[str] | None) -> list[ColumnDefinition]:
    columns = []
    for name in named if named is not None else [one.name for one in target.columns if one.generated is None]:
        column = target.by_name.get(name)
        if column is None:
            raise ServerError(errors.NO_COLUMN, f"{name} in {target.name}")
        if column.generated is not None:
            raise ServerError(errors.NOT_SUPPORTED, f"{name} is always computed")
        columns.append(column)
    return columns


def _selected(query: exp.Expr, columns: Sequence[ColumnDefinition], scope: Scope) -> str:
    typed = scope.query(query)
    projections = typed.selects  # type: ignore[attr-defined] # queries have them
    if len(projections) != len(columns):
        raise ServerError(errors.SYNTAX, f"{len(columns)} columns and {len(projections)} values")
    for projection, column in zip(projections, columns, strict=True):
        inner = projection.unalias()
        if isinstance(inner, exp.Placeholder):
            scope.parameters[inner.name] = column.kind
        inner.replace(cast(inner.copy(), column.kind))
    return for_sqlite(typed).sql("sqlite")


def _value(node: exp.Expr, column: ColumnDefinition, scope: Scope) -> str:
    """Return the SQLite expression of a value; a plain parameter comes in its column's type already."""
    if isinstance(node, exp.Placeholder):
        scope.parameters[node.name] = column.kind
        return f":{node.name}"
    if node.name.upper() == "DEFAULT" and isinstance(node, exp.Column | exp.Var):
        return _default(column, scope)
    typed = scope.query(exp.select(node)).selects[0].unalias()  # type: ignore[attr-defined]
    return for_sqlite(cast(typed, column.kind)).sql("sqlite")


def _default(column: ColumnDefinition, scope: Scope) -> str:
    """Return the SQLite expression of a column's default."""
    if column.default is None:
        return "NULL"
    return _value(parse(f"SELECT {column.default}").selects[0], column, scope)  # type: ignore[attr-defined]


def _insert_sql(target: TableDefinition, columns: Sequence[ColumnDefinition], values: Values, scope: Scope) -> str:
    given = {column.name for column in columns}
    filled = [one for one in target.columns if one.default is not None or one.identity]
    absent = [one for one in filled if one.name not in given]
    all_names = ", ".join(names.column(one.name) for one in [*columns, *absent])
    head = f"INSERT INTO {names.table(target.schema, target.name)} ({all_names})"
    defaults = [_number(target, one) if one.identity else _default(one, scope) for one in absent]
    if isinstance(values, list):
        return f"{head} VALUES ({', '.join([*values, *defaults])})"
    return f"{head} SELECT {', '.join(['*', *defaults])} FROM ({values})"


def _number(target: TableDefinition, column: ColumnDefinition) -> str:
    """Return SQLite's expression of the next number of an identity column."""
    table = exp.Literal.string(names.physical(target.schema, target.name))
    own = exp.Literal.string(names.encoded(column.name))
    return exp.Anonymous(this="hana_identity", expressions=[table, own]).sql("sqlite")


def _upsert(source: Source, scope: Scope) -> tuple[list[Step], TableDefinition, set[str]]:
    """UPSERT: with a key or condition each row is updated, else inserted; a SELECT's rows each by the primary key."""
    text = source.text
    condition = None
    by_key = tuple(word.upper() for word in source.words[-3:]) == _WITH_PRIMARY_KEY
    if by_key:
        text = text[: text.upper().rindex("WITH")]
    rest = text.lstrip()[len(source.words[0]) :]
    upper = [word.upper() for word in source.words]
    if not by_key and "VALUES" in upper and "WHERE" in upper[upper.index("VALUES") :]:
        place = rest.upper().rindex("WHERE")
        rest, condition = rest[:place], rest[place + len("WHERE") :]
    tree = parse(f"INSERT INTO {rest}")
    if not isinstance(tree, exp.Insert):
        raise ServerError(errors.SYNTAX, source.words[0])
    target, columns, values = _inserted(tree, scope)
    privileges = {"INSERT", "UPDATE"}
    if isinstance(values, str):
        raise ServerError(errors.NOT_SUPPORTED, "UPSERT of a SELECT")
    insert = _insert_sql(target, columns, values, scope)
    if condition is not None:
        tree = parse(f"SELECT 1 FROM DUMMY WHERE {condition}")
        where = for_sqlite(scope.condition(tree.args["where"], target)).sql("sqlite")
    elif by_key and target.key:
        where = _key_match(target, columns, values)
    else:
        return [Step(insert)], target, privileges
    return [Step(_set_sql(target, columns, values, where)), Step(insert, if_none=True)], target, privileges


def _key_match(target: TableDefinition, columns: Sequence[ColumnDefinition], values: Values) -> str:
    given = dict(zip((column.name for column in columns), values, strict=True))
    return " AND ".join(f"{names.column(name)} = {given.get(name, 'NULL')}" for name in target.key)


def _set_sql(target: TableDefinition, columns: Sequence[ColumnDefinition], values: Values, where: str) -> str:
    sets = ", ".join(f"{names.column(column.name)} = {value}" for column, value in zip(columns, values, strict=True))
    table = names.table(target.schema, target.name)
    return f"UPDATE {table} AS {names.column(target.name)} SET {sets} WHERE {where}"


def _update(tree: exp.Update, scope: Scope) -> tuple[list[Step], TableDefinition]:
    tree = normalize_identifiers(tree, dialect=Hana)
    target = scope.table(tree.this)
    columns = _columns(target, [one.this.name for one in tree.expressions])
    values = []
    for one, column in zip(tree.expressions, columns, strict=True):
        value = one.expression
        if isinstance(value, exp.Placeholder):
            scope.parameters[value.name] = column.kind
            values.append(f":{value.name}")
            continue
        values.append(for_sqlite(cast(scope.expression(value, target), column.kind)).sql("sqlite"))
    where = for_sqlite(scope.condition(tree.args.get("where"), target)).sql("sqlite")
    return [Step(_set_sql(target, columns, values, where))], target


def _delete(tree: exp.Delete, scope: Scope) -> tuple[list[Step], TableDefinition]:
    tree = normalize_identifiers(tree, dialect=Hana)
    target = scope.table(tree.this)
    table = names.table(target.schema, target.name)
    where = for_sqlite(scope.condition(tree.args.get("where"), target)).sql("sqlite")
    return [Step(f"DELETE FROM {table} AS {names.column(target.name)} WHERE {where}")], target
