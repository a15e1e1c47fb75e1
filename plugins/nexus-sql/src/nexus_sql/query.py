"""Runs saved SELECTs: bound, paged, with a time limit, in a transaction in which the database refuses to write."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from nexus import FieldError, InvalidInput, NexusError, Page, ResultPage
from nexus_sql.errors import StaleConnection
from nexus_sql.statement import Bound, Syntax, bind

Rows = Sequence[Sequence[Any]]

CHUNK: Final = 1000
"""Rows of one page of a stream."""
STREAM_TIMEOUT_S: Final = 600.0

_PLAIN: Final = frozenset({str, int, float, bool, type(None), Decimal, date, time, datetime, UUID, bytes, dict, list})


class Reader(ABC):
    """What each connector reads in its own way."""

    syntax: Syntax

    @abstractmethod
    def reading(self, timeout_s: float) -> AbstractContextManager[Any]:
        """Lend a connection in a read-only transaction that is rolled back at the end."""

    @abstractmethod
    def page(self, connection: Any, bound: Bound, offset: int, count: int) -> tuple[list[str], Rows]:
        """Return the columns and up to ``count`` rows after the first ``offset``."""

    @abstractmethod
    def total(self, connection: Any, bound: Bound) -> int:
        """Return how many rows there are."""

    @abstractmethod
    def chunks(self, connection: Any, bound: Bound, size: int) -> Iterator[tuple[list[str], Rows]]:
        """Yield the rows in chunks, in constant memory."""

    @abstractmethod
    def explain(self, error: Exception) -> Exception:
        """Return what to raise for ``error``: InvalidInput where the statement is at fault."""


class SqlQuery:
    """`nexus.hookspecs.Query` over a connector's reader."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def select(self, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """Run ``statement`` with bound ``params`` and return one page.

        Raises:
            InvalidInput: the statement is not one that only reads, or a parameter is missing.
            Unavailable: the database is away.
        """
        if page.page < 1 or page.limit < 1:
            raise InvalidInput([FieldError("page", "page and limit count from 1")])
        bound = bind(statement, params, self._reader.syntax)
        try:
            return self._select(bound, page)
        except StaleConnection:
            return self._select(bound, page)

    def stream(self, statement: str, params: Mapping[str, Any]) -> Iterator[ResultPage]:
        """Run ``statement`` and yield its rows in chunks, in constant memory."""
        bound = bind(statement, params, self._reader.syntax)
        return self._stream(bound)

    def close(self) -> None:
        """Nothing is held between calls."""

    def _select(self, bound: Bound, page: Page) -> ResultPage:
        reader = self._reader
        with self._explained(), reader.reading(page.timeout_s) as connection:
            offset = (page.page - 1) * page.limit
            columns, rows = reader.page(connection, bound, offset, page.limit + 1)
            total = reader.total(connection, bound) if page.total else None
        return ResultPage(columns, _plain(rows[: page.limit]), more=len(rows) > page.limit, total=total)

    def _stream(self, bound: Bound) -> Iterator[ResultPage]:
        reader = self._reader
        with self._explained(), reader.reading(STREAM_TIMEOUT_S) as connection:
            former: ResultPage | None = None
            for columns, rows in reader.chunks(connection, bound, CHUNK):
                if former is not None:
                    yield former
                former = ResultPage(columns, _plain(rows), more=True)
            if former is not None:
                yield ResultPage(former.columns, former.rows)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except NexusError:
            raise
        except Exception as error:
            raise self._reader.explain(error) from error


def refused(message: str) -> InvalidInput:
    """Return the error for a statement that the database does not take."""
    return InvalidInput([FieldError("statement", message)])


def _plain(rows: Rows) -> list[list[Any]]:
    return [[value if type(value) in _PLAIN else str(value) for value in row] for row in rows]
