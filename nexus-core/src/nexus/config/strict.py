"""Strict readers of single values: each returns the value in its Python type, or says what was expected instead."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from nexus.config.faults import Unfit, faults_of, found, kind
from nexus.config.fields import FieldInfo
from nexus.config.secret import Secret
from nexus.config.shapes import Choice
from nexus.errors import FieldError, InvalidInput

Read: TypeAlias = Callable[[Any], Any]
"""Returns the value; raises ValueError or InvalidInput."""


def text(raw: Any) -> str:
    """Read a text."""
    if isinstance(raw, str):
        return raw
    raise Unfit(f"expected text, got {found(raw)}")


def secret(raw: Any) -> Secret:
    """Read a secret; a fault never shows it."""
    if isinstance(raw, Secret):
        return raw
    if isinstance(raw, str):
        return Secret(raw)
    raise Unfit(f"expected text, got {kind(raw)}")


def integer(raw: Any) -> int:
    """Read a whole number; True is none."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise Unfit(f"expected a whole number, got {found(raw)}")


def number(raw: Any) -> float:
    """Read a finite number."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
        return float(raw)
    raise Unfit(f"expected a number, got {found(raw)}")


def boolean(raw: Any) -> bool:
    """Read true or false; 0 and 1 are neither."""
    if isinstance(raw, bool):
        return raw
    raise Unfit(f"expected true or false, got {found(raw)}")


def file_path(raw: Any) -> Path:
    """Read a path of a file or folder."""
    return raw if isinstance(raw, Path) else Path(text(raw))


SCALARS: Final[Mapping[type[Any], Read]] = {
    str: text,
    Secret: secret,
    int: integer,
    float: number,
    bool: boolean,
    Path: file_path,
}


def choice(shape: Choice, raw: Any) -> Any:
    """Read one of the values of an Enum or a Literal."""
    for value in shape.values:
        if raw == value and isinstance(raw, bool) == isinstance(value, bool):
            return value if shape.enum is None else shape.enum(value)
    raise Unfit(f"expected one of {', '.join(map(str, shape.values))}, got {found(raw)}")


def items(collection: type[Any], read: Read, raw: Any) -> Any:
    """Read each item of a list."""
    if not isinstance(raw, list | tuple):
        raise Unfit(f"expected a list, got {kind(raw)}")
    return collection(_each(((f"[{index}]", item) for index, item in enumerate(raw)), read))


def entries(read: Read, raw: Any) -> dict[str, Any]:
    """Read each value of a mapping from names."""
    if not isinstance(raw, Mapping):
        raise Unfit(f"expected an object, got {kind(raw)}")
    names = [text(name) for name in raw]
    return dict(zip(names, _each(raw.items(), read), strict=True))


def _each(parts: Iterable[tuple[str, Any]], read: Read) -> list[Any]:
    values, faults = [], []
    for path, raw in parts:
        try:
            values.append(read(raw))
        except Exception as error:  # noqa: BLE001 — a config class may refuse in its own way
            faults += faults_of(error, path)
    if faults:
        raise InvalidInput(faults)
    return values


def check_constraints(info: FieldInfo, value: Any) -> None:
    """Hold a value against what its field demands; None is always in order.

    Raises:
        ValueError: says what is demanded, and never shows a secret.
    """
    if value is None:
        return
    demands = list(_unmet(info, value))
    if demands:
        raise InvalidInput([FieldError("", demand) for demand in demands])


def _unmet(info: FieldInfo, value: Any) -> Iterable[str]:
    if info.minimum is not None and value < info.minimum:
        yield f"must be at least {info.minimum}, is {value}"
    if info.maximum is not None and value > info.maximum:
        yield f"must be at most {info.maximum}, is {value}"
    if info.min_length is not None and len(value) < info.min_length:
        unit = "character" if isinstance(value, str | Secret) else "entry"
        yield "must not be empty" if info.min_length == 1 else f"needs at least {info.min_length} {unit}s"
    clear = value.reveal() if isinstance(value, Secret) else value
    if info.pattern is not None and not re.fullmatch(info.pattern, clear):
        yield f"has not the form {info.pattern}" + (f", for example {info.placeholder}" if info.placeholder else "")
    if info.choices and value not in info.choices:
        yield f"expected one of {', '.join(map(str, info.choices))}, got {found(value)}"
