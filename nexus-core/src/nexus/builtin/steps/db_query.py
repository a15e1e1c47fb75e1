"""``db_query``: writes a row to, or reads rows from, any connection whose connector can."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Literal

from nexus.config import define, field
from nexus.errors import FieldError, InvalidInput
from nexus.hookspecs import Capability, Page, Query, StepContext, StepInput, StepResult, StepType, WriteTarget
from nexus.mapping.placeholders import placeholders

Runner = Callable[[StepInput], Awaitable[StepResult]]


@define
class DbAnswer:
    """What a database answers in a flow test: to a select its rows; to a write nothing."""

    rows: tuple[Mapping[str, Any], ...] = field(title="Rows", help="Of a select.", default=())
    more: bool = field(title="There are more", help="Than the limit of the step.", default=False)


@define
class DbQuerySettings:
    """What a db_query step is told."""

    connection: str = field(title="Connection", min_length=1)
    operation: Literal["select", "insert", "upsert", "update", "delete"] = field(title="Operation")
    target: str = field(title="Table", help="table or schema.table; not for select", default="")
    key: tuple[str, ...] = field(title="Key", help="Columns that identify the row", default=())
    mappings: tuple[Mapping[str, Any], ...] = field(
        title="Mappings",
        help="Column values, or the parameters of a select; without them the newest transform's result is written",
        default=(),
    )
    statement: str = field(title="Statement", help="A SELECT with :name parameters", default="", multiline=True)
    limit: int = field(title="Most rows", help="Of a select", default=100, minimum=1, maximum=10_000)
    timeout_s: float = field(title="Time limit (s)", default=30.0, minimum=0.1, advanced=True)
    ledger: bool | None = field(
        title="Exactly once (ledger)", help="Of an insert by itself, where the connector can", default=None
    )
    options: Mapping[str, Any] = field(title="Options", factory=dict, advanced=True)

    def __attrs_post_init__(self) -> None:
        """Refuse settings that belong to the other kind of operation."""
        if self.operation == "select" and not self.statement:
            raise ValueError("a select needs a statement")
        if self.operation != "select" and not self.target:
            raise ValueError(f"{self.operation} needs a target")
        if self.operation != "select" and self.statement:
            raise ValueError(f"a statement is for select; {self.operation} takes target and mappings")
        faults = [*self._parameter_faults()] if self.operation == "select" else [*self._key_faults()]
        if faults:
            raise InvalidInput(faults)

    def _targets(self) -> list[str]:
        """Names of what is mapped; of rules that name none, the mapping tells."""
        return [str(rule.get("target", "")).partition(".")[0] for rule in self.mappings]

    def _parameter_faults(self) -> Iterator[FieldError]:
        targets, used = self._targets(), placeholders(self.statement)
        if "$" in targets:  # what an object has is known only when it is there
            return
        for name in sorted(used - set(targets)):
            yield FieldError("statement", f":{name} has no value: give a mapping with the target {name!r}")
        for index, name in enumerate(targets):
            if name and name not in used:
                yield FieldError(f"mappings[{index}].target", f"the statement has no :{name}")

    def _key_faults(self) -> Iterator[FieldError]:
        targets = self._targets()
        if targets and "$" not in targets:
            for index, name in enumerate(self.key):
                if name not in targets:
                    yield FieldError(f"key[{index}]", f"no mapping has the target {name!r}")

    def written(self, identity: str, *, ledger: bool) -> WriteTarget:
        """Return what the connection is opened with for writing."""
        return WriteTarget(
            pipeline_id=identity,
            operation=self.operation,
            target=self.target,
            key=self.key,
            columns={str(rule.get("target")): rule.get("type") for rule in self.mappings},
            ledger=ledger,
            options=self.options,
        )


async def open_db_query(settings: DbQuerySettings, context: StepContext) -> "DbRead | DbWrite":
    """Open the connection for reading or writing."""
    if settings.operation == "select":
        return DbRead(settings, context, await context.query(settings.connection))
    target = settings.written(context.identity, ledger=_wants_ledger(settings, context))
    return DbWrite(settings, context, await context.writer(settings.connection, target))


def _wants_ledger(settings: DbQuerySettings, context: StepContext) -> bool:
    """An insert that a crash repeats would be there twice: the ledger keeps it from that, unless a person says no."""
    if settings.ledger is not None or settings.operation != "insert":
        return bool(settings.ledger)
    return Capability.LEDGER in context.able(settings.connection, settings.operation)


class DbRead:
    """A select, ready to run; yields ``rows`` (a list of objects), ``count`` and ``more``."""

    def __init__(self, settings: DbQuerySettings, context: StepContext, query: Query) -> None:
        self._statement = settings.statement
        self._page = Page(limit=settings.limit, timeout_s=settings.timeout_s)
        self._params = context.mapping(settings.mappings) if settings.mappings else None
        self._query = query
        self._call = context.call

    async def run(self, step: StepInput) -> StepResult:
        """Read one page of rows."""
        params = self.preview(step)
        found = await self._call(self._query.select, self._statement, params, self._page)
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
        return StepResult({"rows": rows, "count": len(rows), "more": found.more}, sent=params or None)

    def preview(self, step: StepInput) -> Any:
        """Return the parameters."""
        return self._params(step.data) if self._params is not None else {}

    def close(self) -> None:
        """The connection is closed by whoever opened it."""


class DbWrite:
    """A write of one row, ready to run."""

    def __init__(
        self, settings: DbQuerySettings, context: StepContext, write: Callable[[Any, str], Awaitable[None]]
    ) -> None:
        self._map = context.mapping(settings.mappings) if settings.mappings else None
        self._write = write

    async def run(self, step: StepInput) -> StepResult:
        """Write one row; rows of many runs go out together."""
        row = self.preview(step)
        await self._write(row, step.message_id)
        return StepResult({"written": 1}, sent=row)

    def preview(self, step: StepInput) -> Any:
        """Return the row."""
        return self._map(step.data) if self._map is not None else step.data["current"]

    def close(self) -> None:
        """The connection is closed by whoever opened it."""


def _need(settings: DbQuerySettings) -> str | WriteTarget:
    return "query" if settings.operation == "select" else settings.written("", ledger=bool(settings.ledger))


DB_QUERY = StepType(
    name="db_query",
    title="Database",
    config=DbQuerySettings,
    open=open_db_query,
    doc="Writes a row to a table, or reads rows by a SELECT.",
    mappings=("mappings",),
    needs=lambda settings: {"connection": _need(settings)},
    preview=lambda running, step: running.preview(step),
    rehearse=lambda running, step, _exchange: running.run(step),  # what it reaches, it reaches through its context
    answer=DbAnswer,
)
