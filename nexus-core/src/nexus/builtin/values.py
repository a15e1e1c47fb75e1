"""Functions on values of any type."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from nexus.builtin.offer import Example, Offer, offer, optional
from nexus.hookspecs import Parameter
from nexus.mapping.conversion import to_boolean, to_string


def prepare_coalesce(value: Any) -> Callable[[Any], Any]:
    """Return what puts ``value`` in the place of null."""
    return lambda found: value if found is None else found


def prepare_default_if_empty(value: Any) -> Callable[[Any], Any]:
    """Return what puts ``value`` in the place of null, blank text, an empty array and an empty object."""

    def fill(found: Any) -> Any:
        blank = isinstance(found, str) and not found.strip()
        return value if found is None or blank or found in ([], {}) else found

    return fill


def null_if(value: Any) -> Callable[[Any], Any]:
    """Return what makes null of ``value``."""
    return lambda found: None if type(found) is type(value) and found == value else found


def prepare_lookup(table: Mapping[Any, Any], default: Any, strict: bool) -> Callable[[Any], Any]:  # noqa: FBT001 — called by name
    """Return what translates by ``table``, whose keys are compared as text."""
    if not table:
        raise ValueError("table cannot be empty")
    entries = {to_string(key): found for key, found in table.items()}

    def lookup(value: Any) -> Any:
        key = to_string(value)
        if strict and key not in entries:
            raise ValueError("is not in the table")
        return entries.get(key, default)

    return lookup


OFFERS: Final[tuple[Offer, ...]] = (
    offer(
        "coalesce",
        "Puts a value in the place of null.",
        None,
        Example(None, 0, {"value": 0}),
        Parameter("value"),
        returns="any",
        prepare=prepare_coalesce,
        handles_null=True,
    ),
    offer(
        "default_if_empty",
        "Puts a value in the place of null and of what is empty.",
        None,
        Example(" ", "unknown", {"value": "unknown"}),
        Parameter("value"),
        returns="any",
        prepare=prepare_default_if_empty,
        handles_null=True,
    ),
    offer(
        "null_if",
        "Makes null of one value.",
        None,
        Example("n/a", None, {"value": "n/a"}),
        Parameter("value"),
        returns="any",
        prepare=null_if,
    ),
    offer(
        "lookup",
        "Translates by a table.",
        None,
        Example("DE", "Germany", {"table": {"DE": "Germany"}}),
        Parameter("table", "map"),
        optional("default", "any", None, "for what is not in it"),
        optional("strict", "boolean", False, "reject what is not in it"),
        returns="any",
        prepare=prepare_lookup,
    ),
    offer("to_boolean", "Reads true, false, yes, no, 1 and 0.", to_boolean, Example("yes", True), returns="boolean"),
)
