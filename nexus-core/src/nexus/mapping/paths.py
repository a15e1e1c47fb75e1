"""Paths into JSON values: ``customer.email``, ``items[0].sku``, ``["a.b"].c``, ``$``."""

import re
from collections.abc import Callable
from enum import Enum
from typing import Any, Final, TypeAlias

from attrs import frozen


class _Missing(Enum):
    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing.MISSING
"""What a path finds where there is nothing: not null, but absent."""


class _Each(Enum):
    EACH = "[]"


EACH: Final = _Each.EACH
"""The part ``[]``: every element of an array; only where `parse_path` is told to take it."""

Part: TypeAlias = str | int | _Each

_NAME: Final = re.compile(r"[^\s.\[\]\"'$\\]+(?: +[^\s.\[\]\"'$\\]+)*")
_INDEX: Final = re.compile(r"\[(-?\d{1,9})\]")
_QUOTED: Final = re.compile(r"""\["((?:[^"\\]|\\["\\])*)"\]""")
_ESCAPE: Final = re.compile(r"\\([\"\\])")


class PathError(ValueError):
    """The text is no path; the message says at which character."""


@frozen
class Path:
    """A parsed path; no parts mean the value itself."""

    text: str
    parts: tuple[Part, ...]

    def get(self, value: Any) -> Any:
        """Return what is at this path in ``value``, or `MISSING`."""
        for part in self.parts:
            value = _step(value, part)
            if value is MISSING:
                break
        return value

    def getter(self) -> Callable[[Any], Any]:
        """Return `get`, specialised for the common single name."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            name = self.parts[0]
            return lambda value: value.get(name, MISSING) if type(value) is dict else MISSING
        return self.get


def parse_path(text: str, *, each: bool = False) -> Path:
    """Parse a path.

    Args:
        text: names apart by dots; ``[0]`` and ``[-1]`` for elements; ``["…"]`` for names with other characters.
        each: also take ``[]``, every element.

    Raises:
        PathError: with the position.
    """
    position = 1 if text.startswith("$") else 0
    parts: list[Part] = []
    while position < len(text):
        part, position = _part(text, position, first=position == 0, each=each)
        parts.append(part)
    if not text:
        raise PathError("a path cannot be empty; $ is the whole value")
    return Path(text, tuple(parts))


def format_path(parts: tuple[Part, ...]) -> str:
    """Return the text of a path, which parses to the same parts."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            plain = _NAME.fullmatch(part)
            quoted = part.replace("\\", "\\\\").replace('"', '\\"')
            text += (f".{part}" if text else part) if plain else f'["{quoted}"]'
        else:
            text += "[]" if part is EACH else f"[{part}]"
    return text or "$"


def _part(text: str, position: int, *, first: bool, each: bool) -> tuple[Part, int]:
    if text[position] == "[":
        return _bracket(text, position, each=each)
    start = position
    if not first:
        if text[position] != ".":
            raise PathError(f"{text!r}: expected . or [ at character {position + 1}")
        start += 1
    match = _NAME.match(text, start)
    if match is None:
        raise PathError(f'{text!r}: expected a name at character {start + 1}; write unusual names as ["…"]')
    return match[0], match.end()


def _bracket(text: str, position: int, *, each: bool) -> tuple[Part, int]:
    if each and text.startswith("[]", position):
        return EACH, position + 2
    if match := _INDEX.match(text, position):
        return int(match[1]), match.end()
    if match := _QUOTED.match(text, position):
        return _ESCAPE.sub(r"\1", match[1]), match.end()
    raise PathError(f'{text!r}: expected [number] or ["name"] at character {position + 1}')


def _step(value: Any, part: Part) -> Any:
    if type(part) is str:
        return value.get(part, MISSING) if type(value) is dict else MISSING
    if type(part) is int and type(value) is list and -len(value) <= part < len(value):
        return value[part]
    return MISSING
