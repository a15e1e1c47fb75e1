"""What the rules need of a request, and what they answer: nothing here knows which server carried it."""

from collections.abc import Iterable
from typing import Final

import msgspec

from nexus.api.problems import MEDIA_TYPE, Problem

JSON: Final = b"application/json"
PROBLEM: Final = MEDIA_TYPE.encode()

PATHS: Final = ("/ingress", "/api/ingress", "/api/v1/ingress")
"""Where ingress stands; the last one is canonical."""

_FIELDS: Final = {
    b"x-api-key": "api_key",
    b"content-type": "content_type",
    b"content-encoding": "content_encoding",
    b"idempotency-key": "idempotency_key",
    b"traceparent": "traceparent",
    b"tracestate": "tracestate",
    b"x-request-id": "request_id",
}


class IngressRequest:
    """A ``POST /ingress``; header values are raw bytes, empty where the header is not there."""

    __slots__ = (
        "api_key",
        "body",
        "content_encoding",
        "content_type",
        "idempotency_key",
        "query",
        "request_id",
        "traceparent",
        "tracestate",
    )

    def __init__(self, headers: Iterable[tuple[bytes, bytes]], query: bytes = b"", body: bytes = b"") -> None:
        self.api_key = self.content_type = self.content_encoding = self.idempotency_key = b""
        self.traceparent = self.tracestate = self.request_id = b""
        self.query = query
        self.body = body
        for name, value in headers:
            field = _FIELDS.get(name)
            if field is not None:
                setattr(self, field, value)

    @property
    def partial(self) -> bool:
        """Whether the good messages of a batch are to be taken even if others are bad."""
        return bool(self.query) and any(part in {b"partial=true", b"partial=1"} for part in self.query.split(b"&"))


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
