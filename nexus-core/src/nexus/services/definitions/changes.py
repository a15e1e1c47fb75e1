"""The difference between what is defined and what a file says."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from attrs import frozen

from nexus.config import MASK

_ABSENT = object()


class Action(StrEnum):
    """What happens to a definition."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@frozen
class FieldChange:
    """One place that changes; None stands for a place that is not there."""

    path: str
    before: Any
    after: Any


@frozen
class Change:
    """What happens to one definition, with secrets masked.

    Attributes:
        kind: ``application``, ``connection`` or ``workflow``.
    """

    action: Action
    kind: str
    name: str
    fields: tuple[FieldChange, ...] = ()


def compare(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], *, prune: bool, secret: Mapping[str, set[str]]
) -> list[Change]:
    """Return what has to happen for ``before`` to become ``after``.

    Args:
        kind: what the entries are: ``application``, ``connection`` or ``workflow``.
        before: entries by name, as they are.
        after: entries by name, as they are wanted.
        prune: whether what ``after`` does not name is deleted.
        secret: per name, the concrete paths whose values are shown as dots.
    """
    changes = []
    for name, entry in after.items():
        if name not in before:
            changes.append(Change(Action.CREATE, kind, name))
        elif before[name] != entry:
            fields = tuple(_masked(item, secret.get(name, set())) for item in differences(before[name], entry))
            changes.append(Change(Action.UPDATE, kind, name, fields))
    if prune:
        changes += [Change(Action.DELETE, kind, name) for name in before if name not in after]
    return changes


def differences(before: Any, after: Any, path: str = "") -> Iterator[FieldChange]:
    """Yield every place below ``path`` at which two documents differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            below = f"{path}.{key}" if path else str(key)
            yield from differences(before.get(key, _ABSENT), after.get(key, _ABSENT), below)
    elif isinstance(before, list) and isinstance(after, list) and (len(before) == len(after)):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differences(old, new, f"{path}[{index}]")
    elif before != after:
        yield FieldChange(path, None if before is _ABSENT else before, None if after is _ABSENT else after)


def _masked(change: FieldChange, secret: set[str]) -> FieldChange:
    if change.path not in secret:
        return change
    return FieldChange(
        change.path, MASK if change.before is not None else None, MASK if change.after is not None else None
    )
