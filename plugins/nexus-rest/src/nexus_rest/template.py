"""Texts with ``{field}`` places, and how their values go into a URL or a header without changing its meaning."""

import string
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote, unquote
from uuid import UUID

from attrs import frozen

from nexus import ConfigurationError
from nexus_rest.config import is_header_value

Lookup = Callable[[str], Any]
"""Returns the value of a place; raises ValueError if there is none."""

MESSAGE_ID: Final = "message.id"
_MISSING: Final = object()


@frozen
class Template:
    """A text and the places in it, in order: each part is (text before the place, place or None at the end)."""

    parts: tuple[tuple[str, str | None], ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places; empty for a constant text."""
        return tuple(place for _, place in self.parts if place is not None)

    @property
    def whole(self) -> str | None:
        """The place, if the template is that place and nothing else."""
        return self.places[0] if len(self.parts) == 1 and not self.parts[0][0] else None

    def fill(self, lookup: Lookup, convert: Callable[[str], str] = str) -> str:
        """Return the text with each place's value, passed through ``convert``.

        Raises:
            ValueError: a value is missing, null or no plain value.
        """
        return "".join(
            text if place is None else text + convert(_plain(lookup(place), place)) for text, place in self.parts
        )


def parse(text: str, path: str) -> Template:
    """Take a template apart; ``{{`` and ``}}`` are braces.

    Args:
        text: the template.
        path: the setting that it stands in.

    Raises:
        ConfigurationError: braces do not match, or a place is empty.
    """
    remedy = "write {field}, {message.id}, or {{ and }} for braces themselves"
    try:
        parts = tuple(string.Formatter().parse(text))
    except ValueError as error:
        raise ConfigurationError(f"{text!r} is no template: {error}", path=path, remedy=remedy) from error
    for _, place, spec, conversion in parts:
        if place is not None and (not place.strip() or spec or conversion):
            raise ConfigurationError(f"{text!r} has a place without a plain name", path=path, remedy=remedy)
    return Template(tuple((before, None if place is None else place.strip()) for before, place, _, _ in parts))


def row_lookup(row: Any, message_id: str) -> Lookup:
    """Look places up in a mapped row; a dotted name is a field of that name, or a path into nested objects."""

    def lookup(place: str) -> Any:
        if place == MESSAGE_ID:
            return message_id
        if isinstance(row, Mapping) and place in row:
            return row[place]
        value = row
        for name in place.split("."):
            value = value.get(name, _MISSING) if isinstance(value, Mapping) else _MISSING
        if value is _MISSING:
            raise ValueError(f"the row has no field {place!r}, which the request needs")
        return value

    return lookup


def path_value(text: str) -> str:
    """Percent-encode all but RFC 3986's unreserved characters: the value stays within its segment."""
    if not text:
        raise ValueError("a value of the path is empty: the request would go to another resource")
    return quote(text, safe="")


def query_value(text: str) -> str:
    """Percent-encode a query value."""
    return quote(text, safe="")


def header_value(text: str) -> str:
    """Refuse values that would end a header and begin another (request splitting)."""
    if not is_header_value(text):
        raise ValueError("a header's value has line breaks or control characters")
    return text.strip()


def check_path(path: str) -> str:
    """Return ``path`` unless values have given it a segment ``.`` or ``..``, which servers resolve to other resources.

    Many servers decode ``%2F`` before they look at segments, so encoded slashes count as slashes here.
    """
    segments = unquote(path).replace("\\", "/").split("/")
    if "." in segments or ".." in segments:
        raise ValueError("a value gives the path a segment '.' or '..', which would lead to another resource")
    return path


def _plain(value: Any, place: str) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case int() | float() | UUID():
            return str(value)
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case None:
            raise ValueError(f"the field {place!r} is null, and the request needs its value")
        case _:
            raise ValueError(
                f"the field {place!r} is {type(value).__name__}: only plain values fit into a URL or header"
            )
