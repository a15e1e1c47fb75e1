"""Works out what names and parameters of a statement mean, and of which type each expression is."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, field
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from hana_simulator import errors
from hana_simulator.catalogue import Catalogue
from hana_simulator.definitions import TableDefinition
from hana_simulator.errors import ServerError
from hana_simulator.sql.dialect import Hana
from hana_simulator.sql.kinds import data_type, expression_type, known_type
from hana_simulator.sql.rewriting import RESULTS, special_functions
from hana_simulator.sqltypes import UNKNOWN, SqlType, named

_WHOLE: Final = SqlType("BIGINT")


@define
class Scope:
    """What one statement may refer to.

    Attributes:
        schema: the schema of names that give none.
        tables: the tables that were found so far.
        parameters: types of the parameters that were found so far, by name.
    """

    catalogue: Catalogue
    schema: str
    tables: dict[tuple[str, str], TableDefinition] = field(factory=dict)
    parameters: dict[str, SqlType] = field(factory=dict)

    def table(self, node: exp.Table) -> TableDefinition:
        """Return the table that ``node`` names, and give it its schema."""
        found = self.catalogue.find(node.db or None, node.name, self.schema)
        node.set("db", exp.to_identifier(found.schema, quoted=True))
        self.tables[found.schema, found.name] = found
        return found

    def query(self, tree: exp.Expr) -> exp.Expr:
        """Return a query with all names resolved and all types known.

        Raises:
            ServerError: a table or column does not exist.
        """
        tree = normalize_identifiers(special_functions(tree), dialect=Hana)
        for node in tree.find_all(exp.Table):
            if not (node.db == "" and node.name in _common(node)):
                self.table(node)
        return self._typed(tree)

    def expression(self, node: exp.Expr, table: TableDefinition) -> exp.Expr:
        """Return an expression over the columns of one table, resolved and typed, though the table may not be there yet."""
        self.tables[table.schema, table.name] = table
        tree = normalize_identifiers(special_functions(exp.select(node)), dialect=Hana).from_(_named(table))  # type: ignore[attr-defined]
        return self._typed(tree).selects[0].unalias()  # type: ignore[attr-defined,no-any-return]

    def condition(self, where: exp.Expr | None, table: TableDefinition) -> exp.Expr:
        """Return a WHERE over the columns of one table, resolved and typed."""
        tree = (
            exp.select(exp.Literal.number(1))
            .from_(_named(table))
            .where(where.this if where is not None else exp.true())
        )
        return self.query(tree).args["where"].this  # type: ignore[no-any-return]

    def _typed(self, tree: exp.Expr) -> exp.Expr:
        known = MappingSchema(self._mapping(), dialect=Hana, normalize=False)
        try:
            tree = qualify(tree, schema=known, dialect=Hana, validate_qualify_columns=True)
        except SqlglotError as error:
            raise ServerError(errors.NO_COLUMN, str(error).splitlines()[0]) from None
        tree = annotate_types(tree, schema=known, dialect=Hana)
        for node in tree.find_all(exp.Anonymous):
            node.type = data_type(_result(node))
        tree = annotate_types(tree, schema=known, dialect=Hana, overwrite_types=False)
        self._infer(tree)
        return tree

    def _mapping(self) -> dict[str, object]:
        mapping: dict[str, dict[str, dict[str, exp.DataType]]] = {}
        for (schema, name), table in self.tables.items():
            columns = {column.name: data_type(column.kind) for column in table.columns}
            mapping.setdefault(schema, {})[name] = columns
        return {**mapping}

    def _infer(self, tree: exp.Expr) -> None:
        for node in tree.find_all(exp.Placeholder):
            kind = next((kind for other in _beside(node) if (kind := known_type(other.type)) is not None), None)
            if isinstance(node.parent, exp.Limit | exp.Offset):
                kind = _WHOLE
            if node.name not in self.parameters or self.parameters[node.name] == UNKNOWN:
                self.parameters[node.name] = kind or UNKNOWN


def _named(table: TableDefinition) -> exp.Table:
    alias = exp.to_identifier(table.name, quoted=True)
    return exp.table_(
        exp.to_identifier(table.name, quoted=True), db=exp.to_identifier(table.schema, quoted=True), alias=alias
    )


def _common(node: exp.Table) -> set[str]:
    """Return the names of the common table expressions around a table."""
    found = set()
    parent = node.parent
    while parent is not None:
        found |= {one.alias for one in getattr(parent, "ctes", [])}
        parent = parent.parent
    return found


def _result(node: exp.Anonymous) -> SqlType:
    name = str(node.this)
    if name == "hana_cast":
        head, _, sizes = node.expressions[1].name.partition("(")
        return named(head, *[int(size) for size in sizes.rstrip(")").split(",") if size]) or UNKNOWN
    return named(RESULTS.get(name, "NVARCHAR"), *([] if name in RESULTS else [256])) or UNKNOWN


def _beside(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield what a parameter is compared or combined with, whose type it therefore has."""
    child, parent = node, node.parent
    while isinstance(parent, exp.Paren):
        child, parent = parent, parent.parent
    if isinstance(parent, exp.Tuple) and isinstance(parent.parent, exp.In | exp.Binary):
        yield from _beside_in_row(child, parent)
    elif isinstance(parent, exp.In | exp.Between):
        yield from (other for other in parent.iter_expressions() if other is not child)
    elif isinstance(parent, exp.Anonymous) and str(parent.this) == "hana_cast":
        yield parent
    elif isinstance(parent, exp.Binary | exp.Coalesce | exp.Case):
        yield from (other for other in parent.iter_expressions() if other is not child)
    elif isinstance(parent, exp.Neg):
        yield from _beside(parent)
    elif isinstance(parent, exp.Anonymous) and str(parent.this) in {"hana_add_seconds", "hana_add_days"}:
        yield from _argument(child, parent)


def _beside_in_row(child: exp.Expr, row: exp.Tuple) -> Iterator[exp.Expr]:
    place = _place(row.expressions, child)
    parent = row.parent
    assert parent is not None
    other = parent.args["expression"] if parent.this is row else parent.this
    if isinstance(other, exp.Tuple) and place < len(other.expressions):
        yield other.expressions[place]


def _argument(child: exp.Expr, call: exp.Anonymous) -> Iterator[exp.Expr]:
    kind = SqlType("TIMESTAMP") if call.expressions[0] is child else _WHOLE
    typed = exp.Null()
    typed.type = data_type(kind)
    yield typed


def _place(nodes: Sequence[exp.Expr], node: exp.Expr) -> int:
    return next(place for place, one in enumerate(nodes) if one is node)


def projection_types(tree: exp.Expr) -> list[SqlType]:
    """Return the types of the columns of a query."""
    return [expression_type(one) for one in tree.selects]  # type: ignore[attr-defined] # queries have them
