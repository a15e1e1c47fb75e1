"""Errors as ``application/problem+json`` (RFC 9457): the only place that maps exceptions to HTTP.

``type`` is a URN that clients may match on: ``urn:nexus:problem:`` and the name of the problem, which stays when the words
of ``title`` and ``detail`` improve.
"""

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
from attrs import field, frozen

from nexus.errors import (
    AgentAway,
    ConfigurationError,
    Conflict,
    Forbidden,
    InvalidInput,
    NexusError,
    NotDurable,
    NotFound,
    NotSignedIn,
    QueueFull,
    StoreError,
    StoreFull,
    Throttled,
    Unauthorized,
    Unavailable,
)

MEDIA_TYPE: Final = "application/problem+json"

MAX_ERRORS: Final = 100
"""How many faults are listed; the number of all of them stands in ``detail``."""

UNKNOWN_OUTCOME_SECONDS: Final = 2.0
"""``Retry-After`` when the store's answer did not come."""

AWAY_SECONDS: Final = 5.0
"""``Retry-After`` when the other end of a connection does not answer."""


@frozen
class Problem:
    """A refusal that a client can act on.

    Attributes:
        name: last part of ``type``; also the ``reason`` in metrics: one of a fixed set, never made of input.
        errors: what is wrong with the input, each with ``path`` and ``message``, and ``index`` in a batch.
        retry_after: seconds, for 429 and 503.
        headers: what else the answer needs (``Allow``, ``Accept-Encoding`` …).
    """

    name: str
    status: int
    title: str
    detail: str = ""
    errors: Sequence[Mapping[str, Any]] = ()
    retry_after: float | None = None
    headers: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, Any] = field(factory=dict)

    def body(self) -> bytes:
        """Return the JSON document."""
        document: dict[str, Any] = {
            "type": f"urn:nexus:problem:{self.name}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }
        if self.errors:
            document["errors"] = list(self.errors[:MAX_ERRORS])
        return msgspec.json.encode(document)

    def header_fields(self) -> tuple[tuple[str, str], ...]:
        """Return the headers beside content type and length."""
        if self.retry_after is None:
            return self.headers
        return (("retry-after", str(max(1, math.ceil(self.retry_after)))), *self.headers)


def of(error: Exception) -> Problem:  # noqa: PLR0911 — a table
    """Return the problem that an exception is to a client; what is not ours is a 500 that says nothing of the inside."""
    if isinstance(error, StoreError):
        return _of_store(error)
    if isinstance(error, Unavailable | ConfigurationError):
        return _of_connection(error)
    match error:
        case InvalidInput():
            faults = [{"path": fault.path, "message": fault.message} for fault in error.errors]
            return Problem("invalid-input", 422, "What was sent is not valid", _count(faults), errors=faults)
        case NotFound():
            return Problem("not-found", 404, "Not found", str(error))
        case Conflict():
            return Problem("conflict", 409, "Changed or taken by someone else", str(error))
        case NotSignedIn():
            challenge = (("www-authenticate", "Bearer"),)
            return Problem("not-signed-in", 401, "Not signed in", str(error), headers=challenge)
        case Forbidden():
            return Problem("forbidden", 403, "Not permitted", str(error))
        case Throttled():
            return Problem("throttled", 429, "Too many attempts", str(error), retry_after=error.retry_after)
        case NexusError():
            return Problem("refused", 400, "That cannot be done", str(error))
        case _:
            return Problem("internal", 500, "Internal error", "The fault is in the server's log.")


def of_http(status: int, detail: str, extra: Any = None, headers: Mapping[str, str] | None = None) -> Problem:
    """Return the problem for what the web framework refuses: no such route, method not allowed, parameters that do not fit.

    Args:
        status: the HTTP status.
        detail: what the framework says.
        extra: of a validation error: a list of ``{"key", "message"}``.
        headers: what the answer carries (``Allow`` …).
    """
    if status >= 500 and status != 503:
        return of(RuntimeError(detail))
    title = HTTPStatus(status).phrase
    faults = [
        {"path": str(fault.get("key", "")), "message": str(fault.get("message", ""))}
        for fault in (extra if isinstance(extra, list) else ())
        if isinstance(fault, Mapping)
    ]
    fields = tuple((name.lower(), value) for name, value in (headers or {}).items())
    return Problem(title.lower().replace(" ", "-"), status, title, detail, errors=faults, headers=fields)


def _of_connection(error: Unavailable | ConfigurationError) -> Problem:
    match error:
        case AgentAway():
            return Problem("agent-away", 503, "The agent is not connected", str(error), retry_after=AWAY_SECONDS)
        case Unavailable():
            wait = error.after if error.after is not None else AWAY_SECONDS
            return Problem("destination-away", 503, "The destination is away", str(error), retry_after=wait)
        case Unauthorized():
            return Problem("destination-refuses", 502, "The destination refuses the credentials", str(error))
        case _:
            faults = [{"path": error.path, "message": str(error).removeprefix(f"{error.path}: ")}] if error.path else []
            return Problem("misconfigured", 422, "A setting must be changed first", str(error), errors=faults)


def _of_store(error: StoreError) -> Problem:
    if isinstance(error, QueueFull):  # reliability 20: a queue at the edge refuses, and never overwrites
        return Problem("queue-full", 507, "The agent's queue is full", str(error), retry_after=error.retry_after)
    if isinstance(error, StoreFull):  # reliability 11: back-pressure before the store is full
        return Problem("store-full", 503, "The stream store is full", str(error), retry_after=error.retry_after)
    if isinstance(error, NotDurable):  # reliability 1: no acknowledgement without durability
        return Problem(
            "not-durable", 503, "The stream store does not keep what it accepts", str(error), retry_after=5.0
        )
    return Problem(
        "store-away",
        503,
        "The stream store is away",
        f"{error}. Whether the messages were taken is unknown: send them again with the same message id or "
        "Idempotency-Key, and each is taken once.",
        retry_after=UNKNOWN_OUTCOME_SECONDS,
    )


def _count(faults: Sequence[object]) -> str:
    listed = f", {MAX_ERRORS} are listed" if len(faults) > MAX_ERRORS else ""
    return f"{len(faults)} fault{'s' if len(faults) != 1 else ''}{listed}."
