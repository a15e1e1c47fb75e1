"""From a typed tree of HANA's SQL to one of SQLite's: names, functions, exact decimals, literals of dates."""

from collections.abc import Callable
from typing import Final

from sqlglot import exp

from hana_simulator.sql.kinds import declared_type, known_type
from hana_simulator.sql.names import encoded
from hana_simulator.sqltypes import DECIMALS, TEMPORALS

_SPECIAL: Final = {
    exp.CurrentUser: "hana_current_user",
    exp.CurrentSchema: "hana_current_schema",
    exp.CurrentTimestamp: "hana_now",
    exp.CurrentDate: "hana_today",
    exp.CurrentTime: "hana_time",
    exp.Length: "hana_length",
    exp.Upper: "hana_upper",
    exp.Lower: "hana_lower",
}
NILADIC: Final = {
    "CURRENT_USER": "hana_current_user",
    "SESSION_USER": "hana_current_user",
    "CURRENT_SCHEMA": "hana_current_schema",
    "CURRENT_CONNECTION": "hana_connection",
    "CURRENT_UTCTIMESTAMP": "hana_now",
    "CURRENT_TIMESTAMP": "hana_now",
    "CURRENT_TRANSACTION_ISOLATION_LEVEL": "hana_isolation",
}
"""Functions that are written without parentheses."""

_NAMED: Final = {
    "CURRENT_UTCTIMESTAMP": "hana_now",
    "NOW": "hana_now",
    "SESSION_CONTEXT": "hana_session_context",
    "ADD_SECONDS": "hana_add_seconds",
    "ADD_DAYS": "hana_add_days",
    "UTCTIMESTAMP": "hana_now",
}
_CASTS: Final = {
    "TO_VARCHAR": "NVARCHAR(5000)",
    "TO_NVARCHAR": "NVARCHAR(5000)",
    "TO_INTEGER": "INTEGER",
    "TO_INT": "INTEGER",
    "TO_BIGINT": "BIGINT",
    "TO_DOUBLE": "DOUBLE",
    "TO_DECIMAL": "DECIMAL",
    "TO_TIMESTAMP": "TIMESTAMP",
    "TO_SECONDDATE": "SECONDDATE",
    "TO_DATE": "DATE",
    "TO_TIME": "TIME",
    "TO_BOOLEAN": "BOOLEAN",
    "TO_NCLOB": "NCLOB",
}
RESULTS: Final = {
    "hana_now": "TIMESTAMP",
    "hana_today": "DATE",
    "hana_time": "TIME",
    "hana_connection": "INTEGER",
    "hana_length": "INTEGER",
    "hana_add_seconds": "TIMESTAMP",
    "hana_add_days": "TIMESTAMP",
}
"""Types of functions whose result is no text."""

_ARITHMETIC: Final[dict[type[exp.Expr], str]] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_COMPARED: Final = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """Return a call of one of our functions."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def cast(node: exp.Expr, kind: object) -> exp.Expr:
    """Return ``node`` brought to a type, or refused."""
    return call("hana_cast", node, exp.Literal.string(str(kind)))


def special_functions(tree: exp.Expr) -> exp.Expr:
    """Replace functions that SQLite does not know, or knows otherwise, before types are worked out."""
    return _rewritten(tree, _special)


def _rewritten(tree: exp.Expr, change: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """Return a copy of the tree with every node changed, children first."""
    tree = tree.copy()
    for node in reversed(list(tree.dfs())):
        changed = change(node)
        if changed is not node:
            if node is tree:
                tree = changed
            else:
                node.replace(changed)
    return tree


def _special(node: exp.Expr) -> exp.Expr:
    for form, name in _SPECIAL.items():
        if type(node) is form:
            return call(name, *([node.this] if node.args.get("this") and name.endswith(("length", "er")) else []))
    if isinstance(node, exp.Column) and not node.table and not node.this.quoted and node.name.upper() in NILADIC:
        return call(NILADIC[node.name.upper()])
    if isinstance(node, exp.Anonymous):
        name = str(node.this).upper()
        if name in _NAMED:
            return call(_NAMED[name], *node.expressions)
        if name in _CASTS:
            return cast(node.expressions[0], _CASTS[name])
    if isinstance(node, exp.Cast) and (kind := declared_type(node.to)) is not None:
        return cast(node.this, kind)
    return node


def for_sqlite(tree: exp.Expr) -> exp.Expr:
    """Return the typed and qualified ``tree`` as SQLite takes it."""
    tree = _rewritten(_rewritten(tree, _exact), _table)
    for name in tree.find_all(exp.Identifier):
        if not name.meta.get("is_physical"):
            name.set("this", encoded(name.name))
        name.set("quoted", True)
    return tree


def _exact(node: exp.Expr) -> exp.Expr:
    kind = known_type(node.type)
    if isinstance(node, exp.Div) or (isinstance(node, tuple(_ARITHMETIC)) and _has_decimals(node)):
        return call("hana_math", exp.Literal.string(_ARITHMETIC[type(node)]), node.this, node.args["expression"])
    if isinstance(node, exp.Sum | exp.Avg) and _is_decimal(node.this):
        return call("hana_sum" if isinstance(node, exp.Sum) else "hana_avg", node.this)
    if isinstance(node, _COMPARED):
        _typed_literals(node)
    if isinstance(node, exp.Literal) and not node.is_string and kind is not None and "." in node.name:
        return exp.Literal.string(node.name)
    return node


def _has_decimals(node: exp.Expr) -> bool:
    return any(_is_decimal(side) for side in (node.args.get("this"), node.args.get("expression")))


def _is_decimal(node: exp.Expr | None) -> bool:
    kind = known_type(node.type) if node is not None else None
    return kind is not None and kind.name in DECIMALS


def _typed_literals(node: exp.Expr) -> None:
    """Bring a text to the form in which the times that it is compared with are kept."""
    for side, other in (("this", "expression"), ("expression", "this")):
        kind = known_type(node.args[other].type)
        if kind is not None and kind.name in TEMPORALS and node.args[side].is_string:
            node.set(side, cast(node.args[side], kind))


def _table(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Table) and node.args.get("db") is not None:
        name = exp.Identifier(this=f"{encoded(node.db)}.{encoded(node.name)}", quoted=True)
        name.meta["is_physical"] = True
        node.set("this", name)
        node.set("db", None)
    return node
