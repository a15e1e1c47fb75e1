"""The audit log: a chain of digests, whose end is sealed with the encryption key.

Every entry's SHA-256 covers the entry and the digest before it, so an entry that is edited, removed or moved breaks the
chain there. The head row holds number and digest of the last entry, sealed: whoever cuts the tail cannot write a head that
fits. Only putting back an older database as a whole goes unseen from inside; for that, keep an `Anchor` elsewhere.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from nexus.errors import ConfigurationError
from nexus.model.audit import Anchor, AuditEntry, AuditEvent, AuditFilter, Category, Verification
from nexus.model.paging import Slice
from nexus.model.secret import SecretPlace
from nexus.ports import SecretBox
from nexus.storage.cursors import decode, encode
from nexus.storage.database import Database
from nexus.storage.repositories.rows import now
from nexus.storage.tables import audit_head, audit_log

HEAD: Final = SecretPlace("", audit_head.name, "1", "seal")
_START: Final = "0" * 64
_MOST_FAULTS: Final = 100
_CHUNK: Final = 1000


class AuditLog:
    """Appends to the chain, lists it, verifies it."""

    def __init__(self, database: Database, secrets: SecretBox) -> None:
        self._database = database
        self._secrets = secrets

    def append(self, event: AuditEvent) -> AuditEntry:
        """Add an event, in the transaction around it if there is one; appends wait for each other."""
        with self._database.write() as connection:
            head = connection.execute(select(audit_head).with_for_update()).first()
            if head is None:
                message = "its head is gone: the audit log was tampered with"
                raise ConfigurationError(message, path="audit_head", remedy="restore the database from a backup")
            row = _row(head.number + 1, now(), event)
            digest = _digest(head.digest, row)
            connection.execute(insert(audit_log).values(**row, digest=digest))
            seal = self._secrets.seal(_sealed_text(row["number"], digest), HEAD)
            connection.execute(update(audit_head).values(number=row["number"], digest=digest, seal=seal))
        return AuditEntry(number=row["number"], at=row["at"], event=event, digest=digest)

    def search(self, wanted: AuditFilter, cursor: str | None = None, limit: int = 100) -> Slice[AuditEntry]:
        """List entries, newest first."""
        query = select(audit_log).where(*_conditions(wanted)).order_by(audit_log.c.number.desc()).limit(limit + 1)
        if cursor is not None:
            query = query.where(audit_log.c.number < decode(cursor, int)[0])
        with self._database.read() as connection:
            entries = [_entry(row) for row in connection.execute(query)]
        more = len(entries) > limit
        return Slice(entries[:limit], encode(entries[limit - 1].number) if more else None)

    def anchor(self) -> Anchor:
        """Return the present end of the chain, to be kept where the database's administrator cannot write."""
        with self._database.read() as connection:
            head = connection.execute(select(audit_head)).one()
        return Anchor(number=head.number, digest=head.digest)

    def verify(self, anchor: Anchor | None = None) -> Verification:
        """Read the whole chain and name what is not as it was written (at most 100 faults).

        Args:
            anchor: an earlier end of the chain, to see whether the database as a whole was put back.
        """
        with self._database.write() as connection:  # a write transaction, so that no append moves the head meanwhile
            head = connection.execute(select(audit_head).with_for_update()).first()
            walk = _Walk(anchor)
            for row in _chain(connection):
                walk.step(row)
        end = Anchor(walk.number, walk.digest)
        faults = [*walk.faults, *self._head_faults(head, end), *walk.anchor_faults()]
        return Verification(entries=walk.entries, faults=tuple(faults[:_MOST_FAULTS]), anchor=end)

    def _head_faults(self, head: Row[Any] | None, end: Anchor) -> Iterator[str]:
        if head is None:
            yield "the head is gone"
            return
        if (head.number, head.digest) != (end.number, end.digest):
            yield f"the chain ends at entry {end.number}, its head says {head.number}: the tail was cut or extended"
        if head.number == 0 and not head.seal:
            return
        try:
            genuine = self._secrets.open(head.seal, HEAD) == _sealed_text(head.number, head.digest)
        except ConfigurationError as error:
            yield f"the head cannot be opened: {error}"
            return
        if not genuine:
            yield "the head was changed"


class _Walk:
    """Compares one entry after another with what it must be."""

    def __init__(self, anchor: Anchor | None) -> None:
        self.entries = 0
        self.number = 0
        self.digest = _START
        self.faults: list[str] = []
        self._anchor = anchor
        self._anchored = anchor is None or anchor.number == 0

    def step(self, row: Row[Any]) -> None:
        if row.number != self.number + 1:
            self._fault(f"entries {self.number + 1} to {row.number - 1} are missing")
        elif _digest(self.digest, row._mapping) != row.digest:  # noqa: SLF001 — SQLAlchemy's name for a public view
            self._fault(f"entry {row.number} was changed or moved")
        if self._anchor is not None and row.number == self._anchor.number:
            self._anchored = row.digest == self._anchor.digest
        self.entries += 1
        self.number, self.digest = row.number, row.digest

    def anchor_faults(self) -> list[str]:
        if self._anchored or self._anchor is None:
            return []
        return [f"entry {self._anchor.number} is not the one that was anchored: an older or another log was put here"]

    def _fault(self, text: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(text)


def _chain(connection: Connection) -> Iterator[Row[Any]]:
    last = -1
    while True:
        query = select(audit_log).where(audit_log.c.number > last).order_by(audit_log.c.number).limit(_CHUNK)
        rows = connection.execute(query).all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1].number


def _row(number: int, at: datetime, event: AuditEvent) -> dict[str, Any]:
    return {
        "number": number,
        "workspace_id": event.workspace_id,
        "at": at,
        "category": event.category.value,
        "action": event.action[:100],
        "actor": event.actor[:200],
        "address": event.address[:64],
        "target": event.target[:300],
        # As it will be read back: the digest is over what is stored.
        "details": msgspec.json.decode(msgspec.json.encode(event.details)),
    }


_COVERED: Final = ("number", "workspace_id", "at", "category", "action", "actor", "address", "target", "details")


def _digest(former: str, row: Any) -> str:
    covered = [row[name] for name in _COVERED]
    return hashlib.sha256(msgspec.json.encode([former, *covered], order="sorted")).hexdigest()


def _sealed_text(number: int, digest: str) -> bytes:
    return f"{number}:{digest}".encode()


def _conditions(wanted: AuditFilter) -> Sequence[Any]:
    equal = {
        "workspace_id": wanted.workspace_id,
        "actor": wanted.actor,
        "action": wanted.action,
        "target": wanted.target,
    }
    conditions = [audit_log.c[name] == value for name, value in equal.items() if value is not None]
    if wanted.category is not None:
        conditions.append(audit_log.c.category == wanted.category.value)
    if wanted.since is not None:
        conditions.append(audit_log.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit_log.c.at < wanted.until)
    return conditions


def _entry(row: Row[Any]) -> AuditEntry:
    event = AuditEvent(
        category=Category(row.category),
        action=row.action,
        actor=row.actor,
        workspace_id=row.workspace_id,
        address=row.address,
        target=row.target,
        details=row.details,
    )
    return AuditEntry(number=row.number, at=row.at, event=event, digest=row.digest)
