"""Writes what is defined as a file that `apply` takes; secrets become ``${env:…}`` places to fill in."""

import re
from typing import Any

from nexus.config import map_secrets
from nexus.engine.sequence.plan import StepComponents
from nexus.services.definitions.current import read_current
from nexus.services.repositories import Repositories


def export(
    repositories: Repositories, components: StepComponents, workspace_id: str
) -> dict[str, list[dict[str, Any]]]:
    """Return the sections of a definition file for everything in a workspace, without a secret in it."""
    entries = read_current(repositories, workspace_id).entries(components)
    for entry in entries["connections"].values():
        if "config" in entry:
            entry["config"] = _without_secrets(entry, components)
    return {section: [escaped(entry) for entry in named.values()] for section, named in entries.items()}


def _without_secrets(entry: dict[str, Any], components: StepComponents) -> dict[str, Any]:
    config = components.connector(entry["connector"]).config
    return map_secrets(
        config, entry["config"], lambda path, _value: _Place(f"${{env:{_variable(entry['name'], path)}}}")
    )


class _Place(str):
    """Text that stands for a value to fill in: not escaped."""

    __slots__ = ()


def _variable(connection: str, path: str) -> str:
    """Return the environment variable that stands for a secret: ``warehouse``, ``password`` -> ``WAREHOUSE_PASSWORD``."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", f"{connection}_{path}").strip("_").upper()
    return f"_{name}" if name[:1].isdigit() else name


def escaped(value: Any) -> Any:
    """Write ``${`` in a value as ``$${``, so that it is read back as it is."""
    if isinstance(value, dict):
        return {key: escaped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [escaped(item) for item in value]
    if isinstance(value, _Place):
        return str(value)
    return value.replace("${", "$${") if isinstance(value, str) else value
