"""The audit log: who did what from where."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.errors import FieldError, InvalidInput
from nexus.model.audit import Anchor, AuditEntry, AuditFilter, Category

_Text = str | None
_Time = datetime | None


@view
class AuditView:
    """Something that someone did."""

    number: int = field(title="Place in the chain")
    at: datetime
    category: Category
    action: str = field(help="Kind and verb: `connection.update`.")
    actor: str
    workspace_id: str | None = field(help="Null for what concerns the installation.")
    address: str
    target: str = field(help="`connection:warehouse`")
    details: Mapping[str, Any] = field(help="Path to `before` and `after`, secrets masked.")
    digest: str


@view
class AuditPage:
    """Entries, newest first."""

    items: Sequence[AuditView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


@view
class AnchorView:
    """An end of the chain, to be kept where the database's administrator cannot write."""

    number: int
    digest: str


@view
class VerificationView:
    """Whether the chain is as it was written."""

    ok: bool
    entries: int
    faults: Sequence[str] = field(help="What is not as it was written; at most 100.")
    anchor: AnchorView


def audit_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    log = management.metadata.audit

    @route(
        "GET",
        "/audit-logs",
        policy=Policy.AUDITOR,
        name="list_audit_logs",
        summary="Who did what from where",
        description="Administrators see their workspace; owners who name no workspace see everything.",
        tag="audit",
    )
    def list_entries(  # noqa: PLR0917 — one argument per filter, all by name
        request: Request[Any, Any, Any],
        category: Annotated[Category | None, QueryParameter(name="category")] = None,
        actor: Annotated[_Text, QueryParameter(name="actor")] = None,
        action: Annotated[_Text, QueryParameter(name="action")] = None,
        target: Annotated[_Text, QueryParameter(name="target")] = None,
        since: Annotated[_Time, QueryParameter(name="since", description="From this time on, with zone.")] = None,
        until: Annotated[_Time, QueryParameter(name="until", description="Before this time, with zone.")] = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> AuditPage:
        wanted = AuditFilter(
            workspace_id=caller_of(request).scope,
            category=category,
            actor=actor,
            action=action,
            target=target,
            since=moment("since", since),
            until=moment("until", until),
        )
        found = log.search(wanted, cursor, limit)
        return AuditPage(items=[_view(one) for one in found.items], next=found.cursor)

    @route(
        "GET",
        "/audit-logs/verify",
        fresh=True,
        policy=Policy.OWNER,
        name="verify_audit_logs",
        summary="Check the chain of the audit log",
        description="With an earlier `anchor`, that the database as a whole was not put back is checked too.",
        tag="audit",
    )
    def verify(
        number: Annotated[
            int | None, QueryParameter(name="number", ge=0, le=2**53, description="Of the anchor.")
        ] = None,
        digest: Annotated[_Text, QueryParameter(name="digest", description="Of the anchor.")] = None,
    ) -> VerificationView:
        if (number is None) != (digest is None):
            raise InvalidInput([FieldError("number" if number is None else "digest", "give both, or none")])
        found = log.verify(Anchor(number, digest) if number is not None and digest is not None else None)
        end = AnchorView(number=found.anchor.number, digest=found.anchor.digest)
        return VerificationView(ok=not found.faults, entries=found.entries, faults=found.faults, anchor=end)

    return [list_entries, verify]


def moment(name: str, value: datetime | None) -> datetime | None:
    """Return a time that a parameter gives, in UTC.

    Raises:
        InvalidInput: it says no time zone, or lies outside of what can be told.
    """
    if value is None:
        return None
    if value.tzinfo is None:
        raise InvalidInput([FieldError(name, "say the time zone: 2026-01-31T12:00:00Z")])
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise InvalidInput([FieldError(name, "is no time of this calendar")]) from None


def _view(entry: AuditEntry) -> AuditView:
    event = entry.event
    return AuditView(
        number=entry.number,
        at=entry.at,
        category=event.category,
        action=event.action,
        actor=event.actor,
        workspace_id=event.workspace_id,
        address=event.address,
        target=event.target,
        details=event.details,
        digest=entry.digest,
    )
