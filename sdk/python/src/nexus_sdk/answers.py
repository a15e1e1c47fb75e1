"""What the server says, read with suspicion: only what is certainly Nexus's acknowledgement counts as one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nexus_sdk.backoff import parse_retry_after
from nexus_sdk.errors import ConnectionFailed, Fault, Problem, Refused, refusal_of

_PROBLEM: Final = "urn:nexus:problem:"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it came in; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement of messages: each that is counted is on stable storage.

    Attributes:
        accepted: taken now.
        duplicates: taken by an earlier attempt; not taken again.
        ids: message ids in the order of the messages; None where one was rejected.
        rejected: with ``partial``: messages that were not valid.
        errors: what is wrong with them.
    """

    accepted: int
    duplicates: int
    ids: tuple[str | None, ...]
    rejected: int = 0
    errors: tuple[Fault, ...] = ()

    def moved(self, offset: int) -> "Receipt":
        """Return it with the faults' indexes counted from further before."""
        return replace(self, errors=moved(self.errors, offset)) if offset and self.errors else self


def moved(errors: Sequence[Fault], offset: int) -> tuple[Fault, ...]:
    """Return faults with their indexes counted from further before."""
    return tuple(replace(fault, index=fault.index + offset) for fault in errors)


def joined(receipts: Sequence[Receipt]) -> Receipt:
    """Return the receipts of parts, in their order, as one."""
    return Receipt(
        accepted=sum(one.accepted for one in receipts),
        duplicates=sum(one.duplicates for one in receipts),
        ids=tuple(identity for one in receipts for identity in one.ids),
        rejected=sum(one.rejected for one in receipts),
        errors=tuple(fault for one in receipts for fault in one.errors),
    )


def read_answer(response: Response, messages: int) -> Receipt:
    """Return the acknowledgement of a request with so many messages.

    Raises:
        Refused: the server said no.
        ConnectionFailed: the answer is none of Nexus.
    """
    if 300 <= response.status < 400:
        raise refusal_of(Problem(response.status, "redirected", "Set url to where it leads."))
    body = _object(_parsed(response.body))
    if response.status >= 400:
        raise _refusal(response, body)
    ids = body.get("ids")
    if response.status != 202 or not isinstance(ids, list) or len(ids) != messages:
        raise ConnectionFailed(f"something other than Nexus answered {response.status}: no acknowledgement")
    return Receipt(
        accepted=_count(body.get("accepted")),
        duplicates=_count(body.get("duplicates")),
        ids=tuple(one if isinstance(one, str) else None for one in ids),
        rejected=_count(body.get("rejected")),
        errors=_faults(body.get("errors")),
    )


def _refusal(response: Response, body: Mapping[str, Any]) -> Refused:
    problem = Problem(
        status=response.status,
        type=(_text(body.get("type")) or f"http-{response.status}").removeprefix(_PROBLEM),
        detail=_text(body.get("detail")) or _text(body.get("title")) or "The answer says no more.",
        errors=_faults(body.get("errors")),
        retry_after_s=parse_retry_after(response.headers.get("retry-after")),
    )
    return refusal_of(problem)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _faults(value: object) -> tuple[Fault, ...]:
    found = [_object(one) for one in value] if isinstance(value, list) else []
    return tuple(Fault(_count(one.get("index")), _text(one.get("path")), _text(one.get("message"))) for one in found)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
