"""What the recording HTTP server hears and what it says."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from attrs import field, frozen


@frozen
class ReceivedRequest:
    """A request as it came in.

    Attributes:
        path: without the query.
        query: the part after ``?``, as it came.
        headers: names in lower case; of repeated ones the last.
        at: when its last byte came, in seconds of `time.monotonic`.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    at: float

    def json(self) -> Any:
        """Return the body's JSON value."""
        return json.loads(self.body)


@frozen
class Answer:
    """What to answer to one request.

    Attributes:
        body: text or bytes as they are; any other value is sent as JSON.
        headers: beside ``Content-Length`` and, for JSON, ``Content-Type``.
        delay_s: wait before the first byte.
        chunk_delay_s: send the body byte by byte with this pause: a slow body.
        reset_after: close with a TCP reset after so many bytes of the answer; 0 resets before the first.
    """

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = field(factory=dict)
    delay_s: float = 0.0
    chunk_delay_s: float = 0.0
    reset_after: int | None = None

    @classmethod
    def retry_after(cls, value: float | str, *, status: int = 429) -> "Answer":
        """Ask the client to come back later: ``value`` is seconds or an HTTP date."""
        return cls(status, headers={"Retry-After": f"{value:g}" if isinstance(value, float | int) else value})

    @classmethod
    def redirect(cls, location: str, *, status: int = 302) -> "Answer":
        """Send the client elsewhere."""
        return cls(status, headers={"Location": location})

    @classmethod
    def reset(cls) -> "Answer":
        """Take the request whole and reset the connection instead of answering."""
        return cls(reset_after=0)

    def head(self, length: int) -> bytes:
        """Return status line and headers for a body of ``length`` bytes."""
        given = {"Content-Length": str(length), **({"Content-Type": "application/json"} if self._is_json else {})}
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}"]
        lines += [f"{name}: {value}" for name, value in {**given, **self.headers}.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def content(self) -> bytes:
        """Return the body's bytes."""
        if isinstance(self.body, bytes):
            return self.body
        return (json.dumps(self.body) if self._is_json else str(self.body)).encode()

    @property
    def _is_json(self) -> bool:
        return not isinstance(self.body, bytes | str)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
