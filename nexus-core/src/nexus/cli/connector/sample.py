"""``sample.yaml`` of a connector's folder: what ``nexus connector dev`` tries."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from nexus.config import define, field, json_schema, structure
from nexus.errors import FieldError, InvalidInput

FILE: Final = "sample.yaml"


@define
class Sample:
    """What is tried."""

    config: Mapping[str, Any] = field(factory=dict, title="Configuration", help="Of the connection, secrets in clear.")
    operation: str = field(default="", title="Operation", help="The first of the sink's if not given.")
    target: str = field(default="sample", title="Target")
    key: tuple[str, ...] = field(default=("id",), title="Key")
    rows: tuple[Any, ...] = field(
        default=({"id": 1, "name": "Ada", "qty": 3}, {"id": 2, "name": "😀 ü", "qty": None}), title="Rows"
    )
    statement: str = field(default="", title="Statement", help="Tried if the connector can be read from.")
    seconds: float = field(default=1.0, title="Seconds", help="How long a source receives.", minimum=0.1, maximum=60)


def read_sample(folder: Path, config: type[Any]) -> Sample:
    """Read the sample beside ``pyproject.toml``; without one, the form's own proposals are tried.

    Raises:
        InvalidInput: it is not as it should be.
    """
    file = folder / FILE
    if not file.is_file():
        return Sample(config=proposed(json_schema(config)))
    try:
        raw = yaml.safe_load(file.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise InvalidInput([FieldError(FILE, f"is no YAML: {error}")]) from error
    return structure(Sample, raw, FILE)


def proposed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for every required field: its default, its example, or what its type begins with."""
    fields: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
    required: Sequence[str] = schema.get("required", ())
    return {name: _proposed(fields[name]) for name in required if name in fields}


def _proposed(about: Mapping[str, Any]) -> Any:
    if "default" in about:
        return about["default"]
    if "x-placeholder" in about and about.get("type") == "string":
        return about["x-placeholder"]
    if choices := about.get("enum"):
        return choices[0]
    kinds: Mapping[Any, Any] = {"string": "sample", "integer": about.get("minimum", 1), "number": 1.0, "boolean": False}
    return kinds.get(about.get("type"))
