"""Connections as people may see them, and what of one has changed: secrets are masks everywhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from nexus.config import MASK, map_secrets, mask
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError
from nexus.services.definitions.changes import FieldChange, differences


def masked_config(connector: str, config: Mapping[str, Any], components: StepComponents) -> dict[str, Any]:
    """Return a copy of a configuration whose secrets are masks; all of it where nobody knows which they are."""
    try:
        return mask(components.connector(connector).config, config)
    except ConfigurationError:
        return dict.fromkeys(config, MASK)


def masked_entry(entry: Mapping[str, Any], components: StepComponents) -> dict[str, Any]:
    """Return a copy of what a file says of a connection, its secrets masked."""
    if "config" not in entry:
        return dict(entry)
    return {**entry, "config": masked_config(entry["connector"], entry["config"], components)}


def connection_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], components: StepComponents
) -> Iterator[FieldChange]:
    """Yield every place at which two entries of a connection differ; that a secret differs is told by masks."""
    yield from differences(masked_entry(before, components), masked_entry(after, components), by_name=True)
    former, wanted = _secrets(before, components), _secrets(after, components)
    for path, secret in wanted.items():
        if former.get(path, secret) != secret:
            yield FieldChange(path, MASK, MASK)


def _secrets(entry: Mapping[str, Any], components: StepComponents) -> dict[str, Any]:
    """Return the secrets of an entry by their concrete paths."""
    if "config" not in entry:
        return {}
    found: dict[str, Any] = {}

    def note(path: str, value: Any) -> Any:
        found[f"config.{path}"] = value
        return value

    try:
        map_secrets(components.connector(entry["connector"]).config, entry["config"], note)
    except ConfigurationError:
        return {f"config.{key}": value for key, value in entry["config"].items()}
    return found
