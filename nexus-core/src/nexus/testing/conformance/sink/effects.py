"""What operations do to a destination, as a model in plain Python that destinations are compared with."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

Row = Mapping[str, Any]

FIELDS: Final[Mapping[str, str]] = {"id": "integer", "name": "string", "qty": "integer"}
"""The fields of the rows that checks write; ``id`` identifies a row."""


class Effect(StrEnum):
    """What writing one row does."""

    ADD = "add"
    """One more row, whatever is there."""
    PUT = "put"
    """The row of this id is as written, whether it was there or not."""
    CHANGE = "change"
    """The row of this id, which is there, is as written."""
    REMOVE = "remove"
    """There is no row of this id."""
    NOTHING = "nothing"
    """It only asks."""


EFFECTS: Final[Mapping[str, Effect]] = {
    "insert": Effect.ADD,
    "post": Effect.ADD,
    "publish": Effect.ADD,
    "append": Effect.ADD,
    "upsert": Effect.PUT,
    "put": Effect.PUT,
    "update": Effect.CHANGE,
    "patch": Effect.CHANGE,
    "delete": Effect.REMOVE,
    "get": Effect.NOTHING,
}
"""The usual meaning of operations; a suite's ``effects`` adds to it and may differ."""


def rows_for(effect: Effect, ids: Iterable[int], word: str = "item") -> list[dict[str, Any]]:
    """Return rows as they are written to have ``effect``: whole ones, or only what identifies them."""
    return [{"id": i} if effect is Effect.REMOVE else {"id": i, "name": f"{word} {i}", "qty": i} for i in ids]


def after(effect: Effect, before: Sequence[Row], written: Sequence[Row]) -> list[Row]:
    """Return what a destination holds that held ``before``, once ``written`` has had its effect, row by row."""
    if effect is Effect.ADD:
        return [*before, *written]
    held = {row["id"]: row for row in before}
    for row in written:
        if effect is Effect.PUT or (effect is Effect.CHANGE and row["id"] in held):
            held[row["id"]] = row
        elif effect is Effect.REMOVE:
            held.pop(row["id"], None)
    return list(held.values())


def by_id(rows: Iterable[Row]) -> list[Row]:
    """Return rows in an order that does not depend on that of the destination."""
    return sorted(rows, key=lambda row: (row["id"], str(row)))


def had_effect(effect: Effect, written: Iterable[Row], held: Iterable[Row]) -> list[bool]:
    """Say for each row of ``written`` whether it has had its effect on a destination that holds ``held`` now."""
    there = {row["id"] for row in held} if effect is Effect.REMOVE else {tuple(sorted(row.items())) for row in held}
    if effect is Effect.NOTHING:
        return [True for _ in written]
    if effect is Effect.REMOVE:
        return [row["id"] not in there for row in written]
    return [tuple(sorted(row.items())) in there for row in written]
