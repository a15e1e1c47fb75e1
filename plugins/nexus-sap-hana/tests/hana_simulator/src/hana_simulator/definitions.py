"""Tables, views and their constraints, as the catalogue keeps them."""

from collections.abc import Sequence
from functools import cached_property

from attrs import define, field, frozen

from hana_simulator.sqltypes import SqlType


@frozen
class ColumnDefinition:
    """A column.

    Attributes:
        default: HANA's text of the expression that an absent value takes, or None.
        generated: HANA's text of the expression that the column is always computed by, or None.
        identity: how numbers are given to rows without one, ``BY DEFAULT`` or ``ALWAYS``; empty if they are not.
    """

    name: str
    kind: SqlType
    nullable: bool = True
    default: str | None = None
    generated: str | None = None
    identity: str = ""


@frozen
class Constraint:
    """A constraint or unique index.

    Attributes:
        kind: ``PRIMARY KEY``, ``UNIQUE``, ``CHECK`` or ``FOREIGN KEY``.
        condition: HANA's text of a check.
        reference: schema, table and columns that a foreign key points to.
        on_delete: what happens to rows that point to a row which goes.
    """

    name: str
    kind: str
    columns: tuple[str, ...] = ()
    condition: str = ""
    reference: tuple[str, str, tuple[str, ...]] = ("", "", ())
    on_delete: str = "RESTRICT"


@define(frozen=True, slots=False)
class TableDefinition:
    """A table or view.

    Attributes:
        definition: HANA's text of the SELECT of a view; empty for a table.
    """

    schema: str
    name: str
    columns: Sequence[ColumnDefinition]
    constraints: Sequence[Constraint] = field(default=())
    definition: str = ""

    @cached_property
    def by_name(self) -> dict[str, ColumnDefinition]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return next((one.columns for one in self.constraints if one.kind == "PRIMARY KEY"), ())
