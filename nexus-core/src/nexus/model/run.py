"""A run: one message on its way through the steps of a sequential workflow."""

from enum import Enum, StrEnum
from typing import Any

import msgspec
from attrs import define, frozen

REPLY = "nexus.reply"
"""Header of a message whose sender waits for the run's result."""

ORIGIN = "nexus.origin"
"""Header with the id of the run that was run again."""


class RunStatus(StrEnum):
    """Where a run stands."""

    ACCEPTED = "accepted"
    """Nobody has begun it."""
    WAITING = "waiting"
    """A delay, or the pause before the next attempt of a step."""
    FINISHED = "finished"
    FAILED = "failed"
    """It is a dead letter: it waits for a person."""
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self in {RunStatus.FINISHED, RunStatus.FAILED, RunStatus.CANCELLED}


class Kept(Enum):
    """What became of a checkpoint.

    ``LOST``: another worker has the run by now, so this one must do nothing more with it. ``CANCELLED``: a person has
    ended it.
    """

    KEPT = 0
    LOST = 1
    CANCELLED = 2


@define  # not frozen: see nexus.model.message
class StepRun:
    """What one step of a run did.

    Attributes:
        started_at: of its last attempt, milliseconds since 1970 (UTC).
        duration_ms: of its last attempt.
        attempt: which one that was, from 1.
        sent: what went out, or None; see `nexus.hookspecs.StepResult.sent`.
        output: what later steps reach.
        error: why it failed, if it did.
        skipped: it failed and the run went on.
        current: its output is what the following steps worked on.
    """

    name: str
    started_at: int
    duration_ms: float
    attempt: int = 1
    sent: Any = None
    output: Any = None
    error: str = ""
    skipped: bool = False
    current: bool = False


@define  # not frozen: see nexus.model.message
class RunRecord:
    """What is known of one run. Times are milliseconds since 1970 (UTC).

    Attributes:
        id: the message's.
        version: of the workflow, at the run's last step.
        entry: the message's place in the stream.
        step: where it stands, or stood last; empty at the end.
        due_at: when it goes on by itself, while it waits; else 0.
        reason: what it waits for, or why it failed.
        origin: the run that this one repeats, or empty.
        payload: the JSON text.
        result: what the workflow's ``result`` gives.
        current: what the next step works on; ``has_current`` tells none from null.
        key: id of the payload key, if the stream store may have its message encrypted only; not kept in the history.
    """

    id: str
    workspace_id: str
    workflow_id: str
    version: int
    source: str
    entry: str
    status: RunStatus
    received_at: int
    started_at: int
    updated_at: int
    step: str = ""
    due_at: int = 0
    reason: str = ""
    origin: str = ""
    payload: bytes = b""
    headers: bytes = b""
    steps: tuple[StepRun, ...] = ()
    result: Any = None
    current: Any = None
    has_current: bool = False
    key: str = ""


class RunAnswer(msgspec.Struct):
    """How a run ended, for whoever waits for it."""

    status: str
    result: Any = None
    reason: str = ""


@frozen
class RunFilter:
    """Which runs are wanted; None leaves open. Times are milliseconds since 1970 (UTC)."""

    workflow_id: str | None = None
    status: RunStatus | None = None
    source: str | None = None
    text: str | None = None
    since: int | None = None
    until: int | None = None
