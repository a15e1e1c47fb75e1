"""What a mapping makes of masked values is masked as they are: in rows that are shown, and in what is said about them."""

from collections.abc import Sequence
from typing import Any

from nexus.config.secret import MASK
from nexus.errors import MappingError
from nexus.mapping.leaks import without_quotes
from nexus.mapping.masks import Masks, scalars
from nexus.mapping.paths import MISSING, Part, parse_path
from nexus.model.mapping import MappingRule


def derived(masks: Masks, rules: Sequence[MappingRule], row: Any) -> list[Any]:
    """Return the values of a mapped row that may have come from masked ones."""
    return [value for rule in rules if masks.depends(rule) for value in scalars(_there(rule.target, row))]


def masked_error(masks: Masks, rules: Sequence[MappingRule], error: MappingError) -> str:
    """Return what a mapping says of a message; what it quotes of a field that depends on masked values is masked."""
    concerned = [rule for rule in rules if rule.target == error.target]
    if any(masks.depends(rule) for rule in concerned) or (masks and not concerned):
        return without_quotes(str(error))
    return str(error)


def masked_row(masks: Masks, rules: Sequence[MappingRule], row: Any) -> Any:
    """Return a copy of a mapped row with ``********`` for what came from masked values.

    A row that is the payload as it is (``$ <- $``) keeps what is not masked in it.
    """
    for rule in rules:
        if not masks.depends(rule):
            continue
        if rule.target == "$":
            as_it_is = rule.source == "$" and not rule.transforms
            return masks.masked(row) if as_it_is else MASK
        row = _with_mask(row, parse_path(rule.target).parts)
    return row


def _there(target: str, row: Any) -> Any:
    found = parse_path(target).get(row)
    return None if found is MISSING else found


def _with_mask(row: Any, parts: Sequence[Part]) -> Any:
    if not parts:
        return None if row is None else MASK
    name, *rest = parts
    if not isinstance(row, dict) or name not in row:
        return row
    return row | {name: _with_mask(row[name], rest)}
