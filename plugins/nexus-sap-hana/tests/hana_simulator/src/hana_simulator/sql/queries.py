"""SELECT: to SQLite's, with names and types of its columns."""

import re
from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from hana_simulator.catalogue import SYSTEM_SCHEMA
from hana_simulator.sql.analysis import Scope, projection_types
from hana_simulator.sql.dialect import Hana, Source, parse
from hana_simulator.sql.plans import Selection
from hana_simulator.sql.rewriting import for_sqlite
from hana_simulator.sqltypes import UNKNOWN, SqlType
from hana_simulator.wire.codes import FunctionCode
from hana_simulator.wire.replies import Column

_PARAMETER: Final = re.compile(r":P\d+")


def selection(source: Source, scope: Scope) -> Selection:
    """Return the plan of a SELECT."""
    tree = parse(source.text)
    locks = bool(tree.args.get("locks"))
    tree.set("locks", None)
    names = _names(tree)
    typed = scope.query(tree)
    columns = described(typed, names, scope)
    return Selection(
        function=FunctionCode.SELECT_FOR_UPDATE if locks else FunctionCode.SELECT,
        sql=for_sqlite(typed).sql("sqlite"),
        columns=columns,
        locks=locks,
        parameters=parameters(source, scope),
        needs=reads(scope) | (frozenset(("UPDATE", *table) for table in scope.tables) if locks else frozenset()),
    )


def parameters(source: Source, scope: Scope) -> list[tuple[str, SqlType]]:
    """Return the parameters of a statement with their types, in the client's order."""
    return [(name, scope.parameters.get(name, UNKNOWN)) for name in source.parameters]


def reads(scope: Scope) -> frozenset[tuple[str, str, str]]:
    """Return the privileges that reading the statement's tables needs."""
    return frozenset(("SELECT", schema, name) for schema, name in scope.tables if schema != SYSTEM_SCHEMA)


def described(typed: exp.Expr, names: Sequence[str | None], scope: Scope) -> list[Column]:
    """Return the columns of a query: their names as HANA tells them, types, and where they come from."""
    sources = {table.alias_or_name: (table.db, table.name) for table in typed.find_all(exp.Table)}
    columns = []
    kinds = projection_types(typed)
    same = len(names) == len(kinds)
    for place, (projection, kind) in enumerate(zip(typed.selects, kinds, strict=True)):  # type: ignore[attr-defined]
        inner = projection.unalias()
        known = names[place] if same else None
        table = scope.tables.get(sources.get(inner.table, ("", ""))) if isinstance(inner, exp.Column) else None
        column = table.by_name.get(inner.name) if table is not None else None
        columns.append(
            Column(
                known or projection.alias_or_name,
                column.kind if column is not None else _told(inner, kind),
                table.name if table is not None else "",
                table.schema if table is not None else "",
                nullable=column.nullable if column is not None else True,
            )
        )
    return columns


def _told(node: exp.Expr, kind: SqlType) -> SqlType:
    """Return the type of an expression as HANA tells it: a number with a point is a decimal."""
    return SqlType("DECIMAL") if isinstance(node, exp.Literal) and kind.name == "DOUBLE" else kind


def _names(tree: exp.Expr) -> list[str | None]:
    """Return the names of expressions without alias, which are their text; None for all others."""
    names: list[str | None] = []
    for projection in getattr(tree, "selects", []):
        if projection.is_star:
            return []
        if isinstance(projection, exp.Alias):
            names.append(None)
        elif isinstance(projection, exp.Column):
            names.append(projection.name if projection.this.quoted else projection.name.upper())
        else:
            text = projection.sql(dialect=Hana, normalize_functions="upper").upper().removesuffix("()")
            names.append(_PARAMETER.sub("?", text))
    return names
