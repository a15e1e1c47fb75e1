"""What the rules need of a request, and what they answer: nothing here knows which server carried it."""

from collections.abc import Iterable
from typing import Final

import msgspec

from nexus.api.problems import MEDIA_TYPE, Problem
from nexus.security.api_keys import parse_key

JSON: Final = b"application/json"
PROBLEM: Final = MEDIA_TYPE.encode()

PATHS: Final = ("/ingress", "/api/ingress", "/api/v1/ingress")
"""Where ingress stands; the last one is canonical."""


class Head:
    """The head of a ``POST /ingress``: raw bytes, empty where a header is not there. Not changed once made.

    Attributes:
        key: what `nexus.security.api_keys.parse_key` makes of ``X-API-Key``.
        content_length: as announced; None if the body is chunked.
        plain: it says nothing but that JSON comes, as most do.
        origin: of the page whose script sends.
        partial: the good messages of a batch are to be taken even if others are bad.
    """

    __slots__ = (
        "content_encoding",
        "content_length",
        "content_type",
        "idempotency_key",
        "key",
        "origin",
        "partial",
        "path",
        "plain",
        "request_id",
        "traceparent",
        "tracestate",
    )

    def __init__(self, headers: Iterable[tuple[bytes, bytes]], path: bytes = b"", query: bytes = b"") -> None:
        get = dict(headers).get
        self.path = path
        self.key = parse_key(get(b"x-api-key", b""))
        self.content_type = get(b"content-type", b"")
        self.content_encoding = get(b"content-encoding", b"")
        self.idempotency_key = get(b"idempotency-key", b"")
        self.origin = get(b"origin", b"")
        self.traceparent = get(b"traceparent", b"")
        self.tracestate = get(b"tracestate", b"")
        self.request_id = get(b"x-request-id", b"")
        length = get(b"content-length", b"0")
        self.content_length = None if get(b"transfer-encoding") else int(length) if length.isdigit() else 0
        self.plain = self.content_type in {JSON, b""} and not self.content_encoding and self.recurs
        self.partial = bool(query) and not {b"partial=true", b"partial=1"}.isdisjoint(query.split(b"&"))

    @property
    def recurs(self) -> bool:
        """Whether further requests of the same sender are likely to have the very same head."""
        return not (self.idempotency_key or self.traceparent or self.request_id)


class IngressRequest:
    """A ``POST /ingress``."""

    __slots__ = ("body", "head")

    def __init__(self, head: Head, body: bytes = b"") -> None:
        self.head = head
        self.body = body


class Reply(msgspec.Struct, frozen=True):
    """An answer, ready to be put on the wire. A msgspec struct since one is made for every request.

    Attributes:
        reason: name of the problem for metrics, empty when messages were taken.
    """

    status: int
    body: bytes
    media_type: bytes = JSON
    headers: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    accepted: int = 0
    duplicates: int = 0


def refusal(problem: Problem) -> Reply:
    """Return the reply that carries a problem."""
    return Reply(problem.status, problem.body(), PROBLEM, problem.header_fields(), problem.name)
