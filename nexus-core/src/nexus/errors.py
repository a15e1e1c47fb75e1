"""Every exception that Nexus raises on purpose, grouped by what happens next.

    NexusError
    ├── DeliveryError                   a sink says what became of its batch
    │   ├── Rejected                    these rows can never succeed      -> dead letters
    │   ├── Retry                       these rows may succeed later      -> schedule with backoff
    │   └── Unavailable                 the destination as a whole is away -> circuit opens, nothing is spent
    │       └── AgentAway               it is reached through an agent that is not connected
    ├── ConfigurationError              a person must act                  -> circuit opens, shown by name
    │   └── Unauthorized                the credentials are refused
    ├── MappingError                    one message does not fit its mapping -> dead letter
    ├── InvalidInput                    what a caller sent is wrong, with a path for each fault
    ├── NotFound                        the named thing does not exist
    ├── Conflict                        the thing was changed, or taken, by someone else
    ├── NotSignedIn                     who asks has not shown who they are
    ├── Forbidden                       who asks may not do that
    ├── Throttled                       too many attempts: come again later
    └── StoreError                      the stream store cannot do it now
        ├── StoreFull                   memory or disk is short: back-pressure
        │   └── QueueFull               an agent's own queue is as full as it may be
        ├── NotDurable                  the store does not keep what it accepts
        └── GroupLost                   a pipeline's cursor is gone: made again at the start, and an incident

Only ``nexus.engine.retry`` maps delivery errors to actions; only ``nexus.api.problems`` maps them to HTTP.
"""

from collections.abc import Collection, Mapping, Sequence

from attrs import frozen


class NexusError(Exception):
    """Base of all errors that Nexus raises on purpose."""


class DeliveryError(NexusError):
    """Base of what a sink raises to say what became of its batch."""


class Rejected(DeliveryError):
    """These rows can never succeed; all others of the batch are stored.

    Attributes:
        reasons: row index within the batch -> why it was refused, for the person who reads the dead letter.
    """

    def __init__(self, reasons: Mapping[int, str]) -> None:
        self.reasons = dict(reasons)
        super().__init__("; ".join(f"row {index}: {reason}" for index, reason in sorted(self.reasons.items())))


class Retry(DeliveryError):
    """These rows may succeed later; rows not named are stored.

    Attributes:
        reason: what the destination said.
        after: seconds before the next attempt as the destination asked for (``Retry-After``), or None for backoff.
        indexes: the rows to try again, or None for the whole batch.
        rejected: rows of the same batch that can never succeed, as in `Rejected`.
    """

    def __init__(
        self,
        reason: str,
        *,
        after: float | None = None,
        indexes: Collection[int] | None = None,
        rejected: Mapping[int, str] | None = None,
    ) -> None:
        self.reason = reason
        self.after = after
        self.indexes = None if indexes is None else frozenset(indexes)
        self.rejected = dict(rejected or {})
        super().__init__(reason)


class Unavailable(DeliveryError):
    """The destination as a whole is away; the pipeline waits and nothing of its backlog is spent.

    Rows of the batch may or may not be stored: they are delivered again.

    Attributes:
        after: seconds before the next probe as the destination asked for, or None for backoff.
    """

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        self.reason = reason
        self.after = after
        super().__init__(reason)


class AgentAway(Unavailable):
    """It is reached through an agent, and the agent is not connected."""


class ConfigurationError(NexusError):
    """A person must change a setting before this can work.

    Attributes:
        path: where the setting is, for example ``connections.warehouse.config.port``; empty if not one place.
        remedy: what to do.
    """

    def __init__(self, message: str, *, path: str = "", remedy: str = "") -> None:
        self.path = path
        self.remedy = remedy
        where = f"{path}: " if path else ""
        super().__init__(f"{where}{message}" + (f" ({remedy})" if remedy else ""))


class Unauthorized(ConfigurationError):
    """The destination refuses the credentials."""


class MappingError(NexusError):
    """A message does not fit its mapping; that message alone becomes a dead letter.

    Attributes:
        pipeline: name of the pipeline.
        target: the target field whose rule failed.
        path: where in the message the value was taken from, or the expression.
        found: the type of the value that was there, for example ``string``.
    """

    def __init__(self, message: str, *, pipeline: str = "", target: str = "", path: str = "", found: str = "") -> None:
        self.message = message
        self.pipeline = pipeline
        self.target = target
        self.path = path
        self.found = found
        place = ", ".join(
            f"{label} {value}"
            for label, value in (("pipeline", pipeline), ("field", target), ("path", path), ("found", found))
            if value
        )
        super().__init__(f"{message} ({place})" if place else message)


@frozen
class FieldError:
    """One fault in what a caller sent.

    Attributes:
        path: where, in dotted form with indexes: ``workflows[0].pipelines[1].key``.
        message: what is wrong and what would be right.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InvalidInput(NexusError):
    """What a caller sent is wrong; every fault is listed with its path."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(str(error) for error in self.errors))


class NotFound(NexusError):
    """The named thing does not exist in this workspace."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind = kind
        self.name = name
        super().__init__(f"{kind} {name!r} does not exist")


class Conflict(NexusError):
    """The thing was changed by someone else, or the name is taken."""


class NotSignedIn(NexusError):
    """Who asks has not shown who they are, or is no longer welcome; the message never says which."""


class Forbidden(NexusError):
    """Who asks is known, and may not do that."""


class Throttled(NexusError):
    """Too many attempts.

    Attributes:
        retry_after: seconds after which the next attempt may be made.
        first: it is the first one that is refused, the one that is worth a note.
    """

    def __init__(self, message: str, *, retry_after: float, first: bool = False) -> None:
        self.retry_after = retry_after
        self.first = first
        super().__init__(message)


class StoreError(NexusError):
    """The stream store cannot do it now; nothing was accepted."""


class Unopened(NexusError):
    """What was kept encrypted does not open: its key is not there, or it was altered; nothing of it is in the message."""


class StoreFull(StoreError):
    """The stream store is short of memory or disk; senders are asked to wait.

    Attributes:
        retry_after: seconds after which a sender may try again.
    """

    def __init__(self, message: str, *, retry_after: float = 5.0) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class QueueFull(StoreFull):
    """An agent's queue is as full as it may be; what is in it stays (reliability 20)."""


class NotDurable(StoreError):
    """The stream store does not keep what it accepts, and ``NEXUS_DURABILITY`` is ``strict``."""


class GroupLost(StoreError):
    """A pipeline's consumer group is gone (flush, failover, restore); `PipelineStream.ensure` makes it again at ``0``."""
