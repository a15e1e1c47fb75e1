"""CESU-8, in which all texts travel: UTF-8, but characters beyond the BMP as two surrogates of three bytes each."""

import struct
from typing import Final

_ONE_BYTE: Final = 245
_TWO_BYTES: Final = 246
_FOUR_BYTES: Final = 247
_LONGEST_SHORT: Final = 32767
NULL: Final = 255
"""Length byte of a value that is null."""


def encode(text: str) -> bytes:
    """Return ``text`` as CESU-8."""
    if text.isascii():
        return text.encode("ascii")
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(text):
        return text.encode("utf-8", "surrogatepass")
    return "".join(map(chr, struct.unpack(f"<{len(units) // 2}H", units))).encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """Return the text that ``data`` holds; plain UTF-8 is understood as well."""
    text = data.decode("utf-8", "surrogatepass")
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def units(text: str) -> int:
    """Return the length in UTF-16 units, which is how the protocol counts characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def prefixed(data: bytes) -> bytes:
    """Return ``data`` behind its length."""
    length = len(data)
    if length <= _ONE_BYTE:
        return bytes((length,)) + data
    if length <= _LONGEST_SHORT:
        return struct.pack("<Bh", _TWO_BYTES, length) + data
    return struct.pack("<Bi", _FOUR_BYTES, length) + data


def read_prefixed(data: bytes, offset: int) -> tuple[bytes | None, int]:
    """Return the bytes behind a length at ``offset`` (None for null), and where they end."""
    length = data[offset]
    offset += 1
    if length == NULL:
        return None, offset
    if length == _TWO_BYTES:
        (length,) = struct.unpack_from("<h", data, offset)
        offset += 2
    elif length == _FOUR_BYTES:
        (length,) = struct.unpack_from("<i", data, offset)
        offset += 4
    return data[offset : offset + length], offset + length
