"""Texts with places: ``/customers/{payload.customer.id}``."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from attrs import field, frozen

from nexus.errors import MappingError
from nexus.mapping.conversion import to_string
from nexus.mapping.naming import type_name
from nexus.mapping.paths import MISSING, Path, PathError, parse_path
from nexus.mapping.scope import STEP_VARIABLES, of_data

_TOKEN: Final = re.compile(r"\{\{|\}\}|\{((?:\[\"(?:[^\"\\]|\\.)*\"\]|[^{}])*)\}|[{}]")


class Encoding(StrEnum):
    """What is done to values so that they cannot change the meaning of the text around them."""

    NONE = "none"
    PATH = "path"
    """For a segment of a URL's path: ``/``, ``?`` and ``#`` are percent-encoded, ``.`` and ``..`` are refused."""
    QUERY = "query"
    """For a value in a URL's query."""


@frozen
class Template:
    """A compiled text.

    Attributes:
        text: as it was written.
        places: the paths in it, in order.
    """

    text: str
    places: tuple[str, ...]
    _parts: tuple[str | Path, ...] = field(repr=False)
    _encode: Callable[[str], str] | None = field(repr=False)

    def render(self, data: Mapping[str, Any]) -> str:
        """Return the text with the values of ``data`` (``payload``, ``message``, ``steps``, ``current``).

        Raises:
            MappingError: a value is missing, null, an object or an array.
        """
        scope = of_data(data)
        return "".join(part if isinstance(part, str) else self._value(part, scope.variable) for part in self._parts)

    def _value(self, path: Path, variable: Callable[[str], Any]) -> str:
        found = Path(path.text, path.parts[1:]).get(variable(str(path.parts[0])))
        if found is MISSING or found is None:
            what = "is missing" if found is MISSING else "is null"
            raise MappingError(
                f"a value of {self.text!r} {what}", path=path.text, found="" if found is MISSING else "null"
            )
        try:
            text = to_string(found)
            return self._encode(text) if self._encode else text
        except ValueError as error:
            kind = type_name(found)
            raise MappingError(f"a value of {self.text!r} {error}", path=path.text, found=kind) from error


def compile_template(
    text: str, encoding: Encoding | str = Encoding.NONE, variables: Sequence[str] = STEP_VARIABLES
) -> Template:
    """Compile a text; ``{{`` and ``}}`` are braces.

    Raises:
        PathError: a brace is alone, or a place is no path from one of ``variables``.
    """
    parts: list[str | Path] = []
    end = 0
    for match in _TOKEN.finditer(text):
        parts.append(text[end : match.start()])
        parts.append(_part(text, match, variables))
        end = match.end()
    parts.append(text[end:])
    places = tuple(part.text for part in parts if isinstance(part, Path))
    kept = tuple(part for part in parts if part != "")
    return Template(text, places, kept, _ENCODERS[Encoding(encoding)])


def _part(text: str, match: re.Match[str], variables: Sequence[str]) -> str | Path:
    if match[0] in ("{{", "}}"):
        return match[0][0]
    if match[0] in "{}":
        raise PathError(
            f"{text!r}: {match[0]} at character {match.start() + 1} is alone; write {match[0] * 2} for a brace"
        )
    path = parse_path(match[1].strip())
    if path.text.startswith("$") or not path.parts or path.parts[0] not in variables:
        raise PathError(f"{text!r}: {match[0]} starts with none of {', '.join(variables)}")
    return path


def _segment(text: str) -> str:
    if text in ("", ".", ".."):
        raise ValueError("is empty, . or .., which would name another place of the URL")
    return quote(text, safe="")


_ENCODERS: Final[Mapping[Encoding, Callable[[str], str] | None]] = {
    Encoding.NONE: None,
    Encoding.PATH: _segment,
    Encoding.QUERY: lambda text: quote(text, safe=""),
}
