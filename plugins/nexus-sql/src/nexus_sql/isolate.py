"""Finds the rows that do not fit, so that all others are stored (reliability 16)."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from attrs import define, field

from nexus import Retry
from nexus_sql.errors import DataFault, SchemaChanged

T = TypeVar("T")

Reasons = dict[int, str]
"""Position among the rows -> why."""

FEW: Final = 0.03
"""Share of bad rows above which bisecting costs more than going row by row with savepoints."""
_SURE: Final = 3
"""Bad rows that must have been seen before that share is believed."""


@define
class Isolated:
    """What became of the rows of a failed transaction, by position; all others are stored."""

    rejected: Reasons = field(factory=dict)
    again: Reasons = field(factory=dict)


def isolate(
    rows: Sequence[T],
    attempt: Callable[[Sequence[T]], None],
    one_by_one: Callable[[Sequence[T]], Reasons],
) -> Isolated:
    """Store every row that can be stored, after one transaction with all of them has failed for its data.

    Halves are tried from left to right, so rows keep their order. One bad row among 1,000 takes 20 transactions more.

    Args:
        rows: what the failed transaction held.
        attempt: stores rows in one transaction, or raises `DataFault` or `Retry` and stores none.
        one_by_one: stores rows in one transaction with a savepoint for each; returns those that do not fit.
    """
    found = Isolated()
    waiting = _halves(0, len(rows)) if len(rows) > 1 else [(0, len(rows))]
    while waiting:
        start, stop = waiting.pop()
        try:
            if len(found.rejected) >= _SURE and len(found.rejected) > FEW * start:
                _rest(rows, start, attempt, one_by_one, found)
                return found
            attempt(rows[start:stop])
        except DataFault as fault:
            if stop - start == 1:
                found.rejected[start] = str(fault)
            else:
                waiting += _halves(start, stop)
        except (Retry, SchemaChanged) as error:
            found.again |= dict.fromkeys(range(start, stop), str(error))
    return found


def _halves(start: int, stop: int) -> list[tuple[int, int]]:
    """Return both halves, the left one on top of the stack."""
    middle = (start + stop) // 2
    return [(middle, stop), (start, middle)]


def _rest(
    rows: Sequence[T],
    start: int,
    attempt: Callable[[Sequence[T]], None],
    one_by_one: Callable[[Sequence[T]], Reasons],
    found: Isolated,
) -> None:
    try:
        reasons = one_by_one(rows[start:])
    except DataFault:  # only the commit found it (deferred constraints): savepoints cannot tell whose fault it is
        _each(rows, start, attempt, found)
    except (Retry, SchemaChanged) as error:
        found.again |= dict.fromkeys(range(start, len(rows)), str(error))
    else:
        found.rejected |= {start + position: reason for position, reason in reasons.items()}


def _each(rows: Sequence[T], start: int, attempt: Callable[[Sequence[T]], None], found: Isolated) -> None:
    for position in range(start, len(rows)):
        try:
            attempt(rows[position : position + 1])
        except DataFault as fault:
            found.rejected[position] = str(fault)
        except (Retry, SchemaChanged) as error:
            found.again[position] = str(error)
