"""Messages as they travel: a header, one segment, its parts. All numbers are little-endian."""

import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from attrs import frozen

from hana_simulator.wire.codes import FunctionCode, PartKind, SegmentKind

INIT_REQUEST_LENGTH: Final = 14
INIT_REPLY: Final = bytes((4, 20, 0, 4, 1, 0, 0, 0))
"""Product 4.20, protocol 4.1, and two bytes of filler; no client looked at the numbers."""

_MESSAGE: Final = struct.Struct("<qiIIhBBI4x")
_SEGMENT: Final = struct.Struct("<iihhb")
_SEGMENT_LENGTH: Final = 24
_PART: Final = struct.Struct("<bbhiii")
_BUFFER: Final = 1024 * 1024 - 32
_COMPRESSED: Final = 2
_LARGEST: Final = 256 * 1024 * 1024
_BIG_COUNT: Final = -1
_MOST_SMALL: Final = 32767


class ProtocolError(Exception):
    """The other side does not keep to the protocol; the connection cannot go on."""


@frozen
class Part:
    """One part of a segment.

    Attributes:
        count: number of arguments; what they are depends on the kind.
    """

    kind: int
    data: bytes
    count: int = 1
    attributes: int = 0


@frozen
class Request:
    """One message of a client."""

    session_id: int
    packet: int
    message_type: int
    commit: bool
    parts: Sequence[Part]

    def part(self, kind: PartKind) -> Part | None:
        """Return the first part of a kind."""
        return next((part for part in self.parts if part.kind == kind), None)

    def need(self, kind: PartKind) -> Part:
        """Return the first part of a kind that has to be there."""
        part = self.part(kind)
        if part is None:
            raise ProtocolError(f"the request has no part {kind.name}")
        return part


@frozen
class Reply:
    """What is answered to a request."""

    parts: Sequence[Part] = ()
    function: FunctionCode = FunctionCode.NIL
    is_error: bool = False


def read_request(read: Callable[[int], bytes]) -> Request:
    """Read one message; ``read(n)`` returns exactly n bytes.

    Raises:
        ProtocolError: it is compressed, too large or torn.
    """
    session_id, packet, length, _, _, options, _, _ = _MESSAGE.unpack(read(_MESSAGE.size))
    if options & _COMPRESSED:
        raise ProtocolError("the message is compressed, which was not agreed on")
    if not _SEGMENT_LENGTH <= length <= _LARGEST:
        raise ProtocolError(f"a message of {length} bytes is not possible")
    body = read(length)
    _, _, count, _, kind = _SEGMENT.unpack_from(body)
    if kind != SegmentKind.REQUEST:
        raise ProtocolError(f"segment of kind {kind} instead of a request")
    parts = tuple(_parts(body, count))
    return Request(session_id, packet, body[13], commit=body[14] != 0, parts=parts)


def _parts(body: bytes, count: int) -> Iterable[Part]:
    offset = _SEGMENT_LENGTH
    for _ in range(count):
        if offset + _PART.size > len(body):
            raise ProtocolError("a part is cut off")
        kind, attributes, arguments, big, length, _ = _PART.unpack_from(body, offset)
        offset += _PART.size
        if length < 0 or offset + length > len(body):
            raise ProtocolError("a part is cut off")
        count = big if arguments == _BIG_COUNT else arguments
        yield Part(kind, body[offset : offset + length], count, attributes)
        offset += length + -length % 8


def reply_bytes(reply: Reply, session_id: int, packet: int) -> bytes:
    """Return a reply as it travels."""
    body = b"".join(_part_bytes(part) for part in reply.parts)
    kind = SegmentKind.ERROR if reply.is_error else SegmentKind.REPLY
    segment = struct.pack(
        "<iihhbbh8x",
        _SEGMENT_LENGTH + len(body),
        0,
        len(reply.parts),
        1,
        kind,
        0,
        0 if reply.is_error else reply.function,
    )
    length = len(segment) + len(body)
    return _MESSAGE.pack(session_id, packet, length, _BUFFER, 1, 0, 0, 0) + segment + body


def _part_bytes(part: Part) -> bytes:
    small, big = (part.count, 0) if part.count <= _MOST_SMALL else (_BIG_COUNT, part.count)
    header = _PART.pack(part.kind, part.attributes, small, big, len(part.data), _BUFFER)
    return header + part.data + bytes(-len(part.data) % 8)
