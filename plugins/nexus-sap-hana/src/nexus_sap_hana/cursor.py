"""Cursors that are kept and used again: with the same statement it need not be prepared anew.

That is more than speed. When a cursor of hdbcli's is forgotten, it tells the server to drop its statement, and holds
Python's lock until the server answers: a network that swallows everything would stop the whole process. When it is given
another statement, it tells the server the same, without the lock.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from attrs import define, field

_KEPT: Final = 32
"""Statements that a connection keeps prepared."""


@define(eq=False)
class Cursors:
    """The cursors of one connection of hdbcli's; used by one thread at a time."""

    driver: Any
    _idle: list[tuple[str, Any]] = field(factory=list, init=False)

    def take(self, statement: str) -> Any:
        """Return the cursor that ran ``statement`` last, else one that has not been used for long, else a new one."""
        for place in range(len(self._idle) - 1, -1, -1):
            if self._idle[place][0] == statement:
                return self._idle.pop(place)[1]
        return self._idle.pop(0)[1] if len(self._idle) >= _KEPT else self.driver.cursor()

    def give_back(self, statement: str, cursor: Any) -> None:
        """Keep a cursor; what was not read of its result is closed with its next statement."""
        self._idle.append((statement, cursor))


class HanaCursor:
    """A cursor in the sense of PEP 249 that borrows one of the connection's; closed at the end of a ``with``.

    Args:
        timeout_s: after which the server cancels a statement, in whole seconds.
    """

    def __init__(self, cursors: Cursors, timeout_s: int) -> None:
        self._cursors = cursors
        self._timeout_s = timeout_s
        self._statement = ""
        self._driver: Any = None

    def execute(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> None:
        """Run a statement."""
        self._prepare(statement)
        if parameters:
            self._driver.execute(statement, parameters)
        else:
            self._driver.execute(statement)

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], *, batcherrors: bool = False) -> None:
        """Run a statement for each row, as one batch."""
        self._prepare(statement)
        self._driver.executemany(statement, rows, batcherrors=batcherrors)

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return self._driver.fetchone()

    def fetchmany(self, count: int) -> Sequence[Any]:
        """Return the next rows, at most ``count``."""
        rows: Sequence[Any] = self._driver.fetchmany(count)
        return rows

    def fetchall(self) -> Sequence[Any]:
        """Return all rows that are left."""
        rows: Sequence[Any] = self._driver.fetchall()
        return rows

    @property
    def description(self) -> Sequence[Any] | None:
        """The columns of the result."""
        return self._driver.description  # type: ignore[no-any-return]

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""
        return int(self._driver.rowcount)

    def counts(self) -> list[int]:
        """Return how many rows each row of a batch changed."""
        return [int(count) for count in self._driver.getrowsaffectedcounts()]

    def close(self) -> None:
        """Give the connection its cursor back."""
        if self._driver is not None:
            self._cursors.give_back(self._statement, self._driver)
            self._driver = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepare(self, statement: str) -> None:
        self.close()
        self._driver = self._cursors.take(statement)
        self._statement = statement
        self._driver.setquerytimeout(self._timeout_s)
