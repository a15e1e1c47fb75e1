"""Dead letters: kept until a person acts. `nexus.ports.DeadLetterStore`.

Payload and headers are encrypted at rest: they are all of a message, whatever its application wants masked. A payload that
the stream store has encrypted only stays so inside, so that a replay puts it there as it was.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, case, func, or_, select, update

from nexus.errors import Conflict, NotFound, Unopened
from nexus.model.audit import AuditEvent, Category
from nexus.model.dead_letter import DeadLetterFilter, DeadLetterGroup, LetterStatus, StoredDeadLetter
from nexus.model.delivery import DeadLetter
from nexus.model.message import KeptMessage, Message
from nexus.model.paging import Slice
from nexus.model.secret import SecretPlace
from nexus.ports import SecretBox, Vault
from nexus.storage.cursors import decode, encode
from nexus.storage.database import Database
from nexus.storage.repositories.audit import AuditLog
from nexus.storage.repositories.rows import new_id, now
from nexus.storage.tables import dead_letters
from nexus.storage.text import contains, storable
from nexus.storage.upsert import upsert

_REPLACED = (
    "workspace_id",
    "workflow_id",
    "source",
    "entry",
    "received_at",
    "attempt",
    "payload",
    "masked",
    "headers",
    "reason",
)


class DeadLetters:
    """Stores, lists and marks dead letters."""

    def __init__(self, database: Database, secrets: SecretBox, audit: AuditLog, vault: Vault) -> None:
        self._database = database
        self._secrets = secrets
        self._vault = vault
        self._audit = audit

    def add(self, letters: Sequence[DeadLetter]) -> None:
        """Store letters; one that is there already (same pipeline and message) is replaced, and waits again.

        The same death reported twice changes nothing that a person has done meanwhile.
        """
        # The last of each key: PostgreSQL refuses to change one row twice in a statement.
        rows = list({(one.pipeline_id, one.message.id): self._values(one) for one in letters}.values())
        if rows:
            with self._database.write() as connection:
                upsert(connection, dead_letters, rows, ("pipeline_id", "message_id"), _changes)

    def get(self, workspace_id: str, letter_id: str) -> StoredDeadLetter:
        """One letter with its payload.

        Raises:
            ConfigurationError: an encryption key is missing; the message names it.
        """
        return self.get_many(workspace_id, [letter_id])[0]

    def get_many(self, workspace_id: str, ids: Sequence[str]) -> Sequence[StoredDeadLetter]:
        """Letters with their payloads, in the order of ``ids``."""
        query = select(dead_letters).where(dead_letters.c.workspace_id == workspace_id, dead_letters.c.id.in_(ids))
        with self._database.read() as connection:
            found = {row.id: row for row in connection.execute(query)}
        for missing in (one for one in ids if one not in found):
            raise NotFound("dead letter", missing)
        return [self._opened(_stored(found[one], *self._contents(found[one]))) for one in ids]

    def of_message(self, workspace_id: str, message_id: str) -> Sequence[StoredDeadLetter]:
        """Letters of one message with their payloads, newest first."""
        with self._database.read() as connection:
            found = connection.execute(_OF_MESSAGE, {"workspace_id": workspace_id, "message_id": message_id})
            rows = sorted(found, key=lambda row: (row.died_at, row.id), reverse=True)
        return [self._opened(_stored(row, *self._contents(row))) for row in rows]

    def search(
        self, workspace_id: str, wanted: DeadLetterFilter, cursor: str | None = None, limit: int = 100
    ) -> Slice[StoredDeadLetter]:
        """List letters without payload and headers, newest first."""
        columns = dead_letters.c
        query = select(dead_letters).where(*_conditions(workspace_id, wanted))
        if cursor is not None:
            died_at, letter_id = decode(cursor, int, str)
            query = query.where(
                or_(columns.died_at < died_at, and_(columns.died_at == died_at, columns.id < letter_id))
            )
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(columns.died_at.desc(), columns.id.desc()).limit(limit + 1)).all()
        following = encode(rows[limit - 1].died_at, rows[limit - 1].id) if len(rows) > limit else None
        return Slice([_stored(row, b"", b"") for row in rows[:limit]], following)

    def groups(self, workspace_id: str, wanted: DeadLetterFilter, limit: int = 100) -> Sequence[DeadLetterGroup]:
        """Count letters by what they died of, the largest group first."""
        with self._database.read() as connection:
            return [
                DeadLetterGroup(
                    fingerprint=row.fingerprint,
                    workflow_id=row.workflow_id,
                    pipeline_id=row.pipeline_id,
                    count=row.number,
                    reason=_sample(connection, workspace_id, row),
                    first_at=row.first_at,
                    last_at=row.last_at,
                )
                for row in connection.execute(_groups(_conditions(workspace_id, wanted), limit)).all()
            ]

    def count(self, workspace_id: str, wanted: DeadLetterFilter) -> int:
        """Count letters."""
        query = select(func.count()).select_from(dead_letters).where(*_conditions(workspace_id, wanted))
        with self._database.read() as connection:
            return connection.execute(query).scalar_one()

    def count_by_pipeline(self, workspace_id: str, wanted: DeadLetterFilter) -> Mapping[tuple[str, str], int]:
        """Count letters by workflow and pipeline id."""
        keys = (dead_letters.c.workflow_id, dead_letters.c.pipeline_id)
        query = select(*keys, func.count()).where(*_conditions(workspace_id, wanted)).group_by(*keys)
        with self._database.read() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(query)}

    def mark(
        self,
        workspace_id: str,
        ids: Sequence[str],
        status: LetterStatus,
        *,
        actor: str,
        address: str = "",
        details: dict[str, Any] | None = None,
    ) -> None:
        """Say that waiting letters were replayed or discarded, each audited in the same transaction.

        Raises:
            NotFound: one of them is not there; nothing is marked.
            Conflict: one of them does not wait any more; nothing is marked.
        """
        moment = now()
        with self._database.write() as connection:
            these = (dead_letters.c.workspace_id == workspace_id) & dead_letters.c.id.in_(ids)
            found = {row.id: row for row in connection.execute(select(dead_letters).where(these).with_for_update())}
            for letter_id in dict.fromkeys(ids):
                _require_waiting(found.get(letter_id), letter_id)
            values = {"status": status.value, "acted_by": actor, "acted_at": moment}
            connection.execute(update(dead_letters).where(these).values(**values))
            for row in found.values():
                told = {"message": row.message_id, "pipeline": row.pipeline_id, "reason": row.reason, **(details or {})}
                action = f"dead_letter.{_VERBS[status]}"
                target = f"dead_letter:{row.id}"
                self._audit.append(AuditEvent(Category.DATA, action, actor, workspace_id, address, target, told))

    def _values(self, letter: DeadLetter) -> dict[str, Any]:
        message = letter.message
        seal, where = self._secrets.seal, (letter.workspace_id, letter.pipeline_id, message.id)
        return {
            "id": new_id(),
            "workspace_id": letter.workspace_id,
            "workflow_id": letter.workflow_id,
            "pipeline_id": letter.pipeline_id,
            "message_id": message.id,
            "source": message.source,
            "entry": message.entry,
            "received_at": message.received_at,
            "died_at": letter.died_at,
            "attempt": message.attempt,
            "masked": list(letter.masked),
            "payload": seal(self._kept(message), place(*where, "payload")),
            "headers": seal(message.headers, place(*where, "headers")),
            "reason": storable(letter.reason),
            "fingerprint": letter.fingerprint,
            "status": LetterStatus.WAITING.value,
            "acted_by": "",
            "acted_at": None,
        }

    def _contents(self, row: Row[Any]) -> tuple[bytes, bytes]:
        where = (row.workspace_id, row.pipeline_id, row.message_id)
        return (
            self._secrets.open(row.payload, place(*where, "payload")),
            self._secrets.open(row.headers, place(*where, "headers")),
        )

    def _kept(self, message: Message) -> bytes:
        if not isinstance(message, KeptMessage):
            return message.payload
        return self._vault.seal(message.key, message.payload, _PART, message.id)

    def _opened(self, found: StoredDeadLetter) -> StoredDeadLetter:
        message = found.letter.message
        if not message.payload.startswith(b"\0"):
            return found
        self._vault.fetch(self._vault.lacking([message.payload]))
        try:
            key, payload = self._vault.open(message.payload, _PART, message.id)
        except Unopened:
            return found
        return evolve(found, letter=evolve(found.letter, message=KeptMessage.of(message, key, payload)))


_PART: Final = "payload"
_OF_MESSAGE: Final = select(dead_letters).where(  # made once, as is what SQLAlchemy makes of it
    dead_letters.c.workspace_id == bindparam("workspace_id"), dead_letters.c.message_id == bindparam("message_id")
)
_VERBS = {LetterStatus.REPLAYED: "replay", LetterStatus.DISCARDED: "discard"}


def place(workspace_id: str, pipeline_id: str, message_id: str, field: str) -> SecretPlace:
    """Where a payload is sealed for: pipeline and message name the row, for its id is not known when it is replaced."""
    return SecretPlace(workspace_id, dead_letters.name, f"{pipeline_id}/{message_id}", field)


def _changes(new: Any) -> list[tuple[str, ColumnElement[Any]]]:
    there = dead_letters.c
    same = there.died_at == new.died_at
    kept = [(name, case((same, there[name]), else_=new[name])) for name in ("status", "acted_by", "acted_at")]
    replaced = [(name, new[name]) for name in (*_REPLACED, "fingerprint", "died_at")]
    return [*kept, *replaced]


def _require_waiting(row: Row[Any] | None, letter_id: str) -> None:
    if row is None:
        raise NotFound("dead letter", letter_id)
    if row.status != LetterStatus.WAITING:
        raise Conflict(f"dead letter {letter_id!r} has been {row.status} by {row.acted_by}")


def _conditions(workspace_id: str, wanted: DeadLetterFilter) -> list[ColumnElement[bool]]:
    columns = dead_letters.c
    equal = {
        columns.workflow_id: wanted.workflow_id,
        columns.pipeline_id: wanted.pipeline_id,
        columns.source: wanted.source,
        columns.message_id: wanted.message_id,
        columns.fingerprint: wanted.fingerprint,
        columns.status: wanted.status and wanted.status.value,
    }
    conditions = [columns.workspace_id == workspace_id]
    conditions += [column == value for column, value in equal.items() if value is not None]
    if wanted.text is not None:
        conditions.append(contains(columns.reason, wanted.text))
    if wanted.since is not None:
        conditions.append(columns.died_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(columns.died_at < wanted.until)
    return conditions


def _groups(conditions: Sequence[ColumnElement[bool]], limit: int) -> Select[Any]:
    columns = dead_letters.c
    keys = (columns.fingerprint, columns.workflow_id, columns.pipeline_id)
    number = func.count().label("number")
    return (
        select(*keys, number, func.min(columns.died_at).label("first_at"), func.max(columns.died_at).label("last_at"))
        .where(*conditions)
        .group_by(*keys)
        .order_by(number.desc(), *keys)
        .limit(limit)
    )


def _sample(connection: Connection, workspace_id: str, group: Row[Any]) -> str:
    """Return the reason of the group's newest letter."""
    columns = dead_letters.c
    newest = (
        columns.workspace_id == workspace_id,
        columns.fingerprint == group.fingerprint,
        columns.workflow_id == group.workflow_id,
        columns.pipeline_id == group.pipeline_id,
        columns.died_at == group.last_at,
    )
    reason: str = connection.execute(select(columns.reason).where(*newest).limit(1)).scalar_one()
    return reason


def _stored(row: Row[Any], payload: bytes, headers: bytes) -> StoredDeadLetter:
    message = Message(row.entry, row.message_id, row.source, row.received_at, payload, headers, row.attempt)
    letter = DeadLetter(
        row.workspace_id,
        row.workflow_id,
        row.pipeline_id,
        message,
        row.reason,
        row.fingerprint,
        row.died_at,
        tuple(row.masked or ()),
    )
    return StoredDeadLetter(row.id, letter, LetterStatus(row.status), row.acted_by, row.acted_at)
