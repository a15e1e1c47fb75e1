"""A workflow: what happens to the messages of its sources."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from nexus.model.mapping import MappingRule


class Mode(StrEnum):
    """How a workflow treats a message."""

    FAN_OUT = "fan_out"
    SEQUENTIAL = "sequential"


@frozen
class Pipeline:
    """One way out of a fan-out workflow.

    Attributes:
        destination: id of the connection that is written to.
        target: table, ``schema.table``, or path for REST (``/orders/{id}`` takes fields of the mapped row).
        key: target fields that identify a row for upsert, update and delete.
        condition: CEL; messages for which it is not true are filtered (counted, not delivered).
        ordered_by: path whose value keeps messages in order among themselves: none of the pipeline overtakes another; None
            lets retries overtake.
        ledger: write each message exactly once, where the connector can.
        partial: a field that the payload does not have leaves the column as it is.
        options: connector-specific settings of the write (headers, batch bodies …).
        max_retries: overrides the workflow's.
    """

    id: str
    name: str
    destination: str
    operation: str
    target: str = ""
    key: tuple[str, ...] = ()
    mappings: tuple[MappingRule, ...] = ()
    condition: str | None = None
    ordered_by: str | None = None
    ledger: bool = False
    partial: bool = False
    options: Mapping[str, Any] = field(factory=dict)
    enabled: bool = True
    max_retries: int | None = None


@frozen
class Step:
    """One stage of a sequential workflow; ``settings`` is what its step type's config class structures.

    Attributes:
        on_error: what a failure leads to: ``stop``, ``skip``, ``retry`` or ``goto``.
        goto: the step that a failure leads to, with ``on_error: goto``.
        max_retries: overrides the workflow's; with ``skip`` and ``goto``, attempts before that (none if not given).
        retry_base: overrides the workflow's first pause, in seconds; ``retry_cap`` its longest.
        for_each: path of an array; the step runs once for each of its items.
        concurrency: items under way at once.
        on_item_error: what an item that fails leads to: ``stop`` fails the step, ``skip`` goes on with the others.
    """

    name: str
    type: str
    settings: Mapping[str, Any] = field(factory=dict)
    next: str | None = None
    on_error: str = "stop"
    goto: str | None = None
    max_retries: int | None = None
    retry_base: float | None = None
    retry_cap: float | None = None
    for_each: str | None = None
    concurrency: int = 4
    on_item_error: str = "stop"


@frozen
class ResultRule:
    """What a run answers with: exactly one of the three is given."""

    source: str | None = None
    expression: str | None = None
    mappings: tuple[Mapping[str, Any], ...] = ()


class MissedRuns(StrEnum):
    """What becomes of the times of a schedule that passed while no worker was there."""

    SKIP = "skip"
    ONCE = "once"
    ALL = "all"


@frozen
class WorkflowSource:
    """Where a workflow's messages come from: exactly one id is set.

    Attributes:
        subscription: name of one subscription of the connection, or None for all of its messages.
    """

    application: str | None = None
    connection: str | None = None
    subscription: str | None = None


@frozen
class Workflow:
    """One version of a workflow.

    Attributes:
        retention_hours: how long delivered messages stay for replay; undelivered ones stay regardless.
        max_retries: scheduled attempts of one delivery before it becomes a dead letter.
        retry_base: seconds of the first backoff; doubled each time, with full jitter, up to ``retry_cap``.
        timeout: seconds that a sequential run may take from its first step on; a longer one is a dead letter.
        result: what a sequential run answers with.
        schedule: cron expression; the workflow gets a message at these times.
        timezone: of ``schedule``; IANA name.
    """

    id: str
    workspace_id: str
    name: str
    mode: Mode = Mode.FAN_OUT
    version: int = 1
    enabled: bool = True
    sources: tuple[WorkflowSource, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    steps: tuple[Step, ...] = ()
    retention_hours: float = 168.0
    max_retries: int = 10
    retry_base: float = 1.0
    retry_cap: float = 3600.0
    description: str = ""
    timeout: float | None = None
    result: ResultRule | None = None
    schedule: str | None = None
    timezone: str = "UTC"
    missed_runs: MissedRuns = MissedRuns.SKIP
