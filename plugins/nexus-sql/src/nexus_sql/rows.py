"""Mapped rows as the statements need them: checked against the catalogue, converted, grouped by shape."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from nexus import Batch
from nexus_sql.catalogue import Column, Table, near
from nexus_sql.values import Convert, Unfit, Values


@frozen(eq=False)
class Shape:
    """The columns that rows have, in the order of their values.

    Attributes:
        key: where the values of the key are, in the order of the target's key.
        missing: why rows of this shape cannot be written, or empty.
    """

    columns: tuple[Column, ...]
    converters: tuple[Convert, ...]
    key: tuple[int, ...] = ()
    missing: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    def split(self) -> tuple[list[str], list[str]]:
        """Return the names of the key and those of all others."""
        names = self.names
        return [names[place] for place in self.key], [name for i, name in enumerate(names) if i not in self.key]

    def others(self, values: Sequence[Any]) -> list[Any]:
        """Return the values that are not of the key."""
        return [value for place, value in enumerate(values) if place not in self.key]


@define(eq=False)
class Row:
    """One row, ready for its statement.

    Attributes:
        index: its place in the batch.
        id: its message id.
        key: the values that identify it; rows with equal keys meet the same row of the table.
    """

    index: int
    id: str
    shape: Shape
    values: Sequence[Any]
    key: tuple[Any, ...] = ()


@define(eq=False)
class RowReader:
    """Turns mapped rows into `Row`, by the table's catalogue entry.

    Attributes:
        declared: the mapping's type of each column; empty if rows are whole payloads.
        key: columns that identify a row; empty for insert.
    """

    table: Table
    declared: Mapping[str, str | None]
    key: tuple[str, ...]
    values: Values
    _shapes: dict[tuple[str, ...], Shape] = field(factory=dict, init=False)

    def read(self, batch: Batch) -> tuple[list[Row], dict[int, str]]:
        """Return the rows that can be written, and why the others cannot."""
        rows: list[Row] = []
        rejected: dict[int, str] = {}
        ids = batch.ids
        for index, mapped in enumerate(batch.rows):
            try:
                rows.append(self._row(index, ids[index], mapped))
            except Unfit as unfit:
                rejected[index] = str(unfit)
        return rows, rejected

    def merge(self, former: Row, later: Row) -> Row:
        """Return one row with the effect of both, written in this order."""
        merged = dict(zip(former.shape.names, former.values, strict=True))
        merged.update(zip(later.shape.names, later.values, strict=True))
        shape = self._shape(tuple(merged))
        return Row(later.index, later.id, shape, list(merged.values()), later.key)

    def _row(self, index: int, message_id: str, mapped: Any) -> Row:
        if not isinstance(mapped, dict):
            raise Unfit(f"a row is an object with columns as fields, got {type(mapped).__name__}")
        shape = self._shape(tuple(mapped))
        if shape.missing:
            raise Unfit(shape.missing)
        try:
            values = [
                None if value is None else convert(value)
                for convert, value in zip(shape.converters, mapped.values(), strict=True)
            ]
        except (Unfit, OverflowError):
            raise self._explained(shape, mapped) from None
        key = tuple([values[place] for place in shape.key])
        if None in key:
            raise Unfit(f"column {self.key[key.index(None)]!r} identifies the row and is null")
        return Row(index, message_id, shape, values, key)

    def _explained(self, shape: Shape, mapped: Mapping[str, Any]) -> Unfit:
        for column, convert, value in zip(shape.columns, shape.converters, mapped.values(), strict=True):
            try:
                if value is not None:
                    convert(value)
            except (Unfit, OverflowError) as unfit:
                return Unfit(f"column {column.name!r} ({column.native}): {unfit}")
        raise AssertionError("a converter answered twice differently")

    def _shape(self, names: tuple[str, ...]) -> Shape:
        shape = self._shapes.get(names)
        if shape is None:
            if len(self._shapes) >= _MOST_SHAPES:
                self._shapes.clear()
            shape = self._shapes[names] = self._new_shape(names)
        return shape

    def _new_shape(self, names: tuple[str, ...]) -> Shape:
        known = self.table.by_name
        missing = self._fault(names)
        if missing:
            return Shape((), (), missing=missing)
        columns = tuple(known[name] for name in names)
        converters = tuple(self.values.converter(column, self.declared.get(column.name)) for column in columns)
        return Shape(columns, converters, tuple(names.index(name) for name in self.key))

    def _fault(self, names: tuple[str, ...]) -> str:
        if not names:
            return "the row has no fields"
        for name in names:
            column = self.table.by_name.get(name)
            if column is None:
                advice = near(name, self.table.by_name, "columns")
                return f"table {self.table.name!r} has no column {name!r} ({advice})"
            if not column.writable:
                return f"column {name!r} is computed by the database and cannot be written"
        for name in self.key:
            if name not in names:
                return f"column {name!r} identifies the row and is missing"
        return ""


_MOST_SHAPES = 1000
"""Payloads of foreign making may have any number of shapes; the cache has not."""


def by_shape(rows: Iterable[Row]) -> list[tuple[Shape, list[Row]]]:
    """Group rows by shape; for rows whose order among each other does not matter."""
    groups: dict[int, tuple[Shape, list[Row]]] = {}
    for row in rows:
        groups.setdefault(id(row.shape), (row.shape, []))[1].append(row)
    return list(groups.values())


def fold(rows: Sequence[Row], reader: RowReader) -> list[Row]:
    """Return one row for each key: the last; fields that it does not have keep what former rows gave."""
    last: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        former = last.get(row.key)
        last[row.key] = row if former is None or former.shape is row.shape else reader.merge(former, row)
    return list(last.values())
