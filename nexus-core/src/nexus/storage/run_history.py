"""The history of runs in SQL: `nexus.ports.RunHistory`, and what people look up in it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from attrs import evolve
from sqlalchemy import ColumnElement, Engine, Row, Select, and_, delete, or_, select

from nexus.errors import NotFound
from nexus.model.paging import Slice
from nexus.model.run import RunFilter, RunRecord, RunStatus, StepRun
from nexus.storage import schema
from nexus.storage.cursors import decode, encode
from nexus.storage.engine import WRITES, open_engine
from nexus.storage.tables import runs
from nexus.storage.text import contains, storable
from nexus.storage.upsert import upsert

_CODES: Final = {status: code for code, status in enumerate(RunStatus)}
_STATUSES: Final = {code: status for status, code in _CODES.items()}
_KEY: Final = ("id", "workflow_id")
_PLAIN: Final = ("version", "source", "entry", "received_at", "started_at", "updated_at", "due_at", "origin")
_LISTED: Final = [column for column in runs.c if column.name != "record"]

MOST_BYTES: Final = 1024 * 1024
"""Above this size of a run's record, what its steps have sent and answered is left out of it where it is large."""

_LARGE: Final = 16 * 1024


class _Record(msgspec.Struct, omit_defaults=True):
    """What of a run stands in one column."""

    payload: msgspec.Raw = msgspec.Raw(b"null")
    headers: str = ""
    steps: list[dict[str, Any]] = []
    result: Any = None
    current: Any = None
    has_current: bool = False


_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode
_decode = msgspec.json.Decoder(_Record).decode


class SqlRunHistory:
    """Runs in SQLite, MySQL, MariaDB or PostgreSQL, in the database of the delivery log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> "SqlRunHistory":
        """Open the history at ``url`` and bring the tables up to date; as durable as the delivery log."""
        schema.upgrade(url, schema.DELIVERY_LOG)
        return cls(open_engine(url, synchronous="NORMAL", pool_size=4))

    def close(self) -> None:
        """Close all idle connections."""
        self._engine.dispose()

    def append(self, records: Sequence[RunRecord]) -> None:
        """Store what is known of runs in one transaction; what was known of the same runs before is replaced."""
        # the last of each key: PostgreSQL refuses to change one row twice in a statement
        rows = list({(one.id, one.workflow_id): _row(one) for one in records}.values())
        if rows:
            self._write(rows, lambda new: [(name, new[name]) for name in rows[0] if name not in _KEY])

    def announce(self, record: RunRecord) -> None:
        """Store a run that was accepted, unless more is known of it by now."""
        self._write([_row(record)], lambda _new: [("origin", runs.c.origin)])

    def get(self, workspace_id: str, run_id: str, workflow_id: str | None = None) -> RunRecord:
        """One run with all of its steps.

        Args:
            workspace_id: of whom it must be.
            run_id: the message's id.
            workflow_id: of which workflow; needed only where one message went through several.

        Raises:
            NotFound: there is none, or it was forgotten.
        """
        query = select(runs).where(runs.c.id == run_id, runs.c.workspace_id == workspace_id)
        if workflow_id is not None:
            query = query.where(runs.c.workflow_id == workflow_id)
        with self._engine.connect() as connection:
            row = connection.execute(query.order_by(runs.c.started_at.desc()).limit(1)).first()
        if row is None:
            raise NotFound("run", run_id)
        return _with_record(_run(row), row.record)

    def search(
        self, workspace_id: str, wanted: RunFilter, cursor: str | None = None, limit: int = 100
    ) -> Slice[RunRecord]:
        """List runs without their steps, those that began last first.

        Raises:
            InvalidInput: the cursor is not one of ours.
        """
        query = _after(select(*_LISTED).where(runs.c.workspace_id == workspace_id, *_conditions(wanted)), cursor)
        ordered = query.order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(limit + 1)
        with self._engine.connect() as connection:
            rows = connection.execute(ordered).all()
        following = encode(rows[limit - 1].started_at, rows[limit - 1].id) if len(rows) > limit else None
        return Slice([_run(row) for row in rows[:limit]], following)

    def forget(self, before: int, most: int) -> int:
        """Delete up to ``most`` runs of which nothing was heard since a time (ms since 1970, UTC); return how many.

        Those that wait are kept: they come to an end by themselves.
        """
        waiting = _CODES[RunStatus.WAITING]
        old = select(runs.c.id, runs.c.workflow_id).where(runs.c.updated_at < before, runs.c.status != waiting)
        with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            found = connection.execute(old.order_by(runs.c.updated_at).limit(most)).all()
            for row in found:
                connection.execute(delete(runs).where(runs.c.id == row.id, runs.c.workflow_id == row.workflow_id))
        return len(found)

    def _write(self, rows: Sequence[dict[str, Any]], changes: Any) -> None:
        with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            upsert(connection, runs, rows, _KEY, changes)


def _row(one: RunRecord) -> dict[str, Any]:
    own = {name: getattr(one, name) for name in _PLAIN}
    return own | {
        "id": one.id,
        "workflow_id": one.workflow_id,
        "workspace_id": one.workspace_id,
        "status": _CODES[one.status],
        "step": one.step,
        "reason": storable(one.reason),
        "record": storable(_record(one).decode("utf-8", "replace")),
    }


def _record(one: RunRecord) -> bytes:
    steps = [_step(each) for each in one.steps]
    record = _Record(
        payload=_payload(one),
        headers=one.headers.decode("utf-8", "replace"),
        steps=steps,
        result=one.result,
        current=one.current,
        has_current=one.has_current,
    )
    encoded = _encode(record)
    if len(encoded) > MOST_BYTES:
        for step in steps:
            step |= {name: _shortened(step[name]) for name in ("sent", "output") if name in step}
        record.current, record.payload = _shortened(record.current), msgspec.Raw(_encode(_shortened(record.payload)))
        encoded = _encode(record)
    return encoded


def _payload(one: RunRecord) -> msgspec.Raw:
    """Return a run's payload; one that failed may have failed for being no JSON."""
    if one.status is RunStatus.FAILED:
        try:
            msgspec.json.decode(one.payload or b"null", type=msgspec.Raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return msgspec.Raw(_encode({"left_out": f"{len(one.payload)} bytes that are no JSON"}))
    return msgspec.Raw(one.payload or b"null")


def _step(each: StepRun) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": each.name, "at": each.started_at, "ms": each.duration_ms}
    if each.attempt != 1:
        fields["attempt"] = each.attempt
    if each.sent is not None:
        fields["sent"] = each.sent
    if each.output is not None:
        fields["output"] = each.output
    if each.current:
        fields["current"] = True
    if each.error:
        fields |= {"error": each.error, "skipped": each.skipped}
    return fields


def _shortened(value: Any) -> Any:
    size = len(_encode(value))
    return value if size <= _LARGE else {"left_out": f"{size} bytes"}


def _run(row: Row[Any]) -> RunRecord:
    own = {name: getattr(row, name) for name in _PLAIN}
    return RunRecord(
        id=row.id,
        workspace_id=row.workspace_id,
        workflow_id=row.workflow_id,
        status=_STATUSES[row.status],
        step=row.step,
        reason=row.reason,
        **own,
    )


def _with_record(one: RunRecord, text: str) -> RunRecord:
    record = _decode(text.encode())
    return evolve(
        one,
        payload=bytes(record.payload),
        headers=record.headers.encode(),
        steps=tuple(_step_run(step) for step in record.steps),
        result=record.result,
        current=record.current,
        has_current=record.has_current,
    )


def _step_run(fields: Mapping[str, Any]) -> StepRun:
    return StepRun(
        name=fields["name"],
        started_at=fields["at"],
        duration_ms=fields["ms"],
        attempt=fields.get("attempt", 1),
        sent=fields.get("sent"),
        output=fields.get("output"),
        error=fields.get("error", ""),
        skipped=fields.get("skipped", False),
        current=fields.get("current", False),
    )


def _conditions(wanted: RunFilter) -> Sequence[ColumnElement[bool]]:
    columns = runs.c
    found: list[ColumnElement[bool]] = []
    if wanted.workflow_id is not None:
        found.append(columns.workflow_id == wanted.workflow_id)
    if wanted.status is not None:
        found.append(columns.status == _CODES[wanted.status])
    if wanted.source is not None:
        found.append(columns.source == wanted.source)
    if wanted.text is not None:
        found.append(contains(columns.reason, wanted.text))
    if wanted.since is not None:
        found.append(columns.started_at >= wanted.since)
    if wanted.until is not None:
        found.append(columns.started_at < wanted.until)
    return found


def _after(query: Select[Any], cursor: str | None) -> Select[Any]:
    if cursor is None:
        return query
    started, key = decode(cursor, int, str)
    columns = runs.c
    return query.where(
        columns.started_at <= started,
        or_(columns.started_at < started, and_(columns.started_at == started, columns.id < key)),
    )
