"""How the instances of sources are doing, as receivers tell it and people see it."""

from enum import StrEnum

from attrs import frozen


class SourceState(StrEnum):
    """Where one instance of a source stands."""

    STARTING = "starting"
    """A receiver has it and is connecting."""
    RUNNING = "running"
    """Connected: messages are taken as they come."""
    WAITING = "waiting"
    """Nothing can be taken now: the stream store refuses, or no receiver has it. The upstream keeps what it has."""
    BACKOFF = "backoff"
    """The upstream is away; it is tried again."""
    ERROR = "error"
    """A person must act first; it is tried again now and then."""


@frozen
class SourceReport:
    """What a receiver tells of one instance of a source. Times are milliseconds since 1970 (UTC).

    Attributes:
        connection: id of the connection.
        instance: from 0.
        reason: why it does not run, and what to do; empty while it does.
        receiver: name of the process that has it.
        since: when the state began.
        retry_at: when it is tried again, in `SourceState.BACKOFF` and `SourceState.ERROR`.
        messages: how many this process has taken of it.
        refused: how many of these became dead letters at once.
        last_at: when the last ones came, or None.
        told_at: when this was told: a receiver that is gone tells nothing new.
    """

    connection: str
    instance: int
    state: SourceState
    reason: str = ""
    receiver: str = ""
    since: int = 0
    retry_at: int | None = None
    messages: int = 0
    refused: int = 0
    last_at: int | None = None
    told_at: int = 0
