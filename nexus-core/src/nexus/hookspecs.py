"""THE plugin contract: what a plugin returns, what a component does, when Nexus calls it.

A plugin is a module (or any object) found through the entry point group ``nexus.plugins``. It names the contract that it
was written for and implements some of the hooks at the end of this file::

    from nexus import SinkType, hookimpl

    nexus_contract = "1.0"

    @hookimpl
    def nexus_sinks():
        return [SinkType(connector=WAREHOUSE, open=WarehouseSink, operations=("insert", "upsert"))]

Hooks return values; nothing is registered by side effect. Every ``open``, ``check``, ``write``, ``select`` … may be a plain
function, which Nexus then runs in a thread, or ``async def``. Raise only the exceptions of `nexus.errors`: they tell the
engine what to do next. Anything else counts as a fault of the plugin, and the rows are tried again later.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import pluggy
from attrs import define, field, frozen

if TYPE_CHECKING:
    from logging import Logger
    from pathlib import Path

    import click

    from nexus.model.delivery import DeadLetter, DeliveryEvent
    from nexus.model.log import LogFilter, LogPage
    from nexus.model.message import Message

CONTRACT: Final = "1.0"
"""Version of this contract. A plugin's ``nexus_contract`` must have the same major and no higher minor number."""

ENTRY_POINT_GROUP: Final = "nexus.plugins"

hookspec = pluggy.HookspecMarker("nexus")
hookimpl = pluggy.HookimplMarker("nexus")

T = TypeVar("T")


# ---------------------------------------------------------------------------------------------------------------------
# 1. What a component is given
# ---------------------------------------------------------------------------------------------------------------------


class Egress(Protocol):
    """Decides which addresses a connection may reach."""

    def resolve(self, host: str, port: int) -> str:
        """Resolve ``host`` once and return the permitted address to connect to.

        Connect to this address, with the original host for TLS and ``Host``: a second look-up could answer differently.

        Raises:
            ConfigurationError: the address is not permitted; the remedy names ``NEXUS_EGRESS_ALLOW``.
            Unavailable: the name does not resolve.
        """
        ...


class Context(Protocol):
    """What Nexus gives to every component that it opens."""

    @property
    def egress(self) -> Egress:
        """Asked before every connection to a host that a configuration names."""
        ...

    @property
    def logger(self) -> Logger:
        """Logger that carries the connection's and the pipeline's name; secrets of the configuration are masked."""
        ...

    def shared(self, key: Hashable, create: Callable[[], T], close: Callable[[T], Any]) -> T:
        """Return the one ``key`` of this connection in this process (a pool, a client), creating it at first use.

        It is closed when the last component of the connection closes. ``create`` must not block for long: connect lazily.
        """
        ...


# ---------------------------------------------------------------------------------------------------------------------
# 2. What a plugin returns, and what its components do
# ---------------------------------------------------------------------------------------------------------------------


@frozen
class Check:
    """One thing that a connection test looked at: ``Check("authentication", ok=False, message=…, remedy=…)``."""

    name: str
    ok: bool
    message: str = ""
    remedy: str = ""
    latency_ms: float | None = None


@frozen
class Page:
    """Which part of a result is wanted; ``page`` counts from 1."""

    page: int = 1
    limit: int = 100
    total: bool = False
    timeout_s: float = 30.0


@frozen
class ResultPage:
    """One page of rows; values are JSON-able or the Python values of `nexus.model.mapping.TYPES`.

    Attributes:
        more: whether a next page exists.
        total: number of all rows, where it was asked for.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    more: bool = False
    total: int | None = None


class Query(Protocol):
    """Reads from a connection. Statements are SELECTs (or what the system calls so) with ``:name`` parameters."""

    def select(self, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage | Awaitable[ResultPage]:
        """Run ``statement`` with bound ``params`` and return one page.

        Raises:
            InvalidInput: the statement is not one that only reads, or a parameter is missing.
            Unavailable: the system is away.
        """
        ...

    def stream(self, statement: str, params: Mapping[str, Any]) -> Iterator[ResultPage]:
        """Run ``statement`` and yield its rows in chunks, in constant memory."""
        ...

    def close(self) -> Awaitable[None] | None:
        """Give back what ``open`` took."""
        ...


@frozen
class TableField:
    """A column (or field) of a table (or endpoint), with the type as the system calls it.

    Attributes:
        type: the nearest of `nexus.model.mapping.TYPES`.
        native: the system's own name of the type: ``varchar(40)``.
        required: not nullable and without default.
    """

    name: str
    type: str
    native: str = ""
    nullable: bool = True
    key: bool = False
    required: bool = False


class Browse(Protocol):
    """Lists what a connection has, for the mapper and for checks."""

    def schemas(self) -> Sequence[str] | Awaitable[Sequence[str]]:
        """Names of the schemas (or databases) that the user may see."""
        ...

    def tables(self, schema: str) -> Sequence[str] | Awaitable[Sequence[str]]:
        """Names of the tables and views of a schema."""
        ...

    def fields(self, schema: str, table: str) -> Sequence[TableField] | Awaitable[Sequence[TableField]]:
        """Fields of a table, in order.

        Raises:
            NotFound: there is no such table.
        """
        ...

    def close(self) -> Awaitable[None] | None:
        """Give back what ``open`` took."""
        ...


class Connections(Protocol):
    """The connections of the workspace of a request, by name: what a plugin's route is given (see `nexus_routes`).

    Each is reached as the platform reaches it: under the egress guard, through its agent where it names one, within a time.
    Its configuration, and with it its secrets, stay where they are. Every method raises:

        NotFound: the workspace has no connection of this name.
        ConfigurationError: its connector cannot do that, or a person must act first.
        Unavailable: the other end is away; `Throttled`: too many are being asked at once.
    """

    async def names(self, connector: str) -> Sequence[str]:
        """Names of the connections of one connector, sorted."""
        ...

    async def select(self, name: str, statement: str, params: Mapping[str, Any], page: Page) -> ResultPage:
        """Run a statement that only reads, as `Query.select` does; who ran what is audited."""
        ...

    async def schemas(self, name: str) -> Sequence[str]:
        """As `Browse.schemas`."""
        ...

    async def tables(self, name: str, schema: str) -> Sequence[str]:
        """As `Browse.tables`."""
        ...

    async def fields(self, name: str, schema: str, table: str) -> Sequence[TableField]:
        """As `Browse.fields`."""
        ...


@frozen
class Connector:
    """What a plugin teaches Nexus to talk to.

    Attributes:
        name: unique, in kebab case: ``postgresql``.
        title: as people write it: ``PostgreSQL``.
        family: ``database``, ``rest``, ``sap``, ``mqtt`` or a new one; names the retry queue of its deliveries.
        config: a class made by `nexus.config.define`; from it come validation, JSON Schema, form and manual.
        check: ``check(config, context)`` tries the connection and returns named checks; never raises for a bad target.
        query: ``query(config, context)`` opens a `Query`, if the system can be read from.
        browse: ``browse(config, context)`` opens a `Browse`, if the system can be listed.
        collection: path segment of its family's resource in the API: ``destinations``, ``rest-destinations``.
        docs: Markdown for the manual and the form: set-up, rights that the user needs, limits.
        icon: SVG text, or empty.
    """

    name: str
    title: str
    family: str
    config: type[Any]
    check: Callable[[Any, Context], Sequence[Check] | Awaitable[Sequence[Check]]]
    query: Callable[[Any, Context], Query | Awaitable[Query]] | None = None
    browse: Callable[[Any, Context], Browse | Awaitable[Browse]] | None = None
    collection: str = "destinations"
    docs: str = ""
    icon: str = ""


class Capability(StrEnum):
    """What is true of a sink; the guarantee of each pipeline is worked out from it and printed."""

    IDEMPOTENT_WRITE = "idempotent_write"
    """Writing a row a second time leaves the destination as after the first (for upsert, update and delete by key)."""
    IDEMPOTENCY_KEY = "idempotency_key"
    """Every row carries a stable key by which the destination can recognise a repetition."""
    TRANSACTIONAL = "transactional"
    """A batch is stored whole or not at all."""
    ORDERED = "ordered"
    """Rows of a batch take effect in their order."""
    LEDGER = "ledger"
    """Can record message ids in the same transaction as the rows: exactly once."""


@frozen
class BatchPolicy:
    """How many messages a sink wants at once.

    Attributes:
        max_rows: most rows in one ``write``.
        max_bytes: most payload bytes in one ``write``.
        max_wait_s: how long a batch that is not full may wait for more; 0 writes what is there.
        max_in_flight: how many ``write`` calls may run at once per pipeline.
    """

    max_rows: int = 500
    max_bytes: int = 4 * 1024 * 1024
    max_wait_s: float = 0.0
    max_in_flight: int = 1


@frozen
class WriteTarget:
    """Where and how one pipeline writes; given to a sink once, when it is opened.

    Attributes:
        pipeline_id: with a message id it names a delivery: the ledger's and the idempotency key's two halves.
        operation: one of the sink type's ``operations``.
        target: table, ``schema.table``, or path.
        key: fields that identify a row.
        columns: the fields that rows can have, with their types (None: as it is); empty if rows are whole payloads.
        ledger: record each message id with its row in one transaction, and skip what is recorded.
        options: further settings of the pipeline, as the connector documents them.
    """

    pipeline_id: str
    operation: str
    target: str = ""
    key: tuple[str, ...] = ()
    columns: Mapping[str, str | None] = field(factory=dict)
    ledger: bool = False
    options: Mapping[str, Any] = field(factory=dict)


@frozen
class Batch:
    """Mapped rows on their way to a sink.

    Attributes:
        rows: one JSON object (dict) per message, mapped: a field that is to stay as it is, is absent. With the mapping
            ``$ <- $`` a row is the payload, of any JSON type. Never change them.
        ids: the message id of each row.
        traceparents: W3C trace context of each row (``traceparent``), for destinations that go on with a trace; a row's is
            empty where it has none, and all of it where no row has one.
    """

    rows: Sequence[Any]
    ids: Sequence[str]
    traceparents: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def pick(self, indexes: Iterable[int]) -> Batch:
        """Return the part of the batch at ``indexes``, in that order."""
        chosen = list(indexes)
        traces = [self.traceparents[i] for i in chosen] if self.traceparents else ()
        return Batch([self.rows[i] for i in chosen], [self.ids[i] for i in chosen], traces)


class Sink(Protocol):
    """Writes batches to one target. One batch at a time, unless `BatchPolicy.max_in_flight` says more."""

    def write(self, batch: Batch) -> Awaitable[None] | None:
        """Store all rows and return, or raise what says which are not stored.

        Raises:
            Rejected: the named rows can never succeed; all others are stored.
            Retry: the named rows may succeed later; all others are stored.
            Unavailable: the destination is away; rows may or may not be stored.
            ConfigurationError: a person must act first (``Unauthorized``: the credentials are refused).
        """
        ...

    def close(self) -> Awaitable[None] | None:
        """Give back what ``open`` took; no ``write`` is running."""
        ...


@frozen
class SinkType:
    """A connector's ability to be written to.

    Attributes:
        open: ``open(config, target, context)`` returns a `Sink`; it may refuse a target with ConfigurationError.
        operations: ``insert``, ``upsert``, ``update``, ``delete``, or ``post``, ``put`` …
        batching: how many rows the sink wants at once.
        capabilities: what is true of it: operation -> capabilities; ``*`` for all operations.
        options: a class made by `nexus.config.define` for the pipeline's ``options``, or None if there are none.
    """

    connector: Connector
    open: Callable[[Any, WriteTarget, Context], Sink | Awaitable[Sink]]
    operations: tuple[str, ...]
    batching: BatchPolicy = BatchPolicy()
    capabilities: Mapping[str, Collection[Capability]] = field(factory=dict)
    options: type[Any] | None = None

    def able(self, operation: str) -> frozenset[Capability]:
        """Return the capabilities that hold for ``operation``."""
        return frozenset(self.capabilities.get("*", ())) | frozenset(self.capabilities.get(operation, ()))


@frozen
class Subscription:
    """One stream of messages of a source: workflows may name it alone, and it says what its messages look like.

    Attributes:
        name: unique in its connection.
        fields: `FieldDocument` values; messages that do not fit them go to the dead letters.
        allow_unknown: whether fields that are not listed are accepted.
        message_id_path: dotted path of the sender's own message id, by which a resend is recognised; it is then required.
    """

    name: str
    fields: Sequence[Any] = ()
    allow_unknown: bool = True
    message_id_path: str | None = None


@define  # not frozen: a source makes one for every message (see nexus.model.message)
class SourceMessage:
    """What a source hands over.

    Attributes:
        payload: JSON text, UTF-8; with ``error`` the bytes as they came.
        message_id: the upstream's own id, by which a resend is recognised, or None.
        metadata: what mappings reach under ``message.headers`` (topic, user properties …).
        error: if set, the payload could not be read and goes to the dead letters with this reason.
        subscription: name of the `Subscription` that it came by; empty for a source that has none.
    """

    payload: bytes
    message_id: str | None = None
    metadata: Mapping[str, Any] = field(factory=dict)
    error: str = ""
    subscription: str = ""


Emit = Callable[[Sequence[SourceMessage]], Awaitable[None]]
"""Returns once the messages are durable in every workflow that takes them; only then may a source acknowledge its upstream.

While the stream store takes nothing it does not return: that is the back-pressure. Emit what has arrived meanwhile together,
and one batch after the other: so they keep their order.
"""


class SourceContext(Context, Protocol):
    """What Nexus gives to one instance of a source when it is opened."""

    @property
    def identity(self) -> str:
        """Names this instance in the whole installation, whichever process runs it: for a client id or a consumer's name.

        One process at a time has it, unless one was cut off: then for seconds two may believe to have it.
        """
        ...

    @property
    def subscriptions(self) -> Collection[str]:
        """Names of the subscriptions that enabled workflows take messages of: receive only these."""
        ...

    def connected(self) -> None:
        """Say that messages can come from now on: the instance is shown as running."""
        ...


class Source(Protocol):
    """Receives from one connection."""

    async def run(self, emit: Emit) -> None:
        """Receive until cancelled. On cancellation stop taking, let running ``emit`` calls end, acknowledge, disconnect.

        It is called once for each connection to the upstream, and may be called again after an error.

        Raises:
            Unavailable: the upstream is away; run is called again after a backoff.
            ConfigurationError: a person must act first.
        """
        ...

    def close(self) -> Awaitable[None] | None:
        """Give back what ``open`` took; ``run`` has ended."""
        ...


@frozen
class SourceType:
    """A connector's ability to be received from.

    Attributes:
        open: ``open(config, context)`` returns a `Source`; ``context`` is a `SourceContext`.
        subscriptions: ``subscriptions(config)`` tells the parts that workflows may name, without I/O; None if it has none.
        instances: ``instances(config)`` tells how many may receive at once and share the work; None for one.
        sample: ``sample(config, context, subscription, limit, seconds)`` returns up to ``limit`` messages that come
            within so many seconds, without taking them from anyone; for proposing fields. None if it cannot.
    """

    connector: Connector
    open: Callable[[Any, SourceContext], Source | Awaitable[Source]]
    subscriptions: Callable[[Any], Sequence[Subscription]] | None = None
    instances: Callable[[Any], int] | None = None
    sample: (
        Callable[[Any, Context, str, int, float], Sequence[SourceMessage] | Awaitable[Sequence[SourceMessage]]] | None
    ) = None


@frozen
class Parameter:
    """One argument of a transform function; ``type`` is one of ``string integer decimal float boolean list map any``."""

    name: str
    type: str = "any"
    required: bool = True
    default: Any = None
    doc: str = ""


@frozen
class TransformFunction:
    """A pure function for mappings: ``function(value, **arguments)``. It never sees null; ValueError rejects the message.

    Attributes:
        returns: one of `nexus.model.mapping.TYPES`, or ``any``.
        doc: one sentence for the palette, with an example.
        handles_null: also call it with None (``coalesce``).
        prepare: ``prepare(**arguments)`` is called once when the mapping is compiled and returns the function of one value;
            it raises ValueError for arguments that cannot work. Give this or ``function``.
    """

    name: str
    function: Callable[..., Any] | None = None
    parameters: tuple[Parameter, ...] = ()
    returns: str = "any"
    doc: str = ""
    handles_null: bool = False
    prepare: Callable[..., Callable[[Any], Any]] | None = None


@frozen
class StepResult:
    """What a step did.

    Attributes:
        output: what later steps reach under ``steps.NAME`` (JSON-able).
        next: name of the step to go to instead of the declared one.
        wait_until: leave the worker and come back to this step's successor at that time (aware).
        current: True if ``output`` is what the following steps work on by default.
        sent: what went out (JSON-able): the request, the row; shown in the run's history. Nothing secret.
    """

    output: Any = None
    next: str | None = None
    wait_until: datetime | None = None
    current: bool = False
    sent: Any = None


@frozen
class StepInput:
    """What a step may use.

    Attributes:
        data: ``payload``, ``message``, ``steps`` (outputs by name) and ``current``: the newest transform's output, at
            first the payload; what a step without mappings of its own works on. With ``for_each`` also ``item`` and
            ``index``.
        message_id: the message's id; with ``for_each`` one of the item's own, which stays the same as well.
        idempotency_key: the same over retries and resumes of this step for this message (and item).
        attempt: from 1.
        traceparent: W3C trace context of the message, for calls that go on with its trace; empty if it has none.
    """

    data: Mapping[str, Any]
    idempotency_key: str
    attempt: int = 1
    message_id: str = ""
    traceparent: str = ""


class StepContext(Context, Protocol):
    """What Nexus gives to a step when it is opened: compilers for what users write, and connections by name."""

    @property
    def identity(self) -> str:
        """Names this step in the whole installation: with a message id it names one write (ledger, idempotency)."""
        ...

    async def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call something of a connector that may be a plain function (then in a thread) or a coroutine."""
        ...

    def mapping(self, rules: Sequence[Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], Any]:
        """Compile mapping rules into a function of the run's data that returns the mapped row."""
        ...

    def expression(self, text: str) -> Callable[[Mapping[str, Any]], Any]:
        """Compile a CEL expression over ``payload``, ``message`` and ``steps``."""
        ...

    def template(self, text: str) -> Callable[[Mapping[str, Any]], str]:
        """Compile a text with ``{path}`` places into a function of the run's data."""
        ...

    def connection(self, name: str) -> Any:
        """Return the structured configuration of the connection ``name``."""
        ...

    def able(self, name: str, operation: str) -> Collection[Capability]:
        """Return what is true of writing to the connection ``name`` with ``operation``; nothing if it cannot be done."""
        ...

    async def writer(self, name: str, target: WriteTarget) -> Callable[[Any, str], Awaitable[None]]:
        """Open the connection ``name`` for writing and return ``write(row, message_id)``.

        Rows that many runs write at the same time go to the sink as one batch; each caller gets its own row's error.
        It is closed with the step.
        """
        ...

    async def query(self, name: str) -> Query:
        """Open the connection ``name`` for reading."""
        ...


class RunningStep(Protocol):
    """A step that is ready to run, any number of times, also at once."""

    def run(self, step: StepInput) -> StepResult | Awaitable[StepResult]:
        """Do the step for one message; raise the delivery errors of `nexus.errors`."""
        ...

    def close(self) -> Awaitable[None] | None:
        """Give back what ``open`` took."""
        ...


Exchange = Callable[[Mapping[str, Any]], Awaitable[Any]]
"""Stands for a system outside; see `StepType.rehearse`."""


@frozen
class StepType:
    """A kind of step of sequential workflows; ``open(settings, context)`` returns a `RunningStep`.

    Attributes:
        branches: the settings whose values are names of steps that this step may go to.
        connections: the settings whose values are names of connections. A step whose only connection is reached through
            an agent is opened and run at that agent, unless ``needs`` tells what it wants of the connection.
        effect: False if it only computes: the same data gives the same output, so after a crash it may simply run again.
            What has an effect, or reads what may change, is checkpointed before the next such step begins.
        repeatable: it may have a ``for_each``.
        mappings: the settings that are mapping rules; ``expressions``: that are CEL; ``templates``: whose texts may have
            ``{places}``, however deeply they stand. They are compiled when a workflow is saved, and each path to a step
            that cannot have run is found then.
        boolean: those of ``expressions`` that must give true or false; ``moments``: that must give a time, as text in ISO
            8601, seconds since 1970 or a timestamp.
        connectors: names of the connectors that its connections must have; any if none is named.
        needs: ``needs(settings)`` returns what a connection must be able to: setting -> ``query``, or the `WriteTarget`
            that its sink is opened with. None if any will do.
        preview: ``preview(running, step)`` returns what the step would send, as `StepResult.sent`, and sends nothing; for
            runs on a draft. None if that cannot be told.
        rehearse: ``rehearse(running, step, exchange)`` runs the step as `RunningStep.run` does, but with ``await
            exchange(call)`` in the place of the system outside: ``call`` is what would go out (JSON-able), what comes back
            an instance of ``answer``; it raises what the system would. For flow tests, in which `Context.shared` creates
            nothing, and `StepContext.writer` and `StepContext.query` reach nothing. Without it the step does not run in a
            flow test: its output is said there.
        answer: a class made by `nexus.config.define`: what the system outside answers in ``rehearse``.
    """

    name: str
    title: str
    config: type[Any]
    open: Callable[[Any, StepContext], RunningStep | Awaitable[RunningStep]]
    doc: str = ""
    branches: tuple[str, ...] = ()
    connections: tuple[str, ...] = ("connection",)
    effect: bool = True
    repeatable: bool = True
    mappings: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    boolean: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    connectors: tuple[str, ...] = ()
    needs: Callable[[Any], Mapping[str, str | WriteTarget]] | None = None
    preview: Callable[[Any, StepInput], Any] | None = None
    rehearse: Callable[[Any, StepInput, Exchange], StepResult | Awaitable[StepResult]] | None = None
    answer: type[Any] | None = None


class LogStore(Protocol):
    """Keeps the delivery log. Synchronous; reasons come with what applications want masked already masked."""

    def append(self, events: Sequence[DeliveryEvent]) -> None:
        """Store a batch of events; called from one thread at a time."""
        ...

    def trace(self, workspace_id: str, message_id: str) -> Sequence[DeliveryEvent]:
        """Everything that happened to one message, oldest first."""
        ...

    def search(self, workspace_id: str, wanted: LogFilter, cursor: str | None = None, limit: int = 100) -> LogPage:
        """Return one page of a workspace's events, the one that ended last first; called from many threads.

        Cursors are the store's own text. They must be stable while events are added: none is shown twice or left out.

        Raises:
            InvalidInput: the cursor is not one of this store's.
        """
        ...

    def forget(self, before: int, most: int) -> int:
        """Delete up to ``most`` of the oldest events that ended before a time (ms since 1970, UTC); return how many.

        A store with a retention of its own deletes nothing and returns 0.
        """
        ...

    def excess(self, *, max_rows: int | None, max_bytes: int | None) -> int | None:
        """Return the time (ms since 1970, UTC) before which events are too many for these limits, or None."""
        ...

    def close(self) -> None:
        """Give back what ``open`` took."""
        ...


@frozen
class LogStoreType:
    """A place for the delivery log; ``open(url)`` is called for the scheme that ``NEXUS_LOG_URL`` names."""

    scheme: str
    open: Callable[[str], LogStore]


@frozen
class Site:
    """A folder of built pages that the API serves: a single-page application, such as the dashboard.

    Files below ``assets`` carry a hash in their names and are kept by browsers for ever; ``index.html`` answers every path
    that is no file and that nothing else answers. A file with ``.br`` or ``.gz`` beside it is sent in that form to who takes
    it. Pages run under a strict Content-Security-Policy: scripts and styles are files of the site, nothing comes from
    elsewhere; ``{{nonce}}`` in ``index.html`` becomes the nonce of the answer, for styles that the scripts make.

    Attributes:
        path: where it is mounted: ``/`` or one segment, ``/board``.
        folder: where the files are; must hold ``index.html``.
    """

    path: str
    folder: Path


# ---------------------------------------------------------------------------------------------------------------------
# 3. When Nexus calls a plugin
# ---------------------------------------------------------------------------------------------------------------------


@hookspec
def nexus_sources() -> list[SourceType]:  # type: ignore[empty-body]
    """Return the source types. Called once when a process starts; no I/O. A failure quarantines the plugin."""


@hookspec
def nexus_sinks() -> list[SinkType]:  # type: ignore[empty-body]
    """Return the sink types. Called once when a process starts; no I/O. A failure quarantines the plugin."""


@hookspec
def nexus_transforms() -> list[TransformFunction]:  # type: ignore[empty-body]
    """Return functions for mappings. Called once when a process starts; no I/O. A failure quarantines the plugin."""


@hookspec
def nexus_step_types() -> list[StepType]:  # type: ignore[empty-body]
    """Return step types. Called once when a process starts; no I/O. A failure quarantines the plugin."""


@hookspec
def nexus_log_stores() -> list[LogStoreType]:  # type: ignore[empty-body]
    """Return places for the delivery log. Called once when a process starts; no I/O. A failure quarantines the plugin."""


@hookspec
def nexus_routes() -> list[Any]:  # type: ignore[empty-body]
    """Return Litestar route handlers or controllers, mounted under ``/api``. Called once when an API process starts.

    They run behind the same authentication and role policy as the core's routes. Each names its policy, ``opt={"policy":
    "user"}``: ``public``, ``api_key``, ``agent``, ``signed_in``, ``user``, ``admin``, ``auditor``, ``manager`` or ``owner``;
    a route that names none is closed to everyone.

    A route of the policy ``user`` or ``admin`` may have a parameter ``connections: SkipValidation[Connections]``: those of
    the workspace of the request. A parameter ``data`` whose type is a config class (`nexus.config`) is read strictly, every
    fault with its path. Errors of `nexus.errors` become problem details. What OpenAPI says of refusals is added.
    """


@hookspec
def nexus_sites() -> list[Site]:  # type: ignore[empty-body]
    """Return folders of built pages. Called once when an API process starts; no I/O. A failure quarantines the plugin.

    Whoever reaches the API may read the pages; what they show they ask of the API, by which people sign in.
    """


@hookspec
def nexus_commands() -> list[click.Command]:  # type: ignore[empty-body]
    """Return commands for ``nexus``. Called when the command line starts; import heavy libraries inside the commands."""


@hookspec
def nexus_startup(process: str) -> None:
    """A process (``api``, ``worker``, ``receiver``) is ready to start. May do I/O; a failure is logged, the rest go on."""


@hookspec
def nexus_delivered(pipeline_id: str, messages: Sequence[Message]) -> None:
    """A batch was delivered and settled. Called in a thread, after the fact; a failure is logged and changes nothing."""


@hookspec
def nexus_dead_lettered(letters: Sequence[DeadLetter]) -> None:
    """Deliveries became dead letters. Called in a thread, after the fact; a failure is logged and changes nothing."""


@hookspec
def nexus_shutdown(process: str) -> None:
    """A process has stopped its work and is about to end. May do I/O, briefly; a failure is logged."""
