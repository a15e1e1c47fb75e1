"""The audit log: who did what from where, in a chain that shows tampering."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import field, frozen


class Category(StrEnum):
    """Kinds of audited events."""

    AUTH = "AUTH"
    ADMIN = "ADMIN"
    SECURITY = "SECURITY"
    DATA = "DATA"


@frozen
class AuditEvent:
    """Something that someone did.

    Attributes:
        action: verb and noun: ``connection.update``.
        actor: user name, ``application:NAME``, or ``system``.
        address: where the request came from, or empty.
        target: what it was done to: ``connection:warehouse``.
        details: before and after, secrets masked by whoever makes the event.
    """

    category: Category
    action: str
    actor: str
    workspace_id: str | None = None
    address: str = ""
    target: str = ""
    details: Mapping[str, Any] = field(factory=dict)


@frozen
class AuditEntry:
    """An event in its place in the chain; ``digest`` covers the event and the digest of the entry before."""

    number: int
    at: datetime
    event: AuditEvent
    digest: str


@frozen
class Anchor:
    """The end of the chain as it was known at a time; kept outside, it shows a tail cut together with its head."""

    number: int
    digest: str


@frozen
class AuditFilter:
    """What to list; None does not restrict."""

    workspace_id: str | None = None
    category: Category | None = None
    actor: str | None = None
    action: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@frozen
class Verification:
    """What `verify` found: ``faults`` is empty if every entry is where and as it was written."""

    entries: int
    faults: tuple[str, ...]
    anchor: Anchor
