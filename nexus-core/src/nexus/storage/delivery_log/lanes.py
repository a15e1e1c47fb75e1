"""Reads the log by lanes: a lane is all events of one route and one status, in the order of an index.

A page of any filter is the newest of some lanes, merged: each costs a few entries of the index, however many millions of
rows lie beside them, and the log is written with one index for all filters. Every database has its own cheapest way to
look into many lanes at once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from attrs import evolve, frozen
from sqlalchemy import Connection

END_OF_TIME: Final = 2**62
_INDEX: Final = "ix_delivery_log_route_id_status_finished_at"
_UNION: Final = 100
"""So many lanes are looked into by one statement of MySQL."""

_FEW: Final = 4
"""Up to so many times as many lanes as events are wanted, none is looked at beforehand."""

AT_FIRST: Final = 8
"""So many entries of each lane are read at least, before it is known which lanes have more to give."""


class Lane(NamedTuple):
    """One route and one status, by their numbers."""

    route: int
    status: int


class Position(NamedTuple):
    """Where an event stands: the pages go by this."""

    finished_at: int
    id: int


@frozen
class Span:
    """The part of each lane that is looked at.

    Attributes:
        low: first millisecond.
        high: last millisecond.
        after: events up to this position, in the direction of reading, are left out.
        forwards: towards the present; else into the past.
    """

    low: int = 0
    high: int = END_OF_TIME
    after: Position | None = None
    forwards: bool = False

    def narrowed(self) -> "Span":
        """Return the same span, whose bounds say as much of ``after`` as an index can use."""
        if self.after is None:
            return self
        at = self.after.finished_at
        return evolve(self, low=max(self.low, at)) if self.forwards else evolve(self, high=min(self.high, at))

    @property
    def tie(self) -> tuple[int, int]:
        """Time and id of the position whose own millisecond is to be told apart by ids; no event has the default."""
        return self.after if self.after is not None else Position(-1, 0)


Found = Mapping[Lane, Sequence[Position]]
Look = Callable[[Connection, Sequence[Lane], Span, int], Found]
"""``look(connection, lanes, span, most)``: at most ``most`` positions of each lane, in the direction of the span."""


def candidates(
    look: Look, connection: Connection, lanes: Sequence[Lane], span: Span, *, most: int, per_lane: int
) -> tuple[list[Position], bool]:
    """Return up to ``most`` positions of all ``lanes`` in order, and whether there are none beyond them.

    Args:
        look: the database's way.
        connection: of the log.
        lanes: to be merged.
        span: which part of them.
        most: so many are returned.
        per_lane: so many are looked at in each; the answer is shorter where the lanes would have to be read further.
    """
    span = span.narrowed()
    beyond = False
    if len(lanes) > _FEW * most:
        # An event among the first `most` is in a lane whose own first is among the first `most` of all firsts.
        firsts = look(connection, lanes, span, 1)
        beyond = len(firsts) > most
        lanes = sorted(firsts, key=lambda lane: firsts[lane][0], reverse=not span.forwards)[:most]
    # Mostly each lane has a few of them; those that have more are read again.
    little = min(per_lane, 2 * most // max(1, len(lanes)) + AT_FIRST)
    found = dict(look(connection, lanes, span, little))
    merged, cut = _merged(found, little, span)
    if len(merged) < most and cut and little < per_lane:
        found |= look(connection, cut, span, per_lane)
        merged, cut = _merged(found, per_lane, span)
    return merged[:most], not beyond and not cut and len(merged) <= most


def _merged(found: Found, per_lane: int, span: Span) -> tuple[list[Position], list[Lane]]:
    """Return the positions that are known to be next to each other, and the lanes that go on beyond what was read."""
    last = max if span.forwards else min
    cut = {lane: last(positions) for lane, positions in found.items() if len(positions) == per_lane}
    merged = sorted((one for positions in found.values() for one in positions), reverse=not span.forwards)
    if cut:  # beyond the first lane that ends here, events of that lane are missing
        horizon = min(cut.values()) if span.forwards else max(cut.values())
        merged = [one for one in merged if (one <= horizon if span.forwards else one >= horizon)]
    return merged, list(cut)


def look_in_sqlite(connection: Connection, lanes: Sequence[Lane], span: Span, most: int) -> Found:
    """One statement whose one row has all that is found, as JSON.

    The database is in this process: its driver hands the interpreter over for each row that it steps to, and has to wait
    until it is given back. A single step reads while others go on.
    """
    sign, order = _direction(span)
    statement = (
        "SELECT json_group_array(json(found)) FROM (SELECT ("  # noqa: S608 — our own names
        "SELECT json_group_array(json_array(finished_at, id)) FROM ("
        f"SELECT finished_at, id FROM delivery_log INDEXED BY {_INDEX} "
        "WHERE route_id = json_extract(lane.value, '$[0]') AND status = json_extract(lane.value, '$[1]') "
        f"AND finished_at BETWEEN ? AND ? AND (finished_at <> ? OR id {sign} ?) "
        f"ORDER BY finished_at {order}, id {order} LIMIT ?)) AS found FROM json_each(?) AS lane)"
    )
    asked = (span.low, span.high, *span.tie, most, msgspec.json.encode(lanes).decode())
    [text] = driver_of(connection).execute(statement, asked).fetchone()
    found: list[list[Position]] = msgspec.json.decode(text, type=list[list[Position]])
    return {lane: positions for lane, positions in zip(lanes, found, strict=True) if positions}


def look_in_postgresql(connection: Connection, lanes: Sequence[Lane], span: Span, most: int) -> Found:
    """One statement that joins the lanes with what each begins with."""
    sign, order = _direction(span)
    statement = (
        "SELECT lane.route_id, lane.status, found.finished_at, found.id "  # noqa: S608 — our own names
        "FROM unnest(%s::int[], %s::smallint[]) AS lane(route_id, status) CROSS JOIN LATERAL ("
        "SELECT finished_at, id FROM delivery_log WHERE route_id = lane.route_id AND status = lane.status "
        f"AND finished_at BETWEEN %s AND %s AND (finished_at <> %s OR id {sign} %s) "
        f"ORDER BY finished_at {order}, id {order} LIMIT %s) AS found"
    )
    routes, statuses = ([lane.route for lane in lanes], [lane.status for lane in lanes])
    # The index gives the order up to the millisecond. A planner that takes a lane for short would read and sort all of it.
    connection.exec_driver_sql("SET LOCAL enable_sort = off")
    return _by_lane(connection.exec_driver_sql(statement, (routes, statuses, span.low, span.high, *span.tie, most)))


def look_in_mysql(connection: Connection, lanes: Sequence[Lane], span: Span, most: int) -> Found:
    """Selects side by side, with numbers written out: of a joined lane it would read more than is wanted."""
    sign, order = _direction(span)
    time, key = span.tie
    rest = (
        f"finished_at BETWEEN {span.low} AND {span.high} AND (finished_at <> {time} OR id {sign} {key}) "
        f"ORDER BY finished_at {order}, id {order} LIMIT {most})"
    )
    rows: list[Any] = []
    for start in range(0, len(lanes), _UNION):
        selects = (
            f"(SELECT {lane.route}, {lane.status}, finished_at, id FROM delivery_log FORCE INDEX ({_INDEX}) "  # noqa: S608 — numbers
            f"WHERE route_id = {lane.route} AND status = {lane.status} AND {rest}"
            for lane in lanes[start : start + _UNION]
        )
        rows += connection.exec_driver_sql(" UNION ALL ".join(selects)).all()
    return _by_lane(rows)


LOOKS: Final[Mapping[str, Look]] = {
    "sqlite": look_in_sqlite,
    "postgresql": look_in_postgresql,
    "mysql": look_in_mysql,
}


def _direction(span: Span) -> tuple[str, str]:
    return (">", "ASC") if span.forwards else ("<", "DESC")


def _by_lane(rows: Any) -> Found:
    found: dict[Lane, list[Position]] = {}
    for route, status, finished_at, key in rows:
        found.setdefault(Lane(route, status), []).append(Position(finished_at, key))
    return found


def driver_of(connection: Connection) -> Any:
    """Return the driver's own connection."""
    driver = connection.connection.driver_connection
    assert driver is not None, "a connection from the pool has its driver's"
    return driver
