"""Batches: how large they are, and what they look like on the line."""

import gzip
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from attrs import define

from nexus_agent.queue.entries import Beside, Entry
from nexus_agent.queue.routes import source_of

FIRST_COUNT: Final = 500
MOST_COUNT: Final = 5000
MOST_BYTES: Final = 4 * 1024 * 1024
"""Below what the centre takes at once (10 MiB), whatever it is set to within reason."""

GOOD_SECONDS: Final = 1.0
"""An answer that comes within this time says that more may be sent at once."""

_LEVEL: Final = 1
"""Of gzip: most of what there is to gain, in a tenth of the time of the highest."""

_decode_headers: Final = msgspec.json.Decoder(dict[str, str]).decode
_decode_beside: Final = msgspec.json.Decoder(Beside).decode
_decode_raw: Final = msgspec.json.Decoder(msgspec.Raw).decode


class SourceLine(msgspec.Struct, omit_defaults=True):
    """A message of a source as it is forwarded; see ``POST /api/v1/agents/sources/{id}/messages``."""

    id: str
    payload: msgspec.Raw | msgspec.UnsetType
    rest: bytes = msgspec.field(default=b"", name="bytes")
    subscription: str = ""
    message_id: str | None = None
    metadata: dict[str, Any] = {}
    error: str = ""


class Line(msgspec.Struct):
    """A message as it is forwarded; see ``POST /api/v1/agents/messages``."""

    id: str
    payload: msgspec.Raw
    digest: str | None
    same_body: bool
    headers: dict[str, str]


class _Fault(msgspec.Struct):
    """What is wrong with the message at a place of the batch."""

    index: int = -1
    path: str = ""
    message: str = ""


class _Answer(msgspec.Struct):
    """What the centre says of a batch: the id of each message that it took, None for each that it refuses."""

    ids: list[str | None]
    errors: list[_Fault] | None = None


@define
class Pace:
    """How many messages go at once: a quarter more after each good answer, half after a bad one."""

    count: int = FIRST_COUNT
    bytes: int = MOST_BYTES

    def answered(self, seconds: float) -> None:
        """An answer came after so long."""
        if seconds <= GOOD_SECONDS:
            self.count = min(MOST_COUNT, self.count + max(1, self.count // 4))
            self.bytes = min(MOST_BYTES, self.bytes * 2)
        elif seconds > 5 * GOOD_SECONDS:
            self.failed()

    def failed(self) -> None:
        """No answer came, or it took too long."""
        self.count = max(1, self.count // 2)

    def refused(self, count: int) -> None:
        """A batch of so many was refused whole: for its size, or for something in it."""
        self.count = max(1, count // 2)
        self.bytes = max(64 * 1024, self.bytes // 2)


def packed(entries: Sequence[Entry]) -> bytes:
    """Return entries of one route as lines, compressed."""
    encode = msgspec.json.encode
    line = _line if source_of(entries[0].message.source) is None else _source_line
    return gzip.compress(b"\n".join([encode(line(one)) for one in entries]), _LEVEL, mtime=0)


def refusals(entries: Sequence[Entry], body: dict[str, Any]) -> dict[int, str]:
    """Return what the centre refuses of a batch: place in the queue -> reason; read of its answer.

    Raises:
        ValueError: the answer does not fit the batch: nothing may be concluded from it.
    """
    try:
        answer = msgspec.convert(body, _Answer)
    except msgspec.ValidationError as error:
        raise ValueError(f"the answer cannot be read: {error}") from None
    if len(answer.ids) != len(entries):
        raise ValueError("the answer does not say what became of each message")
    reasons: dict[int, list[str]] = {}
    for fault in answer.errors or ():
        if text := ": ".join(part for part in (fault.path, fault.message) if part):
            reasons.setdefault(fault.index, []).append(text)
    return {
        one.seq: "; ".join(reasons.get(index, ["refused; further reasons were not listed"]))
        for index, (one, given) in enumerate(zip(entries, answer.ids, strict=True))
        if given is None
    }


def _line(one: Entry) -> Line:
    message = one.message
    return Line(
        message.id,
        msgspec.Raw(_in_one_line(message.payload)),
        message.digest.hex() if message.digest is not None else None,
        message.same_body,
        _decode_headers(message.headers) if message.headers else {},
    )


def _source_line(one: Entry) -> SourceLine:
    message = one.message
    beside = _decode_beside(message.headers)
    raw, rest = (msgspec.UNSET, message.payload) if beside.error else _split(message.payload)
    return SourceLine(message.id, raw, rest, beside.subscription, beside.message_id, beside.metadata, beside.error)


def _split(payload: bytes) -> tuple[msgspec.Raw | msgspec.UnsetType, bytes]:
    """Return a payload as JSON, or else as bytes: the centre makes a dead letter of it, with these."""
    try:
        return msgspec.Raw(_in_one_line(bytes(_decode_raw(payload)))), b""
    except (msgspec.DecodeError, UnicodeDecodeError):
        return msgspec.UNSET, payload


def _in_one_line(payload: bytes) -> bytes:
    """Return JSON without line ends, which stand between lines."""
    return msgspec.json.format(payload, indent=-1) if b"\n" in payload else payload
