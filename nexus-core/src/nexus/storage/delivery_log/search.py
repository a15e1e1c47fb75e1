"""Pages of the log, newest first: the same few reads of an index for every filter, and never a count of all.

Texts stand in no index. A search for one looks at the failures that the other filters leave (nothing else has a reason),
at so many for each page, and says how far it has come.
"""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final

from sqlalchemy import Connection, select

from nexus.errors import FieldError, InvalidInput
from nexus.model.delivery import Status
from nexus.model.log import LogFilter, LogPage
from nexus.storage.cursors import decode, encode
from nexus.storage.delivery_log.lanes import AT_FIRST, END_OF_TIME, LOOKS, Lane, Position, Span, candidates
from nexus.storage.delivery_log.reading import rows_by_number, rows_of_message
from nexus.storage.delivery_log.routes import Route, matching
from nexus.storage.delivery_log.rows import CODES, StoredRow, event_of
from nexus.storage.tables import delivery_log
from nexus.storage.text import contains

SEARCHED: Final = 1_000
"""So many reasons are read for one page of a search for a text."""

_WITH_REASON: Final = (Status.RETRYING, Status.DEAD)
_OLDER: Final = "older"
_NEWER: Final = "newer"
_ORDER: Final = attrgetter("finished_at", "id")


def search(
    connection: Connection, workspace_id: str, wanted: LogFilter, cursor: str | None = None, limit: int = 100
) -> LogPage:
    """Return one page of events, newest first.

    Raises:
        InvalidInput: the cursor is not one of ours.
    """
    span = _span(wanted, cursor)
    routes = matching(
        connection,
        workspace_id,
        workflow_id=wanted.workflow_id,
        pipeline_id=wanted.pipeline_id,
        source=wanted.source,
    )
    if wanted.message_id is not None:
        return _of_message(connection, wanted, routes, span, limit)
    lanes = [Lane(route, CODES[status]) for route in routes for status in _statuses(wanted)]
    if not lanes or span.low > span.high:
        return _page([], span, routes)
    look = LOOKS[connection.dialect.name]
    if wanted.text is None:
        found, at_end = candidates(look, connection, lanes, span, most=limit, per_lane=limit + 1)
        return _page(_rows(connection, found), span, routes, end=None if at_end else found[-1])
    per_lane = 2 * SEARCHED // len(lanes) + AT_FIRST  # together more than enough, unless one lane has nearly all
    found, at_end = candidates(look, connection, lanes, span, most=SEARCHED, per_lane=per_lane)
    matching_ones = sorted(_matching(connection, found, wanted.text), reverse=not span.forwards)
    rows = _rows(connection, matching_ones[:limit])
    if len(matching_ones) > limit:
        return _page(rows, span, routes, end=matching_ones[limit - 1])
    if at_end:
        return _page(rows, span, routes)
    return _page(rows, span, routes, end=found[-1], searched_to=found[-1].finished_at)


def of_message(connection: Connection, message_id: str, routes: Mapping[int, Route]) -> Sequence[StoredRow]:
    """Return the rows of one message on ``routes``, oldest first."""
    return sorted((row for row in rows_of_message(connection, message_id) if row.route_id in routes), key=_ORDER)


def _of_message(
    connection: Connection, wanted: LogFilter, routes: Mapping[int, Route], span: Span, limit: int
) -> LogPage:
    assert wanted.message_id is not None
    codes = {CODES[status] for status in _statuses(wanted)}
    text = (wanted.text or "").casefold()
    rows = [
        row
        for row in of_message(connection, wanted.message_id, routes)
        if row.status in codes and _is_within(span, _position(row)) and text in row.reason.casefold()
    ]
    if not span.forwards:
        rows.reverse()
    return _page(rows[:limit], span, routes, end=_position(rows[limit - 1]) if len(rows) > limit else None)


def _statuses(wanted: LogFilter) -> Sequence[Status]:
    chosen = wanted.statuses or tuple(Status)
    return [one for one in Status if one in chosen and (wanted.text is None or one in _WITH_REASON)]


def _span(wanted: LogFilter, cursor: str | None) -> Span:
    low = max(0, wanted.since or 0)
    high = END_OF_TIME if wanted.until is None else min(wanted.until - 1, END_OF_TIME)
    if cursor is None:
        return Span(low, high)
    direction, finished_at, key = decode(cursor, str, int, int)
    in_range = 0 <= finished_at <= END_OF_TIME and 0 <= key <= END_OF_TIME
    if direction not in {_OLDER, _NEWER} or not in_range:
        raise InvalidInput([FieldError("cursor", "use the cursor of the page before as it is")])
    return Span(low, high, Position(finished_at, key), forwards=direction == _NEWER)


def _is_within(span: Span, at: Position) -> bool:
    if not span.low <= at.finished_at <= span.high:
        return False
    return span.after is None or (at > span.after if span.forwards else at < span.after)


def _rows(connection: Connection, positions: Sequence[Position]) -> Sequence[StoredRow]:
    return rows_by_number(connection, [one.id for one in positions])


def _matching(connection: Connection, positions: Sequence[Position], text: str) -> Iterator[Position]:
    """Yield the positions whose reason contains ``text``; the rows themselves are read for those that are shown."""
    columns = delivery_log.c
    these = (columns.id.in_([one.id for one in positions]), contains(columns.reason, text))
    if positions:
        yield from (Position(*row) for row in connection.execute(select(columns.finished_at, columns.id).where(*these)))


def _page(
    rows: Sequence[StoredRow],
    span: Span,
    routes: Mapping[int, Route],
    *,
    end: Position | None = None,
    searched_to: int | None = None,
) -> LogPage:
    """Put a page together; ``end`` is where the next one in the direction of reading begins, None if there is none."""
    shown = sorted(rows, key=_ORDER, reverse=True)
    newest, oldest = (_position(shown[0]), _position(shown[-1])) if shown else (span.after, span.after)
    newer, older = (end or newest, oldest) if span.forwards else (newest, end)
    return LogPage(
        items=[event_of(row, routes) for row in shown],
        older=_cursor(_OLDER, older),
        newer=_cursor(_NEWER, newer),
        searched_to=searched_to,
    )


def _cursor(direction: str, at: Position | None) -> str | None:
    return None if at is None else encode(direction, at.finished_at, at.id)


def _position(row: StoredRow) -> Position:
    return Position(row.finished_at, row.id)
