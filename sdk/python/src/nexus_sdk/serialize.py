"""From a message to its JSON, without the silent losses of `json.dumps`."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, ClassVar, Final, Protocol, TypeAlias
from uuid import UUID

from nexus_sdk.errors import InvalidMessage, invalid


class Dataclass(Protocol):
    """An instance of a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


Message: TypeAlias = Mapping[str, Any] | Dataclass
"""A message: a mapping with text as keys, or a dataclass."""

_encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_DEEPEST: Final = 200


class _Unfit(Exception):
    """A value that JSON cannot hold; its path grows on the way up."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.steps: list[str] = []

    def path(self) -> str:
        return "".join(reversed(self.steps)).removeprefix(".")


def serialize(message: Message, index: int = 0) -> bytes:
    """Return a message as JSON.

    Decimals, UUIDs, dates and times become text, bytes base64, enums their value.

    Args:
        message: what is sent.
        index: its place among the messages of the call.

    Raises:
        InvalidMessage: it is no object, or holds what JSON cannot (``nan``, keys that are no text, a set, a circle);
            the fault names the place.
    """
    if not isinstance(message, Mapping) and not _is_instance_of_dataclass(message):
        raise _refused(index, "", f"must be a mapping or a dataclass, not {_named(message)}; send_many takes several")
    try:
        return _encode(_plain(message, 0)).encode()
    except _Unfit as unfit:
        raise _refused(index, unfit.path(), str(unfit)) from None


def _plain(value: Any, depth: int) -> Any:  # noqa: PLR0911 — one line for each kind of value
    """Return a value made of what JSON has."""
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is int or kind is bool or value is None:
        return value
    if kind is float:
        return _finite(value)
    if depth > _DEEPEST:
        raise _Unfit(f"is nested more than {_DEEPEST} levels deep, or holds itself")
    if isinstance(value, Mapping):
        return {_key(key): _inside(one, f".{key}", depth) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_inside(one, f"[{place}]", depth) for place, one in enumerate(value)]
    if _is_instance_of_dataclass(value):
        return {one.name: _inside(getattr(value, one.name), f".{one.name}", depth) for one in fields(value)}
    return _converted(value, depth)


def _converted(value: Any, depth: int) -> Any:  # noqa: PLR0911 — one line for each kind of value
    if isinstance(value, Enum):
        return _plain(value.value, depth + 1)
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _finite(float(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise _Unfit(f"{value} is no JSON number; send None, or leave it out")
        return str(value)
    if isinstance(value, date | time):  # a datetime is a date
        return _moment(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(value).decode()
    raise _Unfit(f"JSON has nothing for {_named(value)}; send text, a number, a list or a mapping")


def _inside(value: Any, step: str, depth: int) -> Any:
    try:
        return _plain(value, depth + 1)
    except _Unfit as unfit:
        unfit.steps.append(step)
        raise


def _text(value: str) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _Unfit("is text with half a surrogate pair, which UTF-8 cannot hold") from None
    return value


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise _Unfit(f"has the key {key!r}, {_named(key)}, where JSON takes text alone")
    return _text(str(key.value) if isinstance(key, Enum) else str(key))


def _finite(value: float) -> float:
    if not isfinite(value):
        raise _Unfit(f"{value} is no JSON number; send None, or leave it out")
    return value


def _moment(value: date | time) -> str:
    text = value.isoformat()
    if isinstance(value, datetime) and text.endswith("+00:00"):
        return f"{text.removesuffix('+00:00')}Z"
    return text


def _is_instance_of_dataclass(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _named(value: object) -> str:
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _refused(index: int, path: str, message: str) -> InvalidMessage:
    return invalid(index, path, message)
