"""From the bytes of a request to the payloads in it: content type, content encoding, and the three ways to batch."""

import zlib
from typing import Final

import msgspec
from attrs import frozen

from nexus.api.ingress.request import Head, IngressRequest
from nexus.api.problems import Problem

_NDJSON: Final = frozenset(
    {b"application/x-ndjson", b"application/ndjson", b"application/jsonl", b"application/x-jsonlines"}
)
_SPACE: Final = b" \t\r\n"
_GZIP: Final = 16 + zlib.MAX_WBITS
_EITHER: Final = 32 + zlib.MAX_WBITS

_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Refused(Exception):
    """The request is answered with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.name)
        self.problem = problem


@frozen
class Caps:
    """How large a request may be: bytes before and after decompression, and messages in a batch."""

    body_bytes: int = 10 * 1024 * 1024
    messages: int = 10_000


def too_large(caps: Caps, what: str = "The body") -> Problem:
    """Return the problem of a request above `Caps.body_bytes`."""
    return Problem(
        "too-large",
        413,
        "Too large",
        f"{what} has more than {caps.body_bytes} bytes (NEXUS_MAX_BODY_BYTES): send smaller batches.",
    )


def check_content_type(head: Head) -> bool:
    """Return whether the body is NDJSON.

    Raises:
        Refused: the content type is neither JSON nor NDJSON.
    """
    content_type = head.content_type
    if content_type in {b"application/json", b""}:
        return False
    name, _, parameters = content_type.lower().partition(b";")
    name = name.strip()
    charset = parameters.strip().removeprefix(b"charset=").strip(b'"') or b"utf-8"
    if charset in {b"utf-8", b"utf8"} or not parameters.strip().startswith(b"charset="):
        if name in _NDJSON:
            return True
        if name == b"application/json" or (name.startswith(b"application/") and name.endswith(b"+json")):
            return False
    raise Refused(
        Problem(
            "unsupported-media-type",
            415,
            "Unsupported media type",
            f"{content_type[:100].decode('latin-1')!r} is not taken: send application/json or application/x-ndjson.",
            headers=(("accept-post", "application/json, application/x-ndjson"),),
        )
    )


def unpack(request: IngressRequest, caps: Caps) -> tuple[list[bytes], bool]:
    """Return the payloads of a request and whether they are a batch.

    Raises:
        Refused: not of a type, an encoding, a size or a shape that is taken.
    """
    head = request.head
    ndjson = check_content_type(head)
    body = request.body
    if head.content_encoding and head.content_encoding != b"identity":
        body = _decompress(body, head.content_encoding, caps)
    if ndjson:
        payloads = [line for part in body.split(b"\n") if (line := part.strip(_SPACE))]
    elif body[:1] == b"{":
        return [body], False
    else:
        body = body.strip(_SPACE)
        if body[:1] != b"[":
            if body:
                return [body], False
            payloads = []
        else:
            payloads = _split(body)
            return _counted(payloads, caps), True
    if not payloads:
        raise Refused(_malformed("The body is empty: send a JSON object, an array of them, or NDJSON."))
    return _counted(payloads, caps), True


def _split(body: bytes) -> list[bytes]:
    try:
        return [bytes(raw) for raw in _array(body)]
    except RecursionError:
        raise Refused(_malformed("The body is nested too deep.")) from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused(_malformed(str(error))) from error


def _malformed(detail: str) -> Problem:
    return Problem("malformed", 400, "Not JSON", detail)


def _counted(payloads: list[bytes], caps: Caps) -> list[bytes]:
    if len(payloads) > caps.messages:
        raise Refused(
            Problem(
                "too-many-messages",
                413,
                "Too many messages",
                f"{len(payloads)} messages in one request, at most {caps.messages} are taken: send smaller batches.",
            )
        )
    return payloads


def _decompress(body: bytes, encoding: bytes, caps: Caps) -> bytes:
    """Undo gzip or deflate, and stop at the cap: a bomb is refused before it has gone off."""
    name = encoding.lower().strip()
    if name not in {b"gzip", b"x-gzip", b"deflate"}:
        raise Refused(
            Problem(
                "unsupported-encoding",
                415,
                "Unsupported content encoding",
                f"{encoding[:100].decode('latin-1')!r} is not taken: send gzip, deflate or no encoding.",
                headers=(("accept-encoding", "gzip, deflate"),),
            )
        )
    gzip = name != b"deflate"
    out, size = [], 0
    try:
        while body:
            # "deflate" is the zlib format by the book, and raw deflate from some senders: the first byte tells them apart
            window = _GZIP if gzip else (_EITHER if body[0] & 0x0F == 8 else -zlib.MAX_WBITS)
            inflate = zlib.decompressobj(window)
            part = inflate.decompress(body, caps.body_bytes - size + 1)
            size += len(part)
            if size > caps.body_bytes:
                raise Refused(too_large(caps, "The decompressed body"))
            if not inflate.eof:
                raise Refused(_malformed("The compressed body is cut short."))
            out.append(part)
            body = inflate.unused_data if gzip else b""  # gzip may have several members
    except zlib.error as error:
        raise Refused(_malformed(f"The body cannot be decompressed: {error}")) from error
    return b"".join(out)
