"""What CEL lacks for everyday messages: ``sum``, ``avg``, ``min`` and ``max`` of a list."""

from collections.abc import Callable, Sequence
from typing import Any


def functions() -> list[Any]:
    """Return the declarations; all pure, so none that tells the time."""
    # Here, not above: it is heavy, and most pipelines have no expression.
    from cel_expr_python import cel  # type: ignore[import-untyped] # noqa: PLC0415

    numbers = cel.Type.List(cel.Type.DYN)
    offered: dict[str, Callable[[Sequence[Any]], Any]] = {"sum": total, "avg": average, "min": least, "max": greatest}
    return [
        cel.FunctionDecl(name, [cel.Overload(f"{name}_list", cel.Type.DYN, [numbers], False, function)])
        for name, function in offered.items()
    ]


def total(values: Sequence[Any]) -> int | float:
    """Return the sum of numbers; 0 of none."""
    return sum(_numbers(values))


def average(values: Sequence[Any]) -> float:
    """Return the mean of numbers."""
    numbers = _numbers(values)
    if not numbers:
        raise ValueError("avg of an empty list")
    return sum(numbers) / len(numbers)


def least(values: Sequence[Any]) -> int | float:
    """Return the smallest of numbers."""
    if not values:
        raise ValueError("min of an empty list")
    return min(_numbers(values))


def greatest(values: Sequence[Any]) -> int | float:
    """Return the largest of numbers."""
    if not values:
        raise ValueError("max of an empty list")
    return max(_numbers(values))


def _numbers(values: Sequence[Any]) -> list[int | float]:
    plain = [value.plain_value() if hasattr(value, "plain_value") else value for value in values]
    if any(type(value) is not int and type(value) is not float for value in plain):
        raise ValueError("a list of numbers is needed")
    return plain
