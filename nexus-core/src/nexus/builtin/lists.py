"""Functions on arrays."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from nexus.builtin.offer import Example, Offer, list_of, offer, optional
from nexus.mapping.conversion import to_string

_encode: Final = msgspec.json.Encoder(order="sorted", decimal_format="number").encode


def prepare_join(separator: str) -> Callable[[Any], str]:
    """Return what joins; nulls are left out."""
    return lambda value: separator.join(to_string(item) for item in list_of(value) if item is not None)


def first(value: Any) -> Any:
    """Return the first element, null of none."""
    return next(iter(list_of(value)), None)


def last(value: Any) -> Any:
    """Return the last element, null of none."""
    items = list_of(value)
    return items[-1] if items else None


def unique(value: Any) -> list[Any]:
    """Return the elements without repetitions, in order; ``1`` and ``true`` are not the same."""
    seen: dict[bytes, Any] = {}
    for item in list_of(value):
        seen.setdefault(_encode(item), item)
    return list(seen.values())


def prepare_sort(descending: bool) -> Callable[[Any], list[Any]]:  # noqa: FBT001 — called by name
    """Return what sorts numbers or texts."""

    def sort(value: Any) -> list[Any]:
        try:
            return sorted(list_of(value), reverse=descending)
        except TypeError as error:
            raise ValueError("has elements that cannot be compared with each other") from error

    return sort


def length(value: Any) -> int:
    """Return how many characters, elements or fields there are."""
    if not isinstance(value, str | list | dict):
        raise ValueError("needs text, an array or an object")  # noqa: TRY004 — rejects the message
    return len(value)


OFFERS: Final[tuple[Offer, ...]] = (
    offer(
        "join",
        "Makes one text of an array.",
        None,
        Example(["a", 1], "a, 1", {"separator": ", "}),
        optional("separator", "string", ",", "between the elements"),
        prepare=prepare_join,
    ),
    offer("first", "Takes the first element.", first, Example([1, 2, 3], 1), returns="any"),
    offer("last", "Takes the last element.", last, Example([1, 2, 3], 3), returns="any"),
    offer("unique", "Drops repeated elements.", unique, Example(["a", "b", "a"], ["a", "b"]), returns="json"),
    offer(
        "sort",
        "Puts numbers or texts in order.",
        None,
        Example([3, 1, 2], [1, 2, 3]),
        optional("descending", "boolean", False, "largest first"),
        returns="json",
        prepare=prepare_sort,
    ),
    offer("length", "Counts characters, elements or fields.", length, Example("abc", 3), returns="integer"),
)
