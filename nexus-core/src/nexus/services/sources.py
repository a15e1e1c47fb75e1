"""Sources as they should run: which connections are received from, for which workflows, and how they are doing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from nexus.config import structure
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, InvalidInput, NexusError
from nexus.hookspecs import SourceType, Subscription
from nexus.mapping.schema import Schema
from nexus.mapping.subscriptions import subscription_schema
from nexus.model.connection import Connection
from nexus.model.source import SourceReport, SourceState
from nexus.model.workflow import Workflow, WorkflowSource
from nexus.ports import DefinitionStore

WHOLE = ""
"""Stands for the one subscription of a source that has none."""

_NOBODY = "no receiver runs it: start one with `nexus receiver`"
_NO_AGENT = "its agent tells nothing: where that runs, it receives all the same; see whether it is connected"

STALE_MS = 15_000
"""A report is older than this only if its receiver is gone: they are told again every few seconds."""


@frozen
class Feed:
    """One subscription that is received, and what becomes of its messages.

    Attributes:
        schema: what they must look like.
        workflows: which take them; at least one.
    """

    schema: Schema = field(repr=False)
    workflows: tuple[Workflow, ...]


@frozen
class Receivable:
    """A connection to receive from.

    Attributes:
        config: the connection's configuration, as its connector's config class.
        subscriptions: names of those to receive; none for a source that has none.
        instances: how many may receive at once.
    """

    connection: Connection
    source_type: SourceType = field(repr=False)
    config: Any = field(repr=False)
    subscriptions: frozenset[str]
    instances: int

    @property
    def signature(self) -> tuple[object, ...]:
        """Equal as long as a running instance can stay; where its messages go may change meanwhile."""
        return (self.connection.id, self.connection.version, self.subscriptions)


@frozen
class RunnableSource(Receivable):
    """A connection that enabled workflows take messages from.

    Attributes:
        feeds: by name of the subscription; `WHOLE` for a source that has none.
    """

    feeds: Mapping[str, Feed]


@frozen
class BrokenSource:
    """A connection that cannot be received from as it is defined."""

    connection: Connection
    reason: str


def read_sources(
    definitions: DefinitionStore, components: StepComponents
) -> tuple[Sequence[RunnableSource], Sequence[BrokenSource]]:
    """Read from the metadata database what should run, and what cannot; both by connection id. Synchronous."""
    users: dict[str, list[tuple[Workflow, WorkflowSource]]] = {}
    for workflow in definitions.workflows():
        for source in workflow.sources:
            if source.connection is not None:
                users.setdefault(source.connection, []).append((workflow, source))
    runnable, broken = [], []
    for connection in sorted(definitions.connections(list(users)), key=lambda one: one.id):
        try:
            runnable.append(_runnable(connection, users[connection.id], components))
        except NexusError as error:
            broken.append(BrokenSource(connection, str(error)))
        except Exception as error:  # noqa: BLE001 — a plugin's fault stops no other source
            broken.append(BrokenSource(connection, f"{type(error).__name__}: {error}"))
    return runnable, broken


def _runnable(
    connection: Connection, users: Sequence[tuple[Workflow, WorkflowSource]], components: StepComponents
) -> RunnableSource:
    source_type = components.source(connection.connector)
    config = _config(connection, source_type)
    try:
        offered = source_type.subscriptions(config) if source_type.subscriptions is not None else [Subscription(WHOLE)]
        feeds = {}
        for subscription in offered:
            takers = _takers(subscription.name, users)
            if takers:
                feeds[subscription.name] = Feed(subscription_schema(subscription), takers)
    except InvalidInput as error:
        raise ConfigurationError(str(error), path=f"connections.{connection.name}") from error
    _require(connection, {one.name for one in offered}, users)
    names = frozenset(feeds) - {WHOLE}
    return RunnableSource(connection, source_type, config, names, _instances(source_type, config), feeds)


def receivable(connection: Connection, subscriptions: Iterable[str], components: StepComponents) -> Receivable:
    """Return a connection as it is to be received from here, whoever takes its messages.

    Raises:
        ConfigurationError: its connector is not installed, or does not take these settings.
    """
    source_type = components.source(connection.connector)
    config = _config(connection, source_type)
    return Receivable(
        connection, source_type, config, frozenset(subscriptions) - {WHOLE}, _instances(source_type, config)
    )


def _config(connection: Connection, source_type: SourceType) -> Any:
    place = f"connections.{connection.name}"
    try:
        return structure(source_type.connector.config, connection.config, f"{place}.config")
    except InvalidInput as error:
        raise ConfigurationError(str(error), path=place) from error


def _instances(source_type: SourceType, config: Any) -> int:
    return max(1, source_type.instances(config)) if source_type.instances is not None else 1


def _takers(subscription: str, users: Sequence[tuple[Workflow, WorkflowSource]]) -> tuple[Workflow, ...]:
    taking = [workflow for workflow, source in users if source.subscription in {None, subscription}]
    return tuple({workflow.id: workflow for workflow in taking}.values())


def _require(connection: Connection, offered: set[str], users: Sequence[tuple[Workflow, WorkflowSource]]) -> None:
    for workflow, source in users:
        if source.subscription is not None and source.subscription not in offered:
            listed = ", ".join(sorted(offered - {WHOLE})) or "none"
            raise ConfigurationError(
                f"the workflow {workflow.name!r} names the subscription {source.subscription!r}, "
                f"which {connection.name!r} does not have; it has {listed}",
                path=f"workflows.{workflow.name}.sources",
                remedy="correct the name, or define the subscription",
            )


@frozen
class SourceStatus:
    """One source as people see it.

    Attributes:
        subscriptions: those that are received.
        workflows: names of those that take its messages.
        instances: a report for each; made up where no receiver tells anything.
    """

    connection: Connection = field(repr=False)
    subscriptions: tuple[str, ...]
    workflows: tuple[str, ...]
    instances: tuple[SourceReport, ...]


def statuses(
    runnable: Sequence[RunnableSource], broken: Sequence[BrokenSource], reports: Sequence[SourceReport], now_ms: int
) -> list[SourceStatus]:
    """Put together what should run and what receivers tell."""
    told = {(one.connection, one.instance): one for one in reports if now_ms - one.told_at < STALE_MS}
    found = [_status(source, told) for source in runnable]
    for source in broken:
        report = SourceReport(source.connection.id, 0, SourceState.ERROR, source.reason)
        found.append(SourceStatus(source.connection, (), (), (report,)))
    return sorted(found, key=lambda one: one.connection.name)


def _status(source: RunnableSource, told: Mapping[tuple[str, int], SourceReport]) -> SourceStatus:
    identity = source.connection.id
    nobody = _NOBODY if source.connection.via_agent is None else _NO_AGENT
    instances = tuple(
        told.get((identity, instance)) or SourceReport(identity, instance, SourceState.WAITING, nobody)
        for instance in range(source.instances)
    )
    workflows = {workflow.name for feed in source.feeds.values() for workflow in feed.workflows}
    return SourceStatus(source.connection, tuple(sorted(source.subscriptions)), tuple(sorted(workflows)), instances)
