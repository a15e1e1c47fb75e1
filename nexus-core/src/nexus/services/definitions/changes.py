"""The difference between what is defined and what a file says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from attrs import frozen

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


Tell: TypeAlias = Callable[[Any, Any], Iterable[FieldChange]]
"""Returns the places at which two entries differ, secrets masked."""


def compare(kind: str, before: Mapping[str, Any], after: Mapping[str, Any], *, prune: bool, tell: Tell) -> list[Change]:
    """Return what has to happen for ``before`` to become ``after``.

    Args:
        kind: what the entries are: ``application``, ``connection`` or ``workflow``.
        before: entries by name, as they are.
        after: entries by name, as they are wanted.
        prune: whether what ``after`` does not name is deleted.
        tell: finds what differs within one entry.
    """
    changes = []
    for name, entry in after.items():
        if name not in before:
            changes.append(Change(Action.CREATE, kind, name))
        elif before[name] != entry:
            changes.append(Change(Action.UPDATE, kind, name, tuple(tell(before[name], entry))))
    if prune:
        changes += [Change(Action.DELETE, kind, name) for name in before if name not in after]
    return changes


def differences(before: Any, after: Any, path: str = "", *, by_name: bool = False) -> Iterator[FieldChange]:
    """Yield every place below ``path`` at which two documents differ.

    Args:
        before: JSON values, as they were.
        after: as they are.
        path: where they stand.
        by_name: entries of a list that has grown, shrunk or changed its order are compared by their name (pipelines, steps,
            fields) or target (mappings), which then stands in the path: ``pipelines[orders-to-crm].mappings[email].type``.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            below = f"{path}.{key}" if path else str(key)
            yield from differences(before.get(key, _ABSENT), after.get(key, _ABSENT), below, by_name=by_name)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _differences_of_lists(before, after, path, by_name=by_name)
    elif before != after:
        yield FieldChange(path, None if before is _ABSENT else before, None if after is _ABSENT else after)


def _differences_of_lists(before: list[Any], after: list[Any], path: str, *, by_name: bool) -> Iterator[FieldChange]:
    old, new = (_by_name(before), _by_name(after)) if by_name else (None, None)
    if old is not None and new is not None and list(old) != list(new):
        for name in dict.fromkeys([*old, *new]):
            yield from differences(old.get(name, _ABSENT), new.get(name, _ABSENT), f"{path}[{name}]", by_name=True)
        shared = [name for name in old if name in new]
        if shared != [name for name in new if name in old]:
            yield FieldChange(path, list(old), list(new))  # nothing but the order, perhaps: it counts for steps
    elif len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{path}[{index}]", by_name=by_name)
    else:
        yield FieldChange(path, before, after)


def _by_name(entries: list[Any]) -> dict[str, Any] | None:
    """Return the entries by what tells them apart, or None if nothing does."""
    for key in ("name", "target"):
        named = {str(one[key]): one for one in entries if isinstance(one, Mapping) and key in one}
        if len(named) == len(entries):
            return named
    return None
