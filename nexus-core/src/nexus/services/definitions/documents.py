"""The shape of definition documents: what YAML files hold and the API takes, with names in the place of ids."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from nexus.config import define, field
from nexus.mapping.documents import FieldDocument, MappingDocument
from nexus.model.connection import Dedup
from nexus.model.workflow import MissedRuns, Mode
from nexus.services.people.documents import NAME


@define
class ApplicationDocument:
    """A sender."""

    EXAMPLE: ClassVar = {
        "name": "shop",
        "fields": [{"name": "id", "type": "integer", "required": True}, {"name": "customer.email", "type": "string"}],
        "dedup": "message_id",
        "message_id_path": "id",
        "rate_limit": 500,
    }

    name: str = field(title="Name", pattern=NAME)
    enabled: bool = field(title="Enabled", default=True)
    fields: tuple[FieldDocument, ...] = field(title="Fields", default=())
    allow_unknown: bool = field(title="Take fields that are not listed", default=True)
    dedup: Dedup = field(
        title="Resends are recognised by",
        help="message_id: by message_id_path or the header Idempotency-Key; content: by the whole payload; off: not at all",
        default=Dedup.MESSAGE_ID,
    )
    message_id_path: str | None = field(title="Path of the sender's message id", default=None, pattern=r".{1,500}")
    rate_limit: float | None = field(title="Messages per second", default=None, minimum=0.001)
    burst: int | None = field(title="Messages at once", default=None, minimum=1, maximum=2**31 - 1, advanced=True)
    encryption: bool = field(title="Payloads are encrypted", default=False, advanced=True)
    keep_encrypted: bool = field(
        title="Payloads stay encrypted until a worker maps them",
        help="In the streams and schedules, too; for applications whose payloads are encrypted",
        default=False,
        advanced=True,
    )
    masked: tuple[str, ...] = field(title="Paths that are masked in logs and dead letters", default=(), advanced=True)


@define
class ConnectionDocument:
    """One configured connector; ``config`` is checked against the connector's own class."""

    name: str = field(title="Name", pattern=NAME)
    connector: str = field(title="Connector", min_length=1)
    config: Mapping[str, Any] = field(title="Configuration", factory=dict)
    via_agent: str | None = field(title="Reached through the agent", help="Its name.", default=None, advanced=True)


@define
class SourceDocument:
    """Where messages come from: an application, or a connection that is a source."""

    application: str | None = field(title="Application", default=None)
    connection: str | None = field(title="Connection", default=None)
    subscription: str | None = field(
        title="Subscription", help="Name of one subscription of the connection; else all of them", default=None
    )

    def __attrs_post_init__(self) -> None:
        """Refuse none and both."""
        if (self.application is None) == (self.connection is None):
            raise ValueError("name exactly one of application and connection")
        if self.subscription is not None and self.connection is None:
            raise ValueError("subscription names a part of a connection: name the connection, too")


@define
class PipelineDocument:
    """One way out of a fan-out workflow."""

    name: str = field(title="Name", min_length=1)
    id: str | None = field(
        title="Id",
        help="Of the pipeline as it is, where it gets another name and shall keep its place in the stream",
        default=None,
        advanced=True,
    )
    destination: str = field(title="Destination", help="Name of a connection", min_length=1)
    operation: str = field(title="Operation", min_length=1)
    target: str = field(title="Target", help="Table, schema.table, or path", default="")
    key: tuple[str, ...] = field(title="Key", help="Fields that identify a row", default=())
    mappings: tuple[MappingDocument, ...] = field(title="Mappings", default=())
    condition: str | None = field(title="Condition", help="CEL; other messages are filtered", default=None)
    ordered_by: str | None = field(
        title="Ordered by",
        help="Path; messages with the same value there arrive in their order, and none overtakes another",
        default=None,
        advanced=True,
    )
    ledger: bool = field(title="Exactly once (ledger)", default=False)
    partial: bool = field(title="Update only fields that the payload has", default=False)
    options: Mapping[str, Any] = field(title="Options", factory=dict, advanced=True)
    enabled: bool = field(title="Enabled", default=True)
    max_retries: int | None = field(title="Most retries", default=None, minimum=0, advanced=True)


@define
class StepDocument:
    """The part of a step that all step types have; beside it stand its type's own settings."""

    OPEN: ClassVar = True

    name: str = field(title="Name", min_length=1, pattern=r"[A-Za-z_][A-Za-z0-9_]*")
    type: str = field(title="Type", min_length=1)
    next: str | None = field(title="Next step", help="end to finish; else the one below", default=None)
    on_error: Literal["stop", "skip", "retry", "goto"] = field(title="On error", default="stop")
    goto: str | None = field(title="Step after an error", help="With on_error: goto", default=None)
    max_retries: int | None = field(title="Most retries", default=None, minimum=0)
    retry_base: float | None = field(
        title="First pause (s)", help="Else the workflow's", default=None, minimum=0.001, advanced=True
    )
    retry_cap: float | None = field(
        title="Longest pause (s)", help="Else the workflow's", default=None, minimum=0.001, advanced=True
    )
    for_each: str | None = field(
        title="For each", help="Path of an array: the step runs for each item, as item and index", default=None
    )
    concurrency: int = field(title="Items at once", default=4, minimum=1, maximum=100, advanced=True)
    on_item_error: Literal["stop", "skip"] = field(title="On an item's error", default="stop", advanced=True)

    def __attrs_post_init__(self) -> None:
        """Refuse settings that say nothing without each other."""
        if (self.on_error == "goto") != (self.goto is not None):
            raise ValueError("on_error: goto and the step in goto go together")


@define
class ResultDocument:
    """What a sequential run answers with: exactly one of the three."""

    source: str | None = field(title="Source", help="Path: steps.shape, payload.id, current", default=None)
    expression: str | None = field(title="Expression", help="CEL over payload, message and steps", default=None)
    mappings: tuple[Mapping[str, Any], ...] = field(title="Mappings", help="As in a transform", default=())

    def __attrs_post_init__(self) -> None:
        """Refuse none and several."""
        if sum((self.source is not None, self.expression is not None, bool(self.mappings))) != 1:
            raise ValueError("give exactly one of source, expression and mappings")


@define
class WorkflowDocument:
    """A workflow; each of ``steps`` has ``name``, ``type`` and its step type's own settings."""

    DOCUMENTED: ClassVar = {"steps": tuple[StepDocument, ...]}
    EXAMPLE: ClassVar = {
        "name": "orders",
        "sources": [{"application": "shop"}],
        "pipelines": [
            {
                "name": "orders-to-warehouse",
                "destination": "warehouse",
                "operation": "upsert",
                "target": "orders",
                "key": ["id"],
                "mappings": [
                    {"source": "id", "target": "id", "type": "integer"},
                    {"source": "customer.email", "target": "email", "type": "string", "transforms": ["trim", "lower"]},
                ],
            }
        ],
    }

    name: str = field(title="Name", min_length=1)
    description: str = field(title="Description", default="", multiline=True)
    mode: Mode = field(title="Mode", default=Mode.FAN_OUT)
    enabled: bool = field(title="Enabled", default=True)
    sources: tuple[SourceDocument, ...] = field(title="Sources", default=())
    pipelines: tuple[PipelineDocument, ...] = field(title="Pipelines", default=())
    steps: tuple[Mapping[str, Any], ...] = field(title="Steps", default=())
    retention_hours: float = field(title="Hours that delivered messages stay", default=168.0, minimum=0)
    max_retries: int = field(title="Most retries", default=10, minimum=0)
    retry_base: float = field(title="First pause (s)", default=1.0, minimum=0.001, advanced=True)
    retry_cap: float = field(title="Longest pause (s)", default=3600.0, minimum=0.001, advanced=True)
    timeout: float | None = field(
        title="Time-out (s)", help="Of a sequential run, from its first step on", default=None, minimum=0.1
    )
    result: ResultDocument | None = field(
        title="Result", help="What POST /execute answers with when it is told to wait", default=None
    )
    schedule: str | None = field(
        title="Schedule", help="Cron: minute, hour, day, month, weekday", default=None, placeholder="*/5 * * * *"
    )
    timezone: str = field(title="Time zone of the schedule", default="UTC", placeholder="Europe/Berlin")
    missed_runs: MissedRuns = field(
        title="Missed runs",
        help="Times that passed while no worker was there: skip them, run once, or run all (100 at most)",
        default=MissedRuns.SKIP,
        advanced=True,
    )


@define
class Bundle:
    """A whole file (or several, merged)."""

    applications: tuple[ApplicationDocument, ...] = field(title="Applications", default=())
    connections: tuple[ConnectionDocument, ...] = field(title="Connections", default=())
    workflows: tuple[WorkflowDocument, ...] = field(title="Workflows", default=())
