"""The shape of a flow test file: beside definitions as files write them stand cases."""

from collections.abc import Mapping
from typing import Any, ClassVar

from nexus.config import define, field
from nexus.services.definitions.documents import ApplicationDocument, ConnectionDocument, WorkflowDocument

CLOCK = "2026-01-01T00:00:00Z"


@define
class ErrorDocument:
    """What goes wrong at a system outside: at most one of the first six."""

    unavailable: str | None = field(title="It is away", help="The circuit opens; no attempt is spent.", default=None)
    timeout: str | None = field(title="It does not answer in time", default=None)
    rejected: str | None = field(title="It refuses this for ever", default=None)
    retry: str | None = field(title="It refuses this now", help="That counts as an attempt.", default=None)
    configuration: str | None = field(title="A person must change a setting first", default=None)
    fault: str | None = field(title="The connector has a fault", default=None)
    after: float | None = field(
        title="Seconds until the next attempt", help="With unavailable and retry.", default=None, minimum=0
    )
    takes: float = field(title="Seconds that the answer takes", default=0.0, minimum=0)

    def __attrs_post_init__(self) -> None:
        """Refuse several, and a pause without what it belongs to."""
        if len(self.named) > 1:
            raise ValueError(f"give one of {' and '.join(self.named)}")
        if self.after is not None and not set(self.named) & {"unavailable", "retry"}:
            raise ValueError("after belongs to unavailable or retry")

    @property
    def named(self) -> list[str]:
        """What goes wrong."""
        kinds = ("unavailable", "timeout", "rejected", "retry", "configuration", "fault")
        return [name for name in kinds if getattr(self, name) is not None]


@define
class OutputDocument:
    """What a step yields that cannot be run without the system that it reaches."""

    output: Any = field(title="Output", help="What later steps reach.", default=None)


@define
class NothingDocument:
    """What a destination answers that has stored a row."""


@define
class SentDocument:
    """One message, as its sender sends it."""

    payload: Any = field(title="Payload", help="As YAML.", default=None)
    text: str | None = field(
        title="Text", help="Instead of payload: the very text, JSON or not.", default=None, multiline=True
    )
    application: str | None = field(title="Application", help="The workflow's only source, if not said.", default=None)
    connection: str | None = field(title="Connection", help="The source that it comes from.", default=None)
    subscription: str = field(title="Subscription", help="Of the connection.", default="")
    direct: bool = field(title="Run directly", help="As by POST /execute, without a source.", default=False)
    id: str | None = field(title="Id", help="That it is given; else made of its place in the case.", default=None)
    headers: Mapping[str, Any] = field(
        title="Headers",
        help="Of the request: Idempotency-Key, traceparent, X-Request-Id; of a connection's message, its metadata.",
        factory=dict,
    )
    upstream_id: str | None = field(title="The connection's own id of the message", default=None)
    after: float = field(title="Seconds after the message before", default=0.0, minimum=0)

    def __attrs_post_init__(self) -> None:
        """Refuse what says two things."""
        if self.text is not None and self.payload is not None:
            raise ValueError("give payload or text, not both")
        if self.application is not None and self.connection is not None:
            raise ValueError("it comes from an application or from a connection, not from both")
        if self.direct and (self.application is not None or self.connection is not None):
            raise ValueError("what is run directly comes from no application or connection")
        if self.connection is None and (self.subscription or self.upstream_id is not None):
            raise ValueError("subscription and upstream_id belong to a message from a connection")


@define
class PipelineExpectation:
    """What a pipeline does; what is not named is not looked at, but for dead letters and a destination that stays away."""

    operation: Any = field(title="Operation", default=None)
    target: Any = field(title="Target", default=None)
    key: Any = field(title="Key", default=None)
    rows: Any = field(title="Rows", help="All that are stored, in their order.", default=None)
    filtered: Any = field(
        title="Filtered", help="Places of messages that the condition holds back, from 0.", default=None
    )
    dead: Any = field(title="Dead letters", help="For each message and reason; none where not said.", default=())
    held: Any = field(title="Held", help="For each message and reason: its destination stays away.", default=())


@define
class ExpectationDocument:
    """What comes of the messages of a case."""

    messages: Any = field(
        title="Messages",
        help="For each accepted, duplicate, or refused with its reason; all are accepted where not said.",
        default=None,
    )
    pipelines: Mapping[str, PipelineExpectation] = field(title="Pipelines", help="By name.", factory=dict)
    calls: Any = field(
        title="Calls",
        help="All that steps do outside, in their order: step, and what the step tells of the call, as far as it is named.",
        default=None,
    )
    runs: Any = field(
        title="Runs",
        help="For each message: status, result, reason, steps (outputs by name), as far as they are named; all are finished "
        "where not said.",
        default=None,
    )


@define
class CaseDocument:
    """Messages, what the world outside answers, and what is to come of it."""

    name: str = field(title="Name", min_length=1)
    workflow: str | None = field(title="Workflow", help="Needed where several are defined.", default=None)
    clock: str = field(title="Clock", help="When the first message comes; else the file's.", default="")
    messages: tuple[SentDocument, ...] = field(title="Messages", default=())
    answers: Mapping[str, Any] = field(
        title="Answers",
        help="By step or pipeline: one for every call, or a list for one call after the other.",
        factory=dict,
    )
    expect: ExpectationDocument = field(title="Expected", factory=ExpectationDocument)


@define
class FlowTestDocument:
    """A whole file."""

    EXAMPLE: ClassVar = {
        "definitions": ["shop.yaml"],
        "cases": [
            {
                "name": "an order is stored with its address in small letters",
                "workflow": "orders",
                "messages": [{"payload": {"id": 1, "customer": {"email": " Ada@Example.com "}}}],
                "expect": {"pipelines": {"orders-to-warehouse": {"rows": [{"id": 1, "email": "ada@example.com"}]}}},
            }
        ],
    }

    definitions: tuple[str, ...] = field(title="Definition files", help="Beside this file.", default=())
    workspace: str | None = field(
        title="Workspace", help="Also what the installation has there; only for tests beside it.", default=None
    )
    applications: tuple[ApplicationDocument, ...] = field(title="Applications", default=())
    connections: tuple[ConnectionDocument, ...] = field(title="Connections", default=())
    workflows: tuple[WorkflowDocument, ...] = field(title="Workflows", default=())
    environment: Mapping[str, str] = field(
        title="Environment", help="For ${env:NAME} in the definitions; what is not named is its own name.", factory=dict
    )
    clock: str = field(title="Clock", help="When the first message of each case comes.", default=CLOCK)
    cases: tuple[CaseDocument, ...] = field(title="Cases", min_length=1)
