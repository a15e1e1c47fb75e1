"""JSON that every later reader understands in the same way, within caps (security: input)."""

import re
from functools import cache
from typing import Any, Final

import msgspec
from attrs import frozen

_ESCAPED: Final = re.compile(rb'\\[\\"]')

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)

_decode = msgspec.json.Decoder().decode

_encode = msgspec.json.Encoder().encode

_MAP: Final = ord("{")
_ARRAY: Final = ord("[")
_BACKSLASH: Final = ord("\\")

_LARGE: Final = 64 * 1024
"""Texts above this are not written again to be compared: the copy would double what they take."""


class Malformed(ValueError):
    """The text is not JSON, is JSON that readers disagree about, or exceeds a cap."""


@frozen
class Limits:
    """Caps on one message.

    Attributes:
        depth: levels of objects and arrays in each other.
        keys: keys of all objects together, counted by occurrence.
        digits: digits of one number, its exponent apart.
    """

    depth: int = 32
    keys: int = 10_000
    digits: int = 400

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.depth <= 200 or self.keys < 0 or not 1 <= self.digits <= 4000:
            raise ValueError("depth is 1 to 200, keys 0 or more, digits 1 to 4000")


def decode(payload: bytes, limits: Limits = Limits()) -> Any:
    """Return the value of a JSON text.

    Every message comes through here, so each cap is looked at only where a text of that size can exceed it.

    Raises:
        Malformed: not JSON, not UTF-8, a key twice in one object, NaN, a lone surrogate, or beyond ``limits``.
    """
    try:
        value = _decode(payload)
    except UnicodeDecodeError as error:
        raise Malformed(f"is not UTF-8: {error.reason} at byte {error.start}") from error
    except RecursionError as error:
        raise Malformed(f"is nested deeper than {limits.depth} levels") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise Malformed(f"is not JSON: {error}") from error
    # `in` finds a byte ten times as fast as `count` does
    openings = (payload.count(b"{") if _MAP in payload else 0) + (payload.count(b"[") if _ARRAY in payload else 0)
    if openings > limits.depth:
        _check_depth(value, limits.depth)
    size = len(payload)
    if size > _LARGE:
        _check_duplicates(payload, _strings(value))
    elif (written := _encode(value)) != payload:
        _check_duplicates(payload, _delimiters(written) // 2)
    if size > limits.keys and payload.count(b":") > limits.keys and _keys(value) > limits.keys:
        raise Malformed(f"has more than {limits.keys} keys")
    if size > limits.digits:
        _check_digits(payload, limits.digits)
    return value


def _strings(value: Any) -> int:
    """Count the strings of ``value``, keys included; its depth is known to be bounded."""
    kind = type(value)
    if kind is dict:
        count = len(value)
        items = value.values()
    elif kind is list:
        count = 0
        items = value
    else:
        return 1 if kind is str else 0
    for item in items:
        inner = type(item)
        if inner is str:
            count += 1
        elif inner is dict or inner is list:
            count += _strings(item)
    return count


def _check_duplicates(payload: bytes, strings: int) -> None:
    """Refuse duplicate keys in a text whose value has so many strings, keys included.

    They show in the number of quotes: the text has two for each string and key, the decoded value has only the last of
    equal keys.
    """
    if _delimiters(payload) != 2 * strings:
        raise Malformed("has an object with the same key twice")


def _delimiters(text: bytes) -> int:
    """Count the quotes around strings: an escaped one is none; an escaped backslash must not hide the one after it."""
    return (_ESCAPED.sub(b"", text) if _BACKSLASH in text else text).count(b'"')


def _check_depth(value: Any, limit: int) -> None:
    level = [value]
    for _ in range(limit + 1):
        outer = [item for item in level if type(item) is dict or type(item) is list]
        if not outer:
            return
        level = [inner for item in outer for inner in (item.values() if type(item) is dict else item)]
    raise Malformed(f"is nested deeper than {limit} levels")


def _keys(value: Any) -> int:
    if type(value) is dict:
        return len(value) + sum(_keys(item) for item in value.values())
    return sum(_keys(item) for item in value) if type(value) is list else 0


def _check_digits(payload: bytes, limit: int) -> None:
    long = _long_numbers(limit)
    if long.search(payload) is None:
        return
    for match in long.finditer(_STRING.sub(b'""', payload)):
        if len(match[0]) - match[0].count(b".") > limit:
            raise Malformed(f"has a number of more than {limit} digits")


@cache
def _long_numbers(limit: int) -> re.Pattern[bytes]:
    return re.compile(rb"[0-9.]{%d,}" % (limit + 1))
