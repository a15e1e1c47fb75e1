"""What is wrong with a raw value, in words for the person who wrote it."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError

from nexus.config.shapes import fields_of
from nexus.errors import FieldError, InvalidInput

_SHOWN = 40


class Unfit(ValueError):
    """A value is not what its field demands; the message says what was expected and what was there."""


def join(path: str, rest: str) -> str:
    """Put two parts of a dotted path together: ``a`` and ``b`` to ``a.b``, ``a`` and ``[0]`` to ``a[0]``."""
    return f"{path}.{rest}" if path and rest and not rest.startswith("[") else path + rest


def found(value: Any) -> str:
    """Describe what was found where something else was expected. Not for secrets: it shows the value."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'text "{value[:_SHOWN]}{"…" if len(value) > _SHOWN else ""}"'
        case _:
            return kind(value)


def kind(value: Any) -> str:  # noqa: PLR0911 — one line per kind
    """Name the JSON type of a value without showing it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return f"a {type(value).__name__}"


def hint(name: str, known: Iterable[str]) -> str:
    """Return what the writer of ``name`` may have meant, as an ending for a message."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known are {', '.join(names)}" if names else "none is known here"


def faults_of(error: Exception, path: str = "") -> list[FieldError]:
    """List every fault that structuring found, each with its dotted path below ``path``."""
    match error:
        case InvalidInput():
            return [FieldError(join(path, fault.path), fault.message) for fault in error.errors]
        case ClassValidationError():
            noted, others = error.group_exceptions()
            below = [fault for inner, note in noted for fault in faults_of(inner, join(path, note.name))]
            return below + [fault for inner in others for fault in faults_of(inner, path)]
        case ForbiddenExtraKeysError():
            return _unknown_keys(error.cl, error.extra_fields, path)
        case KeyError():  # cattrs: the key of a required field is not there
            return [FieldError(path, "is required")]
        case _:
            return [FieldError(path, str(error) or type(error).__name__)]


def _unknown_keys(cls: type[Any], keys: Iterable[Any], path: str) -> list[FieldError]:
    known = fields_of(cls)
    return [FieldError(join(path, str(key)), f"is unknown; {hint(str(key), known)}") for key in sorted(keys, key=str)]
