"""Holds what was found against what is expected: exact, but where a matcher says otherwise."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from attrs import frozen

from nexus.mapping.scope import decode_exact

MATCHERS: Final = ("contains", "matches", "equals", "anything")
"""An object with one of these names alone is no value, but says what a value must be like."""

ABSENT: Final = "nothing"
"""Stands for what is not there."""


@frozen
class Difference:
    """One place at which something else was found.

    Attributes:
        place: within the case: ``expect.pipelines.orders.rows[0].email``.
        expected: as it is shown; ``found`` likewise.
    """

    place: str
    expected: str
    found: str


def plain(value: Any) -> Any:
    """Return a value as JSON has it: times as text, decimals as numbers of which no digit is lost."""
    encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
    return decode_exact(encoder.encode(value))


def shown(value: Any) -> str:
    """Return a value as people read it: as JSON."""
    return msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode(value).decode()


def differences(expected: Any, found: Any, place: str, *, named_only: int = 0) -> Iterator[Difference]:
    """Yield every place at which ``found`` is not as ``expected``; both are plain.

    Args:
        expected: values and matchers.
        found: what is there.
        place: of both.
        named_only: so many levels of objects are compared only as far as they are named.
    """
    if isinstance(expected, dict) and len(expected) == 1 and (name := next(iter(expected))) in MATCHERS:
        yield from _matched(name, expected[name], found, place)
    elif isinstance(expected, dict) and isinstance(found, dict):
        yield from _objects(expected, found, place, named_only)
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _lists(expected, found, place, named_only)
    elif not _same(expected, found):
        yield Difference(place, shown(expected), shown(found))


def _objects(
    expected: Mapping[str, Any], found: Mapping[str, Any], place: str, named_only: int
) -> Iterator[Difference]:
    for name, value in expected.items():
        if name not in found:
            yield Difference(f"{place}.{name}", shown(value), ABSENT)
        else:
            yield from differences(value, found[name], f"{place}.{name}", named_only=max(0, named_only - 1))
    if not named_only:
        for name in found:
            if name not in expected:
                yield Difference(f"{place}.{name}", ABSENT, shown(found[name]))


def _lists(expected: Sequence[Any], found: Sequence[Any], place: str, named_only: int) -> Iterator[Difference]:
    for index, (one, other) in enumerate(zip(expected, found, strict=False)):
        yield from differences(one, other, f"{place}[{index}]", named_only=named_only)
    for index in range(len(found), len(expected)):
        yield Difference(f"{place}[{index}]", shown(expected[index]), ABSENT)
    for index in range(len(expected), len(found)):
        yield Difference(f"{place}[{index}]", ABSENT, shown(found[index]))


def _same(expected: Any, found: Any) -> bool:
    return isinstance(expected, bool) == isinstance(found, bool) and expected == found


def _matched(name: str, expected: Any, found: Any, place: str) -> Iterator[Difference]:
    if name == "equals":
        yield from _equal(expected, found, place)
    elif name == "contains":
        yield from _contained(expected, found, place)
    elif name == "matches":
        if not isinstance(found, str) or re.search(str(expected), found) is None:
            yield Difference(place, f"text that matches {shown(expected)}", shown(found))
    elif (found is None) is bool(expected):
        yield Difference(place, "anything but null" if expected else "null", shown(found))


def _equal(expected: Any, found: Any, place: str) -> Iterator[Difference]:
    if not _identical(expected, found):
        yield Difference(place, shown(expected), shown(found))


def _identical(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_identical(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_identical, one, other))
    return _same(one, other)


def _contained(expected: Any, found: Any, place: str) -> Iterator[Difference]:
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            if name not in found:
                yield Difference(f"{place}.{name}", shown(value), ABSENT)
            else:
                yield from differences(value, found[name], f"{place}.{name}")
    elif isinstance(expected, list) and isinstance(found, list):
        for one in expected:
            if not any(not list(differences(one, other, place)) for other in found):
                yield Difference(place, f"a list with {shown(one)}", shown(found))
    elif not (isinstance(expected, str) and isinstance(found, str) and expected in found):
        yield Difference(place, f"something that contains {shown(expected)}", shown(found))
