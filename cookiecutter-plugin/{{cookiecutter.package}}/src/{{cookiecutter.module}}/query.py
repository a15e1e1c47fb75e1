"""Reads from the store: SELECT with named parameters, page by page."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from nexus import Context, FieldError, InvalidInput, Page, ResultPage, Unavailable
from {{ cookiecutter.module }}.config import {{ cookiecutter.prefix }}Config
from {{ cookiecutter.module }}.store import Store

_CHUNK = 1000
_STEPS = 10_000
"""Instructions of the store between two looks at the clock."""


def open_query(config: {{ cookiecutter.prefix }}Config, context: Context) -> "{{ cookiecutter.prefix }}Query":  # noqa: ARG001
    """Open the store for reading only."""
    return {{ cookiecutter.prefix }}Query(Store(config, read_only=True))


class {{ cookiecutter.prefix }}Query:
    """Runs statements that only read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def select(self, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """Return one page.

        Raises:
            InvalidInput: the statement does not only read, or lacks a parameter.
            Unavailable: it took too long.
        """
        deadline = time.monotonic() + page.timeout_s
        self._store.connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        cursor = self._run(statement, params)
        start = (page.page - 1) * page.limit
        rows = self._fetch(cursor, start, page.limit + 1)
        total = len(self._fetch(self._run(statement, params), 0, None)) if page.total else None
        return ResultPage(_columns(cursor), rows[: page.limit], more=len(rows) > page.limit, total=total)

    def stream(self, statement: str, params: Mapping[str, Any]) -> Iterator[ResultPage]:
        """Yield all rows in chunks."""
        cursor = self._run(statement, params)
        rows = self._fetch(cursor, 0, _CHUNK)
        while True:
            following = self._fetch(cursor, 0, _CHUNK) if len(rows) == _CHUNK else []
            yield ResultPage(_columns(cursor), rows, more=bool(following))
            if not following:
                return
            rows = following

    def close(self) -> None:
        """Give the connection back."""
        self._store.close()

    def _run(self, statement: str, params: Mapping[str, Any]) -> sqlite3.Cursor:
        try:
            cursor = self._store.connection.execute(statement, dict(params))
        except sqlite3.Error as error:
            raise _refused(error) from error
        if cursor.description is None:
            raise InvalidInput([FieldError("statement", "reads nothing: write a SELECT")])
        return cursor

    @staticmethod
    def _fetch(cursor: sqlite3.Cursor, start: int, count: int | None) -> list[list[Any]]:
        try:
            return [list(row) for row in islice(cursor, start, None if count is None else start + count)]
        except sqlite3.Error as error:
            raise _refused(error) from error


def _refused(error: sqlite3.Error) -> Exception:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        return Unavailable("the query took too long")
    return InvalidInput([FieldError("statement", str(error))])


def _columns(cursor: sqlite3.Cursor) -> list[str]:
    return [column[0] for column in cursor.description]
