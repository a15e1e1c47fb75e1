"""Values into the types that a rule can ask for, exactly or not at all."""

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from nexus.mapping import moments
from nexus.mapping.naming import type_name
from nexus.mapping.numbers import parse_decimal, parse_integer

Convert = Callable[[Any], Any]
"""Takes a value that is not null; raises ValueError with what is wrong about it."""

_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0"})
_MOMENTS: Final = {
    "date": moments.date_reader,
    "time": moments.time_reader,
    "timestamp": moments.timestamp_reader,
}


def converter(kind: str, pattern: str | None = None, zone: str | None = None) -> Convert:
    """Return what converts to ``kind``, one of `nexus.model.mapping.TYPES`.

    Raises:
        KeyError: there is no such type.
        ValueError: format or time zone do not fit it.
    """
    if kind in _MOMENTS:
        if pattern is not None:
            moments.check_pattern(pattern)
        read: Convert = _MOMENTS[kind](pattern, moments.zone_of(zone))
        return read
    plain = _PLAIN[kind]
    if zone is not None:
        raise ValueError(f"a time zone is for date, time and timestamp, not for {kind}")
    if kind == "bytes":
        return _bytes_reader(pattern or "base64")
    if pattern is not None:
        raise ValueError(f"a format is for date, time, timestamp and bytes, not for {kind}")
    return plain


def to_string(value: Any) -> str:
    """Return the text of a scalar, as JSON writes it where JSON has it."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | Decimal() | UUID():
            return str(value)
        case float():
            return repr(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            raise ValueError(f"is {type_name(value)}, which is no text; json_dump writes it as JSON")


def to_boolean(value: Any) -> bool:
    """Return the truth of ``true``, ``false``, 0, 1, or the words true, false, yes, no."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal) and value in (0, 1):
        return bool(value)
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
    raise ValueError("is neither true, false, yes, no, 1 nor 0")


def to_float(value: Any) -> float:
    """Return the nearest binary float."""
    try:
        number = value if type(value) is float else float(parse_decimal(value))
    except OverflowError as error:
        raise ValueError("is too large for a float") from error
    if not math.isfinite(number):
        raise ValueError("is too large for a float")
    return number


def to_uuid(value: Any) -> UUID:
    """Return the UUID that a text names."""
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str):
        raise ValueError(f"is {type_name(value)}, not text")  # noqa: TRY004 — a value, not a caller's mistake
    try:
        return UUID(value.strip())
    except ValueError:
        raise ValueError("is no UUID") from None


def _to_json(value: Any) -> Any:
    return value


def _bytes_reader(encoding: str) -> Convert:
    if encoding not in _ENCODINGS:
        raise ValueError(f"{encoding!r} is no format of bytes; use base64, hex or utf8")
    decode = _ENCODINGS[encoding]

    def read(value: Any) -> bytes:
        if isinstance(value, bytes | bytearray):
            return bytes(value)
        if not isinstance(value, str):
            raise ValueError(f"is {type_name(value)}, not text")  # noqa: TRY004 — a value, not a caller's mistake
        try:
            return decode(value)
        except (ValueError, binascii.Error):
            raise ValueError(f"is not {encoding}") from None

    return read


_PLAIN: Final[Mapping[str, Convert]] = {
    "string": to_string,
    "integer": parse_integer,
    "decimal": parse_decimal,
    "float": to_float,
    "boolean": to_boolean,
    "json": _to_json,
    "uuid": to_uuid,
    "bytes": _to_json,
}
_ENCODINGS: Final[Mapping[str, Callable[[str], bytes]]] = {
    "base64": lambda text: base64.b64decode(text, validate=True),
    "hex": bytes.fromhex,
    "utf8": str.encode,
}
