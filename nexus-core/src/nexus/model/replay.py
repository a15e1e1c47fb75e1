"""Delivering the retained past once more: which part, how fast, and what came of it."""

from collections.abc import Collection

from attrs import frozen


@frozen
class Span:
    """A part of the past.

    Attributes:
        since: first stream id that may belong to it.
        until: last stream id that may belong to it.
        messages: ids of the messages that are wanted; all if empty.
    """

    since: str
    until: str
    messages: Collection[str] = ()


@frozen
class Pace:
    """How a piece of it is scheduled.

    Attributes:
        now_ms: when the first delivery is due (ms since 1970, UTC), unless others are before it.
        rate: deliveries per second.
        limit: most messages of this piece.
    """

    now_ms: int
    rate: float
    limit: int


@frozen
class Piece:
    """What was found, and done.

    Attributes:
        matched: messages of the span that the pipeline has read, as far as this piece goes.
        scheduled: those that were scheduled; the others wait for an attempt already.
        due_at: when the last of them is due (ms since 1970, UTC); None if none was scheduled.
        next: stream id at which the rest of the span begins; None if that was all.
    """

    matched: int
    scheduled: int
    due_at: int | None
    next: str | None
