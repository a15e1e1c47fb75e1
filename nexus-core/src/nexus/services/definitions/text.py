"""Reads and writes definition files: YAML 1.2 scalars, duplicate keys refused, ``${env:NAME}`` filled in."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from nexus.errors import FieldError, InvalidInput

_REFERENCE = re.compile(r"\$(\$\{)|\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}")
_MOST_VALUES = 1_000_000
_DEEPEST = 100
SECTIONS = ("applications", "connections", "workflows")


class _Loader(yaml.SafeLoader):
    """YAML whose words stay words: ``off`` is text (YAML 1.2), and so is a date; the same key twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str | int | float | bool | None):
                raise yaml.constructor.ConstructorError(None, None, f"the key in line {line} is no plain word")
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice, again in line {line}")
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def read(paths: list[Path], environ: Mapping[str, str]) -> dict[str, list[Any]]:
    """Read definition files and merge their sections.

    Raises:
        InvalidInput: a file is missing, no YAML, has unknown sections, or names an environment variable that is not set.
    """
    merged: dict[str, list[Any]] = {section: [] for section in SECTIONS}
    for path in paths:
        for section, entries in sections_of(path).items():
            merged[section] += entries
    return fill(merged, environ)


def fill(sections: Mapping[str, list[Any]], environ: Mapping[str, str]) -> dict[str, list[Any]]:
    """Replace ``${env:NAME}`` everywhere; raises InvalidInput for each environment variable that is not set."""
    errors: list[FieldError] = []
    filled = {section: _fill(entries, section, environ, errors) for section, entries in sections.items()}
    if errors:
        raise InvalidInput(errors)
    return filled


def load(path: Path) -> Any:
    """Return what a YAML file holds, as it stands there; raises InvalidInput if it cannot be read."""
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 — derived from SafeLoader
    except OSError as error:
        raise InvalidInput([FieldError(str(path), f"cannot be read: {error.strerror}")]) from error
    except RecursionError as error:
        raise InvalidInput([FieldError(str(path), "is nested too deep")]) from error
    except (
        Exception
    ) as error:  # besides its own, PyYAML raises ValueError, KeyError and AttributeError for tagged scalars
        raise InvalidInput([FieldError(str(path), f"is not valid YAML: {error}")]) from error
    if not _is_small(value):
        raise InvalidInput(
            [FieldError(str(path), "is nested too deep, holds itself, or becomes too large by its aliases")]
        )
    return value


def _is_small(value: Any) -> bool:
    """Whether all of it can be walked through: an alias may hold itself, or a file of lines make billions of values."""
    left, count = [(value, 0)], 0
    while left:
        one, depth = left.pop()
        count += 1
        if count > _MOST_VALUES or depth > _DEEPEST:
            return False
        if isinstance(one, dict):
            left += [(item, depth + 1) for item in one.values()]
        elif isinstance(one, list | tuple):
            left += [(item, depth + 1) for item in one]
    return True


def sections_of(path: Path) -> dict[str, list[Any]]:
    """Return the sections of a definition file, as they stand there; raises InvalidInput as `read`."""
    raw = load(path)
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise InvalidInput([FieldError(str(path), f"must be a mapping with {', '.join(SECTIONS)}")])
    errors = [
        FieldError(f"{path}: {section}", f"unknown section; known are {', '.join(SECTIONS)}")
        for section in raw
        if section not in SECTIONS
    ]
    errors += [
        FieldError(f"{path}: {section}", "must be a list")
        for section, entries in raw.items()
        if section in SECTIONS and entries is not None and not isinstance(entries, list)
    ]
    if errors:
        raise InvalidInput(errors)
    return {section: entries or [] for section, entries in raw.items()}


def _fill(value: Any, path: str, environ: Mapping[str, str], errors: list[FieldError]) -> Any:
    """Replace ``${env:NAME}`` in every text; ``$${`` stands for ``${``."""
    if isinstance(value, dict):
        return {key: _fill(item, f"{path}.{key}", environ, errors) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, f"{path}[{index}]", environ, errors) for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value

    def replacement(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        if match[2] not in environ:
            errors.append(FieldError(path, f"the environment variable {match[2]} is not set"))
            return ""
        return environ[match[2]]

    return _REFERENCE.sub(replacement, value)


def write(sections: Mapping[str, Any]) -> str:
    """Return ``sections`` as YAML, keys in their order, short lists and mappings as they are read best."""
    present = {section: entries for section, entries in sections.items() if entries}
    return yaml.safe_dump(present, sort_keys=False, allow_unicode=True, width=120)
